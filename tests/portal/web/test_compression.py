"""Answers travel compressed where that gives nothing away."""

from __future__ import annotations

import brotli
import pytest
from flask import Flask

from tests.cast import PROVINCE, sign_in

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)

MODERN = {"Accept-Encoding": "gzip, deflate, br", "Sec-Fetch-Site": "same-origin"}


def test_a_page_is_compressed_and_reads_the_same(app: Flask) -> None:
    client = sign_in(app, PROVINCE)
    plain = client.get("/providers/list/")
    packed = client.get("/providers/list/", headers=MODERN)
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "br"
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert len(packed.data) < len(plain.data) / 4
    assert brotli.decompress(packed.data).decode() == plain.get_data(as_text=True)


def test_a_page_that_another_site_opened_is_not_compressed(app: Flask) -> None:
    answer = sign_in(app, PROVINCE).get("/providers/list/?q=x", headers=MODERN | {"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 200
    assert "Content-Encoding" not in answer.headers


def test_the_length_of_a_compressed_page_varies_by_chance(app: Flask) -> None:
    client = sign_in(app, PROVINCE)
    lengths = {len(client.get("/providers/list/", headers=MODERN).headers["X-Padding"]) for _ in range(12)}
    assert len(lengths) > 3


def test_a_file_is_compressed_kept_for_a_year_and_not_sent_twice(app: Flask) -> None:
    client = app.test_client()
    with client.get("/static/portal.css", headers=MODERN) as first:
        assert first.headers["Content-Encoding"] == "br"
        assert first.cache_control.max_age == 31_536_000
        etag = first.headers["ETag"]
        css = brotli.decompress(first.data)
    with client.get("/static/portal.css") as plain:
        assert plain.data == css
    with client.get("/static/portal.css", headers=MODERN | {"If-None-Match": etag}) as again:
        assert again.status_code == 304
        assert again.data == b""


def test_a_browser_without_brotli_gets_gzip(app: Flask) -> None:
    answer = sign_in(app, PROVINCE).get("/", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
