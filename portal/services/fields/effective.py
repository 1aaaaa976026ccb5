"""A register as a province has it: built-in columns as it wants them, and its own fields, in its order.

What is published is kept per process and known by a token; each transaction reads the token once, so that a new
field is there in the next request, in every worker.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import event, select
from sqlalchemy.orm import Session

from portal.access.actor import Actor, acting
from portal.fields import Column, FieldFault, Reference
from portal.fields.condition import Clause, Test
from portal.fields.moment import BEIJING
from portal.models import NATION, FieldDefinition, FieldIndex, FieldRevision, OwnFields
from portal.registers import REGISTERS, Register
from portal.services.fields import names
from portal.services.fields.columns import ORDER, PREFIX, changed_column, own_column
from portal.services.fields.settings import FieldSettings, When, from_json

_TOKEN = "portal_field_token"
_KEPT = 4
_lock = threading.Lock()
_held: OrderedDict[str, Published] = OrderedDict()


@dataclass(frozen=True)
class Definition:
    """A published definition."""

    key: str
    built_in: bool
    generation: int
    settings: FieldSettings


@dataclass(eq=False)
class Published:
    """Everything that is published, in all provinces, as one token knows it."""

    definitions: Mapping[tuple[str, str], Sequence[Definition]] = field(default_factory=dict)
    orders: Mapping[tuple[str, str], Sequence[str]] = field(default_factory=dict)
    codes: Mapping[tuple[str, str, str], frozenset[str]] = field(default_factory=dict)
    """(province, register, name) → the keys of the rows that conditions and defaults name (``names``)."""
    indexes: frozenset[str] = frozenset()
    registers: dict[tuple[str, str, date], Register] = field(default_factory=dict)


def province_of(region_code: str | None) -> str | None:
    """The province that a region belongs to; None for the nation."""
    return None if not region_code or region_code.startswith(NATION) else region_code[:2]


def today() -> date:
    return datetime.now(BEIJING).date()


def for_province(session: Session, register: Register, province: str | None, on: date | None = None) -> Register:
    """The register with the columns of a province; as the portal has it for the nation."""
    register = REGISTERS.get(register.name, register)
    if province is None or not issubclass(register.model, OwnFields):
        return register
    published = current(session)
    if (province, register.name) not in published.definitions:
        return register
    key = (province, register.name, on or today())
    found = published.registers.get(key)
    if found is None:
        found = published.registers[key] = _made(published, register, province, key[2])
    return found


def for_row(session: Session, register: Register, row: Any) -> Register:
    return for_province(session, register, province_of(getattr(row, "region_code", None)))


def for_actor(session: Session, actor: Actor, register: Register, region: str | None = None) -> Register:
    """The register as a list of this person shows it: of the one province that the person, or the region, is in."""
    if region is not None:
        return for_province(session, register, province_of(region))
    provinces = {province_of(grant.region_code) for grant in actor.grants}
    return for_province(session, register, provinces.pop() if len(provinces) == 1 else None)


def for_values(session: Session, actor: Actor, register: Register, raw: Mapping[str, Any]) -> Register:
    """The register for a row that is to be made: of the region that was typed, else the person's own."""
    column = next((c for c in register.columns if c.place == "region_code" and c.key in raw), None)
    try:
        region = column.type.parse(raw[column.key]) if column else None
    except FieldFault:
        region = None
    return for_actor(session, actor, register, region)


def current(session: Session) -> Published:
    """What is published now, as this transaction sees it."""
    token = session.info.get(_TOKEN)
    if token is None:
        token = session.info[_TOKEN] = session.scalar(select(FieldRevision.token)) or ""
    with _lock:
        found = _held.get(token)
    if found is None:
        found = _load(session)
        with _lock:
            _held[token] = found
            while len(_held) > _KEPT:
                _held.popitem(last=False)
    return found


def _forget(session: Session, *_: Any) -> None:
    session.info.pop(_TOKEN, None)


def forget(session: Session) -> None:
    """Read the token anew, as after publishing."""
    _forget(session)


def _load(session: Session) -> Published:
    d = FieldDefinition
    wanted = select(d.region_code, d.register, d.key, d.built_in, d.generation, d.in_force).where(
        d.in_force.is_not(None)
    )
    definitions: dict[tuple[str, str], list[Definition]] = {}
    orders: dict[tuple[str, str], Sequence[str]] = {}
    with acting(Actor.system("published fields")), session.no_autoflush:
        for region, register, key, built_in, generation, held in session.execute(wanted.order_by(d.id)):
            place = (region, register)
            definitions.setdefault(place, [])
            if key == ORDER:
                orders[place] = tuple(held.get("order", ()))
            else:
                definitions[place].append(Definition(key, built_in, generation, from_json(held)))
        codes = _codes(session, definitions)
        indexes = frozenset(session.scalars(select(FieldIndex.name)))
    return Published(definitions, orders, codes, indexes)


def _codes(
    session: Session, definitions: Mapping[tuple[str, str], Sequence[Definition]]
) -> dict[tuple[str, str, str], frozenset[str]]:
    """The rows that conditions and defaults name, in the province and above it."""
    wanted: dict[tuple[str, str], set[str]] = {}
    for (province, name), found in definitions.items():
        if name not in REGISTERS:
            continue
        known = names.kinds(REGISTERS[name], {d.key: d.settings for d in found if not d.built_in})
        for definition in found:
            for _, kind, values in names.mentioned(definition.settings, known):
                if names.is_named(kind):
                    assert isinstance(kind, Reference)
                    wanted.setdefault((province, kind.register), set()).update(values)
    return _rows_of(session, wanted)


def _rows_of(
    session: Session, wanted: Mapping[tuple[str, str], Collection[str]]
) -> dict[tuple[str, str, str], frozenset[str]]:
    return {
        (province, name, code): frozenset(str(row.id) for row in rows)
        for (province, name), codes in wanted.items()
        for code, rows in names.rows_named(session, name, codes, province).items()
    }


def _made(published: Published, register: Register, province: str, on: date) -> Register:
    definitions = published.definitions[(province, register.name)]
    changes = {d.key: d.settings for d in definitions if d.built_in}
    columns: list[Column] = []
    for column in register.columns:
        changed = changed_column(column, changes[column.key], on) if column.key in changes else column
        if changed is not None:
            columns.append(changed)
    for definition in definitions:
        if not definition.built_in and definition.settings.is_used:
            columns.append(
                own_column(register, province, definition.key, definition.generation, definition.settings, on)
            )
    return assembled(
        register, columns, published.orders.get((province, register.name), ()),
        {PREFIX + d.key: d.settings for d in definitions if not d.built_in},
        lambda column, when: _clause(published, province, column, when),
    )  # fmt: skip


def assembled(
    register: Register,
    columns: Sequence[Column],
    order: Sequence[str],
    settings: Mapping[str, FieldSettings],
    resolve: Any,
) -> Register:
    """A register of these columns in that order, with the conditions of own fields made to clauses, and defaults that
    name a row made to that row."""
    by_key = {column.key: column for column in columns}
    made = []
    for column in columns:
        held = settings.get(column.key)
        clauses = tuple(
            resolve(by_key[when.key], when) for when in (held.shown_when if held else ()) if when.key in by_key
        )
        if held is not None and held.default and names.is_named(column.type):
            named = resolve(column, When(column.key, Test.IS, (held.default,))).values
            column = replace(column, default=column.type.parse(min(named, key=int)) if named else None)
        made.append(replace(column, shown_when=clauses) if clauses else column)
    places = {key: number for number, key in enumerate(order)}
    if places:
        # What the order does not name stays behind what it stood behind.
        ranks: dict[str, tuple[int, int]] = {}
        last = -1
        for number, column in enumerate(made):
            last = places.get(column.key, last)
            ranks[column.key] = (places.get(column.key, last), 0 if column.key in places else number + 1)
        made.sort(key=lambda column: ranks[column.key])
    return replace(register, columns=tuple(made))


def clause(session: Session, published: Published, province: str, column: Column, when: When) -> Clause:
    """A clause of a draft: the rows that it names by code are looked up now."""
    if names.is_named(column.type):
        assert isinstance(column.type, Reference)
        name = column.type.register
        missing = {code for code in when.values if (province, name, code) not in published.codes}
        found = _rows_of(session, {(province, name): missing}) if missing else {}
        published = replace(published, codes={**published.codes, **found})
    return _clause(published, province, column, when)


def _clause(published: Published, province: str, column: Column, when: When) -> Clause:
    if names.is_named(column.type):
        assert isinstance(column.type, Reference)
        keys = [published.codes.get((province, column.type.register, code), frozenset()) for code in when.values]
        return Clause(when.key, when.test, frozenset().union(*keys))
    return Clause(when.key, when.test, frozenset(when.values))


def install() -> None:
    """A token holds for one transaction only."""
    event.listen(Session, "after_commit", _forget)
    event.listen(Session, "after_soft_rollback", _forget)
    event.listen(Session, "after_begin", _forget)


install()
