"""How many rows of each register somebody may read, and of each value above a list: capped, and kept for a minute.

What is kept is kept under everything that decides it: the database, the scope, the registers asked for. Colleagues with
the same grants share a number, nobody else does. Each process has its own, and of no more than so many scopes.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from threading import Lock
from typing import TypeVar, cast

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.access.actor import Actor, acting
from portal.access.permissions import Action
from portal.fields import Choice, Operator
from portal.models import Event
from portal.registers import REGISTERS, Register
from portal.services import records
from portal.services.records import COUNT_CAP, Query

SECONDS = 60
MOST = 512

Found = TypeVar("Found")


class Kept:
    """Answers by key, each for ``seconds``; the one that was not asked for longest makes room for a new one."""

    def __init__(self, seconds: float, most: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds, self._most, self._clock = seconds, most, clock
        self._found: OrderedDict[Hashable, tuple[float, object]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, find: Callable[[], Found]) -> Found:
        """What is kept under the key, or what ``find`` gives. Two at once may both look: neither waits."""
        at = self._clock()
        with self._lock:
            held = self._found.get(key)
            if held is not None and at - held[0] < self._seconds:
                self._found.move_to_end(key)
                return cast(Found, held[1])
        found = find()
        with self._lock:
            self._found[key] = (at, found)
            self._found.move_to_end(key)
            while len(self._found) > self._most:
                self._found.popitem(last=False)
        return found

    def forget(self) -> None:
        with self._lock:
            self._found.clear()

    def __len__(self) -> int:
        return len(self._found)


KEPT = Kept(SECONDS, MOST)


def of_registers(session: Session, actor: Actor, names: Sequence[str]) -> Mapping[str, int]:
    """The number of rows by register, at most ``COUNT_CAP + 1`` (more are not counted); none for unreadable ones."""
    readable = tuple(name for name in names if actor.scope.may_somewhere(name, Action.VIEW))
    if not readable:
        return {}
    key = (session.get_bind(), actor.scope.key, readable)
    return KEPT.get(key, lambda: _count(session, readable))


def by_choice(session: Session, actor: Actor, register: Register, query: Query) -> Mapping[str, int]:
    """How many rows of a list hold each value of its main choice, whatever is chosen there now: as many as above.

    Kept until anything at all is written, since these numbers stand beside the rows themselves. Raises BadInput.
    """
    rest = Query(words=query.words, conditions=tuple(c for c in query.conditions if c.key != register.quick))
    with acting(Actor.system("counting")):
        newest = session.scalar(_NEWEST)
    key = (session.get_bind(), actor.scope.key, actor.roles, register.name, rest, newest)
    return KEPT.get(key, lambda: _count_choices(session, actor, register, rest))


_NEWEST = select(func.max(Event.id))
"""Built once: lists ask it."""


def _count_choices(session: Session, actor: Actor, register: Register, query: Query) -> Mapping[str, int]:
    """All values in one pass where the rows are few enough; else each value up to the cap, in one statement again."""
    column = register.by_key[register.quick]
    kind = column.type
    assert isinstance(kind, Choice)
    held, keys = column.expression(register.model), records.keys_of(session, actor, register, query)
    some = keys.add_columns(held.label("held")).limit(COUNT_CAP + 1).subquery()
    found = session.execute(select(some.c.held, func.count()).group_by(some.c.held)).all()
    if sum(count for _, count in found) <= COUNT_CAP:
        return dict.fromkeys(kind.options, 0) | {str(value): count for value, count in found if value is not None}
    parts = []
    for value in kind.options:
        rows = keys.where(kind.compare(held, Operator.EQUAL, value)).limit(COUNT_CAP + 1).subquery()
        parts.append(select(func.count()).select_from(rows).scalar_subquery())
    return dict(zip(kind.options, session.execute(select(*parts)).one(), strict=True))


def _count(session: Session, names: Sequence[str]) -> Mapping[str, int]:
    """One statement for all of them; the scope rides on each part."""
    parts = []
    for name in names:
        rows = select(REGISTERS[name].model.id).limit(COUNT_CAP + 1).subquery()
        parts.append(select(func.count()).select_from(rows).scalar_subquery())
    return dict(zip(names, session.execute(select(*parts)).one(), strict=True))
