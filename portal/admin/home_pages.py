"""What the templates of the first page and of the search over everything are given: plain values, ready to show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from portal.admin.pages import CellView


class Hit(NamedTuple):
    """Something that the search over everything found: its name, its code unless the name holds it, its region."""

    text: str
    code: str
    place: str
    href: str
    icon: str


class HitGroup(NamedTuple):
    """Hits of one kind; ``number`` as text (“100+”), ``href`` the list that shows all of them, if there is one."""

    label: str
    icon: str
    number: str
    href: str
    hits: Sequence[Hit]


class Tile(NamedTuple):
    label: str
    number: str
    href: str
    icon: str


class Right(NamedTuple):
    """What one grant allows, in words: role, place, and lines of (what may be done, with which registers)."""

    role: str
    place: str
    lines: Sequence[tuple[str, str]]


class Shortcut(NamedTuple):
    label: str
    href: str
    icon: str


class RegionLine(NamedTuple):
    """A region and a (number, address) for each register; no number where there is nothing."""

    name: str
    cells: Sequence[tuple[str, str]]


class RegionTable(NamedTuple):
    heads: Sequence[str]
    lines: Sequence[RegionLine]
    totals: Sequence[tuple[str, str]]
    left_out: int


class RecentLine(NamedTuple):
    at: str
    person: str
    action: CellView
    kind: str
    name: str
    href: str


class RecentPart(NamedTuple):
    """``href`` is the log that goes on where this ends, for whoever may read it."""

    title: str
    lines: Sequence[RecentLine]
    href: str


class FactCard(NamedTuple):
    """Facts for an administrator: lines of (label, value, tone, address)."""

    title: str
    lines: Sequence[tuple[str, str, str, str]]


@dataclass(frozen=True)
class HomePage:
    title: str
    day: str
    rights: Sequence[Right]
    tiles: Sequence[Tile]
    shortcuts: Sequence[Shortcut]
    by_region: RegionTable | None
    recent: RecentPart | None
    facts: Sequence[FactCard]
