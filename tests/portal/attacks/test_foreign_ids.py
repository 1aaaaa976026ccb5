"""The number of a foreign row in every route that takes a number: it is as if there were no such row."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from portal.access.actor import Actor, acting
from portal.access.permissions import TRAIL
from portal.extensions import db
from portal.models import Account, CatalogItem, Event, FieldDefinition, Grant, SavedView
from portal.models.transactions import writing
from portal.registers import REGISTERS
from tests.cast import HUNAN_PROVINCE, PROVINCE, SECURITY, reader_of
from tests.portal.attacks.attacker import INSIDES, Attacker
from tests.portal.attacks.targets import NAMED_BY, plant, state

HERE = "43"
"""Where the foreign rows are: the attackers work in Shandong."""

OPEN = {"regions"}
"""Read by everyone who is signed in; written by nobody."""

FORM = {"version": "1", "confirmed": "1", "action": "delete", "name": "taken", "role": "reviewer", "region": "37"}


def with_a_number(app: Flask) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if "<int:" in rule.rule]


def register_of(rule: Rule) -> str | None:
    return next((part for part in rule.rule.split("/") if part in REGISTERS), None)


def knock(attacker: Attacker, rule: Rule, numbers: dict[str, int]) -> list[TestResponse]:
    """Every method of a route, with these numbers."""
    path = rule.rule
    for argument in rule.arguments:
        path = path.replace(f"<int:{argument}>", str(numbers.get(argument))).replace(f"<string:{argument}>", "x")
    answers = []
    for method in sorted((rule.methods or set()) & {"GET", "POST", "PUT", "DELETE"}):
        if path.startswith("/api/v1/"):
            body = {"json": {"name": "taken"}} if method in ("POST", "PUT") else {}
            answers.append(attacker.api(method, path.removeprefix("/api/v1/"), **body))
        else:
            answers.append(attacker.browser.open(path, method=method, data=FORM if method == "POST" else None))
    return answers


@pytest.mark.parametrize("register", [name for name in REGISTERS if name not in OPEN])
def test_a_foreign_row_is_not_there_in_any_route_of_its_register(app: Flask, register: str) -> None:
    row_id, name = plant(app, register, HERE)
    with app.app_context(), writing(), acting(Actor.system("an attack is prepared")):
        if register not in TRAIL:
            row = db.session.get(REGISTERS[register].model, row_id)
            setattr(row, NAMED_BY[register], f"{name} as it is")  # a change, which could be put back
            db.session.commit()
        event = db.session.scalars(select(Event.id).where(Event.register == register, Event.row_id == row_id)).first()
        owner = _id_of(HUNAN_PROVINCE.username)
        view = SavedView(owner_id=owner, register=register, name=f"{name} view", content={}, region_code=HERE)
        db.session.add(view)
        db.session.commit()
        view_id = view.id
    before = state(app, register, row_id)
    assert before is not None
    attacker = Attacker(app, reader_of(register))
    rules = [rule for rule in with_a_number(app) if register_of(rule) == register]
    assert len(rules) >= 7
    for rule in rules:
        numbers = {"pk": view_id if "views" in rule.rule else row_id, "event_id": event or 1}
        for answer in knock(attacker, rule, numbers):
            said = answer.get_data(as_text=True)
            assert answer.status_code in (403, 404), (rule.rule, answer.status_code)
            assert name not in said, rule.rule
            assert not INSIDES.search(said), rule.rule
    for choice in ("delete", *(action.name for action in REGISTERS[register].bulk)):
        for form in ({"confirmed": "1"}, {}):
            answer = attacker.post(f"/{register}/bulk", {"rowid": [str(row_id)], "action": choice, **form})
            assert answer.status_code in (403, 404), choice
            assert name not in answer.get_data(as_text=True)
    assert state(app, register, row_id) == before


def _id_of(username: str) -> int:
    return int(db.session.scalars(select(Account.id).where(Account.username == username)).one())


def test_a_foreign_row_looks_like_one_that_does_not_exist(app: Flask) -> None:
    row_id, _ = plant(app, "providers", HERE)
    attacker = Attacker(app, PROVINCE)
    for address in (
        "/providers/show/{}",
        "/providers/edit/{}",
        "/providers/delete/{}",
        "/explain/?register=providers&id={}",
    ):
        there, nowhere = (attacker.get(address.format(number)) for number in (row_id, 999_999_999))
        assert there.status_code == nowhere.status_code
        said = (there.get_data(as_text=True), nowhere.get_data(as_text=True))
        assert _without_numbers(said[0], row_id) == _without_numbers(said[1], 999_999_999), address
    there, nowhere = (attacker.api("GET", f"providers/{number}") for number in (row_id, 999_999_999))
    assert (there.status_code, there.get_json()) == (nowhere.status_code, nowhere.get_json())


def _without_numbers(said: str, number: int) -> str:
    """The number of the row may stand in the digest of a style sheet as well: only where it stands alone."""
    return re.sub(rf"(?:(?<![0-9A-Za-z])|(?<=%3D)){number}(?![0-9A-Za-z])", "N", said)


def test_foreign_items_are_not_in_the_tree(app: Flask) -> None:
    row_id, name = plant(app, "catalog_items", HERE)
    own_id, _ = plant(app, "catalog_items", "37")
    with app.app_context(), acting(Actor.system("an attack is prepared")):
        editions = {key: db.session.get(CatalogItem, key).edition_id for key in (row_id, own_id)}
    attacker = Attacker(app, PROVINCE)
    tree = [rule for rule in with_a_number(app) if rule.endpoint.startswith("CatalogTreeView.")]
    assert len(tree) == 3
    for rule in tree:
        for edition in editions.values():
            for answer in knock(attacker, rule, {"edition_id": edition, "item_id": row_id}):
                assert name not in answer.get_data(as_text=True), rule.rule
    for edition in editions.values():
        for argument in ("item", "open"):
            assert name not in attacker.get(f"/catalog/{edition}/?{argument}={row_id}").get_data(as_text=True)
    assert attacker.get(f"/catalog/{editions[row_id]}/").status_code == 404
    assert attacker.get(f"/catalog/{editions[own_id]}/item/{row_id}").status_code == 404


def test_a_foreign_account_is_not_there_on_any_page_about_people(app: Flask) -> None:
    with app.app_context(), acting(Actor.system("an attack is looked at")):
        pk = _id_of(HUNAN_PROVINCE.username)
        grant = db.session.scalars(select(Grant.id).where(Grant.user_id == pk)).one()
    before = _account(app, pk)
    attacker = Attacker(app, SECURITY)
    people = [rule for rule in with_a_number(app) if rule.endpoint.startswith("PeopleView.")]
    assert len(people) >= 6
    for rule in people:
        for answer in knock(attacker, rule, {"pk": pk, "grant_id": grant}):
            assert answer.status_code == 404, rule.rule
            assert HUNAN_PROVINCE.username not in answer.get_data(as_text=True)
    assert _account(app, pk) == before
    assert HUNAN_PROVINCE.username not in attacker.get(f"/explain/?user={pk}").get_data(as_text=True)


def _account(app: Flask, pk: int) -> list[object]:
    with app.app_context(), acting(Actor.system("an attack is looked at")):
        account = db.session.get(Account, pk)
        assert account is not None
        return [account.first_name, account.active, account.password, account.session_version,
                sorted((g.id, g.role, g.region_code) for g in account.grants)]  # fmt: skip


def test_what_another_province_defined_is_not_put_back_from_here(app: Flask) -> None:
    with app.app_context(), writing(), acting(Actor.system("an attack is prepared")):
        definition = FieldDefinition(register="providers", key="mark", region_code=HERE, draft={"type": "Text"})
        db.session.add(definition)
        db.session.commit()
        pk = definition.id
        definition.draft = {"type": "Text", "label": "mark of a foreign province"}
        db.session.commit()
        found = select(Event.id).where(Event.register == "field_definitions", Event.row_id == pk)
        events = db.session.scalars(found).all()
    assert events
    attacker = Attacker(app, PROVINCE)
    fields = [rule for rule in with_a_number(app) if rule.endpoint.startswith("FieldsView.")]
    for rule in fields:
        for event in events:
            path = rule.rule.replace("<string:name>", "providers").replace("<int:event_id>", str(event))
            for where in ({}, {"province": HERE, "region": HERE, "region_code": HERE}):
                answer = attacker.browser.post(path, query_string=where, data=FORM | where)
                assert answer.status_code == (403 if where else 404), path
                assert "mark of a foreign province" not in answer.get_data(as_text=True)
    with app.app_context(), acting(Actor.system("an attack is looked at")):
        kept = db.session.get(FieldDefinition, pk)
        assert kept is not None and kept.draft == {"type": "Text", "label": "mark of a foreign province"}


def test_every_route_that_takes_a_number_is_attacked(app: Flask) -> None:
    families = {rule.endpoint.split(".")[0] for rule in with_a_number(app) if register_of(rule) is None}
    assert families == {"CatalogTreeView", "FieldsView", "PeopleView"}, (
        "a new route that takes a number: attack it in this file"
    )
