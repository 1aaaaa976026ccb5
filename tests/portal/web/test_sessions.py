"""Sessions: they end with the password or the grants that they began with; a first password opens one page only."""

from __future__ import annotations

import time

import pytest
from flask import Flask

from portal.access.actor import Actor, acting
from portal.extensions import db
from portal.models import Role
from portal.models.transactions import writing
from portal.services import accounts
from portal.web import actors
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
    if old == new:
        assert "新密码不能与当前密码相同" in answer.get_data(as_text=True)


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


def test_a_session_that_nobody_uses_ends_and_says_so(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    client = sign_in(app, CITY)
    start = time.time()
    monkeypatch.setattr(actors.time, "time", lambda: start + 20 * 60)
    assert client.get("/").status_code == 200
    monkeypatch.setattr(actors.time, "time", lambda: start + 45 * 60)
    assert client.get("/").status_code == 200  # it was used in between
    monkeypatch.setattr(actors.time, "time", lambda: start + 76 * 60)
    assert "/login/" in client.get("/").headers["Location"]
    page = client.get("/login/")  # no way round and round
    assert page.status_code == 200


def test_a_session_ends_after_a_working_day_though_it_is_used(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    client = sign_in(app, CITY)
    start = time.time()
    for minutes in range(0, 600, 20):
        monkeypatch.setattr(actors.time, "time", lambda minutes=minutes: start + minutes * 60)
        assert client.get("/profile/").status_code == 200
    monkeypatch.setattr(actors.time, "time", lambda: start + 601 * 60)
    assert "/login/" in client.get("/profile/").headers["Location"]


def test_the_time_of_use_is_written_at_most_once_a_minute(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    client = sign_in(app, CITY)
    start = time.time()
    used = []
    for seconds in (1, 50, 61, 70):
        monkeypatch.setattr(actors.time, "time", lambda seconds=seconds: start + seconds)
        client.get("/")
        with client.session_transaction() as kept:
            used.append(kept[actors.SESSION_USED])
    assert used[0] == used[1] < used[2] == used[3]


def test_signing_in_takes_nothing_over_from_the_session_before(app: Flask) -> None:
    client = app.test_client()
    with client.session_transaction() as kept:
        kept["planted"] = "x"
        kept["locale"] = "en"
    client.post("/login/", data={"username": CITY.username, "password": password(app)})
    with client.session_transaction() as kept:
        assert "planted" not in kept
        assert kept["locale"] == "en"


def test_signing_out_takes_a_post(app: Flask) -> None:
    client = sign_in(app, CITY)
    assert client.get("/logout/").status_code == 405
    assert client.get("/").status_code == 200
    client.post("/logout/")
    assert "/login/" in client.get("/").headers["Location"]


def test_tokens_end_with_the_grants_that_they_were_given_with(app: Flask) -> None:
    login = {"username": CITY.username, "password": password(app), "provider": "db", "refresh": True}
    given = app.test_client().post("/api/v1/security/login", json=login).get_json()
    access = {"Authorization": f"Bearer {given['access_token']}"}
    refresh = {"Authorization": f"Bearer {given['refresh_token']}"}
    client = app.test_client()
    assert client.get("/api/v1/providers/", headers=access).status_code == 200
    renewed = client.post("/api/v1/security/refresh", headers=refresh).get_json()["access_token"]
    assert client.get("/api/v1/providers/", headers={"Authorization": f"Bearer {renewed}"}).status_code == 200
    with app.app_context(), writing(), acting(Actor.system("test")):
        accounts.grant(db.session, accounts.find(db.session, CITY.username), Role.OVERSIGHT, "37")
        db.session.commit()
    assert client.get("/api/v1/providers/", headers=access).status_code == 401
    assert client.post("/api/v1/security/refresh", headers=refresh).status_code == 401


@pytest.mark.parametrize("body", [None, [], {"username": 1, "password": "x"}, {"username": "x"},
                                  {"username": "x", "password": "x", "provider": "ldap"}])  # fmt: skip
def test_a_login_that_cannot_be_read_is_refused(app: Flask, body: object) -> None:
    assert app.test_client().post("/api/v1/security/login", json=body).status_code == 400
