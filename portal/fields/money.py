"""Amounts of money, in 元 or in 万元: the unit belongs to the column and is never mixed."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

from portal.fields.number import Number


class MoneyUnit(StrEnum):
    YUAN = "元"
    TEN_THOUSAND_YUAN = "万元"


class Money(Number):
    """An amount in ``unit``; 元 have two decimals (分), 万元 six."""

    control = "money"

    def __init__(self, unit: MoneyUnit = MoneyUnit.YUAN) -> None:
        self.unit = unit
        self.places = 2 if unit is MoneyUnit.YUAN else 6

    def text(self, value: Decimal) -> str:
        return f"{value:,.2f} {self.unit}" if self.unit is MoneyUnit.YUAN else f"{value.normalize():,f} {self.unit}"
