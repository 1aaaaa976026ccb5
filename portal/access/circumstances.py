"""Where from and why: what an event tells beside who and what. Set at the edges, read by the trail."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Circumstances:
    """``address`` is the client's, ``request_id`` ties the events of one request together."""

    address: str | None = None
    request_id: str | None = None
    reason: str | None = None


UNKNOWN = Circumstances()

_around: ContextVar[Circumstances] = ContextVar("portal_circumstances", default=UNKNOWN)


def circumstances() -> Circumstances:
    return _around.get()


def begin_circumstances(found: Circumstances) -> None:
    """For a whole request, whose hooks cannot hold a ``with`` open."""
    _around.set(found)


@contextmanager
def because(reason: str) -> Iterator[None]:
    """What is written inside has this reason."""
    token = _around.set(replace(_around.get(), reason=reason))
    try:
        yield
    finally:
        _around.reset(token)
