"""A row of another register: region, organization, document, catalog item …"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Integer, String
from sqlalchemy.sql import ColumnElement
from sqlalchemy.types import TypeEngine

from portal.fields.base import Cell, FieldFault, FieldType, Operator
from portal.messages import Message

MOST_LINKS = 500


def _key(raw: Any) -> Any:
    """What the API gives out (``{"id": 3, "text": …}``) is read back too."""
    return raw.get("id") if isinstance(raw, dict) else raw


class Reference(FieldType):
    """Points at one row of ``register`` by its key. Whether the row exists and may be seen is asked of
    the session by ``portal.services.records``, so that the scope decides."""

    title = Message("Record of another register")
    control = "picker"
    cell_kind = "reference"
    sortable = False
    operators: tuple[Operator, ...] = (Operator.EQUAL, Operator.NOT_EQUAL, Operator.EMPTY)
    json_type = {"type": "integer"}

    def __init__(self, register: str) -> None:
        self.register = register

    def parse(self, raw: Any) -> Any:
        text = self._text(_key(raw))
        if not text:
            return None
        if not (text.isascii() and text.isdigit() and len(text) <= 10 and int(text) < 2**31):
            raise FieldFault(Message("Choose one of the offered records."))
        return int(text)

    def among(self, model: Any) -> tuple[ColumnElement[bool], ...]:
        """What a row must hold, beside being seen by the one who chooses it."""
        return ()

    def sql_type(self) -> TypeEngine[Any]:
        return Integer()

    def cell(self, value: Any) -> Cell:
        return Cell("" if value is None else str(value), self.cell_kind)


class RegionReference(Reference):
    """A region, by its hierarchical code. People see its label: 市中区（济南市）."""

    name = "region"
    title = Message("Region")
    sortable = True
    json_type = {"type": "string"}
    operators = (Operator.UNDER, Operator.EQUAL, Operator.NOT_EQUAL, Operator.EMPTY)

    def __init__(self) -> None:
        super().__init__("regions")

    def sql_type(self) -> TypeEngine[Any]:
        return String()

    def parse(self, raw: Any) -> str | None:
        text = self._text(_key(raw)).upper()
        if text and not (text.isascii() and text.isalnum() and len(text) <= 20):
            raise FieldFault(Message("Choose one of the offered regions."))
        return text or None

    def compare(self, expression: Any, operator: Operator, raw: Any) -> ColumnElement[bool]:
        if operator is not Operator.UNDER:
            return super().compare(expression, operator, raw)
        code = self.parse(raw)
        if code is None:
            raise FieldFault(Message("A value to compare with is missing."))
        if code == "00":
            return expression.is_not(None)
        return (expression >= code) & (expression < code[:-1] + chr(ord(code[-1]) + 1))


class References(Reference):
    """Several rows of one register, such as the key areas of an item."""

    control = "pickers"
    operators = ()
    json_type = {"type": "array", "items": {"type": "integer"}}

    def parse(self, raw: Any) -> list[int]:
        if raw is None or raw == "":
            return []
        if not isinstance(raw, list | tuple):
            raw = [raw]
        if len(raw) > MOST_LINKS:
            raise FieldFault(Message("At most %(most)s records can be chosen.", most=MOST_LINKS))
        found = [super(References, self).parse(part) for part in raw]
        return sorted({key for key in found if key is not None})
