"""What the tests of settings share: programs of several provinces, and a setting changed behind their backs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask
from sqlalchemy import select

from portal.access.actor import Actor, acting
from portal.extensions import db
from portal.models import CatalogEdition, CatalogItem, Province
from portal.models.transactions import writing
from portal.profiles import Profile
from tests.cast import Person, token

Ask = Callable[..., tuple[int, Any]]


def asking(app: Flask) -> Ask:
    """ask(person, method, path, json=…) → (status, body)."""
    headers: dict[Person, dict[str, str]] = {}

    def go(person: Person, method: str, path: str, **kwargs: Any) -> tuple[int, Any]:
        if person not in headers:
            headers[person] = token(app, person)
        answer = app.test_client().open(f"/api/v1/{path}", method=method, headers=headers[person], **kwargs)
        return answer.status_code, answer.get_json()

    return go


def set_value(app: Flask, slug: str, path: str, value: Any) -> None:
    """Change one value of a province's profile in the database, as another worker would."""
    with app.app_context(), writing(), acting(Actor.system("test")):
        row = db.session.scalars(select(Province).where(Province.slug == slug)).one()
        profile = Profile.from_dict(row.profile).to_dict()
        at: Any = profile
        *steps, last = path.split(".")
        for step in steps:
            at = at[int(step)] if step.isdigit() else at[step]
        at[int(last) if last.isdigit() else last] = value
        Profile.from_dict(profile)  # a test must not set what could not be
        row.profile = profile
        db.session.commit()


def kind_of(ask: Ask, person: Person, register: str, code: str) -> int:
    """The id of a province's kind of purchaser or provider."""
    status, body = ask(person, "GET", f"{register}/?q=(page_size:100)")
    assert status == 200
    for row_id in body["ids"]:
        row = ask(person, "GET", f"{register}/{row_id}")[1]["result"]
        if row["code"] == code and str(row["region"])[:2] in (person.home[:2], str(row["region"])[:2]):
            return int(row_id)
    raise AssertionError(f"no kind {code}")


def draft_of(app: Flask, region_code: str, kind: str) -> tuple[int, int]:
    """An open edition of a region and one item of its last level."""
    with app.app_context(), acting(Actor.system("test")):
        found = db.session.execute(
            select(CatalogEdition.id, CatalogItem.id)
            .join(CatalogItem, CatalogItem.edition_id == CatalogEdition.id)
            .where(CatalogEdition.region_code == region_code, CatalogEdition.kind == kind)
            .where(CatalogEdition.state == "draft")
            .order_by(CatalogItem.level.desc(), CatalogItem.id)
        ).first()
        assert found is not None, (region_code, kind)
        return int(found[0]), int(found[1])
