"""What can be set of a field, described by field types like any other column: the editor's form, its reading and
its readable differences come from here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from portal.access.role_names import ROLE_NAMES
from portal.errors import Invalid
from portal.fields import (
    OWN_TYPES,
    Choice,
    Column,
    Date,
    FieldFault,
    LongText,
    Option,
    Reference,
    SeveralOf,
    Text,
    YesNo,
)
from portal.fields.condition_list import ConditionList
from portal.messages import Message
from portal.models import Role
from portal.services.fields.settings import FieldSettings, State, Unique, from_json, to_json

NAMING = Message("Name and help")
KIND = Message("Type and limits")
WHEN = Message("When it is asked for")
WHERE = Message("Where it is used")
WHO = Message("Who sees and edits it")

LIMIT = "limit_"
"""What the keys of a type's own settings begin with."""

PEOPLE = tuple(
    role
    for role in Role
    if role not in {Role.PUBLIC, Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR, Role.AUDIT_ADMINISTRATOR}
)
_ROLES = SeveralOf({role.value: Option(ROLE_NAMES[role]) for role in PEOPLE})
_STATES = Choice(
    {
        State.SHOWN.value: Option(Message("In use"), "green"),
        State.HIDDEN.value: Option(Message("Hidden"), "orange"),
        State.RETIRED.value: Option(Message("Retired"), "grey"),
    }
)
_UNIQUE = Choice(
    {
        Unique.REGION.value: Option(Message("Once in a region")),
        Unique.PROVINCE.value: Option(Message("Once in the province")),
    }
)

_NAMES = (
    Column("label_zh", Text(60), Message("Name (Chinese)"), section=NAMING, required=True),
    Column("label_en", Text(80), Message("Name (English)"), section=NAMING),
    Column("help_zh", LongText(500), Message("Help (Chinese)"), section=NAMING),
    Column("help_en", LongText(500), Message("Help (English)"), section=NAMING),
    Column("section_zh", Text(60), Message("Section (Chinese)"), section=NAMING),
    Column("section_en", Text(80), Message("Section (English)"), section=NAMING),
    Column("source", Text(200), Message("Legal source"), section=NAMING),
)
_REQUIRED = (
    Column("required", YesNo(), Message("Must be filled in"), section=WHEN),
    Column(
        "required_from", Date(), Message("Only from this day on"), section=WHEN,
        help=Message("Until then it may stay empty; later, records are completed when they are next saved."),
    ),
)  # fmt: skip
_OWN = (
    Column(
        "default", Text(500), Message("What a new record begins with"), section=KIND,
    ),
    Column("unique", _UNIQUE, Message("A value may stand"), section=KIND),
    Column("shown_when", ConditionList(), Message("Only asked for when"), section=WHEN),
    Column(
        "cleared_when_hidden", YesNo(), Message("Empty it when it is not asked for"), section=WHEN,
        help=Message("Otherwise the record keeps what was entered before."),
    ),
    Column("listed", YesNo(), Message("Shown in lists"), section=WHERE),
    Column("filtered", YesNo(), Message("Lists can be filtered and sorted by it"), section=WHERE),
    Column("searched", YesNo(), Message("Found by the search"), section=WHERE),
    Column(
        "exported", YesNo(), Message("Goes out with exports"), section=WHERE,
        help=Message("Takes effect with the first export to a file; there is none yet."),
    ),
    Column(
        "public", YesNo(), Message("Disclosed to the public"), section=WHERE,
        help=Message("Takes effect with the first public page; there is none yet, and nothing is disclosed."),
    ),
    Column(
        "personal", YesNo(), Message("Personal data"), section=WHO,
        help=Message("Masked in lists; whoever reads it in clear is recorded; neither searched nor disclosed."),
    ),
    Column("seen_by", _ROLES, Message("Seen by"), section=WHO, help=Message("Nothing chosen: everyone.")),
    Column("edited_by", _ROLES, Message("Edited by"), section=WHO, help=Message("Nothing chosen: everyone.")),
)  # fmt: skip

_NAMED = Message("A record by its code: items as edition/code, organizations as region/code.")

STATE = Column("state", _STATES, Message("State"), section=WHERE)
TYPE = Column(
    "type", Choice({name: Option(kind.title) for name, kind in OWN_TYPES.items()}), Message("Type"), section=KIND
)


@lru_cache(maxsize=64)
def columns_for(kind: str, *, built_in: bool) -> tuple[Column, ...]:
    """What can be set of a field of that type; of a built-in column only what a province may change."""
    if built_in:
        return (replace(_NAMES[0], required=False), *_NAMES[1:], *_REQUIRED)
    limits = tuple(
        Column(LIMIT + s.key, s.type, s.label, help=s.help, section=KIND, required=s.required, default=s.default)
        for s in OWN_TYPES[kind].settings()
    )
    default = replace(_OWN[0], help=_NAMED) if issubclass(OWN_TYPES[kind], Reference) else _OWN[0]
    return (*_NAMES, *limits, default, _OWN[1], *_REQUIRED, *_OWN[2:])


def values_of(settings: FieldSettings, *, built_in: bool) -> dict[str, Any]:
    """The values of the described columns, as their field types hold them."""
    held = to_json(settings)
    limits = {LIMIT + key: value for key, value in held.get("limits", {}).items()}
    usual = to_json(FieldSettings(type=settings.type))
    found = {}
    for column in columns_for(settings.type, built_in=built_in):
        value = limits.get(column.key) if column.key.startswith(LIMIT) else held.get(column.key, usual.get(column.key))
        if value is None and column.key == "exported":
            value = settings.exported
        found[column.key] = column.type.from_json(value)
    return found


def read(raw: Mapping[str, Any], base: FieldSettings, *, built_in: bool) -> FieldSettings:
    """Settings from a form or plain data, over those that were there: what ``raw`` lacks stays.

    Raises Invalid with every fault at once.
    """
    kind = base.type
    faults: dict[str, list[Message]] = {}
    held = to_json(base)
    limits = dict(held.get("limits", {}))
    columns = {column.key: column for column in columns_for(kind, built_in=built_in)}
    for key in raw.keys() - columns.keys():
        faults[key] = [Message("There is no field “%(key)s” that you may fill in here.", key=key[:60])]
    for key in raw.keys() & columns.keys():
        column = columns[key]
        try:
            value = column.type.parse(raw[key])
        except FieldFault as fault:
            faults[key] = [fault.message]
            continue
        if value is None or value == []:
            if column.required:
                faults[key] = [Message("This must be filled in.")]
            _put(held, limits, key, None)
            continue
        found = list(column.type.validate(value))
        if found:
            faults[key] = found
        else:
            _put(held, limits, key, column.type.to_json(value))
    for key, column in columns.items():
        if column.required and key not in raw and key not in faults:
            missing = not limits.get(key.removeprefix(LIMIT)) if key.startswith(LIMIT) else not held.get(key)
            if missing and column.default is None:
                faults[key] = [Message("This must be filled in.")]
    if faults:
        raise Invalid(faults)
    return from_json(held | {"limits": limits, "type": kind})


def _put(held: dict[str, Any], limits: dict[str, Any], key: str, value: Any) -> None:
    target, name = (limits, key.removeprefix(LIMIT)) if key.startswith(LIMIT) else (held, key)
    if value is None:
        target.pop(name, None)
    else:
        target[name] = value


def difference(before: FieldSettings | None, after: FieldSettings | None, *, built_in: bool) -> list[Any]:
    """What changed, as (column, before, after) with the values that the columns' types hold."""
    found = []
    old = _all(before, built_in) if before else {}
    new = _all(after, built_in) if after else {}
    for column in {c.key: c for part in (old, new) for c in part.values()}.values():
        was = _value(before, column, built_in)
        now = _value(after, column, built_in)
        if (was or None) != (now or None):
            found.append((column, was, now))
    return found


def _all(settings: FieldSettings, built_in: bool) -> dict[str, Column]:
    return {c.key: c for c in (TYPE, STATE, *columns_for(settings.type, built_in=built_in))}


def _value(settings: FieldSettings | None, column: Column, built_in: bool) -> Any:
    if settings is None:
        return None
    if column.key in ("type", "state"):
        return str(getattr(settings, column.key))
    return values_of(settings, built_in=built_in).get(column.key)
