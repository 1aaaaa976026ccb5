"""The guards before the engine: what has been published stays, and a refusal says why."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.access.actor import Actor, acting
from portal.access.permissions import Action
from portal.access.scope import GrantFact
from portal.errors import BadInput, NotPermitted
from portal.extensions import db
from portal.fields.base import Operator
from portal.models import CatalogEdition, CatalogItem, Provider, ProviderKind, Role
from portal.models.transactions import writing
from portal.registers import REGISTERS
from portal.services import guards, records
from portal.services.records import Condition

PROVINCE = Actor.person(3, "province", "Province", (GrantFact(Role.PROVINCE_ADMINISTRATOR, "37"),))
CITY = Actor.person(7, "city", "City", (GrantFact(Role.CITY_EDITOR, "3703"),))
EDITIONS, ITEMS, PROVIDERS = (REGISTERS[name] for name in ("catalog_editions", "catalog_items", "providers"))
ELSEWHERE = "a record of this region or owner"


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    with app.app_context(), writing():
        yield db.session
        db.session.rollback()


def published_item(session: Session) -> Any:
    with acting(Actor.system("test")):
        item = session.scalars(
            select(CatalogItem).join(CatalogItem.edition).where(CatalogEdition.region_code == "37")
        ).first()
        item.edition.state = "published"
        session.commit()
    return item.id, item.edition_id


@pytest.mark.parametrize("attempt", ["rename", "delete", "change an item", "delete an item", "add an item"])
def test_nothing_of_a_published_edition_changes(session: Session, attempt: str) -> None:
    item_id, edition_id = published_item(session)
    with acting(PROVINCE), pytest.raises(NotPermitted, match="cannot be changed"):
        edition = records.get(session, PROVINCE, EDITIONS, edition_id)
        item = records.get(session, PROVINCE, ITEMS, item_id)
        if attempt == "rename":
            records.update(session, PROVINCE, EDITIONS, edition, {"title": "改名"})
        elif attempt == "delete":
            records.delete(session, PROVINCE, EDITIONS, edition)
        elif attempt == "change an item":
            records.update(session, PROVINCE, ITEMS, item, {"name": "改名"})
        elif attempt == "delete an item":
            records.delete(session, PROVINCE, ITEMS, item)
        else:
            new = CatalogItem(edition=edition, region_code=edition.region_code, code="ZZ9", name="新")
            guards.demand(session, PROVINCE, ITEMS, Action.ADD, new)


def test_what_a_row_would_become_is_judged_too(session: Session) -> None:
    with acting(CITY):
        row = session.scalars(select(Provider).where(Provider.region_code.startswith("3703"))).first()
        row = records.get(session, CITY, PROVIDERS, row.id)
        with pytest.raises(NotPermitted, match=f"change {ELSEWHERE}"):
            records.update(session, CITY, PROVIDERS, row, {"region": "3701"})


def test_a_row_cannot_begin_elsewhere(session: Session) -> None:
    with acting(CITY):
        kind = session.scalars(select(ProviderKind.id).where(ProviderKind.status == "allowed")).first()
        code = session.scalars(select(Provider.credit_code)).first()
        raw = {"name": "别处", "credit_code": code, "kind": kind, "region": "3701"}
        with pytest.raises(NotPermitted, match=f"add {ELSEWHERE}"):
            records.create(session, CITY, PROVIDERS, raw)


@pytest.mark.parametrize("attempt", ["change", "delete"])
def test_a_row_that_is_only_read_from_below_is_refused_in_words(session: Session, attempt: str) -> None:
    with acting(CITY):
        register = REGISTERS["organizations"]
        row = session.scalars(select(register.model).where(register.model.region_code == "37")).first()
        with pytest.raises(NotPermitted, match=f"{attempt} {ELSEWHERE}"):
            if attempt == "change":
                records.update(session, CITY, register, row, {"note": "x"})
            else:
                records.delete(session, CITY, register, row)


def test_no_item_is_offered_to_a_published_edition(session: Session) -> None:
    _, edition_id = published_item(session)
    with acting(PROVINCE):
        edition = records.get(session, PROVINCE, EDITIONS, edition_id)
        assert not guards.may_add_item(PROVINCE, edition)
        edition.state = "draft"
        assert guards.may_add_item(PROVINCE, edition)


def test_without_the_permission_to_view_a_register_is_refused_not_empty(session: Session) -> None:
    """Whoever calls the services without having asked."""
    nobody_here = Actor.person(9, "system", "System", (GrantFact(Role.SYSTEM_ADMINISTRATOR, "37"),))
    with acting(nobody_here):
        for attempt in (
            lambda: records.find(session, nobody_here, PROVIDERS, records.Query()),
            lambda: records.get(session, nobody_here, PROVIDERS, 1),
        ):
            with pytest.raises(NotPermitted):
                attempt()


def test_who_may_not_write_a_register_is_told_that_and_nothing_about_the_values(session: Session) -> None:
    """Asked before a value is read: what is wrong with it is no business of theirs."""
    oversight = Actor.person(9, "oversight", "Oversight", (GrantFact(Role.OVERSIGHT, "37"),))
    with acting(oversight):
        row = records.get(session, oversight, PROVIDERS, session.scalars(select(Provider.id)).first())
        for attempt in (
            lambda: records.create(session, oversight, PROVIDERS, {"nonsense": "x"}),
            lambda: records.update(session, oversight, PROVIDERS, row, {"nonsense": "x"}),
            lambda: records.delete(session, oversight, PROVIDERS, row),
        ):
            with pytest.raises(NotPermitted, match="You may not do this with"):
                attempt()


@pytest.mark.parametrize(
    "query",
    [
        records.Query(conditions=(Condition("phone", Operator.CONTAINS, "0531"),)),
        records.Query(sort="-phone"),
        records.Query(columns=("name", "phone")),
        records.Query(conditions=(Condition("note", Operator.CONTAINS, "x"),)),
    ],
    ids=["filter by a hidden column", "order by one", "show one", "filter by what is no filter"],
)
def test_a_column_that_one_may_not_see_is_guessed_by_no_question(session: Session, query: records.Query) -> None:
    oversight = Actor.person(9, "oversight", "Oversight", (GrantFact(Role.OVERSIGHT, "37"),))
    with acting(oversight), pytest.raises(BadInput):
        records.find(session, oversight, PROVIDERS, query)
