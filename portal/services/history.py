"""The history of one row: who changed what when, and an earlier state put back as a new change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from portal.access.actor import Actor, acting
from portal.access.circumstances import because
from portal.errors import NotFound
from portal.fields import Column, References
from portal.models import Event, EventKind
from portal.registers import Register
from portal.services import records

MOST = 100


@dataclass(frozen=True)
class Difference:
    """One column of one change; the values are as the event holds them."""

    column: Column
    before: Any
    after: Any


@dataclass(frozen=True)
class Change:
    """An event of a row, as far as the reader may see its columns."""

    event: Event
    differences: Sequence[Difference]

    @property
    def can_be_restored(self) -> bool:
        """What was there before this change can be put back."""
        return self.event.kind == EventKind.CHANGED and bool(self.differences)


def of_row(session: Session, actor: Actor, register: Register, row: Any, most: int = MOST) -> list[Change]:
    """The newest changes of a row that the actor may see, newest first.

    Whoever may see the row may see its history, in the columns that they see; the log as a whole is for others.
    """
    with acting(Actor.system("history of a row")):
        events = session.scalars(
            select(Event)
            .where(Event.register == register.name, Event.row_id == row.id)
            .order_by(Event.id.desc())
            .limit(most)
        ).all()
    columns = register.seen(actor.roles_for(row))
    return [Change(found, differences(columns, found.before or {}, found.after or {})) for found in events]


def newest(session: Session, register: Register, row: Any) -> int:
    """The number of the newest event of a row, 0 if it has none."""
    with acting(Actor.system("history of a row")):
        return session.scalar(_NEWEST, {"register": register.name, "row_id": row.id}) or 0


_NEWEST = (
    select(Event.id)
    .where(Event.register == bindparam("register"), Event.row_id == bindparam("row_id"))
    .order_by(Event.id.desc())
    .limit(1)
)
"""Built once: every form asks it."""


def differences(columns: Sequence[Column], before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """What changed, column by column; columns inside a JSON column one by one."""
    found = []
    for column in columns:
        old, new = held(column, before), held(column, after)
        if old != new:
            found.append(Difference(column, old, new))
    return found


def held(column: Column, values: Mapping[str, Any]) -> Any:
    """A column's value among those of an event."""
    if column.inside:
        return (values.get(column.inside) or {}).get(column.place)
    return values.get(column.place)


def restore(session: Session, actor: Actor, register: Register, row: Any, event_id: int) -> Any:
    """Undo one change: its columns get the values from before, as a new change with its reason.

    Raises NotFound for an event that is none of this row's, and what ``records.update`` raises.
    """
    change = next((c for c in of_row(session, actor, register, row) if c.event.id == event_id), None)
    if change is None or not change.can_be_restored:
        raise NotFound()
    editable = {column.key for column in register.edited(actor.roles_for(row), adding=False)}
    raw = {
        d.column.key: ([] if d.before is None else d.before) if isinstance(d.column.type, References) else d.before
        for d in change.differences
        # A personal value stands in the event as its digest only: it cannot be put back from there.
        if d.column.key in editable and not d.column.personal
    }
    with because(f"restored from event {event_id}"):
        row = records.update(session, actor, register, row, raw)
        session.flush()
    return row
