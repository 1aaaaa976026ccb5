"""The key of a foreign row in every field that points at one: in new rows and in changes, by form and by API."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from portal.fields import Column, Reference, References, RegionReference
from portal.registers import REGISTERS
from tests.cast import PROVINCE
from tests.portal.attacks.attacker import Attacker
from tests.portal.attacks.targets import WRITABLE, body_for, each, everything, plant, state, typed

HOME, ABROAD = "37", "43"
REFUSED = (403, 422)
SOME = ("catalog_items", "purchasers", "liaison_points", "item_successions", "policy_documents")
"""Tried at every run: together they point at all kinds of rows."""


def pointing(register: str) -> list[Column]:
    return [column for column in REGISTERS[register].references if column.editable]


@pytest.mark.parametrize("register", each(WRITABLE, *SOME))
def test_no_field_takes_a_foreign_row(app: Flask, register: str) -> None:
    """Every one of them, in POST and PUT: refused, nothing is written, the foreign row's name is not told."""
    attacker = Attacker(app, PROVINCE)
    body = body_for(app, register, HOME)
    row_id, _ = plant(app, register, HOME)
    foreign = {column.key: _foreign(app, column) for column in pointing(register)}
    before, everywhere = state(app, register, row_id), everything(app)
    for column in pointing(register):
        key, name = foreign[column.key]
        many = [key] if isinstance(column.type, References) else key
        for answer in (
            attacker.api("POST", f"{register}/", json=body | {column.key: many}),
            attacker.api("POST", f"{register}/", json=body | {column.key: {"id": key, "text": "mine"}}),
            attacker.post(f"/{register}/add", typed(body | {column.key: many})),
            attacker.api("PUT", f"{register}/{row_id}", json={column.key: many}),
        ):
            assert answer.status_code in REFUSED, (column.key, answer.status_code)
            assert name not in answer.get_data(as_text=True) or column.type.register == "regions", column.key
        form = {"version": str((before or {})["version"]), column.key: str(key)}
        answer = attacker.post(f"/{register}/edit/{row_id}", form)
        # A column that is fixed is not part of the form: it is left as it is.
        assert answer.status_code in REFUSED or (column.fixed and answer.status_code == 302), column.key
    assert everything(app) == everywhere
    assert state(app, register, row_id) == before
    right = attacker.api("POST", f"{register}/", json=body)
    assert right.status_code == 201, f"nothing else was wrong: {right.get_json()}"


def _foreign(app: Flask, column: Column) -> tuple[Any, str]:
    assert isinstance(column.type, Reference)
    row_id, name = plant(app, column.type.register, ABROAD)
    return (ABROAD, name) if isinstance(column.type, RegionReference) else (row_id, name)


@pytest.mark.parametrize("register", each(WRITABLE, "providers", "catalog_items", "key_areas"))
def test_no_list_is_filtered_by_what_one_may_not_see(app: Flask, register: str) -> None:
    """A filter by a foreign row finds nothing, and says nothing about that row."""
    attacker = Attacker(app, PROVINCE)
    for column in pointing(register):
        if isinstance(column.type, RegionReference | References) or not column.filtered:
            continue
        key, name = _foreign(app, column)
        answer = attacker.api("GET", f"{register}/?q=(filters:!((col:{column.key},opr:eq,value:{key})))")
        assert answer.status_code == 200
        assert answer.get_json()["count"] == 0
        page = attacker.get(f"/{register}/list/?f.{column.key}.eq={key}")
        assert page.status_code == 200
        assert name not in page.get_data(as_text=True), column.key


def test_every_register_with_fields_that_point_somewhere_is_attacked() -> None:
    found = {register: [column.key for column in pointing(register)] for register in WRITABLE}
    assert sum(map(len, found.values())) >= 30
    assert {"kind", "region", "organization"} <= set(found["purchasers"])
    assert {"edition", "parent", "key_areas", "document"} <= set(found["catalog_items"])
