"""Values that nobody asked for, sent along with right ones: keys, owners, states, hidden columns, SQLAlchemy's own."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from portal.registers import REGISTERS
from tests.cast import CITY, DEPARTMENT, OVERSIGHT, PROVINCE, REVIEWER
from tests.portal.attacks.attacker import Attacker
from tests.portal.attacks.targets import NAMED_BY, WRITABLE, body_for, each, everything, plant, state, typed

SMUGGLED: dict[str, Any] = {
    "id": 1, "region_code": "43", "organization_id": 1, "created_at": "2001-01-01T00:00:00Z",
    "updated_at": "2001-01-01T00:00:00Z", "created_by": 1, "created_by_fk": 1, "changed_on": "2001-01-01",
    "state": "published", "sample": True, "unconfirmed": False, "own": {"evaluation_grade": "5A"}, "extra": {"a": 1},
    "path": "A", "level_names": ["x"], "kind_id": 1, "edition_id": 1, "parent_id": 1, "document_id": 1,
    "_sa_instance_state": {}, "_sa_registry": {}, "__class__": "Account", "__dict__": {"region_code": "43"},
    "metadata": {}, "query": "x", "registry": {}, "password": "x", "account": {"username": "x"},
    "region.code": "43", "relation": {"id": 1}, "roles": [1], "grants": [{"role": "province_administrator"}],
}  # fmt: skip
"""No column of any register has one of these keys and may be filled in; what a register edits is taken out below."""


def smuggled(register: str) -> dict[str, Any]:
    return {key: value for key, value in SMUGGLED.items()
            if key not in {column.key for column in REGISTERS[register].columns if column.editable}}  # fmt: skip


@pytest.mark.parametrize("register", each(WRITABLE, "providers", "catalog_items", "policy_documents", "key_areas"))
def test_the_api_names_every_key_that_it_does_not_take(app: Flask, register: str) -> None:
    attacker = Attacker(app, PROVINCE)
    body = body_for(app, register, "37")
    row_id, _ = plant(app, register, "37")
    before, everywhere = state(app, register, row_id), everything(app)
    more = smuggled(register)
    for answer in (
        attacker.api("POST", f"{register}/", json=body | more | {"version": 7}),
        attacker.api("PUT", f"{register}/{row_id}", json=more),
    ):
        assert answer.status_code == 422
        assert set(more) <= set(answer.get_json()["faults"])
    fixed = {column.key: body.get(column.key, "x") for column in REGISTERS[register].columns if column.fixed}
    if fixed:
        assert set(attacker.api("PUT", f"{register}/{row_id}", json=fixed).get_json()["faults"]) >= set(fixed)
    assert everything(app) == everywhere
    assert state(app, register, row_id) == before


@pytest.mark.parametrize("register", each(WRITABLE, "purchasers", "catalog_editions", "catalog_items"))
def test_a_form_takes_only_what_it_shows(app: Flask, register: str) -> None:
    attacker = Attacker(app, PROVINCE)
    row_id, _ = plant(app, register, "37")
    before = state(app, register, row_id)
    assert before is not None
    form = {key: str(value) for key, value in smuggled(register).items()}
    hidden = {c.key: "1" for c in REGISTERS[register].columns if not c.editable or c.fixed}
    form |= hidden | {NAMED_BY[register]: "a new name", "version": str(before["version"])}
    if NAMED_BY[register] in hidden:
        return
    answer = attacker.post(f"/{register}/edit/{row_id}", form)
    after = state(app, register, row_id)
    assert answer.status_code in (302, 422), answer.status_code
    free = {"updated_at", "version", NAMED_BY[register], "level_names"}  # levels are named after the kind
    assert after is not None
    assert {k: v for k, v in after.items() if k not in free} == {k: v for k, v in before.items() if k not in free}


@pytest.mark.parametrize("register", each(WRITABLE, "liaison_points", "catalog_editions", "organizations"))
def test_a_new_row_is_no_other_one_and_begins_as_a_new_one(app: Flask, register: str) -> None:
    attacker = Attacker(app, PROVINCE)
    taken, _ = plant(app, register, "37")
    before = state(app, register, taken)
    form = {key: str(value) for key, value in smuggled(register).items()} | typed(body_for(app, register, "37"))
    answer = attacker.post(f"/{register}/add", form | {"id": str(taken), "version": "99"})
    assert answer.status_code == 302, answer.get_data(as_text=True)[:300]
    made = state(app, register, int(answer.headers["Location"].rsplit("/", 1)[1]))
    assert made is not None
    assert made["id"] != taken and made["version"] == 1 and made["region_code"] == "37"
    assert made.get("state", "draft") == "draft" and not made.get("sample")
    assert made["created_at"] > (before or {})["created_at"]
    assert state(app, register, taken) == before


def test_a_column_that_one_does_not_see_is_not_written_and_keeps_its_value(app: Flask) -> None:
    row_id, _ = plant(app, "policy_documents", "37")
    provider, _ = plant(app, "providers", "37")
    keeper = Attacker(app, PROVINCE)
    assert keeper.api("PUT", f"policy_documents/{row_id}", json={"contact_phone": "0531-51769834"}).status_code == 200
    assert keeper.api("PUT", f"providers/{provider}", json={"phone": "0531-51769834"}).status_code == 200
    for person, register, number, change in (
        (CITY, "policy_documents", row_id, {"contact_phone": "1"}),
        (OVERSIGHT, "providers", provider, {"phone": "1"}),
        (DEPARTMENT, "providers", provider, {"phone": "1"}),
    ):
        assert Attacker(app, person).api("PUT", f"{register}/{number}", json=change).status_code == 403
    reviewer = Attacker(app, REVIEWER)
    assert reviewer.api("PUT", f"providers/{provider}", json={"note": "seen"}).status_code == 200
    assert (state(app, "providers", provider) or {})["phone"] == "0531-51769834"
    city_provider, _ = plant(app, "providers", "3703")
    answer = Attacker(app, CITY).api("PUT", f"providers/{city_provider}", json={"code_override_reason": "because"})
    assert answer.status_code == 422
    assert set(answer.get_json()["faults"]) == {"code_override_reason"}


def test_an_edition_is_not_published_by_a_form_or_by_the_api(app: Flask) -> None:
    row_id, _ = plant(app, "catalog_editions", "37")
    attacker = Attacker(app, PROVINCE)
    for state_word in ("published", "approved", "submitted"):
        assert attacker.api("PUT", f"catalog_editions/{row_id}", json={"state": state_word}).status_code == 422
        attacker.post(f"/catalog_editions/edit/{row_id}", {"state": state_word, "version": "1"})
        attacker.post("/catalog_editions/bulk", {"action": state_word, "rowid": [str(row_id)], "confirmed": "1"})
    assert (state(app, "catalog_editions", row_id) or {})["state"] == "draft"
