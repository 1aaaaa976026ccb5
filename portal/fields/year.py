"""Years."""

from __future__ import annotations

import re
from typing import Any

from portal.fields.base import FieldFault
from portal.fields.number import Integer
from portal.fields.setting import Setting
from portal.messages import Message

_SHAPE = re.compile(r"([12][0-9]{3})\s*年?(?:度)?")


class Year(Integer):
    """A calendar year between ``least`` and ``most``; 2026年 and 2026年度 are read too. Shown without separators."""

    name = "year"
    title = Message("Year")

    def __init__(self, least: int = 1949, most: int = 2100) -> None:
        super().__init__(least, most)

    @classmethod
    def settings(cls) -> tuple[Setting, ...]:
        return (
            Setting("least", Year(), Message("Not before"), default=1949, required=True),
            Setting("most", Year(), Message("Not after"), default=2100, required=True),
        )

    def parse(self, raw: Any) -> int | None:
        text = self._text(raw)
        if not text:
            return None
        found = _SHAPE.fullmatch(text)
        if found is None:
            raise FieldFault(Message("A year is expected here, such as 2026."))
        return int(found.group(1))
