"""One action on many rows of a register: all of them or none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.interfaces import MANYTOONE

from portal.access.actor import Actor
from portal.access.permissions import Action
from portal.errors import Conflict, Invalid, NotFound, NotPermitted, PortalError
from portal.messages import Message
from portal.registers import Register
from portal.registers.base import BulkAction
from portal.services import guards, records


def chosen(session: Session, actor: Actor, register: Register, action: Action, ids: Sequence[int]) -> list[Any]:
    """The rows with these ids, for somebody who may do this to each of them.

    Raises NotFound when one of them may not be seen: nobody learns which. Raises NotPermitted, with the record's name.
    """
    if not records.may(actor, register, action):
        raise NotPermitted(Message("You may not do this with “%(register)s”.", register=register.label))
    model: Any = register.model
    rows = list(session.scalars(select(model).where(model.id.in_(ids)).order_by(model.id)))
    if len(rows) != len(set(ids)):
        raise NotFound()
    for row in rows:
        reason = guards.allowed(actor, register, action, row)
        if reason is not None:
            raise _named(NotPermitted(reason), str(row))
    return rows


def delete(session: Session, actor: Actor, register: Register, rows: Sequence[Any]) -> None:
    """Remove rows, those below before those above. Raises what ``records.delete`` raises, with the record's name."""
    for row in below_first(rows):
        name = str(row)
        try:
            records.delete(session, actor, register, row)
        except PortalError as error:
            raise _named(error, name) from None


def carry_out(session: Session, actor: Actor, register: Register, action: BulkAction, rows: Sequence[Any]) -> None:
    """Set the action's column on every row. Raises what ``records.update`` raises, with the record's name."""
    for row in rows:
        name = str(row)
        try:
            records.update(session, actor, register, row, {action.column: action.value})
        except PortalError as error:
            raise _named(error, name) from None


def below_first(rows: Sequence[Any]) -> list[Any]:
    """Children before their parents, by every column with which a row points at another of its own table."""
    if not rows:
        return []
    by_id = {row.id: row for row in rows}
    found: list[Any] = []
    placed: set[int] = set()
    attributes = _parents(type(rows[0]))

    def place(row: Any, above: frozenset[int]) -> None:
        """Parents first; ``above`` stops at rows that point at each other in a circle."""
        if row.id in placed or row.id in above:
            return
        for attribute in attributes:
            parent = by_id.get(getattr(row, attribute))
            if parent is not None:
                place(parent, above | {row.id})
        placed.add(row.id)
        found.append(row)

    for row in rows:
        place(row, frozenset())
    return found[::-1]


def _parents(model: type[Any]) -> list[str]:
    """The attributes that hold the id of another row of the same table."""
    mapper = inspect(model)
    found = []
    for relation in mapper.relationships:
        if relation.direction is MANYTOONE and relation.mapper is mapper:
            ((local, remote),) = relation.local_remote_pairs
            if remote is mapper.local_table.c.id:
                found.append(mapper.get_property_by_column(local).key)
    return found


def _named(error: PortalError, name: str) -> PortalError:
    """The same kind of error, saying which of the many rows it is about."""
    message = Message("%(name)s: %(reason)s", name=name, reason=error.message)
    if isinstance(error, Invalid):
        reasons = [reason for faults in error.faults.values() for reason in faults]
        return Conflict(Message("%(name)s: %(reason)s", name=name, reason=reasons[0] if reasons else error.message))
    if isinstance(error, NotFound):
        return NotFound(message)
    return type(error)(message)
