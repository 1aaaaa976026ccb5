"""The lock after failures: per account and per address, in the database, the same for names that nobody has."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from portal.access.actor import Actor, acting
from portal.access.circumstances import UNKNOWN, Circumstances, begin_circumstances
from portal.extensions import db
from portal.models import AccessEvent, AccessKind, LoginFailure
from portal.models.base import now
from portal.models.transactions import writing
from portal.services import accounts, lockout, signing_in
from tests.cast import CITY, COUNTY, password, sign_in


def _login(app: Flask, username: str, secret: str, address: str = "10.0.0.1") -> int:
    data = {"username": username, "password": secret}
    return app.test_client().post("/login/", data=data, environ_base={"REMOTE_ADDR": address}).status_code


def _api(app: Flask, username: str, secret: str, address: str = "10.0.0.1") -> tuple[int, object]:
    body = {"username": username, "password": secret, "provider": "db"}
    answer = app.test_client().post("/api/v1/security/login", json=body, environ_base={"REMOTE_ADDR": address})
    return answer.status_code, answer.get_json()


def test_five_failures_close_an_account_from_every_address_and_by_both_doors(app: Flask) -> None:
    for number in range(lockout.PER_ACCOUNT):
        door = _api(app, CITY.username, "falsch")[0] if number % 2 else _login(app, CITY.username, "falsch")
        assert door == 401
    assert _login(app, CITY.username, password(app), "10.9.9.9") == 401
    assert _api(app, CITY.username.upper(), password(app), "10.9.9.9")[0] == 401
    assert _login(app, COUNTY.username, password(app)) == 302


def test_twenty_failures_close_an_address_and_no_other(app: Flask) -> None:
    for number in range(lockout.PER_ADDRESS):
        assert _login(app, f"niemand{number}", "falsch") == 401
    assert _login(app, CITY.username, password(app)) == 401
    assert _login(app, CITY.username, password(app), "10.0.0.2") == 302


def test_unknown_wrong_locked_and_switched_off_get_the_same_answer(app: Flask) -> None:
    with app.app_context(), writing(), acting(Actor.system("test")):
        accounts.find(db.session, COUNTY.username).active = False
        db.session.commit()
    answers = [_api(app, "niemand", "falsch"), _api(app, COUNTY.username, password(app))]
    answers += [_api(app, CITY.username, "falsch") for _ in range(lockout.PER_ACCOUNT)]
    answers.append(_api(app, CITY.username, password(app)))
    assert all(answer == answers[0] for answer in answers)
    assert answers[0][0] == 401


def test_the_lock_ends_by_itself_though_somebody_goes_on_trying(app: Flask) -> None:
    for _ in range(lockout.PER_ACCOUNT + 3):
        _login(app, CITY.username, "falsch")
    with app.app_context(), writing():
        assert db.session.scalar(select(func.count()).select_from(LoginFailure)) == lockout.PER_ACCOUNT
        db.session.execute(update(LoginFailure).values(at=now() - lockout.WINDOW - timedelta(seconds=1)))
        db.session.commit()
    assert _login(app, CITY.username, password(app)) == 302


def test_a_success_and_a_new_password_lift_the_lock(app: Flask) -> None:
    for _ in range(lockout.PER_ACCOUNT - 1):
        _login(app, CITY.username, "falsch")
    sign_in(app, CITY)
    with app.app_context(), writing(), acting(Actor.system("test")):
        assert db.session.scalar(select(func.count()).select_from(LoginFailure)) == 0
    for _ in range(lockout.PER_ACCOUNT):
        _login(app, CITY.username, "falsch")
    with app.app_context(), writing(), acting(Actor.system("test")):
        accounts.reset_password(db.session, accounts.find(db.session, CITY.username), "ganz-neues-kennwort-3")
        db.session.commit()
    assert _login(app, CITY.username, "ganz-neues-kennwort-3") == 302


def test_wrong_present_passwords_on_the_password_page_count_too(app: Flask) -> None:
    client = sign_in(app, CITY)
    new = "ganz-neues-kennwort-3"
    for _ in range(lockout.PER_ACCOUNT):
        assert client.post("/password/", data={"old": "falsch", "new": new, "again": new}).status_code == 422
    answer = client.post("/password/", data={"old": password(app), "new": new, "again": new})
    assert answer.status_code == 422


@pytest.mark.parametrize("name", ["", "\0", "名字", "a" * 5000, "x' OR 1=1 --", "\ud800"])
def test_odd_names_are_unknown_names(app: Flask, name: str) -> None:
    with app.app_context(), writing():
        assert signing_in.sign_in(db.session, name, "falsches-kennwort") is None


def test_each_attempt_leaves_one_event_that_keeps_no_unknown_name(app: Flask) -> None:
    begin_circumstances(Circumstances("10.0.0.1", "r1"))
    with app.app_context(), writing():
        signing_in.sign_in(db.session, "mein-geheimnis", "falsch")
        signing_in.sign_in(db.session, CITY.username, "falsch")
        account = signing_in.sign_in(db.session, CITY.username, password(app))
        signing_in.sign_out(db.session, account)
        with acting(Actor.system("test")):
            events = db.session.scalars(
                select(AccessEvent).where(AccessEvent.request_id == "r1").order_by(AccessEvent.id)
            ).all()
            assert [event.kind for event in events] == [
                AccessKind.SIGN_IN_FAILED,
                AccessKind.SIGN_IN_FAILED,
                AccessKind.SIGNED_IN,
                AccessKind.SIGNED_OUT,
            ]
            assert events[0].after == {"why": "unknown", "username": None}
            assert events[1].after == {"why": "wrong", "username": CITY.username}
            assert events[2].actor_id == account.id
    begin_circumstances(UNKNOWN)
