"""Rows of other registers as definitions and files name them: by a code that every database has, never by number."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.access.scope import covers
from portal.fields import OWN_TYPES, FieldType, Reference, References, RegionReference
from portal.models import CatalogEdition, CatalogItem, Organization
from portal.registers import REGISTERS, Register
from portal.services.fields.columns import PREFIX
from portal.services.fields.settings import FieldSettings


def is_named(kind: FieldType) -> bool:
    """Whether values of a type are rows that files name by a code, and the database by a number."""
    return (
        isinstance(kind, Reference)
        and not isinstance(kind, RegionReference | References)
        and hasattr(REGISTERS[kind.register].model, "code")
    )


def name_of(row: Any) -> str:
    """What a row is called: items by edition/code, organizations by region/code, others by their code."""
    if isinstance(row, CatalogItem):
        return f"{row.edition.code}/{row.code}"
    if isinstance(row, Organization):
        return f"{row.region_code}/{row.code}"
    return str(row.code)


def rows_named(
    session: Session, register: str, names: Collection[str], province: str | None = None
) -> Mapping[str, list[Any]]:
    """The rows of each name, as far as the acting person may see them. With ``province`` only those in it or above it.

    A code alone, without its edition or region, means every row with that code.
    """
    model: Any = REGISTERS[register].model
    wanted = select(model).where(model.code.in_({name.rpartition("/")[2] for name in names} | set(names)))
    if model is CatalogItem:
        wanted = wanted.join(CatalogEdition).add_columns(CatalogEdition.code)
    elif model is Organization:
        wanted = wanted.add_columns(Organization.region_code)
    found: dict[str, list[Any]] = {name: [] for name in names}
    with session.no_autoflush:
        for row, *above in session.execute(wanted):
            if province and not (covers(row.region_code, province) or covers(province, row.region_code)):
                continue
            for name in {str(row.code), *(f"{part}/{row.code}" for part in above)} & found.keys():
                found[name].append(row)
    return found


Mention = tuple[str, FieldType, Collection[str]]
"""A setting that names rows, the type whose rows these are, and the names."""


def kinds(register: Register, own: Mapping[str, FieldSettings]) -> Mapping[str, FieldType]:
    """The references of a register and of its own fields (by their key), by column key."""
    found = {column.key: column.type for column in register.columns if isinstance(column.type, Reference)}
    made = {PREFIX + key: s for key, s in own.items() if issubclass(OWN_TYPES.get(s.type, FieldType), Reference)}
    return {**found, **{key: settings.kind() for key, settings in made.items()}}


def mentioned(settings: FieldSettings, known: Mapping[str, FieldType]) -> Iterator[Mention]:
    """The rows that a field names: in its default, and in its conditions about references (``kinds``)."""
    if settings.default and issubclass(OWN_TYPES.get(settings.type, FieldType), Reference):
        yield "default", settings.kind(), (settings.default,)
    for when in settings.shown_when:
        if when.key in known and when.values:
            yield "shown_when", known[when.key], when.values


def unknown(session: Session, province: str, mentions: Iterable[Mention]) -> Iterator[tuple[str, str]]:
    """The names among these that no row has, as (setting, name)."""
    for setting, kind, wanted in mentions:
        if isinstance(kind, RegionReference):
            model = REGISTERS["regions"].model
            found = set(session.scalars(select(model.code).where(model.code.in_(wanted))))
        elif is_named(kind):
            assert isinstance(kind, Reference)
            found = {name for name, rows in rows_named(session, kind.register, wanted, province).items() if rows}
        else:
            continue
        yield from ((setting, name) for name in sorted(set(wanted) - found))
