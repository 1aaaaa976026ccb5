"""One of a set of words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from portal.fields.base import Cell, FieldFault, FieldType, Operator
from portal.messages import Message


@dataclass(frozen=True)
class Option:
    """A word to choose: its label, and the tone of its badge where lists show one."""

    label: Message
    tone: str = ""


class Choice(FieldType):
    """One of ``options``: stored value → Option. A retired value stays readable, as itself."""

    control = "choice"
    cell_kind = "badge"
    operators = (Operator.EQUAL, Operator.NOT_EQUAL, Operator.EMPTY)

    def __init__(self, options: Mapping[str, Option]) -> None:
        self.options = options

    def parse(self, raw: Any) -> str | None:
        text = self._text(raw)
        if not text:
            return None
        if text not in self.options:
            raise FieldFault(Message("“%(value)s” is not one of the choices.", value=text[:40]))
        return text

    def text(self, value: str) -> str | Message:
        option = self.options.get(value)
        return option.label if option else value

    def cell(self, value: str | None) -> Cell:
        if value is None:
            return Cell("")
        option = self.options.get(value)
        if option is None:
            return Cell(value)
        return Cell(option.label, "badge" if option.tone else "text", option.tone)

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "enum": sorted(self.options)}
