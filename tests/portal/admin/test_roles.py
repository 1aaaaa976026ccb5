"""The role matrix: ticks as the permission table has them, drift marked, and repaired by whoever may."""

from __future__ import annotations

import json
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.access.actor import Actor, acting
from portal.access.permissions import Action, actions_of
from portal.access.scope import GrantFact
from portal.errors import NotPermitted
from portal.extensions import db
from portal.models import AccessEvent, Role
from portal.models.transactions import writing
from portal.models.user import FabPermissionView, FabRole
from portal.registers import REGISTERS
from portal.services import role_matrix, roles
from tests.cast import AUDIT, CITY, DEPARTMENT, OVERSIGHT, PROVINCE, SECURITY, SYSTEM, Person, sign_in


def page(client: FlaskClient, path: str, status: int = 200) -> BeautifulSoup:
    answer = client.get(path)
    assert answer.status_code == status, (path, answer.status_code)
    return BeautifulSoup(answer.get_data(as_text=True), "html.parser")


def marks(found: BeautifulSoup) -> list[list[str]]:
    return [[str(cell["data-mark"]) for cell in row.select("td")] for row in found.select("[data-matrix] tbody tr")]


def tamper(app: Flask) -> None:
    """Somebody with a hand in the database gives oversight the right to delete, and takes viewing from city editors."""
    with app.app_context(), acting(Actor.system("test")), writing():
        held: dict[tuple[str, str], Any] = {
            (pair.permission.name, pair.view_menu.name): pair for pair in db.session.scalars(select(FabPermissionView))
        }
        stored = {role.name: role for role in db.session.scalars(select(FabRole))}
        stored["oversight"].permissions.append(held[("can_delete", "providers")])
        stored["city_editor"].permissions.remove(held[("can_view", "providers")])
        db.session.commit()


def test_a_security_administrator_reads_every_role_that_can_be_given(app: Flask) -> None:
    client = sign_in(app, SECURITY)
    tabs = page(client, "/roles/").select(".tabs a")
    assert [str(tab["href"]) for tab in tabs] == [
        f"/roles/?role={role.value}" for role in Role if role is not Role.PUBLIC
    ]
    for role in (Role.CITY_EDITOR, Role.OVERSIGHT, Role.AUDIT_ADMINISTRATOR):
        found = marks(page(client, f"/roles/?role={role.value}"))
        assert len(found) == len(REGISTERS)
        allowed = sum(len(actions_of(role, name)) for name in REGISTERS)
        assert sum(row.count("yes") for row in found) == allowed
        assert {mark for row in found for mark in row} <= {"yes", "no"}


@pytest.mark.parametrize("person", [PROVINCE, CITY, DEPARTMENT, SYSTEM, AUDIT], ids=lambda person: person.username)
def test_others_read_their_own_role_only(app: Flask, person: Person) -> None:
    client = sign_in(app, person)
    found = page(client, "/roles/")
    assert len(found.select(".tabs a")) == 1
    page(client, "/roles/?role=reviewer", 404)
    page(client, "/roles/?role=nonsense", 404)
    assert not found.select('form[action="/roles/repair"]')
    assert client.post("/roles/repair").status_code == 403


def test_words_stand_where_permissions_were(app: Flask) -> None:
    text = page(sign_in(app, SECURITY), "/roles/?role=department_editor").text
    assert "部门经办" in text and "一个单位" in text
    assert "can_" not in text and "department_editor" not in text


def test_drift_is_marked_and_repaired_and_leaves_an_event(app: Flask) -> None:
    client = sign_in(app, SECURITY)
    assert not page(client, "/roles/").select("[data-differs], form[action='/roles/repair']")
    tamper(app)
    found = page(client, "/roles/?role=oversight")
    assert found.select("[data-differs]")
    providers = next(row for row in found.select("[data-matrix] tbody tr") if row.th.text == "承接主体")
    assert [str(cell["data-mark"]) for cell in providers.select("td")] == ["yes", "no", "no", "extra"]
    assert "多余" in providers.text
    missing = page(client, "/roles/?role=city_editor")
    assert "缺少" in missing.text
    assert [tab.text.strip().split()[0] for tab in missing.select(".tabs a") if "不一致" in tab.text] == [
        "市级经办",
        "监督人员",
    ]
    assert "不一致" in page(sign_in(app, SYSTEM), "/").text

    city = sign_in(app, CITY)
    assert city.get("/providers/list/").status_code == 403, "what is missing cannot be opened"
    assert page(city, "/roles/").select("[data-differs]")

    assert client.post("/roles/repair").status_code == 302
    assert not page(client, "/roles/").select("[data-differs]")
    assert city.get("/providers/list/").status_code == 200
    with app.app_context(), acting(Actor.system("test")):
        assert roles.drift(db.session) == {}
        event = db.session.scalars(select(AccessEvent).where(AccessEvent.kind == "roles_repaired")).one()
        assert event.actor_name == SECURITY.username
        assert "can_delete on providers" in json.dumps(event.before)


def test_a_permission_that_was_slipped_in_does_not_let_others_repair(app: Flask) -> None:
    """The permission to repair is stored like the others: the table of duties is asked as well."""
    with app.app_context(), acting(Actor.system("test")), writing():
        pair = next(
            pair for pair in db.session.scalars(select(FabPermissionView))
            if (pair.permission.name, pair.view_menu.name) == ("can_edit", "roles")
        )  # fmt: skip
        role = db.session.scalars(select(FabRole).where(FabRole.name == "city_editor")).one()
        role.permissions.append(pair)
        db.session.commit()
    client = sign_in(app, CITY)
    assert client.post("/roles/repair").status_code == 403
    assert "登记簿以外的页面" in page(client, "/roles/").text


def test_a_permission_to_delete_that_was_slipped_in_deletes_nothing(app: Flask) -> None:
    tamper(app)
    client = sign_in(app, OVERSIGHT)
    row = page(client, "/providers/list/").select_one("tbody td.first a")
    assert row is not None
    number = str(row["href"]).rsplit("/", 1)[1]
    assert client.post(f"/providers/delete/{number}").status_code == 403
    assert Action.DELETE not in actions_of(Role.OVERSIGHT, "providers")
    page(client, f"/providers/show/{number}")


@pytest.mark.parametrize("role", [Role.PROVINCE_ADMINISTRATOR, Role.SYSTEM_ADMINISTRATOR, Role.AUDIT_ADMINISTRATOR])
def test_the_repair_itself_asks_who_wants_it(app: Flask, role: Role) -> None:
    actor = Actor.person(1, "somebody", "Somebody", (GrantFact(role, "37"),))
    with app.app_context(), writing(), acting(actor), pytest.raises(NotPermitted):
        role_matrix.repair(db.session, actor)
