"""Cells of files as spreadsheets and people write them; that every type reads back what it wrote is tried in
``tests/portal/services/fields/test_every_type.py``."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from portal.fields import (
    Attachment,
    Choice,
    Date,
    FieldFault,
    FieldType,
    Integer,
    Money,
    MoneyUnit,
    SeveralOf,
    Year,
    YesNo,
)
from portal.messages import Message, Words

CHOICES = [
    {"value": "none", "zh": "未评估", "en": "Not evaluated", "retired": False},
    {"value": "same", "zh": "甲", "en": "Grade", "retired": False},
    {"value": "other", "zh": "乙；丙", "en": "Grade", "retired": False},
]


def chinese(text: str | Message) -> str:
    return text.said("zh") if isinstance(text, Words) else {"Yes": "是", "No": "否"}.get(str(text), str(text))


def english(text: str | Message) -> str:
    return text.said("en") if isinstance(text, Words) else str(text)


@pytest.mark.parametrize(
    ("kind", "cell", "value"),
    [
        (Date(), "2026-11-21 00:00:00", date(2026, 11, 21)),
        (Date(), "2026年11月21日", date(2026, 11, 21)),
        (Integer(), "1,200.0", 1200),
        (Year(), "2026.0", 2026),
        (Money(MoneyUnit.TEN_THOUSAND_YUAN), "12.5 万元", Decimal("12.5")),
        (YesNo(), "是", True),
        (YesNo(), "No", False),
        (Choice(CHOICES), "未评估", "none"),
        (Choice(CHOICES), "Not evaluated", "none"),
        (Choice(CHOICES), "none", "none"),
        (SeveralOf(CHOICES), "甲、未评估", ["none", "same"]),
        (SeveralOf(CHOICES), "乙；丙", ["other"]),
    ],
)
def test_a_cell_is_read_as_people_and_spreadsheets_write_it(kind: FieldType, cell: str, value: Any) -> None:
    assert kind.from_sheet(cell, chinese) == value


@pytest.mark.parametrize(
    ("kind", "cell"),
    [
        (Money(MoneyUnit.TEN_THOUSAND_YUAN), "125000元"),
        (Integer(), "1.5"),
        (Choice(CHOICES), "丁"),
        (SeveralOf(CHOICES), "甲；丁"),
        (Attachment(), "报告.pdf"),
    ],
)
def test_what_is_no_value_is_refused_and_units_are_never_mixed(kind: FieldType, cell: str) -> None:
    with pytest.raises(FieldFault):
        kind.from_sheet(cell, chinese)


def test_choices_that_are_called_alike_stay_apart() -> None:
    written = [Choice(CHOICES).to_sheet(value, english) for value in ("same", "other")]
    assert written == ["Grade (same)", "Grade (other)"]
    assert [Choice(CHOICES).from_sheet(word, english) for word in written] == ["same", "other"]
