"""Values that may stand once only. The database decides, so that two people at once cannot both be first."""

from __future__ import annotations

import hashlib
from decimal import Decimal
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.errors import Invalid
from portal.fields import Column
from portal.messages import Message
from portal.models import FieldUniqueValue
from portal.registers import Register
from portal.services.fields.effective import for_row, province_of
from portal.services.fields.settings import Unique

TABLE = FieldUniqueValue.__table__
REPEATED = Message("Another record has the same value already.")


def digest(value: Any) -> str:
    """One digest for one value, however it was typed: 1.5 and 1.50 are the same amount."""
    text = format(value.normalize(), "f") if isinstance(value, Decimal) else str(value)
    return hashlib.sha256(text.encode()).hexdigest()


def region_for(column: Column, row: Any) -> str:
    """Where a value must be the only one."""
    if column.unique == Unique.PROVINCE:
        return province_of(row.region_code) or str(row.region_code)
    return str(row.region_code)


def keep(session: Session, register: Register, row: Any) -> None:
    """Enter the unique values of a row that was flushed. Raises Invalid at the field that repeats another row's."""
    columns = [column for column in for_row(session, register, row).columns if column.unique]
    if not columns:
        return
    mine = (TABLE.c.register == register.name) & (TABLE.c.row_id == row.id)
    wanted = {
        (column.place, region_for(column, row), digest(value)): column
        for column in columns
        if (value := column.read(row)) is not None
    }
    places = [column.place for column in columns]
    held = {
        (place, region, found)
        for place, region, found in session.execute(
            select(TABLE.c.place, TABLE.c.region_code, TABLE.c.value_digest).where(mine, TABLE.c.place.in_(places))
        )
    }
    for place, region, found in held - wanted.keys():
        here = (TABLE.c.place == place) & (TABLE.c.region_code == region) & (TABLE.c.value_digest == found)
        session.execute(delete(TABLE).where(mine, here))
    for (place, region, found), column in wanted.items():
        if (place, region, found) in held:
            continue
        entry = {"register": register.name, "place": place, "region_code": region, "value_digest": found}
        try:
            session.execute(insert(TABLE), [entry | {"row_id": row.id}])
        except IntegrityError:
            raise Invalid({column.key: [REPEATED]}) from None


def forget(session: Session, register: Register, row: Any) -> None:
    """Take a row's values out, before it is deleted."""
    session.execute(delete(TABLE).where(TABLE.c.register == register.name, TABLE.c.row_id == row.id))
