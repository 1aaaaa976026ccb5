"""Sessions: they end with the password or the grants that they began with; a first password opens one page only."""

from __future__ import annotations

import pytest
from flask import Flask

from portal.access.actor import Actor, acting
from portal.extensions import db
from portal.models import Role
from portal.models.transactions import writing
from portal.services import accounts
from tests.cast import CITY, PROVINCE, Person, password, sign_in

FIRST = "erstes-passwort-77"
NEW = "zweites-passwort-88"


@pytest.fixture
def newcomer(app: Flask) -> Person:
    """Somebody whose account was just made, with a first password."""
    with app.app_context(), writing(), acting(Actor.system("test")):
        account = accounts.add(db.session, "new.comer", "新来的", FIRST)
        accounts.grant(db.session, account, Role.COUNTY_EDITOR, "370304")
        db.session.commit()
    return Person("new.comer", "370304")


def test_a_first_password_opens_only_the_page_on_which_it_is_changed(app: Flask, newcomer: Person) -> None:
    client = app.test_client()
    assert client.post("/login/", data={"username": newcomer.username, "password": FIRST}).status_code == 302
    for path in ("/", "/providers/list/", "/providers/add"):
        assert client.get(path).headers["Location"] == "/password/"
    assert client.post("/providers/add", data={"name": "x"}).headers["Location"] == "/password/"
    login = {"username": newcomer.username, "password": FIRST, "provider": "db"}
    token = app.test_client().post("/api/v1/security/login", json=login).get_json()["access_token"]
    answer = app.test_client().get("/api/v1/providers/", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 403
    changed = client.post("/password/", data={"old": FIRST, "new": NEW, "again": NEW})
    assert changed.headers["Location"] == "/"
    assert client.get("/providers/list/").status_code == 200


@pytest.mark.parametrize(
    ("old", "new", "again"),
    [("wrong", NEW, NEW), (FIRST, NEW, "other"), (FIRST, "short", "short"), (FIRST, FIRST, FIRST),
     (FIRST, "aaaaaaaaaaaaaa", "aaaaaaaaaaaaaa"), (FIRST, "new.comer-2026", "new.comer-2026")],
)  # fmt: skip
def test_a_password_that_does_not_do_is_refused_in_words(
    app: Flask, newcomer: Person, old: str, new: str, again: str
) -> None:
    client = app.test_client()
    client.post("/login/", data={"username": newcomer.username, "password": FIRST})
    answer = client.post("/password/", data={"old": old, "new": new, "again": again})
    assert answer.status_code == 422
    assert "field-error" in answer.get_data(as_text=True)


def test_changing_the_password_ends_the_other_sessions_and_not_this_one(app: Flask, newcomer: Person) -> None:
    here, elsewhere = app.test_client(), app.test_client()
    for client in (here, elsewhere):
        client.post("/login/", data={"username": newcomer.username, "password": FIRST})
    here.post("/password/", data={"old": FIRST, "new": NEW, "again": NEW})
    assert here.get("/").status_code == 200
    assert "/login/" in elsewhere.get("/").headers["Location"]


def test_other_grants_end_the_sessions_at_once(app: Flask) -> None:
    client = sign_in(app, CITY)
    assert client.get("/").status_code == 200
    with app.app_context(), writing(), acting(Actor.system("test")):
        accounts.grant(db.session, accounts.find(db.session, CITY.username), Role.OVERSIGHT, "37")
        db.session.commit()
    assert "/login/" in client.get("/").headers["Location"]
    assert sign_in(app, CITY).get("/").status_code == 200


def test_an_account_that_is_switched_off_is_out_at_once(app: Flask) -> None:
    client = sign_in(app, PROVINCE)
    with app.app_context(), writing(), acting(Actor.system("test")):
        accounts.find(db.session, PROVINCE.username).active = False
        db.session.commit()
    assert "/login/" in client.get("/").headers["Location"]
    answer = app.test_client().post("/login/", data={"username": PROVINCE.username, "password": password(app)})
    assert answer.status_code == 401
