"""Own values of many records rewritten some at a time, so that nobody who writes waits for all of them.

What is written ahead stands where nobody reads it yet; the last transaction looks only at records that were changed
meanwhile, and puts everything in force.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from portal.access.scope import span
from portal.fields.json_text import json_text
from portal.registers import Register

CHUNK = 500
PAUSE = 0.15
"""Seconds between two transactions. SQLite's writers ask again every tenth of a second: each gets its turn."""

Work = Callable[[dict[str, Any]], dict[str, Any]]
"""A record's own values → what they are to be. Done twice it changes nothing more."""


@dataclass
class Rewriting:
    """The records of a province that hold a value at one of ``places``."""

    session: Session
    register: Register
    province: str
    places: tuple[str, ...]
    _seen: dict[int, int] = field(default_factory=dict)
    """Record → its version when it was rewritten ahead."""

    @property
    def here(self) -> list[Any]:
        low, high = span(self.province)
        model = self.register.model
        filled = or_(*(json_text(model.own, place).is_not(None) for place in self.places))
        return [model.region_code >= low, model.region_code < high, filled]

    def count(self) -> int:
        return self.session.scalar(select(func.count(self.register.model.id)).where(*self.here)) or 0

    def filled(self, *places: str) -> Sequence[int]:
        """How many records hold a value at each of these places."""
        counted = [func.count(json_text(self.register.model.own, place)) for place in places]
        return self.session.execute(select(*counted).where(*self.here)).one()

    def ahead(self, work: Work) -> None:
        """Rewrite the records in transactions of their own, unless they are few. Commits."""
        ids = self.session.scalars(select(self.register.model.id).where(*self.here)).all()
        if len(ids) <= CHUNK:
            return
        self.session.commit()
        for start in range(0, len(ids), CHUNK):
            found = self._rewrite(ids[start : start + CHUNK], work)
            self.session.commit()
            self._seen |= found
            time.sleep(PAUSE)

    def rest(self, work: Work) -> None:
        """Rewrite what was not, or was changed since, in this transaction."""
        model = self.register.model
        found = self.session.execute(select(model.id, model.version).where(*self.here))
        ids = [number for number, version in found if self._seen.get(number) != version]
        for start in range(0, len(ids), CHUNK):
            self._rewrite(ids[start : start + CHUNK], work)

    def _rewrite(self, ids: Sequence[int], work: Work) -> dict[int, int]:
        rows = self.session.scalars(select(self.register.model).where(self.register.model.id.in_(ids))).all()
        for row in rows:
            now = work(dict(row.own or {}))
            if now != row.own:
                row.own = now
        self.session.flush()
        return {row.id: row.version for row in rows}


def without(places: Iterable[str]) -> Work:
    """Takes the values at these places away."""
    gone = frozenset(places)
    return lambda own: {place: value for place, value in own.items() if place not in gone}
