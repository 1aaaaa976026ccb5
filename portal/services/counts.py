"""How many rows of each register somebody may read: capped, in one statement, and kept for a minute.

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

from portal.access.actor import Actor
from portal.access.permissions import Action
from portal.registers import REGISTERS
from portal.services.records import COUNT_CAP

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


def _count(session: Session, names: Sequence[str]) -> Mapping[str, int]:
    """One statement for all of them; the scope rides on each part."""
    parts = []
    for name in names:
        rows = select(REGISTERS[name].model.id).limit(COUNT_CAP + 1).subquery()
        parts.append(select(func.count()).select_from(rows).scalar_subquery())
    return dict(zip(names, session.execute(select(*parts)).one(), strict=True))
