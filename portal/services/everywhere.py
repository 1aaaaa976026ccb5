"""One search over all registers: by name, code, pinyin and initials, under the scope, one statement a register.

What is found and how much of it there is come from the same statement on the register's own class, to which the
engine adds the scope: neither a row nor its part in a number can be a foreign one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, raiseload

from portal.access.actor import Actor
from portal.access.permissions import Action
from portal.models import CatalogEdition, CatalogItem, Region
from portal.registers import REGISTERS, Register
from portal.services import search
from portal.services.tokens import matches, plan, tokens_of

CAP = 100
"""Counting stops here in each register: “100+” says that the list is the place to go on."""

Named = TypeVar("Named")


@dataclass(frozen=True)
class Found:
    """What one register holds of it: the first rows, and how many there are, at most ``CAP + 1``."""

    register: Register
    rows: Sequence[Any]
    count: int

    @property
    def capped(self) -> bool:
        return self.count > CAP


def find(session: Session, actor: Actor, words: str, most: int) -> list[Found]:
    """Register by register in the order of the menu, those with something only; ``most`` rows of each."""
    if not plan(words):
        return []
    open_to = [r for r in REGISTERS.values() if r.indexed and actor.scope.may_somewhere(r.name, Action.VIEW)]
    promising = search.promising(session, open_to, words)
    found = [_in_register(session, register, words, most) for register in promising]
    return [one for one in found if one.rows]


def named(words: str, things: Iterable[tuple[str, Named]]) -> list[Named]:
    """Those of some named things (entries of a menu, people) that a search would find by their names."""
    terms = plan(words)
    return [thing for name, thing in things if terms and matches(terms, tokens_of([name]))]


def _in_register(session: Session, register: Register, words: str, most: int) -> Found:
    model: Any = register.model
    found = search.narrow(register, words)
    usual = search.usual(register)
    order = found.order or usual
    # Looked up once, for the rows and for their number.
    keys = found.join(select(model.id)).where(*found.clauses).order_by(*order).limit(CAP + 1).cte()
    count = select(func.count()).select_from(keys).scalar_subquery()
    statement = select(model, count).join(keys, keys.c.id == model.id).order_by(*usual).limit(most)
    rows = session.execute(statement.options(*_loads(model))).unique().all()
    return Found(register, [row for row, _ in rows], rows[0][1] if rows else 0)


def _loads(model: Any) -> list[Any]:
    """What a hit shows beside the row itself: its region, and the edition of an item."""
    if model is Region:
        return [raiseload("*")]
    loads = [joinedload(model.region).load_only(Region.label)]
    if model is CatalogItem:
        loads.append(joinedload(CatalogItem.edition).load_only(CatalogEdition.title))
    return [*loads, raiseload("*")]
