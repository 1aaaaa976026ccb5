"""Whose address counts: the one that connects, unless servers of our own stand in front."""

from __future__ import annotations

import logging

import pytest
from flask import Flask, request
from sqlalchemy import select

import config
from portal.access.actor import Actor, acting
from portal.extensions import db
from portal.models import AccessEvent, AccessKind
from portal.services import lockout
from portal.web import proxies
from tests.cast import CITY, password

PROXY, MIDDLE, VISITOR, FORGED = "10.0.0.9", "10.0.0.8", "203.0.113.7", "198.51.100.1"


def seen(trusted: int, forwarded: str | None) -> str | None:
    """The address that a portal behind so many proxies takes for the visitor's."""
    app = Flask("bare")
    app.config["PORTAL_TRUSTED_PROXIES"] = trusted
    proxies.install(app)
    found: list[str | None] = []
    app.add_url_rule("/", view_func=lambda: found.append(request.remote_addr) or "")  # type: ignore[func-returns-value]
    headers = {"X-Forwarded-For": forwarded} if forwarded is not None else {}
    app.test_client().get("/", headers=headers, environ_base={"REMOTE_ADDR": PROXY})
    return found[0]


@pytest.mark.parametrize(
    ("trusted", "forwarded", "expected"),
    [
        (0, None, PROXY),
        (0, FORGED, PROXY),
        (0, f"{FORGED}, {VISITOR}", PROXY),
        (1, VISITOR, VISITOR),
        (1, f"{FORGED}, {VISITOR}", VISITOR),
        (1, f"{FORGED}, {FORGED}, {FORGED}, {VISITOR}", VISITOR),
        (2, f"{FORGED}, {VISITOR}, {MIDDLE}", VISITOR),
        (1, None, PROXY),
        (2, VISITOR, PROXY),  # came past one of the two: the header is not believed
    ],
)
def test_only_what_our_own_servers_added_counts(trusted: int, forwarded: str | None, expected: str) -> None:
    assert seen(trusted, forwarded) == expected


def test_the_number_of_proxies_is_a_small_one() -> None:
    read = config.read({"PORTAL_TRUSTED_PROXIES": "2"})
    assert read["PORTAL_TRUSTED_PROXIES"] == 2
    assert config.read({})["PORTAL_TRUSTED_PROXIES"] == 0
    for wrong in ("-1", "6", "all"):
        with pytest.raises(config.ConfigurationFault):
            config.read({"PORTAL_TRUSTED_PROXIES": wrong})


def fail(app: Flask, forwarded: str, secret: str = "falsch") -> int:
    typed = {"username": CITY.username, "password": secret}
    headers = {"X-Forwarded-For": forwarded}
    client = app.test_client()
    return client.post("/login/", data=typed, headers=headers, environ_base={"REMOTE_ADDR": PROXY}).status_code


def addresses(app: Flask) -> set[str | None]:
    with app.app_context(), acting(Actor.system("test")):
        failed = select(AccessEvent.address).where(AccessEvent.kind == AccessKind.SIGN_IN_FAILED)
        found = set(db.session.scalars(failed))
        db.session.rollback()
    return found


def test_a_forged_header_neither_enters_the_trail_nor_gets_round_the_lock(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lockout, "PER_ACCOUNT", 1_000)
    monkeypatch.setattr(lockout, "PER_ADDRESS", 3)
    for number in range(3):
        assert fail(app, f"198.51.100.{number}") == 401
    assert addresses(app) == {PROXY}
    assert fail(app, "198.51.100.9", password(app)) == 401, "the address that connects is locked"


def test_behind_a_trusted_proxy_each_visitor_has_a_lock_of_their_own(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lockout, "PER_ACCOUNT", 1_000)
    monkeypatch.setattr(lockout, "PER_ADDRESS", 3)
    monkeypatch.setitem(app.config, "PORTAL_TRUSTED_PROXIES", 1)
    monkeypatch.setattr(app, "wsgi_app", app.wsgi_app)  # put back afterwards
    proxies.install(app)
    for _ in range(3):
        assert fail(app, f"{FORGED}, {VISITOR}") == 401
    assert addresses(app) == {VISITOR}
    assert fail(app, f"{FORGED}, {VISITOR}", password(app)) == 401
    assert fail(app, "203.0.113.8", password(app)) == 302


def test_a_header_that_nobody_expects_is_told_once(caplog: pytest.LogCaptureFixture) -> None:
    app = Flask("bare")
    proxies.install(app)
    app.add_url_rule("/", view_func=lambda: "")
    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            app.test_client().get("/", headers={"X-Forwarded-For": VISITOR})
    assert len([record for record in caplog.records if "PORTAL_TRUSTED_PROXIES" in record.getMessage()]) == 1
