"""Amounts of money, in 元 or in 万元: the unit belongs to the column and is never mixed."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Any

from portal.fields.base import FieldFault
from portal.fields.choice import Choice, Option
from portal.fields.number import Number
from portal.fields.setting import Setting
from portal.messages import Message


class MoneyUnit(StrEnum):
    YUAN = "元"
    TEN_THOUSAND_YUAN = "万元"


UNIT_NAMES = {MoneyUnit.YUAN: Message("yuan"), MoneyUnit.TEN_THOUSAND_YUAN: Message("ten thousand yuan")}


class Money(Number):
    """An amount in ``unit``; 元 have two decimals (分), 万元 six. What names the other unit is refused."""

    name = "money"
    title = Message("Money")
    control = "money"

    def __init__(
        self, unit: MoneyUnit | str = MoneyUnit.YUAN, least: Decimal | None = None, most: Decimal | None = None
    ) -> None:
        self.unit = MoneyUnit(unit)
        super().__init__(2 if self.unit is MoneyUnit.YUAN else 6, least, most)

    @classmethod
    def settings(cls) -> tuple[Setting, ...]:
        units = Choice({unit.value: Option(UNIT_NAMES[unit]) for unit in MoneyUnit})
        unit = Setting("unit", units, Message("Unit"), default=MoneyUnit.YUAN.value, required=True)
        return (unit, *cls._limits())

    def parse(self, raw: Any) -> Decimal | None:
        text = self._text(raw)
        if not text.endswith("元"):
            return super().parse(raw)
        said = MoneyUnit.TEN_THOUSAND_YUAN if text.endswith("万元") else MoneyUnit.YUAN
        if said is not self.unit:
            raise FieldFault(
                Message("This amount is kept in %(unit)s; %(other)s was typed.", unit=self.unit.value, other=said.value)
            )
        return super().parse(text.removesuffix(said.value).rstrip())

    def text(self, value: Decimal) -> str | Message:
        amount = f"{value:,.2f}" if self.unit is MoneyUnit.YUAN else f"{value.normalize():,f}"
        return Message("%(amount)s %(unit)s", amount=amount, unit=UNIT_NAMES[self.unit])
