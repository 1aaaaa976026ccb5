"""Values on their way in: read by their field types, checked, and their references resolved in scope."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.access.actor import Actor
from portal.errors import Invalid
from portal.fields import Column, FieldFault, Reference, References, RegionReference
from portal.messages import Message
from portal.models import Region, Role
from portal.registers import REGISTERS, Register
from portal.services.fields.entering import REQUIRED, heed_conditions


def read_values(
    session: Session, actor: Actor, register: Register, raw: Mapping[str, Any], row: Any | None
) -> dict[str, Any]:
    """The values to write, by column key. ``row`` is None when one is added.

    Raises Invalid with every fault at once. A key that is no column, or that this actor may not edit, is a
    fault: nothing that was sent is dropped in silence.
    """
    adding = row is None
    columns = {column.key: column for column in register.edited(_roles(actor, register, raw, row), adding=adding)}
    faults: dict[str, list[Message]] = {}
    values: dict[str, Any] = {}
    for key in raw.keys() - columns.keys():
        faults[key] = [Message("There is no field “%(key)s” that you may fill in here.", key=key[:60])]
    for key, column in columns.items():
        if key not in raw:
            if adding:
                values[key] = _default(column)
        else:
            try:
                values[key] = column.type.parse(raw[key])
            except FieldFault as fault:
                faults[key] = [fault.message]
                continue
        _validate(session, column, key, values, faults, row)
    heed_conditions(register, columns, raw, row, values, faults)
    _drop_outdated_reason(values, raw, row)
    known = dict(values) if adding else {**{c.key: c.read(row) for c in register.columns}, **values}
    for check in register.checks:
        for key, message in check(known):
            if key in columns:
                faults.setdefault(key, []).append(message)
    if faults:
        raise Invalid(faults)
    return values


def _roles(actor: Actor, register: Register, raw: Mapping[str, Any], row: Any | None) -> frozenset[Role]:
    """What the actor is where the row stands, or where a new one is to stand."""
    if row is not None:
        return actor.roles_for(row)
    column = next((c for c in register.columns if c.place == "region_code" and c.key in raw), None)
    try:
        region = column.type.parse(raw[column.key]) if column else None
    except FieldFault:
        region = None
    return actor.roles_at(region) if region else actor.roles


def _drop_outdated_reason(values: dict[str, Any], raw: Mapping[str, Any], row: Any | None) -> None:
    """A reviewer's reason to accept a code holds for that code only, not for the next one."""
    changed = row is not None and values.get("credit_code") not in (None, getattr(row, "credit_code", None))
    if changed and not raw.get("code_override_reason"):
        values["code_override_reason"] = None


def _default(column: Column) -> Any:
    if isinstance(column.type, References):
        return []
    return column.type.parse(None) if column.default is None else column.default


def _validate(
    session: Session,
    column: Column,
    key: str,
    values: Mapping[str, Any],
    faults: dict[str, list[Message]],
    row: Any | None,
) -> None:
    if key not in values:
        return
    value = values[key]
    if value is None or value == []:
        if column.required:
            faults[key] = [REQUIRED]
        return
    found = list(column.type.validate(value))
    if not found and (row is None or column.read(row) != value):
        found = list(column.type.offered(value))
    if not found and isinstance(column.type, Reference) and (row is None or column.read(row) != value):
        found = _resolve(session, column, value)
    if found:
        faults[key] = found


def _resolve(session: Session, column: Column, value: Any) -> list[Message]:
    """A reference must point at rows that exist and that the actor may see."""
    if isinstance(column.type, RegionReference):
        region = session.scalars(select(Region).where(Region.code == value)).one_or_none()
        if region is None:
            return [Message("There is no region %(code)s.", code=value)]
        if region.virtual or region.valid_to is not None:
            return [Message("%(region)s is no longer, or only a heading: choose another region.", region=region.label)]
        return []
    assert isinstance(column.type, Reference)
    model = REGISTERS[column.type.register].model
    wanted = set(value) if isinstance(value, list) else {value}
    with session.no_autoflush:
        seen = set(session.scalars(select(model.id).where(model.id.in_(wanted), *column.type.among(model))))
    return [] if seen == wanted else [Message("There is no such record among those that you may see.")]
