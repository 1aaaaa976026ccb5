"""What the attacks aim at: one row of every register in a region where the attacker has no business, and its traces."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import count
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.access.actor import Actor, acting
from portal.extensions import db
from portal.fields import gb32100
from portal.models import (
    CatalogEdition,
    CatalogItem,
    Provider,
    ProviderCondition,
    ProviderKind,
    Province,
    PurchaserKind,
    Region,
)
from portal.models.base import now
from portal.models.transactions import writing
from portal.registers import REGISTERS
from portal.services import search

NAMED_BY: Mapping[str, str] = {
    "catalog_editions": "title", "catalog_items": "name", "item_successions": "reason",
    "negative_list_entries": "text", "prohibitive_rules": "text", "provider_conditions": "text", "key_areas": "name",
    "purchaser_kinds": "name", "provider_kinds": "name", "listed_terms": "name", "province_facts": "text_zh",
    "purchasers": "name", "providers": "name", "liaison_points": "name_as_printed", "regions": "label",
    "provinces": "name", "policy_documents": "title", "organizations": "name", "events": "row_name",
    "access_events": "row_name", "party_findings": "name", "condition_checks": "evidence",
}  # fmt: skip
"""The column of each register by which people know a row."""

WRITABLE = tuple(name for name, register in REGISTERS.items() if any(c.editable for c in register.columns))
_number = count(1)


def each(registers: Iterable[str], *always: str) -> list[Any]:
    """One case for each register; those that are not named are tried by `make prove` only."""
    return [name if name in always else pytest.param(name, marks=pytest.mark.prove) for name in registers]


def credit_code(number: int) -> str:
    for tries in count(number * 11):
        try:
            return gb32100.make("52", "370304", f"MK{tries:06d}")
        except ValueError:  # no right code has these parts
            continue
    raise AssertionError


def plant(app: Flask, register: str, region: str, name: str = "") -> tuple[int, str]:
    """A row that the portal itself makes there, indexed like any other. Gives its id and its name."""
    model: Any = REGISTERS[register].model
    with app.app_context(), writing(), acting(Actor.system("an attack is prepared")):
        if register == "regions":
            found = db.session.scalars(select(Region).where(Region.code == region)).one()
            return found.id, found.label
        name = name or f"mark-{register}-{region}-{next(_number)}"
        there = select(Province).where(Province.region_code == region)
        row = db.session.scalars(there).first() if register == "provinces" else None
        if row is None:
            row = model(region_code=region, **values_for(register, region))
        setattr(row, NAMED_BY[register], name)
        db.session.add(row)
        db.session.flush()
        search.index(db.session, REGISTERS[register], row)
        row_id = int(row.id)
        db.session.commit()
    return row_id, name


def values_for(register: str, region: str) -> dict[str, Any]:
    """What a row of that register needs beside its region and its name, by attribute of the model."""
    number = next(_number)
    code = f"MK{number}"
    if register in ("purchasers", "providers"):
        kinds: Any = PurchaserKind if register == "purchasers" else ProviderKind
        fits = select(func.min(kinds.id)).where(kinds.status == "allowed")
        own = db.session.scalar(fits.where(kinds.region_code == region[:2])) or db.session.scalar(fits)
        return {"credit_code": credit_code(number), "kind_id": own}
    if register == "catalog_items":
        edition = CatalogEdition(region_code=region, **_edition(number))
        db.session.add(edition)
        db.session.flush()
        return {"edition_id": edition.id, "code": "A01", "path": "A01", "level": 1}
    if register == "condition_checks":
        provider = Provider(region_code=region, name=code, **values_for("providers", region))
        condition = ProviderCondition(region_code=region[:2], code=code, ordinal=number, text=code)
        db.session.add_all([provider, condition])
        db.session.flush()
        return {"provider_id": provider.id, "condition_id": condition.id, "met": True, "checked_on": now().date()}
    if register == "item_successions":
        item = CatalogItem(region_code=region, name=code, **values_for("catalog_items", region))
        db.session.add(item)
        db.session.flush()
        return {"kind": "split", "old_item_id": item.id}
    if register == "provinces":
        profile = db.session.scalars(select(Province.profile).order_by(Province.id)).first()
        return {"slug": f"mk{number}", "name_en": code, "profile": profile}
    return PLAIN[register](number)


def _edition(number: int) -> dict[str, Any]:
    return {"code": f"MK{number}", "kind": "local", "title": f"MK{number}", "year": 2026, "state": "draft",
            "level_names": ["一级", "二级", "三级"]}  # fmt: skip


def _kind(number: int) -> dict[str, Any]:
    return {"code": f"MK{number}", "unit_kind": "unit", "status": "allowed", "rule_source": "s", "rule_quote": "q"}


def _event(number: int) -> dict[str, Any]:
    return {"at": now(), "kind": "changed", "actor_name": "mk", "acting_as": "mk", "register": "regions",
            "row_id": 2**31 - number, "digest": f"{number:064d}", "before": {}, "after": {}}  # fmt: skip


PLAIN: Mapping[str, Callable[[int], dict[str, Any]]] = {
    "catalog_editions": _edition,
    "negative_list_entries": lambda n: {"code": f"MK{n}", "ordinal": n, "form": "matter", "screening_kind": "names"},
    "prohibitive_rules": lambda n: {"code": f"MK{n}", "subject_group": "all", "strength": "ban"},
    "party_findings": lambda n: {"kind": "not_named", "words": "x", "clause": "x", "state": "open"},
    "provider_conditions": lambda n: {"code": f"MK{n}", "ordinal": n},
    "key_areas": lambda n: {"code": f"MK{n}", "level": 1, "kind": "area"},
    "purchaser_kinds": _kind,
    "provider_kinds": _kind,
    "listed_terms": lambda n: {"list": "target_group", "ordinal": 1000 + n},
    "province_facts": lambda n: {"key": f"mk{n}", "text_en": f"MK{n}", "source": "portal"},
    "liaison_points": lambda n: {"code": f"MK{n}", "kind": "county"},
    "policy_documents": lambda n: {"code": f"MK{n}"},
    "organizations": lambda n: {"code": f"MK{n}", "kind": "competent_department"},
    "events": _event,
    "access_events": _event,
}


def body_for(app: Flask, register: str, region: str) -> dict[str, Any]:
    """A new row as a client would send it, right in every value, by the keys of the register's columns."""
    with app.app_context(), writing(), acting(Actor.system("an attack is prepared")):
        values = values_for(register, region)
        db.session.commit()  # an edition or an item that the new row stands on
    keys = {column.place: column.key for column in REGISTERS[register].columns if column.editable}
    sent = {keys[place]: value for place, value in values.items() if place in keys}
    sent[NAMED_BY[register]] = f"new-{register}-{next(_number)}"
    if "region_code" in keys:
        sent["region"] = region
    return sent


def state(app: Flask, register: str, row_id: int) -> dict[str, Any] | None:
    """Every column of a row as the database holds it, or None."""
    table: Any = REGISTERS[register].model.__table__
    with app.app_context(), acting(Actor.system("an attack is looked at")):
        found = db.session.connection().execute(select(table).where(table.c.id == row_id)).mappings().first()
    return None if found is None else dict(found)


def everything(app: Flask) -> dict[str, tuple[Any, ...]]:
    """How many rows each register has, the newest of them, and how often they were changed. The trail is left out."""
    found = {}
    with app.app_context(), acting(Actor.system("an attack is looked at")):
        for name in WRITABLE:
            t: Any = REGISTERS[name].model.__table__
            sums = select(func.count(), func.max(t.c.id), func.sum(t.c.version))
            found[name] = tuple(db.session.connection().execute(sums).one())
    return found


def typed(body: Mapping[str, Any]) -> dict[str, Any]:
    """The same as a form sends it."""
    return {key: value if isinstance(value, list) else str(value) for key, value in body.items() if value is not None}
