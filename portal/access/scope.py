"""Scopes: which part of each register an actor reaches. Pure values; the engine turns them into SQL."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType

from portal.access.permissions import PERMISSIONS, Action
from portal.models.base import NATION
from portal.models.user import Role

EVERYWHERE = ("", "~")
"""The span of all region codes: every code lies between these two."""

NOWHERE = ("~", "~")
"""A span that holds no code."""


@dataclass(frozen=True)
class GrantFact:
    """A grant as the rules see it: a role, the region it begins at, and at most one organization."""

    role: Role
    region_code: str
    organization_id: int | None = None


@dataclass(frozen=True)
class Reach:
    """A range of region codes, ``low <= code < high``, perhaps limited to one organization's rows."""

    low: str
    high: str
    organization_id: int | None = None

    def covers(self, region_code: str) -> bool:
        return self.low <= region_code < self.high

    def within(self, low: str, high: str) -> Reach | None:
        """What it has in common with a range of codes, or None."""
        low, high = max(self.low, low), min(self.high, high)
        return Reach(low, high, self.organization_id) if low < high else None


def span(region_code: str) -> tuple[str, str]:
    """The range of codes of a region and all below it: its code is their prefix."""
    if region_code == NATION:
        return EVERYWHERE
    return region_code, region_code[:-1] + chr(ord(region_code[-1]) + 1)


def above(region_code: str) -> frozenset[str]:
    """The region itself and all regions above it, up to the nation.

    Every prefix is named, also those that are no region: they match nothing.
    """
    return frozenset({region_code, NATION, *(region_code[:length] for length in range(2, len(region_code)))})


def covers(upper: str, lower: str) -> bool:
    """Whether a region is another one or lies below it."""
    low, high = span(upper)
    return low <= lower < high


@dataclass(frozen=True, eq=False)
class Scope:
    """What an actor reaches: per register and action a tuple of reaches, and the regions read upward."""

    reaches: Mapping[tuple[str, Action], tuple[Reach, ...]] = field(default_factory=dict)
    upward: frozenset[str] = frozenset()
    everything: bool = False

    def of(self, register: str, action: Action) -> tuple[Reach, ...]:
        return self.reaches.get((register, action), ())

    def may(self, register: str, action: Action, region_code: str, organization_id: int | None = None) -> bool:
        """Whether one grant allows the action on a row of that region and owner."""
        if self.everything:
            return True
        return any(
            reach.covers(region_code) and reach.organization_id in (None, organization_id)
            for reach in self.of(register, action)
        )

    def may_somewhere(self, register: str, action: Action) -> bool:
        return self.everything or bool(self.of(register, action))

    def within(self, region_code: str) -> Scope:
        """The part of it that lies in a region, with what the regions above have published. Never more than it."""
        if self.everything:
            raise ValueError("the portal's own scope is never narrowed")
        low, high = span(region_code)
        inside = {
            key: tuple(part for reach in reaches if (part := reach.within(low, high)) is not None)
            for key, reaches in self.reaches.items()
        }
        upward = {code for code in self.upward if low <= code < high or code in above(region_code)}
        return Scope(MappingProxyType({key: parts for key, parts in inside.items() if parts}), frozenset(upward))

    @cached_property
    def key(self) -> tuple[object, ...]:
        """Equal for those who may do the same with the same rows, and for nobody else: what counts are kept by."""
        return self.everything, frozenset(self.reaches.items()), self.upward

    @property
    def widest(self) -> int:
        """How many reaches the register with most of them needs: the engine prepares SQL for that many."""
        return max((len(reaches) for reaches in self.reaches.values()), default=0)


NOTHING = Scope()
SYSTEM_SCOPE = Scope(everything=True)


def scope_of(grants: Iterable[GrantFact]) -> Scope:
    """The scope that a person's grants add up to."""
    grants = tuple(grants)
    reaches: dict[tuple[str, Action], list[Reach]] = {}
    upward: set[str] = set()
    for grant in grants:
        table = PERMISSIONS[grant.role]
        if table:
            upward |= above(grant.region_code)
        for register in table:
            for action in table.get(register, ()):
                reaches.setdefault((register, action), []).append(
                    Reach(*span(grant.region_code), grant.organization_id)
                )
    return Scope(MappingProxyType({key: _without_covered(found) for key, found in reaches.items()}), frozenset(upward))


def _without_covered(reaches: list[Reach]) -> tuple[Reach, ...]:
    """Drop what another reach holds already: fewer ranges, better plans."""
    kept: list[Reach] = []
    for reach in sorted(
        set(reaches), key=lambda r: (r.low, r.low == r.high, -len(r.high), r.organization_id is not None)
    ):
        if not any(
            other.low <= reach.low
            and reach.high <= other.high
            and other.organization_id in (None, reach.organization_id)
            for other in kept
        ):
            kept.append(reach)
    return tuple(kept)
