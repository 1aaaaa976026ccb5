"""The rows that own fields refer to, read for a whole page at once, under the reader's scope."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.fields import Column, Reference, RegionReference
from portal.registers import REGISTERS


def attach(session: Session, rows: Sequence[Any], columns: Iterable[Column]) -> None:
    """Put what own references mean beside each row, where ``Column.related`` finds it.

    What the reader may not see, or what is gone, stays unknown: the number is shown.
    """
    wanted = [column for column in columns if column.own and isinstance(column.type, Reference)]
    for row in rows if wanted else ():
        row.own_related = {}
    for column in wanted:
        assert isinstance(column.type, Reference)
        keys = {value for row in rows if (value := column.read(row)) is not None}
        if not keys:
            continue
        model = REGISTERS[column.type.register].model
        key = model.code if isinstance(column.type, RegionReference) else model.id
        with session.no_autoflush:
            found = {getattr(one, key.key): one for one in session.scalars(select(model).where(key.in_(keys)))}
        for row in rows:
            row.own_related[column.place] = found.get(column.read(row))
