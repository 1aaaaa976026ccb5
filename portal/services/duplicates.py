"""Flush, and turn what the database refuses into words: duplicates, broken references, lost races."""

from __future__ import annotations

from typing import Any

from sqlalchemy import UniqueConstraint
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from portal.errors import Conflict, Invalid
from portal.messages import Message
from portal.registers import Register

MOVED = Message("Somebody changed this record since you opened it. Look at it again before you save.")


def flush_or_explain(session: Session, register: Register, row: Any) -> None:
    """Flush. Raises Invalid at the column that repeats another row's, or Conflict."""
    try:
        session.flush()
    except StaleDataError:
        raise Conflict(MOVED) from None
    except IntegrityError as error:
        columns = _repeated(register, str(error.orig))
        if columns:
            repeated = Message("Another record has the same value already.")
            raise Invalid({key: [repeated] for key in columns}) from None
        raise Conflict(Message("Other records still refer to this one. Change or remove them first.")) from None


def _repeated(register: Register, text: str) -> list[str]:
    """The keys of the columns whose unique constraint the database names in its complaint."""
    for constraint in register.model.__table__.constraints:
        if not isinstance(constraint, UniqueConstraint):
            continue
        names = [column.name for column in constraint.columns]
        # SQLite names the columns, PostgreSQL the constraint.
        by_columns = ", ".join(f"{register.name}.{name}" for name in names)
        if f"failed: {by_columns}" in text or (constraint.name and f'"{constraint.name}"' in text):
            keys = [c.key for c in register.columns if c.place in names and c.place != "region_code"]
            return keys or ["region"]
    return []
