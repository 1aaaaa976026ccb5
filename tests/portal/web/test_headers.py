"""What every answer says to browsers, and bodies that are too large."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from flask import Flask

from tests.cast import PROVINCE, sign_in, token

EXPECTED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@pytest.mark.parametrize("path", ["/", "/login/", "/nowhere", "/api/v1/providers/"])
def test_every_answer_carries_the_headers(app: Flask, path: str) -> None:
    headers = app.test_client().get(path).headers
    assert EXPECTED.items() <= dict(headers).items()
    assert "camera=()" in headers["Permissions-Policy"]
    assert "script-src 'self'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    for part in ("frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'", "object-src 'none'"):
        assert part in headers["Content-Security-Policy"]
    assert headers["Cache-Control"] == "no-store"


def test_only_a_portal_on_tls_demands_tls(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Strict-Transport-Security" not in app.test_client().get("/login/").headers
    monkeypatch.setitem(app.config, "SESSION_COOKIE_SECURE", True)
    answer = app.test_client().get("/login/")
    assert "max-age=" in answer.headers["Strict-Transport-Security"]


PIECES = {"wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"}
"""Nobody says beforehand how much comes."""


@pytest.mark.parametrize("in_pieces", [False, True])
def test_a_body_that_is_too_large_is_refused_in_words(
    app: Flask, monkeypatch: pytest.MonkeyPatch, in_pieces: bool
) -> None:
    browser, program = sign_in(app, PROVINCE), token(app, PROVINCE)
    monkeypatch.setitem(app.config, "MAX_CONTENT_LENGTH", 1000)
    body = b'{"name": "' + b"x" * 2000 + b'"}'

    def sent(body: bytes) -> dict[str, Any]:
        return {"input_stream": BytesIO(body), "environ_overrides": PIECES} if in_pieces else {"data": body}

    answer = app.test_client().post(
        "/api/v1/providers/", headers=program, content_type="application/json", **sent(body)
    )
    assert answer.status_code == 413
    assert answer.get_json()["message"]
    form = b"name=" + b"x" * 2000
    page = browser.post("/providers/add", content_type="application/x-www-form-urlencoded", **sent(form))
    assert page.status_code == 413
    assert "16 MB" in page.get_data(as_text=True)


@pytest.mark.parametrize("kind", ["application/json", "text/xml", "text/plain", "application/octet-stream"])
def test_a_page_takes_forms_and_nothing_else(app: Flask, kind: str) -> None:
    answer = sign_in(app, PROVINCE).post("/providers/add", data=b"{}", content_type=kind)
    assert answer.status_code == 415
