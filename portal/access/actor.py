"""Who acts: a person with grants, the portal itself for a named purpose, or nobody."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import Any

from portal.access.scope import NOTHING, SYSTEM_SCOPE, GrantFact, Scope, covers, scope_of
from portal.models.user import Role


@dataclass(frozen=True, eq=False)
class Actor:
    """A person as the rules see them. ``purpose`` is set only where the portal acts by itself."""

    username: str
    name: str = ""
    id: int | None = None
    grants: tuple[GrantFact, ...] = ()
    purpose: str = ""
    scope: Scope = NOTHING

    @staticmethod
    def person(id: int, username: str, name: str, grants: tuple[GrantFact, ...]) -> Actor:
        return Actor(username=username, name=name, id=id, grants=grants, scope=scope_of(grants))

    @staticmethod
    def system(purpose: str) -> Actor:
        """The portal itself, for a purpose that is written down: seeds, migration, sign-in."""
        return Actor(username="system", name="system", purpose=purpose, scope=SYSTEM_SCOPE)

    def within(self, region_code: str) -> Actor:
        """The same person at work in one region only: each grant as far as it reaches there, and never further."""
        kept = []
        for grant in self.grants:
            if covers(region_code, grant.region_code):
                kept.append(grant)
            elif covers(grant.region_code, region_code):
                kept.append(replace(grant, region_code=region_code))
        return replace(self, grants=tuple(kept), scope=self.scope.within(region_code))

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(grant.role for grant in self.grants)

    def roles_at(self, region_code: str) -> frozenset[Role]:
        """What the person is in one region: a reviewer of one county is none in the next."""
        return frozenset(grant.role for grant in self.grants if covers(grant.region_code, region_code))

    def roles_for(self, row: Any) -> frozenset[Role]:
        """What the person is towards one row; towards a row that has no region, what the person is at all."""
        region = getattr(row, "region_code", None)
        return self.roles if region is None else self.roles_at(region)


NOBODY = Actor(username="")

_acting: ContextVar[Actor] = ContextVar("portal_actor", default=NOBODY)


def current_actor() -> Actor:
    """The actor of the running request, command or job; nobody where none was named."""
    return _acting.get()


@contextmanager
def acting(actor: Actor) -> Iterator[Actor]:
    """Everything inside is read and written as this actor."""
    token = _acting.set(actor)
    try:
        yield actor
    finally:
        _acting.reset(token)


def begin_acting(actor: Actor) -> None:
    """The same for a whole request, whose hooks cannot hold a ``with`` open."""
    _acting.set(actor)
