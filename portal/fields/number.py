"""Whole numbers, and numbers with decimals."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

from sqlalchemy import BigInteger, Numeric
from sqlalchemy.sql import ColumnElement
from sqlalchemy.types import TypeEngine

from portal.fields.base import FieldFault, FieldType, Operator, Said
from portal.fields.setting import Setting
from portal.messages import Message

_POINT_NOUGHT = re.compile(r"\.0+$")
_WHOLE = re.compile(r"-?[0-9]{1,18}")

COMPARED = (Operator.EQUAL, Operator.GREATER, Operator.LESS, Operator.FROM, Operator.TO, Operator.EMPTY)


class Integer(FieldType):
    """A whole number between ``least`` and ``most``."""

    name = "integer"
    title = Message("Whole number")
    control = "number"
    cell_kind = "number"
    operators = COMPARED
    json_type = {"type": "integer"}

    def __init__(self, least: int = -(2**31), most: int = 2**31 - 1) -> None:
        self.least = least
        self.most = most

    @classmethod
    def settings(cls) -> tuple[Setting, ...]:
        return (
            Setting("least", Integer(), Message("At least"), default=0, required=True),
            Setting("most", Integer(), Message("At most"), default=2**31 - 1, required=True),
        )

    def parse(self, raw: Any) -> int | None:
        text = self._text(raw)
        if not text:
            return None
        if not _WHOLE.fullmatch(text):
            raise FieldFault(Message("A whole number is expected here, such as 12."))
        return int(text)

    def from_sheet(self, text: str, said: Said) -> int | None:
        """A spreadsheet hands out a whole number as 12.0, or with separators where it is shown so."""
        return self.parse(_POINT_NOUGHT.sub("", text.strip()).replace(",", ""))

    def compare(self, expression: Any, operator: Operator, raw: Any) -> ColumnElement[bool]:
        value = self.parse(raw) if operator is not Operator.EMPTY else None
        if value is not None and not -(2**31) <= value < 2**31:
            raise FieldFault(Message("The number is too large."))
        return super().compare(expression, operator, raw)

    def validate(self, value: int) -> Iterator[Message]:
        if not self.least <= value <= self.most:
            yield Message("The number must lie between %(least)s and %(most)s.", least=self.least, most=self.most)

    def sql_type(self) -> TypeEngine[Any]:
        return BigInteger()

    def schema(self) -> dict[str, Any]:
        return {"type": "integer", "minimum": self.least, "maximum": self.most}


class Number(FieldType):
    """A number with at most ``places`` decimals, between ``least`` and ``most`` where these are set.

    In JSON it travels as text, so that no digit is lost.
    """

    name = "number"
    title = Message("Number with decimals")
    control = "number"
    cell_kind = "number"
    operators = COMPARED
    json_type = {"type": "string", "format": "decimal"}
    places = 4
    least: Decimal | None = None
    most: Decimal | None = None

    def __init__(self, places: int | None = None, least: Decimal | None = None, most: Decimal | None = None) -> None:
        if places is not None:
            self.places = places
        self.least, self.most = least, most

    @classmethod
    def settings(cls) -> tuple[Setting, ...]:
        return (Setting("places", Integer(0, 4), Message("Decimals"), default=2, required=True), *cls._limits())

    @classmethod
    def _limits(cls) -> tuple[Setting, ...]:
        return (
            Setting("least", Number(), Message("At least")),
            Setting("most", Number(), Message("At most")),
        )

    def parse(self, raw: Any) -> Decimal | None:
        text = self._text(raw).replace(",", "").replace("，", "")
        if not text:
            return None
        try:
            value = Decimal(text)
        except InvalidOperation:
            raise FieldFault(Message("A number is expected here, such as 1234.56.")) from None
        if not value.is_finite() or abs(value) >= Decimal(10) ** 14:
            raise FieldFault(Message("The number is too large."))
        return value

    def validate(self, value: Decimal) -> Iterator[Message]:
        if value != value.quantize(Decimal(1).scaleb(-self.places)):
            yield Message("At most %(places)s decimals.", places=self.places)
        if self.least is not None and value < self.least:
            yield Message("The number must be at least %(least)s.", least=self.text(self.least))
        if self.most is not None and value > self.most:
            yield Message("The number must be at most %(most)s.", most=self.text(self.most))

    def to_json(self, value: Decimal | None) -> str | None:
        return None if value is None else format(value, "f")

    def from_json(self, value: Any) -> Decimal | None:
        return None if value is None else Decimal(str(value))

    def form_text(self, value: Decimal) -> str:
        return format(value, "f")

    def text(self, value: Decimal) -> str | Message:
        return f"{value:,f}"

    def sql_type(self) -> TypeEngine[Any]:
        return Numeric(22, self.places)
