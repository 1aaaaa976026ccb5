"""Yes or no."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Boolean, or_
from sqlalchemy.sql import ColumnElement
from sqlalchemy.types import TypeEngine

from portal.fields.base import Cell, FieldFault, FieldType, Operator, Said
from portal.messages import Message

_YES = frozenset({"1", "true", "y", "yes", "on", "是"})
_NO = frozenset({"", "0", "false", "n", "no", "off", "否"})


class YesNo(FieldType):
    """True or false, never empty: an unticked box is a no."""

    name = "yes_no"
    title = Message("Yes or no")
    control = "yesno"
    cell_kind = "yesno"
    operators = (Operator.EQUAL,)
    json_type = {"type": "boolean"}

    def parse(self, raw: Any) -> bool:
        word = "" if raw is None else str(raw).strip().lower()
        if word in _YES:
            return True
        if word in _NO:
            return False
        raise FieldFault(Message("Yes or no is expected here."))

    def text(self, value: bool) -> Message:
        return Message("Yes") if value else Message("No")

    def form_text(self, value: bool) -> str:
        return "y" if value else ""

    def to_sheet(self, value: bool, said: Said) -> str:
        return said(self.text(value))

    def from_sheet(self, text: str, said: Said) -> bool:
        words = {said(self.text(answer)): answer for answer in (True, False)}
        return words[text.strip()] if text.strip() in words else self.parse(text)

    def cell(self, value: bool | None) -> Cell:
        return Cell(self.text(bool(value)), "yesno", "green" if value else "grey")

    def compare(self, expression: Any, operator: Operator, raw: Any) -> ColumnElement[bool]:
        """What was never answered counts as a no."""
        clause = super().compare(expression, operator, raw)
        return clause if self.parse(raw) else or_(clause, expression.is_(None))

    def sql_type(self) -> TypeEngine[Any]:
        return Boolean()
