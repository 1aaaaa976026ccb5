"""Expressions over other fields: they compute, they reach nothing outside, and they end."""

from __future__ import annotations

import time
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from portal.fields import Computed, FieldFault
from portal.fields.expression import read

VALUES = {"a": 7, "b": Decimal("2.5"), "day": date(2026, 11, 21), "since": date(2026, 1, 1), "word": "甲", "none": None}


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("a + b", Decimal("9.5")),
        ("-(a - 2) * b", Decimal("-12.5")),
        ("a / 2", Decimal("3.5")),
        ("round(a / 3, 2)", Decimal("2.33")),
        ("max(a, b, 100)", Decimal(100)),
        ("days(day, since)", Decimal(324)),
        ("year(day)", Decimal(2026)),
        ("1 if a > b and not a == 8 else 2", Decimal(1)),
        ("0.1 + 0.2", Decimal("0.3")),
        ("word + '乙'", "甲乙"),
        ("a / 0", None),
        ("a + none", None),
        ("a + word", None),
        ("a + missing", None),
    ],
)
def test_an_expression_computes_or_gives_nothing(text: str, result: Any) -> None:
    assert read(text).evaluate(VALUES) == result


OUTSIDE = (
    "__import__('os').system('true')", "a.__class__", "().__class__.__bases__", "a[0]", "[x for x in a]", "lambda: a",
    "open('/etc/passwd')", "eval('1')", "f'{a}'", "a ** 9", "9 ** 9 ** 9", "a if a", "a; b", "import os", "a := 1",
    "{**a}", "(yield)", "await a", "min(*a)", "round(a, ndigits=2)", "a < b < a", "a << 99", "True", "None", "...",
    "print(a)", "min()", "b'x'", "1e400", "10 ** 100", "\0", "((((((", "a" * 501, "+".join(["a"] * 200),
    "(" * 240 + "a" + ")" * 240,
)  # fmt: skip


@pytest.mark.parametrize("text", OUTSIDE)
def test_nothing_outside_can_be_reached(text: str) -> None:
    with pytest.raises(FieldFault):
        read(text)


def test_the_largest_expression_ends_at_once() -> None:
    begun = time.perf_counter()
    text = "*".join(["999999999"] * 40)
    assert read(text).evaluate({}) is None
    assert Computed(text).compute({}) is None
    assert time.perf_counter() - begun < 0.5
