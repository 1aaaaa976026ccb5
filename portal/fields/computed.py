"""Values that follow from other fields."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy.types import TypeEngine

from portal.fields.base import Cell, FieldType, Said
from portal.fields.choice import Choice, Option
from portal.fields.expression import ExpressionText, read
from portal.fields.number import COMPARED, Integer, Number
from portal.fields.setting import Setting
from portal.fields.text import Text
from portal.messages import Message

NUMBER, TEXT = "number", "text"


class Computed(FieldType):
    """The result of ``expression`` over other fields, a number with ``places`` decimals or a text.

    Nobody types it. It is computed when a record is saved and held like any other value, so that it sorts and
    filters as itself; where an operand is empty it is empty.
    """

    name = "computed"
    title = Message("Computed")
    entered = False
    json_type = {"type": "string", "readOnly": True}

    def __init__(self, expression: str, result: str = NUMBER, places: int = 2) -> None:
        self.expression = read(expression)
        self.places = places
        self.inner: FieldType = Text(500) if result == TEXT else Number(places)
        self.operators = Text.operators if result == TEXT else COMPARED

    @classmethod
    def settings(cls) -> tuple[Setting, ...]:
        results = Choice({NUMBER: Option(Message("Number")), TEXT: Option(Message("Text"))})
        told = Message(
            "Other fields by their key, numbers, + - * /, comparisons, a if condition else b, and min, max, abs, "
            "round, days(later, earlier), year(date). Such as: amount * rate / 100"
        )
        return (
            Setting("expression", ExpressionText(), Message("Expression"), told, required=True),
            Setting("result", results, Message("Result"), default=NUMBER, required=True),
            Setting("places", Integer(0, 4), Message("Decimals"), default=2, required=True),
        )

    @property
    def names(self) -> frozenset[str]:
        """The keys of the fields that it is computed from."""
        return self.expression.names

    def compute(self, values: Mapping[str, Any]) -> Any:
        """The value for these values of other fields, by key."""
        result = self.expression.evaluate(values)
        if isinstance(self.inner, Text):
            return str(result)[:500] if isinstance(result, str | Decimal) and str(result) else None
        if not isinstance(result, Decimal) or abs(result) >= Decimal(10) ** 14:
            return None
        return result.quantize(Decimal(1).scaleb(-self.places))

    def parse(self, raw: Any) -> Any:
        return self.inner.parse(raw)

    def validate(self, value: Any) -> Iterator[Message]:
        return self.inner.validate(value)

    def text(self, value: Any) -> str | Message:
        return self.inner.text(value)

    def form_text(self, value: Any) -> str:
        return self.inner.form_text(value)

    def to_sheet(self, value: Any, said: Said) -> str:
        return self.inner.to_sheet(value, said)

    def cell(self, value: Any) -> Cell:
        return self.inner.cell(value)

    def to_json(self, value: Any) -> Any:
        return self.inner.to_json(value)

    def from_json(self, value: Any) -> Any:
        return self.inner.from_json(value)

    def sql_type(self) -> TypeEngine[Any]:
        return self.inner.sql_type()

    def schema(self) -> dict[str, Any]:
        return self.inner.schema() | {"readOnly": True}
