"""Calendar days."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from portal.fields.base import FieldFault, FieldType
from portal.fields.number import COMPARED
from portal.messages import Message

_SHAPES = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")


class Date(FieldType):
    """A day, written 2022-08-16; 2022年8月16日 and 2022/8/16 are read too. Held as ISO text in JSON."""

    control = "date"
    cell_kind = "date"
    operators = COMPARED
    json_type = {"type": "string", "format": "date"}

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

    def to_json(self, value: date | None) -> str | None:
        return None if value is None else value.isoformat()

    def from_json(self, value: Any) -> date | None:
        return None if value is None else date.fromisoformat(value)

    def text(self, value: date) -> str:
        return value.isoformat()
