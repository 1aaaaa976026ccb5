"""Line breaks on their way into headers, and addresses of other sites on their way into a redirect."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.cast import CITY, PROVINCE, password
from tests.portal.attacks.attacker import INSIDES, Attacker
from tests.portal.attacks.targets import each

ELSEWHERE = (
    "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example", "/\\/evil.example",
    "https:evil.example",
    "https://evil.example", "http:/evil.example", "javascript:alert(1)", "data:text/html,x", "//evil.example/%2e%2e",
    "/%09/evil.example", "/\t/evil.example", "\t//evil.example", " //evil.example", "/\n/evil.example",
    "/\r\n/evil.example",
    "//evil%E3%80%82example", "//user@evil.example", "/.//evil.example", "/..//evil.example", "https:///evil.example",
    "//[::1]/", "/\x00/evil.example", "evil.example", "?next=//evil.example", "/\u2028/evil.example",
    "％2F％2Fevil.example",
)  # fmt: skip
"""What browsers read as another site, or have read so in some version."""

BREAKS = ("\r\nX-Evil: 1", "\nX-Evil: 1", "\rX-Evil: 1", "%0d%0aX-Evil: 1", "\r\n\r\n<script>", "\u560a\u560dX-Evil: 1",
          "\u2028X-Evil: 1", "\x85X-Evil: 1", "\x0bX-Evil: 1")  # fmt: skip


STRANGE = (
    "x" * 5_000, "../../etc/passwd", "'\"><script>", "zh-" + "x" * 200, "en;q=9999,*;q=-1", "Bearer", "Bearer x.y.z",
    "Basic !!!", "bytes=-1", "\xe9\xff", "{{7*7}}", "${jndi:ldap://x}", "*/*;q=a", "session=;session=x",
)  # fmt: skip
"""Values that no header of a request should have."""

FOREIGN = (
    {"Host": "evil.example"}, {"X-Forwarded-Host": "evil.example"}, {"X-Forwarded-Prefix": "//evil.example"},
    {"Forwarded": "host=evil.example"}, {"X-Original-URL": "/people/"}, {"X-HTTP-Method-Override": "DELETE"},
)  # fmt: skip


def stays_here(answer: TestResponse) -> bool:
    """Whether a browser that follows the answer stays on this portal. Browsers drop tabs and take \\ for /."""
    target = answer.headers.get("Location", "/")
    read = "".join(c for c in target if c not in "\t\r\n").strip().replace("\\", "/")
    parts = urlsplit(read)
    return not parts.scheme and not parts.netloc and read.startswith("/") and not read.startswith("//")


def unharmed(answer: TestResponse) -> bool:
    return "X-Evil" not in answer.headers and not any("\n" in v or "\r" in v for v in answer.headers.values())


@pytest.mark.parametrize(
    "where", each(("sign-in", "signed in already", "language", "province", "sign-in page"), "language")
)
def test_no_redirect_leaves_the_portal(app: Flask, where: str) -> None:
    attacker = Attacker(app, CITY)
    for target in ELSEWHERE:
        for sent in {target, quote(target, safe=""), quote(quote(target, safe=""), safe="")}:
            if where == "sign-in":
                form = {"username": CITY.username, "password": password(app)}
                answer = app.test_client().post("/login/", query_string={"next": sent}, data=form)
            elif where == "signed in already":
                answer = attacker.get("/login/", query_string={"next": sent})
            elif where == "language":
                answer = app.test_client().get("/language/en", query_string={"next": sent})
            elif where == "province":
                answer = attacker.post("/province/", {"code": "", "next": sent})
            else:
                answer = app.test_client().get(f"/providers/list/?q={sent}")
                assert stays_here(answer), sent
                continue
            assert answer.status_code in (302, 400), (sent, answer.status_code)
            assert stays_here(answer), (sent, answer.headers.get("Location"))
            assert unharmed(answer)
            assert not INSIDES.search(answer.get_data(as_text=True))


def test_a_good_address_is_gone_on_with(app: Flask) -> None:
    form = {"username": CITY.username, "password": password(app)}
    for target in ("/providers/list/?q=养老&page=2", "/catalog/", "/explain/?register=providers&id=1"):
        answer = app.test_client().post("/login/", query_string={"next": target}, data=form)
        assert answer.headers["Location"].split("?")[0] == target.split("?")[0]


def test_no_line_break_comes_into_a_header(app: Flask) -> None:
    attacker = Attacker(app, PROVINCE)
    for text in BREAKS:
        quoted = quote(text, safe="")
        answers = [
            attacker.get(f"/providers/list/?q={quoted}"),
            attacker.get(f"/providers/list/?sort={quoted}"),
            attacker.get(f"/providers/{quoted}"),
            attacker.get(f"/language/{quoted}?next=/{quoted}"),
            attacker.get(f"/language/en?next=/catalog/{quoted}"),
            attacker.get(f"/profile/{quoted}/"),
            attacker.post("/province/", {"code": "", "next": f"/providers/list/{text}"}),
            attacker.post("/providers/bulk", {"action": "suspend", "asked": text, "rowid": "1", "confirmed": "1"}),
            attacker.post("/providers/views", {"name": f"view{text}", "asked": text}),
            app.test_client().get(f"/providers/list/?q={quoted}"),
            app.test_client().post(f"/login/?next=/{quoted}", data={"username": text, "password": text}),
            attacker.api("GET", f"providers/?q={quoted}"),
            attacker.api("GET", f"providers/{quoted}"),
        ]
        for number, answer in enumerate(answers):
            assert answer.status_code < 500, (text, number)
            assert unharmed(answer), (text, number)
            assert stays_here(answer), (text, number)


@pytest.mark.parametrize(
    "name",
    each(
        (
            "Accept-Language",
            "User-Agent",
            "Referer",
            "X-Forwarded-For",
            "X-Forwarded-Host",
            "Range",
            "X-Request-Id",
            "Content-Type",
            "Accept",
            "Cookie",
            "Authorization",
        ),
        "Cookie",
        "Accept",
    ),
)
def test_no_header_of_a_request_breaks_anything(app: Flask, name: str) -> None:
    attacker = Attacker(app, CITY)
    for value in STRANGE:
        for answer in (
            app.test_client().get("/login/", headers={name: value}),
            app.test_client().get("/api/v1/providers/", headers={name: value}),
            attacker.get("/explain/", headers={name: value}),
        ):
            assert answer.status_code < 500, (name, value)
            said = answer.get_data(as_text=True)
            assert not INSIDES.search(said) and "<script>'" not in said and value[:40] not in str(answer.headers)


def test_a_foreign_host_comes_into_no_address(app: Flask) -> None:
    """Links and redirects are paths: a letter with a link made from a forged Host leads nowhere else."""
    for headers in FOREIGN:
        for path in ("/", "/login/", "/providers/list/", "/nowhere"):
            answer = app.test_client().get(path, headers=headers)
            assert "evil.example" not in answer.get_data(as_text=True), (headers, path)
            assert "evil.example" not in str(answer.headers), (headers, path)


def test_only_known_hosts_are_served_once_they_are_named(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "TRUSTED_HOSTS", ["portal.example"])
    assert app.test_client().get("/login/", headers={"Host": "portal.example"}).status_code == 200
    answer = app.test_client().get("/login/", headers={"Host": "evil.example"})
    assert answer.status_code == 400
    assert not INSIDES.search(answer.get_data(as_text=True))
