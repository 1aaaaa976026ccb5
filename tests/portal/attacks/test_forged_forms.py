"""Forms that another site sends with the victim's cookie: without the token, with a wrong one, with somebody else's."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.cast import CITY, PROVINCE, SECURITY, Person, sign_in
from tests.portal.attacks.attacker import INSIDES
from tests.portal.attacks.targets import everything, plant, state

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


@pytest.fixture
def guarded(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The portal as it serves: the tests switch the tokens off otherwise. Whoever signs in does so before."""
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    return app


def signed_in(app: Flask, person: Person) -> FlaskClient:
    app.config["WTF_CSRF_ENABLED"] = False
    client = sign_in(app, person)
    app.config["WTF_CSRF_ENABLED"] = True
    return client


def token_of(client: FlaskClient, path: str = "/providers/add") -> str:
    found = TOKEN.search(client.get(path).get_data(as_text=True))
    assert found, "the form carries its token"
    return found[1]


def forms(app: Flask) -> Iterator[str]:
    """The address of every route of the pages that takes a POST."""
    for rule in app.url_map.iter_rules():
        if "POST" in (rule.methods or set()) and not rule.rule.startswith("/api/"):
            yield re.sub(r"<[^>]+>", "1", rule.rule)


def test_no_form_is_taken_without_its_token(guarded: Flask) -> None:
    """Missing, garbage, of another session, expired by its own stamp: each of them on every form of the portal."""
    stranger = token_of(signed_in(guarded, CITY))
    before = everything(guarded)
    browsers = {person: signed_in(guarded, person) for person in (PROVINCE, SECURITY)}
    addresses = sorted(set(forms(guarded)))
    assert len(addresses) > 100
    for number, address in enumerate(addresses):
        browser = browsers[SECURITY if address.startswith("/people/") else PROVINCE]
        wrong = (None, "", "x" * 90, stranger, stranger[:-3] + "abc")
        for value in wrong if number % 20 == 0 else (wrong[number % len(wrong)],):
            form = {"name": "forged", "action": "delete", "rowid": "1", "confirmed": "1", "version": "1"}
            answer = browser.post(address, data=form | ({} if value is None else {"csrf_token": value}))
            assert answer.status_code == 400, (address, value, answer.status_code)
            assert not INSIDES.search(answer.get_data(as_text=True)), address
    assert everything(guarded) == before
    assert all(browser.get("/").status_code == 200 for browser in browsers.values()), "nobody was signed out"


@pytest.mark.parametrize("header", ["X-CSRFToken", "X-CSRF-Token"])
def test_a_token_of_another_session_helps_in_no_header_either(guarded: Flask, header: str) -> None:
    stranger = token_of(signed_in(guarded, CITY))
    row_id, _ = plant(guarded, "providers", "37")
    before = state(guarded, "providers", row_id)
    browser = signed_in(guarded, PROVINCE)
    assert browser.post(f"/providers/delete/{row_id}", headers={header: stranger}).status_code == 400
    assert state(guarded, "providers", row_id) == before


def test_the_own_token_works_and_ends_with_the_session(guarded: Flask) -> None:
    row_id, _ = plant(guarded, "providers", "37")
    browser = signed_in(guarded, PROVINCE)
    own = token_of(browser)
    assert browser.post("/logout/", data={"csrf_token": own}).status_code == 302
    again = signed_in(guarded, PROVINCE)
    assert again.post(f"/providers/delete/{row_id}", data={"csrf_token": own}).status_code == 400
    assert state(guarded, "providers", row_id) is not None
    assert again.post(f"/providers/delete/{row_id}", data={"csrf_token": token_of(again)}).status_code == 302
    assert state(guarded, "providers", row_id) is None


def test_a_foreign_page_signs_nobody_in(guarded: Flask) -> None:
    """Signed in as the attacker, a victim would type secrets into the attacker's account."""
    answer = guarded.test_client().post("/login/", data={"username": CITY.username, "password": "whatever it is"})
    assert answer.status_code == 400


def test_the_cookie_does_not_travel_with_forms_of_other_sites(guarded: Flask) -> None:
    guarded.config["WTF_CSRF_ENABLED"] = False
    answer = guarded.test_client().post("/login/", data={"username": CITY.username, "password": "x"})
    cookies = [value for name, value in answer.headers if name == "Set-Cookie"]
    assert cookies and all("SameSite=Lax" in cookie and "HttpOnly" in cookie for cookie in cookies)
