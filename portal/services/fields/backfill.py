"""What publishing does to the rows that are there: unique values are entered, or the publishing is refused."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from portal.access.actor import Actor, acting
from portal.access.scope import span
from portal.errors import Invalid
from portal.fields import Column
from portal.messages import Message
from portal.registers import Register
from portal.services.fields import effective
from portal.services.fields.columns import PREFIX
from portal.services.fields.settings import FieldSettings
from portal.services.fields.uniqueness import TABLE, digest, region_for

CHUNK = 2_000


def after_publishing(
    session: Session, register: Register, province: str, before: Mapping[str, FieldSettings | None]
) -> None:
    """Bring what is kept beside the rows in line with the new settings. Raises Invalid for repeated values."""
    made = effective.for_province(session, register, province)
    for key, old in before.items():
        column = made.by_key.get(PREFIX + key)
        was = old.unique if old is not None and old.is_used else ""
        if column is not None and column.unique != was:
            _enter_unique(session, register, province, column, key)


def _enter_unique(session: Session, register: Register, province: str, column: Column, key: str) -> None:
    mine = (TABLE.c.register == register.name) & (TABLE.c.place == column.place)
    session.execute(delete(TABLE).where(mine))
    if not column.unique:
        return
    entered: set[tuple[str, str]] = set()
    repeated = 0
    low, high = span(province)
    model = register.model
    wanted = select(model).where(
        model.region_code >= low, model.region_code < high, column.expression(model).is_not(None)
    )
    with acting(Actor.system("unique values of a field")):
        for rows in session.scalars(wanted.order_by(model.id)).partitions(CHUNK):
            batch = []
            for row in rows:
                value = column.read(row)
                if value is None:
                    continue
                name = (region_for(column, row), digest(value))
                if name in entered:
                    repeated += 1
                    continue
                entered.add(name)
                batch.append(
                    {"register": register.name, "place": column.place, "region_code": name[0],
                     "value_digest": name[1], "row_id": row.id}
                )  # fmt: skip
            if batch:
                session.execute(insert(TABLE), batch)
    if repeated:
        told = Message("%(count)s records repeat a value that is to stand once only. Correct them first.",
                       count=repeated)  # fmt: skip
        raise Invalid({key: [told]})
