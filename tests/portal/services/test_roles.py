"""Flask-AppBuilder's roles follow the permission table; whatever drifted is repaired."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select

from portal.access.actor import Actor, acting
from portal.extensions import db
from portal.models.transactions import writing
from portal.models.user import FabRole
from portal.services import roles


def test_a_permission_that_was_given_or_taken_by_hand_is_put_right(app: Flask) -> None:
    with app.app_context(), writing(), acting(Actor.system("test")):
        assert roles.repair(db.session) == 0
        oversight = db.session.scalars(select(FabRole).where(FabRole.name == "oversight")).one()
        editor = db.session.scalars(select(FabRole).where(FabRole.name == "city_editor")).one()
        oversight.permissions = list(editor.permissions)
        db.session.flush()
        assert roles.repair(db.session) > 0
        held = {(p.permission.name, p.view_menu.name) for p in oversight.permissions}
        assert ("can_edit", "providers") not in held
        assert roles.repair(db.session) == 0
        db.session.rollback()


def test_a_role_that_is_not_ours_holds_nothing_after_a_repair(app: Flask) -> None:
    with app.app_context(), writing(), acting(Actor.system("test")):
        editor = db.session.scalars(select(FabRole).where(FabRole.name == "city_editor")).one()
        db.session.add(FabRole(name="Admin", permissions=list(editor.permissions)))
        db.session.flush()
        assert roles.repair(db.session) == len(editor.permissions)
        db.session.rollback()
