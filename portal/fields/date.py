"""Calendar days."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import String
from sqlalchemy.types import TypeDecorator, TypeEngine

from portal.fields.base import FieldFault, FieldType, Said
from portal.fields.number import COMPARED
from portal.fields.setting import Setting
from portal.messages import Message

_SHAPES = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")


_MIDNIGHT = re.compile(r"[T ]00:00(:00)?(\.0+)?$")


class IsoDay(TypeDecorator[date]):
    """A day as it stands in JSON: ISO text, which sorts and compares as days do."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: Any) -> str | None:
        return None if value is None else value.isoformat()

    def __repr__(self) -> str:
        return "IsoDay()"


class Date(FieldType):
    """A day, written 2022-08-16; 2022年8月16日 and 2022/8/16 are read too. Held as ISO text in JSON.

    ``earliest`` and ``latest`` bound it where they are set.
    """

    name = "date"
    title = Message("Date")
    control = "date"
    cell_kind = "date"
    operators = COMPARED
    json_type = {"type": "string", "format": "date"}

    def __init__(self, earliest: date | None = None, latest: date | None = None) -> None:
        self.earliest, self.latest = earliest, latest

    @classmethod
    def settings(cls) -> tuple[Setting, ...]:
        return (
            Setting("earliest", Date(), Message("Not before")),
            Setting("latest", Date(), Message("Not after")),
        )

    def parse(self, raw: Any) -> date | None:
        if isinstance(raw, date):
            return raw
        text = self._text(raw)
        if not text:
            return None
        found = _SHAPES.fullmatch(text)
        try:
            if found:
                return date(*(int(part) for part in found.groups()))
        except ValueError:
            pass  # such as the 31st of June
        raise FieldFault(Message("A date is expected here, such as 2022-08-16."))

    def from_sheet(self, text: str, said: Said) -> date | None:
        """A spreadsheet hands out a day with the hour at which it begins."""
        return self.parse(_MIDNIGHT.sub("", text))

    def validate(self, value: date) -> Iterator[Message]:
        if self.earliest is not None and value < self.earliest:
            yield Message("The day must not lie before %(day)s.", day=self.earliest.isoformat())
        if self.latest is not None and value > self.latest:
            yield Message("The day must not lie after %(day)s.", day=self.latest.isoformat())

    def to_json(self, value: date | None) -> str | None:
        return None if value is None else value.isoformat()

    def from_json(self, value: Any) -> date | None:
        return None if value is None else date.fromisoformat(value)

    def sql_type(self) -> TypeEngine[Any]:
        return IsoDay()

    def text(self, value: date) -> str:
        return value.isoformat()
