"""Every route declares who may come, and an action that did not ask for permission fails when the tests walk by."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from portal.access import asked
from portal.access.actor import Actor, acting
from portal.access.administration import PAGES
from portal.access.permissions import PERMISSIONS, Action
from portal.access.scope import GrantFact
from portal.extensions import db
from portal.models import Provider, Role
from portal.models.transactions import writing
from portal.registers import REGISTERS
from portal.services import guards
from portal.web.gate import FOR_EVERYBODY, OPEN_ENDPOINTS
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


def undeclared(app: Flask) -> set[str]:
    """The endpoints that are neither declared open nor ask for a permission that the tables name."""
    known = {(f"can_{action}", name) for table in PERMISSIONS.values() for name, actions in table.items()
             for action in actions} | set(PAGES) | {("can_get", "OpenApi")}  # fmt: skip
    views = {view.endpoint: view for view in app.appbuilder.baseviews}
    found = set()
    for endpoint in {rule.endpoint for rule in app.url_map.iter_rules()} - OPEN_ENDPOINTS - FOR_EVERYBODY:
        place, _, method = endpoint.partition(".")
        view = views.get(place)
        verb = getattr(view, method, None)
        name = (getattr(view, "method_permission_name", None) or {}).get(method) or getattr(
            verb, "_permission_name", ""
        )
        permission = name if name.startswith("can_") else f"can_{name}"
        asks = hasattr(verb, "__wrapped__") and permission in getattr(view, "base_permissions", ())
        if not asks or (permission, view.class_permission_name) not in known | written_by_nobody(permission, view):
            found.add(endpoint)
    return found


def written_by_nobody(permission: str, view: object) -> set[tuple[str, str]]:
    """Registers that the table lets nobody write have routes for it nonetheless, which refuse everyone."""
    name = getattr(view, "class_permission_name", "")
    return {(permission, name)} if name in REGISTERS and permission in {f"can_{action}" for action in Action} else set()


def test_every_route_declares_who_may_come(app: Flask) -> None:
    assert undeclared(app) == set()
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules()}
    assert endpoints >= OPEN_ENDPOINTS | FOR_EVERYBODY, "a declaration without its route"


def test_a_route_without_a_declaration_is_found(app: Flask) -> None:
    bare = Flask("bare")
    bare.appbuilder = app.appbuilder
    bare.add_url_rule("/secrets", "HomeView.secrets", lambda: "all of them")
    bare.add_url_rule("/more", "more", lambda: "of them")
    assert undeclared(bare) == {"HomeView.secrets", "more"}


def test_an_answer_without_a_decision_fails_in_the_tests(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    client = sign_in(app, CITY)
    monkeypatch.setitem(app.view_functions, "ProvidersView.list", lambda: "every provider")
    with pytest.raises(asked.NotAsked, match=r"ProvidersView\.list"):
        client.get("/providers/list/")
