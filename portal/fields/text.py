"""Text in one line."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Any

from portal.fields.base import Cell, FieldFault, FieldType, Operator
from portal.messages import Message


class Text(FieldType):
    """One line of at most ``longest`` characters. Line breaks and control characters are refused."""

    operators = (Operator.CONTAINS, Operator.EQUAL, Operator.STARTS_WITH, Operator.NOT_EQUAL, Operator.EMPTY)
    several_lines = False

    def __init__(self, longest: int = 200, cell_kind: str = "text") -> None:
        self.longest = longest
        self.shown_as = cell_kind

    def parse(self, raw: Any) -> str | None:
        text = self._text(raw).replace("\r\n", "\n")
        allowed = "\n\t" if self.several_lines else ""
        for character in text:
            if unicodedata.category(character) in {"Cc", "Cs"} and character not in allowed:
                raise FieldFault(Message("Control characters and line breaks cannot stand here."))
        return text or None

    def validate(self, value: str) -> Iterator[Message]:
        if len(value) > self.longest:
            yield Message("At most %(most)s characters; these are %(count)s.", most=self.longest, count=len(value))

    def cell(self, value: str | None) -> Cell:
        return Cell(value or "", self.shown_as)

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "maxLength": self.longest}
