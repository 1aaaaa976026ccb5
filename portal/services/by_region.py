"""How many rows each register holds in each region below one's own: one grouped query a register, under the scope.

A query groups by the whole region code, which the index (region, id) holds; codes are then gathered into the regions
next below, since zones and counties have codes of different lengths. What is found is kept for a minute by scope.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.access.actor import Actor
from portal.access.permissions import Action
from portal.models import NATION, Region
from portal.registers import REGISTERS
from portal.services.counts import KEPT

LEVELS = (2, 4, 6, 9)
"""Lengths of the codes of province, city, county and town."""


@dataclass(frozen=True)
class Line:
    """A region and its numbers by register. ``whole`` says whether what lies below it is counted too."""

    code: str
    name: str
    whole: bool
    numbers: Mapping[str, int]


@dataclass(frozen=True)
class ByRegion:
    registers: Sequence[str]
    lines: Sequence[Line]

    def total(self, register: str) -> int:
        return sum(line.numbers.get(register, 0) for line in self.lines)


def count(session: Session, actor: Actor, names: Sequence[str]) -> ByRegion:
    """The registers that may be read, and the regions in which they hold anything, from the top."""
    readable = tuple(name for name in names if actor.scope.may_somewhere(name, Action.VIEW))
    if not readable:
        return ByRegion((), ())
    base = _base(actor, readable)
    key = ("by region", session.get_bind(), actor.scope.key, readable, base)
    return KEPT.get(key, lambda: _count(session, base, readable))


def _base(actor: Actor, names: Sequence[str]) -> str:
    """The smallest region that holds all that is the person's own: of two counties of a city, the city."""
    lows = {reach.low for name in names for reach in actor.scope.of(name, Action.VIEW)}
    for level in reversed(LEVELS):
        beginnings = {low[:level] for low in lows}
        if len(beginnings) == 1 and all(len(low) >= level for low in lows):
            return beginnings.pop()
    return NATION


def _count(session: Session, base: str, names: Sequence[str]) -> ByRegion:
    below = select(Region.code).where(Region.parent_code == base)
    children = frozenset(session.scalars(below))
    found: dict[tuple[str, bool], dict[str, int]] = {}
    for name in names:
        model: Any = REGISTERS[name].model
        grouped = select(model.region_code, func.count()).select_from(model).group_by(model.region_code)
        for code, number in session.execute(grouped):
            place = _gathered(code, base, children)
            numbers = found.setdefault(place, {})
            numbers[name] = numbers.get(name, 0) + number
    named = select(Region.code, Region.name).where(Region.code.in_({code for code, _ in found}))
    labels = {str(code): str(name) for code, name in session.execute(named)}
    lines = [Line(code, labels.get(code, code), whole, numbers) for (code, whole), numbers in found.items()]
    return ByRegion(names, sorted(lines, key=lambda line: (line.code != NATION, line.code, line.whole)))


def _gathered(code: str, base: str, children: frozenset[str]) -> tuple[str, bool]:
    """The region below the base that a code lies in, and True; a region above, or the base itself, and False."""
    if code == base or not (base == NATION or code.startswith(base)):
        return code, False
    first = 1 if base == NATION else len(base) + 1
    child = next((code[:end] for end in range(first, len(code) + 1) if code[:end] in children), None)
    return (child, True) if child is not None else (code, False)
