"""Whether a decision was asked for before something is written: an action that forgot to ask fails in the tests.

The wall itself is the engine; this watches the second one, the permission table. Whoever decides (the guards of the
services, the door of the pages) notes it here. A watched request that writes without a note raises, and so does one
that is answered without a note by a route that is not declared open (``portal.web.gate``).
"""

from __future__ import annotations

from contextvars import ContextVar
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session

from portal.access.actor import current_actor
from portal.models.base import Scoped
from portal.models.user import Account, Grant

_watched: ContextVar[bool] = ContextVar("portal_watched", default=False)
_asked: ContextVar[bool] = ContextVar("portal_asked", default=False)


class NotAsked(AssertionError):
    """A fault of the program, not of the person: an action wrote before any permission was asked for."""


def begin(watched: bool) -> None:
    """A request begins (or ends, unwatched): nothing was asked for yet."""
    _watched.set(watched)
    _asked.set(False)


def note() -> None:
    """A decision about this person and action was asked for, whatever the answer was."""
    _asked.set(True)


def demand(action: str) -> None:
    """Raises NotAsked where a watched request comes to its end without any decision."""
    if _watched.get() and not _asked.get():
        raise NotAsked(f"{action} was answered, and no permission was asked for")


def _look(session: Session, context: Any, instances: Any) -> None:
    """Raises NotAsked. What the portal does by itself, and what happens before sign-in, asks nobody."""
    actor = current_actor()
    if not _watched.get() or _asked.get() or actor.scope.everything or actor.id is None:
        return
    for row in (*session.new, *session.dirty, *session.deleted):
        if isinstance(row, (Scoped, Account, Grant)) and (row not in session.dirty or session.is_modified(row)):
            raise NotAsked(f"{type(row).__name__} is written, and no permission was asked for")


def install() -> None:
    """Watch every session of this process. Called once, by the scope's engine."""
    event.listen(Session, "before_flush", _look)
