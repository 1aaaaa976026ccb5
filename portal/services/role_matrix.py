"""What each role may do, register by register, as the permission table says and as the database holds it.

The table is part of the portal's code and the stored roles are made from it, so nobody changes a role on screen. They
can still come apart, by a hand in the database or a restored backup: what differs is named here, and can be repaired.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from portal.access.actor import Actor, acting
from portal.access.administration import BEGINS_AT, Duty, regions_kept
from portal.access.permissions import Action, actions_of
from portal.errors import NotPermitted
from portal.messages import Message
from portal.models import NATION, AccessKind, Role
from portal.registers import REGISTERS, Register
from portal.services import roles, trail


@dataclass(frozen=True)
class Tick:
    """One action of one role on one register: what the table says, and what is stored."""

    action: Action
    allowed: bool
    stored: bool

    @property
    def differs(self) -> bool:
        return self.allowed != self.stored


@dataclass(frozen=True)
class Line:
    register: Register
    ticks: Sequence[Tick]


@dataclass(frozen=True)
class Sheet:
    """One role; ``elsewhere`` are differences of permissions that belong to no register: (name, is missing)."""

    role: Role
    lines: Sequence[Line]
    elsewhere: Sequence[tuple[str, bool]]

    @property
    def differs(self) -> bool:
        return bool(self.elsewhere) or any(tick.differs for line in self.lines for tick in line.ticks)


def readable(actor: Actor) -> list[Role]:
    """The roles that somebody may look at: the keeper of grants all that can be given, others their own."""
    shown = set(BEGINS_AT) if regions_kept(actor.grants, Duty.GRANTS) else actor.roles
    return [role for role in Role if role in shown]


def may_repair(actor: Actor) -> bool:
    """Whoever gives grants sees to it that a role means what the table says."""
    return bool(regions_kept(actor.grants, Duty.GRANTS))


def sheets(session: Session, wanted: Iterable[Role]) -> list[Sheet]:
    """A sheet for each role, in one statement for all."""
    drift = roles.drift(session)
    return [_sheet(role, drift.get(role, roles.Drift(frozenset(), frozenset()))) for role in wanted]


def repair(session: Session, actor: Actor) -> int:
    """Make the stored roles equal to the table again, and leave an event. Gives the number of permissions changed."""
    if not may_repair(actor):
        raise NotPermitted(Message("Only a security administrator repairs roles."))
    before = {
        role.value: {"missing": _named(drift.missing), "extra": _named(drift.extra)}
        for role, drift in roles.drift(session).items()
    }
    with acting(Actor.system("repairing roles")):
        changed = roles.repair(session)
    if changed:
        region = min(regions_kept(actor.grants, Duty.GRANTS), key=len, default=NATION)
        trail.note(session, AccessKind.ROLES_REPAIRED, region=region, before=before)
    return changed


def _sheet(role: Role, drift: roles.Drift) -> Sheet:
    lines = []
    for register in REGISTERS.values():
        ticks = []
        for action in Action:
            pair = (f"can_{action.value}", register.name)
            allowed = action in actions_of(role, register.name)
            ticks.append(Tick(action, allowed, (allowed or pair in drift.extra) and pair not in drift.missing))
        lines.append(Line(register, ticks))
    known = {(f"can_{action.value}", name) for action in Action for name in REGISTERS}
    elsewhere = [(name, True) for name in _named(drift.missing - known)]
    return Sheet(role, lines, [*elsewhere, *((name, False) for name in _named(drift.extra - known))])


def _named(pairs: Iterable[tuple[str, str]]) -> list[str]:
    return sorted(f"{permission} on {view}" for permission, view in pairs)
