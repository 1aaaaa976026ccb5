"""The trail as it is read: of a region, of a person, of an account; filtered, page by page, and as a whole for export.

The scope is the engine's: oversight and a province's administrator read the change log of their region, the audit
administrator both logs. Pages are found by the last number of the one before, so that deep ones cost no more.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from types import MappingProxyType
from typing import Any

from sqlalchemy import Engine, false, func, or_, select
from sqlalchemy.orm import Session, selectinload
from sqlalchemy.sql import ColumnElement, Select

from portal.access.actor import Actor, acting
from portal.access.permissions import TRAIL, Action
from portal.access.scope import Scope, span
from portal.errors import BadInput, NotPermitted
from portal.fields import FieldFault, Moment, Operator
from portal.messages import Message
from portal.models import KINDS, AccessEvent, AccessKind, Account, Event, Grant, Region
from portal.registers import REGISTERS
from portal.services import search

LOGS: dict[str, type[Event] | type[AccessEvent]] = {"events": Event, "access_events": AccessEvent}
PAGE = 30
BATCH = 1_000
MOST_PEOPLE = 200
LONGEST = 64

ABOUT_ACCOUNTS = frozenset(
    {
        AccessKind.ACCOUNT_ADDED,
        AccessKind.ACCOUNT_CHANGED,
        AccessKind.ACCOUNT_DELETED,
        AccessKind.GRANT_GIVEN,
        AccessKind.GRANT_CHANGED,
        AccessKind.GRANT_TAKEN,
    }
)
"""What is done to an account, not by it."""

_AT = Moment()


@dataclass(frozen=True)
class Wanted:
    """Which events: of one log, as narrow as its filters. Days are those of Beijing, both included."""

    log: str = "events"
    region: str = ""
    person: str = ""
    account: int = 0
    """What was done to this account and its grants; of the access log only."""
    register: str = ""
    kind: str = ""
    since: str = ""
    until: str = ""

    @property
    def filters(self) -> dict[str, Any]:
        """Those that are set."""
        return {key: value for key, value in asdict(self).items() if value and key != "log"}


@dataclass(frozen=True)
class Found:
    """One page, newest first. ``before`` is where the next one begins; None: there is none."""

    rows: Sequence[Any]
    before: int | None


def logs_of(actor: Actor) -> tuple[str, ...]:
    """The logs that the actor may read at all."""
    return tuple(log for log in LOGS if actor.scope.may_somewhere(log, Action.VIEW))


def page(session: Session, actor: Actor, wanted: Wanted, before: int | None = None, most: int = PAGE) -> Found:
    """Raises NotPermitted for a log that is not the actor's, BadInput for what cannot be asked."""
    model = _model(actor, wanted)
    statement = select(model).where(*_clauses(session, model, wanted))
    if before is not None:
        statement = statement.where(model.id < before)
    rows = session.scalars(statement.order_by(model.id.desc()).limit(most + 1)).all()
    return Found(rows[:most], rows[most - 1].id if len(rows) > most else None)


def extent(session: Session, actor: Actor, wanted: Wanted) -> tuple[int, int]:
    """How many events there are, and the number of the newest: an export holds these and no later ones."""
    model = _model(actor, wanted)
    counted = select(func.count(model.id), func.max(model.id)).where(*_clauses(session, model, wanted))
    count, newest = session.execute(counted).one()
    return count, newest or 0


def batches(engine: Engine, actor: Actor, wanted: Wanted, newest: int) -> Iterator[Sequence[Any]]:
    """All of them, oldest first, a thousand at a time: each in a short transaction of its own."""
    model, last = _model(actor, wanted), 0
    while True:
        with acting(actor), Session(engine) as session:
            rows = session.execute(_told(model).where(*_clauses(session, model, wanted), model.id > last,
                                                      model.id <= newest).limit(BATCH)).all()  # fmt: skip
        if not rows:
            return
        yield rows
        last = rows[-1].id


def people(session: Session, actor: Actor, words: str = "") -> Sequence[Account]:
    """Accounts with a grant where the actor reads a log, by user name; those whose name holds the words."""
    reaches = [reach for log in TRAIL for reach in actor.scope.of(log, Action.VIEW)]
    inside = [(Grant.region_code >= reach.low) & (Grant.region_code < reach.high) for reach in reaches]
    statement = select(Account).where(Account.grants.any(or_(false(), *inside)))
    if words:
        like = f"%{words.replace('/', '//').replace('%', '/%').replace('_', '/_')}%"
        statement = statement.where(
            or_(Account.username.ilike(like, escape="/"), Account.first_name.ilike(like, escape="/"))
        )
    with acting(Actor.system("people of a region")):  # names of organizations belong to their accounts
        held = selectinload(Account.grants)
        loads = (held.joinedload(Grant.region), held.joinedload(Grant.organization))
        return session.scalars(statement.options(*loads).order_by(Account.username).limit(MOST_PEOPLE)).all()


def regions(session: Session, actor: Actor, words: str) -> tuple[Sequence[Any], bool]:
    """Regions whose trail the actor may read, by name, code or pinyin; and whether there are more."""
    reaches = tuple({reach for log in logs_of(actor) for reach in actor.scope.of(log, Action.VIEW)})
    scope = Scope(MappingProxyType({("regions", Action.VIEW): reaches}))
    with acting(Actor(username=actor.username, id=actor.id, purpose="regions of the trail", scope=scope)):
        return search.offer(session, REGISTERS["regions"], words)


def _model(actor: Actor, wanted: Wanted) -> Any:
    if wanted.log not in LOGS:
        raise BadInput(Message("There is no such log."))
    if wanted.log not in logs_of(actor):
        raise NotPermitted(Message("You may not read this log."))
    return LOGS[wanted.log]


def _told(model: Any) -> Select[Any]:
    """Everything that an event says, as plain values: nothing stays in memory for a batch that was sent."""
    return select(*(getattr(model, column.key) for column in model.__mapper__.column_attrs)).order_by(model.id)


def _clauses(session: Session, model: Any, wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    if wanted.region:
        known = select(Region.id).where(Region.code == wanted.region[:20])
        if session.scalars(known).one_or_none() is None:
            raise BadInput(Message("There is no region %(code)s.", code=wanted.region[:20]))
        low, high = span(wanted.region)
        yield model.region_code >= low
        yield model.region_code < high
    if wanted.person:
        yield model.actor_name == wanted.person[:LONGEST]
    if wanted.account:
        yield model.register == "accounts"
        yield model.row_id == wanted.account
        yield model.kind.in_(sorted(ABOUT_ACCOUNTS))
    if wanted.register:
        yield model.register == wanted.register[:40]
    if wanted.kind:
        if wanted.kind not in KINDS:
            raise BadInput(Message("There is no such action."))
        yield model.kind == wanted.kind
    for operator, day in ((Operator.FROM, wanted.since), (Operator.TO, wanted.until)):
        if day:
            try:
                yield _AT.compare(model.at, operator, day)
            except FieldFault as fault:
                raise BadInput(fault.message) from None
