"""A session that the attacker knew before the sign-in, and one that was kept after its end: neither opens anything."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.access.actor import Actor, acting
from portal.extensions import db
from portal.models import Role
from portal.models.transactions import writing
from portal.services import accounts
from tests.cast import CITY, PROVINCE, Person, password, sign_in

FIRST, NEW = "first-of-all-2026", "another-one-2026"


def cookie_of(client: FlaskClient) -> str:
    cookie = client.get_cookie(client.application.config["SESSION_COOKIE_NAME"])
    assert cookie is not None
    return cookie.value


def with_cookie(app: Flask, value: str) -> FlaskClient:
    thief = app.test_client()
    thief.set_cookie(app.config["SESSION_COOKIE_NAME"], value)
    return thief


def is_out(client: FlaskClient) -> bool:
    answer = client.get("/explain/")
    return answer.status_code == 302 and answer.headers["Location"].startswith("/login/")


@pytest.fixture
def newcomer(app: Flask) -> Person:
    with app.app_context(), writing(), acting(Actor.system("an attack is prepared")):
        account = accounts.add(db.session, "new.comer", "New", FIRST, demo=True)
        accounts.grant(db.session, account, Role.OVERSIGHT, "37")
        db.session.commit()
    return Person("new.comer", "37")


def test_a_session_that_was_planted_before_the_sign_in_is_worth_nothing_after_it(app: Flask) -> None:
    victim = app.test_client()
    victim.get("/language/en")  # the attacker has the victim begin with a session that the attacker knows
    planted = cookie_of(victim)
    assert planted
    victim.post("/login/", data={"username": CITY.username, "password": password(app)})
    assert cookie_of(victim) != planted
    assert is_out(with_cookie(app, planted))
    assert not is_out(victim)


def test_signing_in_again_gives_another_session(app: Flask) -> None:
    client = sign_in(app, CITY)
    first = cookie_of(client)
    client.post("/logout/")
    client.post("/login/", data={"username": CITY.username, "password": password(app)})
    assert cookie_of(client) != first


def test_signing_in_as_another_keeps_nothing_of_the_first(app: Flask) -> None:
    client = sign_in(app, PROVINCE)
    with client.session_transaction() as kept:
        kept["working_province"] = "43"
    client.post("/logout/")
    client.post("/login/", data={"username": CITY.username, "password": password(app)})
    with client.session_transaction() as kept:
        assert "working_province" not in kept
        assert kept["_user_id"]


def test_a_cookie_that_was_kept_is_dead_after_the_sign_out(app: Flask) -> None:
    client = sign_in(app, CITY)
    kept = cookie_of(client)
    assert not is_out(with_cookie(app, kept))
    client.post("/logout/")
    assert is_out(client)
    assert is_out(with_cookie(app, kept))


def test_a_cookie_that_was_kept_is_dead_after_a_new_password(app: Flask, newcomer: Person) -> None:
    client = app.test_client()
    client.post("/login/", data={"username": newcomer.username, "password": FIRST})
    kept = cookie_of(client)
    assert client.post("/password/", data={"old": FIRST, "new": NEW, "again": NEW}).status_code == 302
    assert not is_out(client)
    assert is_out(with_cookie(app, kept))


@pytest.mark.parametrize("change", ["cut", "signature", "foreign key", "nonsense"])
def test_a_cookie_that_the_portal_did_not_sign_is_none(app: Flask, change: str) -> None:
    from flask.sessions import SecureCookieSessionInterface

    good = cookie_of(sign_in(app, CITY))
    if change == "foreign key":
        other = Flask("other")
        other.secret_key = "guessed"
        signer = SecureCookieSessionInterface().get_signing_serializer(other)
        assert signer is not None
        forged = signer.dumps({"_user_id": "1", "_fresh": True, "session_version": 1, "begun": 2**31, "used": 2**31})
    else:
        forged = {
            "cut": good[:-5],
            "signature": good[:-2] + ("AA" if good[-2:] != "AA" else "BB"),
            "nonsense": "x.y.z",
        }[change]
    assert is_out(with_cookie(app, str(forged)))
