"""Forms from elsewhere are refused, and the session's cookie stays where it belongs."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

import config
from tests.cast import CITY, PROVINCE, SECURITY, password, sign_in

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


@pytest.fixture
def guarded(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The application as it serves: with its check of every form."""
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    return app


def token_of(client: FlaskClient, path: str) -> str:
    found = TOKEN.search(client.get(path).get_data(as_text=True))
    assert found, path
    return unescape(found[1])


def posts(app: Flask) -> list[str]:
    """Every address that takes a form, filled in with numbers."""
    rules = [r for r in app.url_map.iter_rules() if "POST" in (r.methods or ()) and not r.rule.startswith("/api/")]
    return sorted(re.sub("<int:[^>]*>", "1", rule.rule) for rule in rules)


def test_every_form_without_a_token_or_with_anothers_is_refused(
    guarded: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(guarded.config, "WTF_CSRF_ENABLED", False)
    editor, keeper = sign_in(guarded, PROVINCE), sign_in(guarded, SECURITY)
    monkeypatch.setitem(guarded.config, "WTF_CSRF_ENABLED", True)
    foreign = token_of(guarded.test_client(), "/login/")
    addresses = posts(guarded)
    assert len(addresses) > 60
    for address in addresses:
        client = keeper if address.startswith("/people/") else editor
        for data in ({}, {"csrf_token": foreign}):
            assert client.post(address, data=data).status_code == 400, address


def test_a_form_with_its_own_token_is_taken(guarded: Flask) -> None:
    client = guarded.test_client()
    data = {"username": CITY.username, "password": password(guarded), "csrf_token": token_of(client, "/login/")}
    assert client.post("/login/", data=data).status_code == 302
    assert client.post("/logout/", data={"csrf_token": token_of(client, "/providers/add")}).status_code == 302
    assert "/login/" in client.get("/").headers["Location"]


def test_the_cookie_is_neither_for_scripts_nor_for_other_sites(app: Flask) -> None:
    answer = app.test_client().post("/login/", data={"username": CITY.username, "password": password(app)})
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_what_is_set_for_serving_guards_forms_cookies_and_logins(tmp_path: Path) -> None:
    folder = {"PORTAL_DATA_DIR": str(tmp_path)}
    key = {"PORTAL_ENV": "production", "PORTAL_SECRET_KEY": "0123456789abcdef" * 2}
    demo, production = config.read(folder), config.read(folder | key)
    assert demo.get("WTF_CSRF_ENABLED", True) is True
    assert production["SESSION_COOKIE_SECURE"] is True
    for settings in (demo, production):
        assert settings["SESSION_COOKIE_HTTPONLY"] is True
        assert settings["AUTH_RATE_LIMITED"] is True
        assert settings["RATELIMIT_ENABLED"] is True
