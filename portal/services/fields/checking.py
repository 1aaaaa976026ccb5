"""Whether settings can stand: each by itself, and beside the other fields of the register."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy.orm import Session

from portal.fields import Column, Computed, FieldFault, Integer, Number, Reference, RegionReference, Text, YesNo
from portal.fields.base import Operator
from portal.fields.condition import circle
from portal.messages import Message
from portal.registers import Register
from portal.services.fields import names
from portal.services.fields.columns import PREFIX, may_be_asked_about, may_be_required
from portal.services.fields.computing import wrong_names
from portal.services.fields.described import LIMIT
from portal.services.fields.settings import FieldSettings, State, to_json

MOST_FIELDS = 300
MOST_LISTED = 30
LONGEST = 60_000

Faults = dict[str, list[Message]]


def faults_of(register: Register, key: str, settings: FieldSettings, others: Mapping[str, FieldSettings]) -> Faults:
    """What is wrong, by the setting's key. ``others`` are the own fields of the register by their key, without this."""
    found: Faults = {}
    for name, message in _each(register, key, settings, others):
        found.setdefault(name, []).append(message)
    return found


def built_in_faults(register: Register, key: str, settings: FieldSettings) -> Faults:
    column = register.by_key[key]
    if settings.required and not may_be_required(column):
        return {"required": [Message("This column cannot be asked for always.")]}
    return {}


def _each(
    register: Register, key: str, settings: FieldSettings, others: Mapping[str, FieldSettings]
) -> Iterator[tuple[str, Message]]:
    if len(json.dumps(to_json(settings), ensure_ascii=False)) > LONGEST:
        yield "", Message("These settings are too long.")
        return
    try:
        kind = settings.kind()
    except (FieldFault, KeyError, TypeError, ValueError):
        yield "type", Message("The type and its limits do not fit.")
        return
    yield from _limits(kind)
    yield from _use(kind, settings)
    if settings.default:
        yield from _default(kind, settings.default)
    if settings.listed and sum(o.listed for o in others.values()) >= MOST_LISTED:
        yield "listed", Message("At most %(most)s fields of a province stand in a list.", most=MOST_LISTED)
    if settings.edited_by and settings.seen_by and not set(settings.edited_by) <= set(settings.seen_by):
        yield "edited_by", Message("Who edits a field must see it.")
    yield from _conditions(register, key, settings, others)
    if isinstance(kind, Computed):
        yield from _computed(register, key, kind, others)


def _computed(
    register: Register, key: str, kind: Computed, others: Mapping[str, FieldSettings]
) -> Iterator[tuple[str, Message]]:
    used = {name: found for name, found in others.items() if found.state is not State.RETIRED}
    columns = {c.key: c for c in register.columns} | {
        PREFIX + name: Column(PREFIX + name, found.kind(), found.label, personal=found.personal)
        for name, found in used.items()
    }
    for message in wrong_names(kind, columns):
        yield LIMIT + "expression", message
    needs = {c.key: sorted(c.type.names) for c in columns.values() if isinstance(c.type, Computed)}
    waiting = circle({**needs, PREFIX + key: sorted(kind.names)})
    if waiting:
        yield LIMIT + "expression", Message("These fields wait for each other: %(circle)s.", circle=" → ".join(waiting))


def _limits(kind: Any) -> Iterator[tuple[str, Message]]:
    for low, high in (("least", "most"), ("shortest", "longest"), ("earliest", "latest")):
        least, most = getattr(kind, low, None), getattr(kind, high, None)
        if least is not None and most is not None and least > most:
            yield LIMIT + high, Message("The upper limit lies below the lower one.")


def _use(kind: Any, settings: FieldSettings) -> Iterator[tuple[str, Message]]:
    if (settings.unique and Operator.EQUAL not in kind.operators) or (settings.unique and isinstance(kind, YesNo)):
        yield "unique", Message("Values of this type cannot be asked to stand once only.")
    if settings.filtered and not kind.operators:
        yield "filtered", Message("Fields of this type cannot be filtered.")
    if settings.searched and not isinstance(kind, Text | Integer | Number) and not hasattr(kind, "options"):
        yield "searched", Message("Fields of this type cannot be searched.")
    if not kind.entered and (settings.required or settings.default or settings.edited_by or settings.unique):
        yield "required", Message("Nobody enters this field: it cannot be required, unique, or have a default.")
    if settings.required and isinstance(kind, YesNo):
        yield "required", Message("A box that is not ticked is an answer, too: it cannot be required.")
    if settings.required_from and not settings.required:
        yield "required_from", Message("A day stands here, but the field need not be filled in.")
    if settings.personal:
        for name in ("searched", "public", "filtered"):
            if getattr(settings, name):
                yield name, Message("Personal data is neither filtered, searched nor disclosed.")


def _default(kind: Any, text: str) -> Iterator[tuple[str, Message]]:
    if isinstance(kind, Reference) and not isinstance(kind, RegionReference):
        return  # a row by its code: ``unknown_rows`` looks for it
    try:
        value = kind.parse(text)
        faults = [] if value is None else [*kind.validate(value), *kind.offered(value)]
    except FieldFault as fault:
        faults = [fault.message]
    for message in faults:
        yield "default", message


def _conditions(
    register: Register, key: str, settings: FieldSettings, others: Mapping[str, FieldSettings]
) -> Iterator[tuple[str, Message]]:
    own = {PREFIX + name: found for name, found in others.items() if found.state is not State.RETIRED}
    for when in settings.shown_when:
        column = register.by_key.get(when.key)
        if when.key == PREFIX + key:
            yield "shown_when", Message("A field cannot wait for itself.")
        elif when.key not in own and (column is None or not may_be_asked_about(column)):
            yield "shown_when", Message("“%(key)s” is no field that a condition can ask about.", key=when.key)
    needs = {name: [w.key for w in found.shown_when] for name, found in own.items()}
    needs[PREFIX + key] = [when.key for when in settings.shown_when]
    found = circle(needs)
    if found and settings.shown_when and len(found) > 2:
        labels = [(settings if name == PREFIX + key else own[name]).label_zh or name for name in found]
        yield "shown_when", Message("These fields wait for each other: %(circle)s.", circle=" → ".join(labels))


def unknown_rows(
    session: Session, province: str, register: Register, key: str, settings: FieldSettings,
    others: Mapping[str, FieldSettings],
) -> Faults:  # fmt: skip
    """Rows that a default or a condition names and that are nowhere in the province or above it."""
    found: Faults = {}
    if not settings.is_used:
        return found
    known = names.kinds(register, {**others, key: settings})
    for setting, name in names.unknown(session, province, names.mentioned(settings, known)):
        told = Message("There is no record “%(name)s” in the province or above it.", name=name[:60])
        found.setdefault(setting, []).append(told)
    return found


def lost_choices(before: FieldSettings | None, after: FieldSettings) -> list[str]:
    """Choices that were published and are no longer there: they may be retired, not removed."""
    if before is None or before.type != after.type:
        return []
    old = {one["value"]: one["zh"] for one in before.limits.get("options", ())}
    new = {one["value"] for one in after.limits.get("options", ())}
    return [label for value, label in old.items() if value not in new]


def fixed_limits(before: FieldSettings | None, after: FieldSettings) -> list[str]:
    """Limits that say what a stored value means: the unit of money, the kind of a computed result."""
    if before is None or before.type != after.type:
        return []
    return [name for name in ("unit", "result") if before.limits.get(name) != after.limits.get(name)]
