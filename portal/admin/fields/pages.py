"""What the templates of the editor are given: plain values, ready to show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from portal.admin.pages import FieldSection


class Entry(NamedTuple):
    """A field in the list at the left."""

    key: str
    column_key: str
    label: str
    kind: str
    href: str
    active: bool
    marks: Sequence[tuple[str, str]] = ()


class Step(NamedTuple):
    """A button that changes the field as a whole: hide, retire, use again, throw the draft away."""

    label: str
    href: str
    state: str
    icon: str
    confirm: str = ""


class ChangeLine(NamedTuple):
    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Editor:
    """The field that is being edited or added."""

    title: str
    own: bool
    kind: str
    key: str
    sections: Sequence[FieldSection]
    form: Any
    action_href: str
    preview_href: str
    fields_json: str
    may_edit: bool
    steps: Sequence[Step] = ()
    notes: Sequence[tuple[str, str]] = ()
    summary: Sequence[tuple[str, str, str]] = ()
    conflict: Sequence[ChangeLine] = ()
    adding: bool = False


@dataclass(frozen=True)
class FieldsPage:
    """The whole page: registers, fields, the editor, and what is not published yet."""

    register: str
    province: str
    registers: Sequence[tuple[str, str, bool]]
    provinces: Sequence[tuple[str, str, bool]]
    built_in: Sequence[Entry]
    own: Sequence[Entry]
    retired: Sequence[Entry]
    types: Sequence[tuple[str, str]]
    pending: int
    order: Sequence[str]
    order_version: int
    base: str
    suffix: str
    editor: Editor | None = None
    may_edit: bool = False


class Counted(NamedTuple):
    label: str
    text: str
    icon: str
    tone: str = ""


@dataclass(frozen=True)
class Preview:
    """The form as it would be, and the rows that the change would touch."""

    sections: Sequence[FieldSection]
    counts: Sequence[Counted]
    faults: Sequence[tuple[str, str]] = ()
    examples: str = ""


class Pending(NamedTuple):
    """A draft on the page that publishes: what it changes, and what it would touch."""

    key: str
    label: str
    href: str
    lines: Sequence[ChangeLine]
    counts: Sequence[Counted]
    version: int


class Past(NamedTuple):
    """A change of a definition in its history."""

    at: str
    person: str
    field: str
    what: str
    lines: Sequence[ChangeLine]
    restore_href: str
