"""What the templates of lists are given beside the rows: remarks, chosen columns, saved views, questions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple


class RemarkView(NamedTuple):
    """Something typed that is no filter as it stands, and what may have been meant."""

    text: str
    offers: Sequence[tuple[str, str]] = ()


class ColumnChoice(NamedTuple):
    key: str
    label: str
    chosen: bool


class ViewLink(NamedTuple):
    label: str
    href: str
    active: bool
    shared: bool
    first: bool


@dataclass(frozen=True)
class ViewsMenu:
    """The saved views of a list. ``asked`` is the part of the address that gives the list as it is now."""

    own: Sequence[ViewLink]
    shared: Sequence[ViewLink]
    name: str
    """Of the view that the list began with; empty without one."""
    changed: bool
    all_href: str
    manage_href: str
    save_href: str
    replace_href: str | None
    asked: str
    may_share: bool


class ViewLine(NamedTuple):
    """A saved view on the page where they are kept."""

    id: int
    name: str
    href: str
    action_href: str
    own: bool
    shared: bool
    first: bool
    bureau: str = ""
    """With whom it is shared, as the form names it."""


@dataclass(frozen=True)
class ViewsPage:
    """One's saved views of a register, those of the bureau, and a form for another."""

    title: str
    breadcrumbs: Sequence[tuple[str, str | None]]
    lines: Sequence[ViewLine]
    action_href: str
    asked: str
    said: Sequence[str]
    """The list that would be saved, in words."""
    bureaus: Sequence[tuple[str, str]]
    name: str = ""
    faults: Sequence[str] = ()


@dataclass(frozen=True)
class Question:
    """What is asked before something is done, where no script can ask. ``fields`` are sent again with the answer."""

    title: str
    text: str
    names: Sequence[str]
    more: str
    fields: Sequence[tuple[str, str]]
    action_href: str
    cancel_href: str
    label: str
    icon: str
    tone: str = ""
