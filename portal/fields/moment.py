"""Points in time, shown as in Beijing."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.sql import ColumnElement

from portal.fields.base import FieldFault, FieldType, Operator, Said
from portal.fields.date import Date
from portal.messages import Message

BEIJING = ZoneInfo("Asia/Shanghai")
_DAY = Date()


def today() -> date:
    """The day in Beijing: whatever begins or ends with a day does so there, wherever the server stands."""
    return datetime.now(BEIJING).date()


class Moment(FieldType):
    """A time with its zone. Filters name days: “from” begins with that day, “up to” includes it."""

    control = "date"
    cell_kind = "date"
    operators = (Operator.FROM, Operator.TO)
    json_type = {"type": "string", "format": "date-time"}

    def text(self, value: datetime) -> str:
        return value.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M:%S")

    def to_sheet(self, value: datetime, said: Said) -> str:
        return self.text(value)

    def to_json(self, value: datetime | None) -> str | None:
        return None if value is None else value.astimezone(UTC).isoformat()

    def parse(self, raw: Any) -> date | None:
        return _DAY.parse(raw)

    def compare(self, expression: Any, operator: Operator, raw: Any) -> ColumnElement[bool]:
        day = _DAY.parse(raw) if operator in self.operators else None
        if day is None:
            raise FieldFault(Message("A date is expected here, such as 2022-08-16."))
        begins = datetime.combine(day, time(), BEIJING)
        return expression >= begins if operator is Operator.FROM else expression < begins + timedelta(days=1)
