"""An action that did not ask for permission fails, when the tests walk through it."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from portal.access import asked
from portal.access.actor import Actor, acting
from portal.access.permissions import Action
from portal.access.scope import GrantFact
from portal.extensions import db
from portal.models import Provider, Role
from portal.models.transactions import writing
from portal.registers import REGISTERS
from portal.services import guards
from tests.cast import CITY, sign_in

EDITOR = Actor.person(1, "somebody", "Somebody", (GrantFact(Role.CITY_EDITOR, "3703"),))


def rename_first() -> str:
    db.session.scalars(select(Provider)).first().name = "新名"
    db.session.flush()
    db.session.rollback()
    return "done"


def test_a_write_in_a_watched_request_without_a_decision_raises(app: Flask) -> None:
    with app.app_context(), writing(), acting(EDITOR):
        asked.begin(True)
        try:
            with pytest.raises(asked.NotAsked):
                rename_first()
            db.session.rollback()
            guards.demand(db.session, EDITOR, REGISTERS["providers"], Action.VIEW,
                          db.session.scalars(select(Provider)).first())  # fmt: skip
            assert rename_first() == "done"
        finally:
            asked.begin(False)


def test_a_decision_of_one_request_does_not_serve_the_next(app: Flask) -> None:
    with app.app_context(), writing(), acting(EDITOR):
        asked.begin(True)
        asked.note()
        asked.begin(True)
        try:
            with pytest.raises(asked.NotAsked):
                rename_first()
        finally:
            db.session.rollback()
            asked.begin(False)


def test_every_request_of_the_tests_is_watched_and_none_that_serves(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[bool] = []
    client = sign_in(app, CITY)
    monkeypatch.setattr(asked, "begin", begun.append)
    client.get("/providers/list/")
    monkeypatch.setitem(app.config, "TESTING", False)
    client.get("/providers/list/")
    assert begun == [True, False, False, False]
