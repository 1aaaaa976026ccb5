"""Published settings as columns of a register: own fields, and what a province changes about built-in ones."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from portal.fields import Column, Reference, RegionReference, YesNo
from portal.fields.condition import Clause
from portal.messages import Message
from portal.registers import Register
from portal.services.fields.settings import FieldSettings, State, When

PREFIX = "own_"
"""What the key of every own field begins with in forms, addresses and the API: it can meet no column of the portal."""

ORDER = "*"
"""The key of the definition that holds the order of a register's fields."""

KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")

Resolve = Callable[[Column, When], Clause]
"""Turns a clause as it is kept into one about the values of a row."""


def place_of(province: str, key: str, generation: int) -> str:
    """The key among a row's own values. It carries the province: two may use one key for different things."""
    return f"p{province.lower()}.{key}" + (f".{generation}" if generation > 1 else "")


def is_own_place(place: str) -> bool:
    """Whether a key among a row's own values is that of a province's field: the portal's own keys have no dot."""
    return "." in place


def own_column(
    register: Register, province: str, key: str, generation: int, settings: FieldSettings, on: date
) -> Column:
    """The column of an own field. Raises what ``settings.kind`` raises."""
    kind = settings.kind()
    # A default that names a row needs the session: whoever assembles the register looks it up.
    says_itself = not isinstance(kind, Reference) or isinstance(kind, RegionReference)
    default = kind.parse(settings.default) if settings.default and says_itself else None
    return Column(
        PREFIX + key,
        kind,
        settings.label,
        help=settings.help,
        source=settings.source,
        section=settings.section or OWN_SECTION,
        required=settings.is_required(on) and kind.entered,
        required_from=settings.required_from if settings.required and not settings.is_required(on) else None,
        listed=settings.listed,
        filtered=settings.filtered,
        sorted=settings.filtered and kind.sortable,
        indexed="name" if settings.searched else "",
        personal=settings.personal,
        seen_by=frozenset(settings.seen_by) or None,
        edited_by=frozenset(settings.edited_by) or None,
        editable=kind.entered,
        default=default,
        attribute=place_of(province, key, generation),
        inside="own",
        own=True,
        unique=settings.unique.value,
        cleared_when_hidden=settings.cleared_when_hidden,
        exported=settings.exported,
        public=settings.public,
    )


OWN_SECTION = Message("Further fields of the province")


def changed_column(column: Column, settings: FieldSettings, on: date) -> Column | None:
    """A built-in column as the province wants it; None when it hides it. What the portal needs stays."""
    if settings.state is not State.SHOWN and is_needed(column) is None:
        return None
    required = column.required or (settings.is_required(on) and may_be_required(column))
    return replace(
        column,
        label=settings.label if settings.label_zh or settings.label_en else column.label,
        help=settings.help or column.help,
        section=settings.section or column.section,
        required=required,
        required_from=settings.required_from if settings.required and not required else None,
        source=settings.source or column.source,
    )


def is_needed(column: Column) -> Message | None:
    """Why a province cannot hide a built-in column, or None."""
    if column.required and column.source:
        return Message("Asked for by %(source)s.", source=column.source)
    if column.required or column.fixed or column.place in _CARRYING:
        return Message("The portal needs this column: others depend on it.")
    if not column.editable:
        return Message("The portal fills this column itself.")
    return None


_CARRYING = frozenset({"region_code", "code_override_reason", "status"})
"""Places that the scope, checks or actions read."""


def may_be_required(column: Column) -> bool:
    """Whether a province may ask for a built-in column always: a box that is not ticked is an answer, too."""
    return column.editable and not isinstance(column.type, YesNo) and column.place != "code_override_reason"


def may_be_asked_about(column: Column) -> bool:
    """Whether a condition may look at a column: choices, references, yes or no, and own fields of every type."""
    return column.own or isinstance(column.type, Reference | YesNo) or hasattr(column.type, "options")
