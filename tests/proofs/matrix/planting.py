"""Rows of every register in every kind of region, each with a mark in its name that no other text of a page holds."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Integer, String, select
from sqlalchemy.orm import Session

from portal.access.actor import Actor, acting
from portal.fields import gb32100
from portal.models import CatalogItem, Event
from portal.registers import REGISTERS
from tests.portal.attacks.targets import values_for
from tests.proofs.matrix.oracle import OF_EDITIONS, Facts, kinds_of_catalogs

SYSTEM = Actor.system("plants what the matrix is tried on")

PLACES = ("00", "15", "1501", "150102", "37", "3702", "3703", "370302", "370304", "43", "4301", "430102")
"""The nation, and of each province the province, a city (with a sibling) and a county (with a sibling)."""

NOT_PLANTED = ("regions", "provinces")
"""Registers of the portal's own: they have no rows but those of the seeds, and nobody writes them."""

MARKED = {
    "catalog_editions": "title",
    "item_successions": "reason",
    "negative_list_entries": "text",
    "prohibitive_rules": "text",
    "liaison_points": "name_as_printed",
    "provider_conditions": "text",
    "province_facts": "text_zh",
    "policy_documents": "title",
    "events": "row_name",
    "access_events": "row_name",
    "condition_checks": "evidence",
    "party_findings": "reason",
}
"""The column that holds the mark, where it is not ``name``."""

_numbers = itertools.count(1)


@dataclass(frozen=True)
class Planted:
    """A row as the matrix knows it."""

    id: int
    mark: str
    facts: Facts
    event_id: int
    """A change of this row that could be put back."""
    edition_id: int = 0
    """Of an edition its own, of an item that of its edition: where it stands in the catalog's tree."""

    @property
    def hint(self) -> str:
        """What is searched for: pages repeat it, and hold the whole mark only where they show the row."""
        return self.mark[:-2]


def mark_key(register: str) -> str:
    return MARKED.get(register, "name")


def variants(register: str, owner: int) -> tuple[tuple[int | None, bool], ...]:
    """(owner, published) of the rows to plant: catalogs are others' and own ones, drafts and published ones."""
    if register in OF_EDITIONS:
        return ((None, False), (owner, False), (owner, True))
    if register == "item_successions":
        return ((None, False), (owner, False))
    return ((None, False),)


def kind_of(region: str, owner: int | None) -> str:
    """What kind of catalog stands there: a department's own, the province's general one, a city's or county's local,
    or else a kind that the province has."""
    usual = "department" if owner is not None else "general" if len(region) == 2 else "local"
    kinds = kinds_of_catalogs(region)
    return usual if not kinds or usual in kinds else kinds[0]


def plant(session: Session, register: str, region: str, variant: tuple[int | None, bool]) -> Planted:
    """One row, committed. It is changed once, so that its history holds something to put back."""
    number = next(_numbers)
    mark = f"矩阵{number:06}样本"
    owner, published = variant
    with acting(SYSTEM):
        row = _row(session, register, region, number, mark + "旧", owner, published)
        session.add(row)
        session.commit()
        event_id = 0
        if register not in ("events", "access_events"):
            setattr(row, mark_key(register), mark)
            session.commit()
            wanted = select(Event.id).where(Event.register == register, Event.row_id == row.id)
            event_id = session.scalars(wanted.order_by(Event.id.desc()).limit(1)).one()
        if register == "organizations":
            owner = row.id
        facts = Facts(register, region, owner, published, kind_of(region, owner) if register in OF_EDITIONS else "")
        edition_id = row.id if register == "catalog_editions" else getattr(row, "edition_id", 0)
        return Planted(row.id, mark, facts, event_id, edition_id)


def _row(
    session: Session, register: str, region: str, number: int, mark: str, owner: int | None, published: bool
) -> Any:
    """A copy of the nearest row of the register, with its own region, mark and unique values."""
    model = REGISTERS[register].model
    reviewed = register in ("condition_checks", "party_findings")  # no folder of seeds brings such rows
    values = values_for(register, region) if reviewed else _values_of_nearest(session, model, region)
    if register == "party_findings":
        values["name"] = f"疑问{number}"
    values["region_code"] = region
    values[mark_key(register)] = mark
    for key in ("code", "key"):
        if key in values:
            values[key] = f"m{number}"
    if "credit_code" in values:
        values["credit_code"] = gb32100.make("52", "370304", f"MA{number:06}")
    if "number" in values:
        values["number"] = f"矩阵〔2026〕{number}号"
    if register == "listed_terms":
        values["ordinal"] = 2_000 + number % 3_900
    if register == "catalog_editions":
        values |= {"organization_id": owner, "state": "published" if published else "draft", "based_on_id": None}
        values |= {"kind": kind_of(region, owner)}
    if register == "catalog_items":
        values |= {"parent_id": None, "path": f"m{number}", "level": 1}
        values["edition_id"] = _edition(session, region, number, owner, published)
    if register == "item_successions":
        values |= {"old_item_id": _item(session, region, number, owner), "new_item_id": None}
    for key in ("forwards_id", "parent_id", "organization_id", "document_id"):
        if key in values and register != "catalog_editions":
            values[key] = None
    if "kind_id" in values:
        values["kind_id"] = _kind(session, register, region) or values["kind_id"]
    return model(**values)


def _values_of_nearest(session: Session, model: Any, region: str) -> dict[str, Any]:
    nearest = select(model).where(model.region_code.startswith(region[:2])).order_by(model.id).limit(1)
    row = session.scalars(nearest).first() or session.scalars(select(model).order_by(model.id).limit(1)).first()
    if row is None:
        return _from_nothing(model)
    left_out = {"id", "created_at", "updated_at", "version"}
    return {a.key: getattr(row, a.key) for a in model.__mapper__.column_attrs if a.key not in left_out}


def _from_nothing(model: Any) -> dict[str, Any]:
    """Values for a table that has no row yet: something short for each column that must be filled."""
    found: dict[str, Any] = {}
    for attribute in model.__mapper__.column_attrs:
        column = attribute.columns[0]
        if column.primary_key or column.nullable or column.default is not None or column.foreign_keys:
            continue
        of_type = column.type
        found[attribute.key] = (
            "split" if isinstance(of_type, String) else 1 if isinstance(of_type, Integer) else datetime.now(UTC)
        )
    return found


def _edition(session: Session, region: str, number: int, owner: int | None, published: bool) -> int:
    edition = _row(session, "catalog_editions", region, number, f"版{number}", owner, published)
    session.add(edition)
    session.flush()
    return int(edition.id)


def _item(session: Session, region: str, number: int, owner: int | None) -> int:
    """An item in a published edition of that region, for a succession to speak of."""
    values = _values_of_nearest(session, CatalogItem, region)
    values |= {"edition_id": _edition(session, region, number, owner, True), "parent_id": None, "document_id": None}
    values |= {"code": f"m{number}", "path": f"m{number}", "level": 1, "region_code": region, "name": f"前项{number}"}
    item = CatalogItem(**values)
    session.add(item)
    session.flush()
    return int(item.id)


def _kind(session: Session, register: str, region: str) -> int | None:
    model = REGISTERS["purchaser_kinds" if register == "purchasers" else "provider_kinds"].model
    usable = select(model.id).where(model.region_code == region[:2], model.status == "allowed").order_by(model.id)
    return session.scalars(usable.limit(1)).first()


def stored(session: Session, register: str, row_id: int) -> tuple[Any, ...] | None:
    """The row as the database holds it, or None: read past everything that the portal does."""
    table = REGISTERS[register].model.__table__
    with acting(SYSTEM):
        row = session.connection().execute(select(table).where(table.c.id == row_id)).one_or_none()
        session.rollback()
        return tuple(row) if row is not None else None


def count(session: Session, register: str) -> int:
    table = REGISTERS[register].model.__table__
    with acting(SYSTEM):
        found = len(session.connection().execute(select(table.c.id)).all())
        session.rollback()
        return found
