"""Drafts of field definitions: made and changed by a province's administrator, without effect until published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.access import asked
from portal.access.actor import Actor
from portal.access.permissions import Action
from portal.errors import BadInput, Conflict, Invalid, NotFound, NotPermitted
from portal.fields import OWN_TYPES
from portal.messages import Message, listed
from portal.models import FieldDefinition, OwnFields
from portal.registers import REGISTERS, Register
from portal.services.duplicates import MOVED, flush_or_explain
from portal.services.fields import checking, described
from portal.services.fields.columns import KEY, ORDER, is_needed
from portal.services.fields.settings import FieldSettings, State, from_json, to_json

NAME = "field_definitions"


def registers() -> list[Register]:
    """The registers that can have own fields."""
    return [register for register in REGISTERS.values() if issubclass(register.model, OwnFields)]


def demand(actor: Actor, action: Action, province: str) -> None:
    """Raises NotPermitted."""
    asked.note()
    if not actor.scope.may(NAME, action, province):
        raise NotPermitted(Message("Fields are kept by the administrator of the province."))


def definitions(session: Session, register: Register, province: str) -> dict[str, FieldDefinition]:
    """All definitions of a register in a province, by key, as far as the acting person may see them."""
    wanted = select(FieldDefinition).where(
        FieldDefinition.region_code == province, FieldDefinition.register == register.name
    )
    return {found.key: found for found in session.scalars(wanted.order_by(FieldDefinition.id))}


def settings_of(definition: FieldDefinition | None) -> FieldSettings | None:
    """The draft, or what is in force where there is none."""
    held = None if definition is None else (definition.draft or definition.in_force)
    return None if held is None else from_json(held)


def in_force(definition: FieldDefinition | None) -> FieldSettings | None:
    return None if definition is None or definition.in_force is None else from_json(definition.in_force)


def own_settings(found: Mapping[str, FieldDefinition], without: str = "") -> dict[str, FieldSettings]:
    """The drafted or published settings of the own fields, by key."""
    own = {key: settings_of(d) for key, d in found.items() if not d.built_in and key != without}
    return {key: settings for key, settings in own.items() if settings is not None}


def add(
    session: Session, actor: Actor, register: Register, province: str, key: str, kind: str, raw: Mapping[str, Any]
) -> FieldDefinition:
    """Draft a new field. Raises Invalid, also for a key that was ever used."""
    demand(actor, Action.ADD, province)
    found = definitions(session, register, province)
    faults: dict[str, list[Message]] = {}
    if not KEY.fullmatch(key):
        faults["key"] = [Message("A key has 1 to 40 small letters, digits and _, and begins with a letter.")]
    elif key in found:
        faults["key"] = [Message("This key was used already; a key is never used again.")]
    if kind not in OWN_TYPES:
        faults["type"] = [Message("“%(value)s” is not one of the choices.", value=kind[:40])]
    if sum(not d.built_in for d in found.values()) >= checking.MOST_FIELDS:
        faults["key"] = [Message("A register has at most %(most)s own fields.", most=checking.MOST_FIELDS)]
    if "type" in faults:
        raise Invalid(faults)
    try:
        settings = described.read(raw, FieldSettings(type=kind), built_in=False)
        others = own_settings(found)
        faults |= checking.faults_of(register, key, settings, others)
        faults |= {} if faults else checking.unknown_rows(session, province, register, key, settings, others)
    except Invalid as error:
        raise Invalid(faults | dict(error.faults)) from None
    if faults:
        raise Invalid(faults)
    definition = FieldDefinition(region_code=province, register=register.name, key=key, draft=to_json(settings))
    session.add(definition)
    flush_or_explain(session, register, definition)
    return definition


def change(
    session: Session, actor: Actor, register: Register, province: str, key: str, raw: Mapping[str, Any], version: int
) -> FieldDefinition:
    """Change the draft of a field, or begin one. ``version`` is 0 for a built-in column nobody changed yet."""
    demand(actor, Action.EDIT, province)
    found = definitions(session, register, province)
    definition = _taken(register, found, province, key, version)
    base = settings_of(definition) or FieldSettings(type="")
    return _keep(session, register, definition, described.read(raw, base, built_in=definition.built_in), found)


def set_state(
    session: Session, actor: Actor, register: Register, province: str, key: str, state: State, version: int
) -> FieldDefinition:
    """Draft that a field is hidden, retired, or used again."""
    demand(actor, Action.EDIT, province)
    found = definitions(session, register, province)
    definition = _taken(register, found, province, key, version)
    if definition.built_in:
        reason = is_needed(register.by_key[key])
        if state is State.RETIRED or (state is State.HIDDEN and reason is not None):
            raise BadInput(reason or Message("A built-in column can be hidden, not retired."))
    base = settings_of(definition) or FieldSettings(type="")
    return _keep(session, register, definition, replace(base, state=state), found)


def restore(
    session: Session, actor: Actor, register: Register, definition: FieldDefinition, held: Mapping[str, Any]
) -> FieldDefinition:
    """Draft what a field was before, from an event. The type stays what it is now: only a conversion changes it."""
    demand(actor, Action.EDIT, definition.region_code)
    settings = from_json(held)
    now = settings_of(definition)
    if now is not None and settings.type != now.type:
        raise Conflict(Message("The field has another type now: convert it back first."))
    found = definitions(session, register, definition.region_code)
    return _keep(session, register, definition, settings, found)


def reorder(
    session: Session, actor: Actor, register: Register, province: str, keys: Sequence[str], version: int
) -> FieldDefinition:
    """Draft the order of a register's fields, by the keys of its columns."""
    demand(actor, Action.EDIT, province)
    found = definitions(session, register, province)
    definition = found.get(ORDER)
    _unmoved(definition, version)
    if definition is None:
        definition = FieldDefinition(region_code=province, register=register.name, key=ORDER, built_in=True)
    if len(keys) != len(set(keys)) or len(keys) > 2 * checking.MOST_FIELDS or any(len(k) > 60 for k in keys):
        raise BadInput(Message("This order names a field twice, or too many."))
    definition.draft = {"order": list(keys)}
    session.add(definition)
    flush_or_explain(session, register, definition)
    return definition


def discard(
    session: Session, actor: Actor, register: Register, province: str, key: str, version: int
) -> FieldDefinition:
    """Throw a draft away. A field that was never published stays known by its key, retired from the start."""
    demand(actor, Action.EDIT, province)
    definition = definitions(session, register, province).get(key)
    if definition is None:
        raise NotFound()
    _unmoved(definition, version)
    if definition.in_force is None and not definition.built_in:
        settings = settings_of(definition) or FieldSettings()
        definition.in_force = to_json(replace(settings, state=State.RETIRED, shown_when=()))
    definition.draft = None
    flush_or_explain(session, register, definition)
    return definition


def _taken(
    register: Register, found: Mapping[str, FieldDefinition], province: str, key: str, version: int
) -> FieldDefinition:
    """The definition that is to be changed, if it stands as its editor saw it. Raises NotFound, Conflict."""
    definition = found.get(key)
    _unmoved(definition, version)
    if definition is not None and key != ORDER:
        return definition
    if key not in register.by_key:
        raise NotFound()
    return FieldDefinition(region_code=province, register=register.name, key=key, built_in=True)


def _unmoved(definition: FieldDefinition | None, version: int) -> None:
    if version != (0 if definition is None else definition.version):
        raise Conflict(MOVED)


def _keep(
    session: Session,
    register: Register,
    definition: FieldDefinition,
    settings: FieldSettings,
    found: Mapping[str, FieldDefinition],
) -> FieldDefinition:
    if definition.built_in:
        faults = checking.built_in_faults(register, definition.key, settings)
    else:
        others = own_settings(found, definition.key)
        faults = checking.faults_of(register, definition.key, settings, others)
        if not faults:
            place = definition.region_code
            faults = checking.unknown_rows(session, place, register, definition.key, settings, others)
        for name in checking.fixed_limits(in_force(definition), settings):
            told = Message("This would give stored values another meaning: convert the field instead.")
            faults.setdefault(described.LIMIT + name, []).append(told)
        lost = checking.lost_choices(in_force(definition), settings)
        if lost:
            gone = Message("Published choices can be retired, not removed: %(choices)s.", choices=listed(lost))
            faults.setdefault(described.LIMIT + "options", []).append(gone)
    if faults:
        raise Invalid(faults)
    held = to_json(settings)
    definition.draft = None if held == definition.in_force else held
    session.add(definition)
    flush_or_explain(session, register, definition)
    return definition
