"""A row is carried out of the writer's region, or into it: both ends of the way must be the writer's own."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.cast import CITY, COUNTY, HUNAN_PROVINCE, PROVINCE, Person
from tests.portal.attacks.attacker import Attacker
from tests.portal.attacks.targets import each, everything, plant, state

MOVABLE = ("purchasers", "providers", "liaison_points")
"""The registers whose rows may change their region at all."""

FIXED = (
    "negative_list_entries",
    "key_areas",
    "policy_documents",
    "organizations",
    "catalog_editions",
    "provider_kinds",
)

WAYS: tuple[tuple[Person, str, str], ...] = (
    (PROVINCE, "37", "43"),
    (PROVINCE, "3703", "00"),
    (CITY, "3703", "3701"),
    (CITY, "370304", "37"),
    (COUNTY, "370304", "370303"),
    (COUNTY, "370304", "3703"),
)


@pytest.mark.parametrize("register", each(MOVABLE, "providers"))
def test_a_row_is_not_moved_out(app: Flask, register: str) -> None:
    for person, here, there in WAYS:
        row_id, _ = plant(app, register, here)
        before = state(app, register, row_id)
        assert before is not None
        attacker = Attacker(app, person)
        answer = attacker.api("PUT", f"{register}/{row_id}", json={"region": there})
        assert answer.status_code in (403, 422), (person, there)
        form = {"region": there, "version": str(before["version"])}
        assert attacker.post(f"/{register}/edit/{row_id}", form).status_code in (403, 422), (person, there)
        assert state(app, register, row_id) == before


@pytest.mark.parametrize("register", each(MOVABLE, "providers"))
def test_a_row_is_not_moved_in(app: Flask, register: str) -> None:
    """Whoever names it by its number, with the own region as the new one, finds nothing there."""
    for person, here, there in WAYS:
        row_id, name = plant(app, register, there)
        before = state(app, register, row_id)
        attacker = Attacker(app, person)
        for answer in (
            attacker.api("PUT", f"{register}/{row_id}", json={"region": here}),
            attacker.post(f"/{register}/edit/{row_id}", {"region": here, "version": "1"}),
        ):
            assert answer.status_code == 404, (person, there)
            assert name not in answer.get_data(as_text=True)
        assert state(app, register, row_id) == before


@pytest.mark.parametrize("register", FIXED)
def test_a_row_that_stays_where_it_is_made_does_not_move_even_inside(app: Flask, register: str) -> None:
    row_id, _ = plant(app, register, "37")
    before = state(app, register, row_id)
    assert before is not None
    attacker = Attacker(app, PROVINCE)
    for there in ("3703", "43"):
        assert attacker.api("PUT", f"{register}/{row_id}", json={"region": there}).status_code == 422
        attacker.post(f"/{register}/edit/{row_id}", {"region": there, "version": str(before["version"])})
        assert (state(app, register, row_id) or {})["region_code"] == "37"


def test_an_item_is_not_carried_into_a_foreign_edition(app: Flask) -> None:
    own, _ = plant(app, "catalog_items", "37")
    abroad, _ = plant(app, "catalog_items", "43")
    before, target = state(app, "catalog_items", own), state(app, "catalog_items", abroad)
    assert before is not None and target is not None
    attacker = Attacker(app, PROVINCE)
    for change in ({"edition": target["edition_id"]}, {"parent": abroad}, {"region": "43"}):
        assert attacker.api("PUT", f"catalog_items/{own}", json=change).status_code == 422, change
    assert state(app, "catalog_items", own) == before
    edition = target["edition_id"]
    counts = everything(app)
    new = {"code": "B02", "name": "new", "edition": edition}
    assert attacker.api("POST", "catalog_items/", json=new).status_code == 422
    assert attacker.post("/catalog_items/add", {**new, "edition": str(edition)}).status_code == 422
    assert everything(app) == counts


def test_nothing_is_put_back_to_where_the_writer_has_no_say(app: Flask) -> None:
    """The province moves a body from the county to the city; the county cannot undo that by its history."""
    row_id, _ = plant(app, "providers", "370304")
    moved = Attacker(app, CITY).api("PUT", f"providers/{row_id}", json={"region": "3703"})
    assert moved.status_code == 200, moved.get_json()
    before = state(app, "providers", row_id)
    county = Attacker(app, COUNTY)
    for event in range(1, 40):
        assert county.post(f"/providers/restore/{row_id}/{event}").status_code == 404
    assert Attacker(app, HUNAN_PROVINCE).post(f"/providers/restore/{row_id}/1").status_code == 404
    assert state(app, "providers", row_id) == before
