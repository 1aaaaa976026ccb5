"""What the templates are given: plain values, ready to show. Templates neither query nor decide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from portal.admin.list_pages import ColumnChoice, RemarkView, ViewsMenu


class CellView(NamedTuple):
    text: str
    kind: str = "text"
    tone: str = ""
    title: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """An entry of the menu; ``register`` is the one it opens, if any, whose number stands beside it."""

    label: str
    href: str
    icon: str
    active: bool
    register: str = ""


class Group(NamedTuple):
    label: str
    items: Sequence[Item]


class Badge(NamedTuple):
    """What may be done: ``kind`` is edit, read, or above (read only, because it belongs to the levels above)."""

    kind: str
    text: str
    title: str = ""


class Person(NamedTuple):
    name: str
    role: str


class ProvinceSwitch(NamedTuple):
    """``chosen`` is the code of the province that is worked in, empty for all; ``here`` says it in words.

    ``choices`` are (code, name, chosen); ``next`` is the page to go on with.
    """

    here: str
    chosen: str
    choices: Sequence[tuple[str, str, bool]]
    next: str


@dataclass(frozen=True, kw_only=True)
class Shell:
    """The frame around every page: menu, whose data this is, what may be done with it, who is signed in.

    ``counts`` are the numbers beside the menu's entries, by register, as text: “10,000+” beyond the cap.
    """

    app_name: str
    languages: Sequence[tuple[str, str, str, bool]]
    demo: bool
    menu: Sequence[Group] = ()
    counts: Mapping[str, str] = field(default_factory=dict)
    trail: Sequence[str] = ()
    badges: Sequence[Badge] = ()
    person: Person | None = None
    switch: ProvinceSwitch | None = None
    search_href: str = ""
    search_words: str = ""
    home_href: str = "/"
    logout_href: str = "/logout/"
    password_href: str = "/password/"


class Head(NamedTuple):
    key: str
    label: str
    kind: str
    sorted: str | None
    href: str | None
    help: str
    own: bool = False
    """A field of a province, marked with a star."""


class RowView(NamedTuple):
    id: int
    href: str
    edit_href: str | None
    delete_href: str | None
    cells: Sequence[CellView]


class Chip(NamedTuple):
    label: str
    remove_href: str


class FilterChoice(NamedTuple):
    key: str
    label: str
    control: str
    operators: Sequence[tuple[str, str]]
    options: Sequence[tuple[str, str]]
    picker_url: str


class ActionView(NamedTuple):
    name: str
    label: str
    confirm: str
    icon: str
    tone: str = ""


class Search(NamedTuple):
    value: str
    placeholder: str


class Empty(NamedTuple):
    title: str
    hint: str
    href: str | None = None
    link_label: str = ""


class Quick(NamedTuple):
    """A value above a list; ``count_text`` is empty where it is not counted, as in logs."""

    label: str
    href: str
    active: bool
    count_text: str = ""


@dataclass(frozen=True)
class Pager:
    prev_href: str | None
    next_href: str | None
    pages: Sequence[tuple[str, str | None, bool]]
    text: str
    sizes: Sequence[tuple[int, str, bool]]


@dataclass(frozen=True)
class ListPage:
    title: str
    columns: Sequence[Head]
    rows: Sequence[RowView]
    count_text: str
    pager: Pager
    empty: Empty
    lead: str = ""
    breadcrumbs: Sequence[tuple[str, str | None]] = ()
    search: Search | None = None
    quick: Sequence[Quick] = ()
    chips: Sequence[Chip] = ()
    filters: Sequence[FilterChoice] = ()
    hidden: Sequence[tuple[str, str]] = ()
    add_href: str | None = None
    actions: Sequence[ActionView] = ()
    action_href: str = ""
    notes: Sequence[tuple[str, str]] = ()
    clear_href: str = ""
    list_href: str = ""
    remarks: Sequence[RemarkView] = ()
    suggest_url: str = ""
    column_choices: Sequence[ColumnChoice] = ()
    column_pairs: Sequence[tuple[str, str]] = ()
    """What the column chooser's form sends along."""
    columns_reset_href: str | None = None
    views: ViewsMenu | None = None
    print_href: str = ""
    asked: str = ""
    history: bool = False
    typed_example: str = ""
    printed: Sequence[tuple[str, str]] = ()
    """What stands above a printed list: what it is called, and what it is."""

    @property
    def asks_days(self) -> bool:
        """Whether a filter takes days, so that the calendar must be at hand."""
        return any(choice.control == "date" for choice in self.filters)


class FieldSection(NamedTuple):
    title: str
    fields: Sequence[Any]


class ConflictLine(NamedTuple):
    """A field that somebody else changed meanwhile: their value, yours, and whether theirs is proposed."""

    key: str
    label: str
    person: str
    at: str
    theirs: str
    yours: str
    take: bool


@dataclass(frozen=True)
class FormPage:
    title: str
    breadcrumbs: Sequence[tuple[str, str | None]]
    sections: Sequence[FieldSection]
    form: Any
    action_href: str
    cancel_href: str
    submit_label: str
    summary: Sequence[tuple[str, str, str]] = ()
    conflict: Sequence[ConflictLine] = ()
    notes: Sequence[tuple[str, str]] = ()
    lately: Lately | None = None
    draft: str = ""
    """The name under which a browser keeps what is typed here until it is saved: register and row."""


class Line(NamedTuple):
    label: str
    cell: CellView
    help: str = ""
    source: str = ""


class ShowSection(NamedTuple):
    title: str
    rows: Sequence[Line]


class Tab(NamedTuple):
    key: str
    label: str
    count_text: str
    href: str
    active: bool


@dataclass(frozen=True)
class ShowPage:
    title: str
    code: str
    badges: Sequence[CellView]
    breadcrumbs: Sequence[tuple[str, str | None]]
    sections: Sequence[ShowSection]
    edit_href: str | None = None
    delete_href: str | None = None
    tabs: Sequence[Tab] = ()
    related: ListPage | None = None
    history: Sequence[HistoryEntry] | None = None
    lately: Lately | None = None
    notes: Sequence[tuple[str, str]] = ()
    links: Sequence[tuple[str, str, str]] = field(default=())


class HistoryEntry(NamedTuple):
    """One change of a record: when, by whom, what it did, and column by column (label, before, after)."""

    at: str
    person: str
    action: CellView
    reason: str
    lines: Sequence[tuple[str, str, str]]
    restore_href: str | None


class LateChange(NamedTuple):
    """One change in a few words: (label, before, after) of its first columns, and how many columns are left out."""

    at: str
    person: str
    action: CellView
    lines: Sequence[tuple[str, str, str]]
    more: int


class Lately(NamedTuple):
    """The newest changes of a record, to stand beside it, and where all of them are."""

    changes: Sequence[LateChange]
    href: str


class Node(NamedTuple):
    id: int
    code: str
    name: str
    level: int
    child_count: int
    children: Sequence[Any] | None
    children_url: str
    href: str
    panel_url: str
    badges: Sequence[tuple[str, str]]
    matched: bool
    chosen: bool


@dataclass(frozen=True)
class Panel:
    """One item beside the tree: what its page shows, as far as there is room, and what can be done with it."""

    code: str
    name: str
    page: ShowPage
    record_href: str
    add_below_href: str | None


@dataclass(frozen=True)
class TreePage:
    title: str
    subtitle: str
    badges: Sequence[tuple[str, str]]
    editions: Sequence[tuple[str, str, bool]]
    nodes: Sequence[Node]
    search_value: str
    level_text: str
    add_href: str | None = None
    panel: Panel | None = None
    notes: Sequence[tuple[str, str]] = ()
