"""What changed lately, as far as somebody may read it: the trail of the region, or else one's own changes.

Each search is ended by an index: that of the time for a region (``at`` leads the order and the bound), that of the
person for one's own changes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.access.actor import Actor, acting
from portal.access.permissions import Action
from portal.models import AccessEvent, AccessKind, Event
from portal.models.base import now

DAYS = 30
ACCOUNTS = (
    AccessKind.ACCOUNT_ADDED,
    AccessKind.ACCOUNT_CHANGED,
    AccessKind.ACCOUNT_DELETED,
    AccessKind.GRANT_GIVEN,
    AccessKind.GRANT_CHANGED,
    AccessKind.GRANT_TAKEN,
)


@dataclass(frozen=True)
class Recent:
    """``own`` says that these are one's own changes only; ``register`` is the log that holds them and more."""

    events: Sequence[Any]
    own: bool
    register: str = ""


def changes(session: Session, actor: Actor, most: int) -> Recent:
    """The newest changes of data: all of one's region for whoever reads the trail, one's own for the others."""
    if actor.scope.may_somewhere("events", Action.VIEW):
        return Recent(session.scalars(_newest(Event, most)).all(), own=False, register="events")
    with acting(Actor.system("one's own changes")):
        found = session.scalars(_own(Event, actor, most)).all()
    # A grant may have ended since: what lies outside now is not shown any more.
    inside = [event for event in found if _reads(actor, event.register or "", event.region_code)]
    return Recent(inside, own=True)


def accesses(session: Session, actor: Actor, most: int) -> Recent:
    """The newest entries of the access log for whoever reads it; own changes of accounts for the others."""
    if actor.scope.may_somewhere("access_events", Action.VIEW):
        return Recent(session.scalars(_newest(AccessEvent, most)).all(), own=False, register="access_events")
    wanted = _own(AccessEvent, actor, most).where(AccessEvent.kind.in_(ACCOUNTS))
    with acting(Actor.system("one's own changes")):
        return Recent(session.scalars(wanted).all(), own=True)


def accesses_of_a_day(session: Session) -> dict[str, int]:
    """How often each kind of access happened in the last 24 hours, under the scope."""
    since = AccessEvent.at >= now() - timedelta(days=1)
    grouped = select(AccessEvent.kind, func.count()).where(since).group_by(AccessEvent.kind)
    return {str(kind): int(number) for kind, number in session.execute(grouped)}


def _newest(model: Any, most: int) -> Any:
    since = model.at >= now() - timedelta(days=DAYS)
    return select(model).where(since).order_by(model.at.desc(), model.id.desc()).limit(most)


def _own(model: Any, actor: Actor, most: int) -> Any:
    mine = (model.actor_name == actor.username, model.actor_id == actor.id)
    return select(model).where(*mine).order_by(model.id.desc()).limit(most)


def _reads(actor: Actor, register: str, region_code: str) -> bool:
    return any(reach.covers(region_code) for reach in actor.scope.of(register, Action.VIEW))
