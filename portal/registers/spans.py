"""Pairs of days: the second may not lie before the first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from portal.messages import Message
from portal.registers.base import Check


def in_order(first: str, second: str) -> Check:
    """A check that the day ``second`` is not before the day ``first``."""

    def check(values: Mapping[str, Any]) -> Iterator[tuple[str, Message]]:
        begin, end = values.get(first), values.get(second)
        if begin is not None and end is not None and end < begin:
            yield second, Message("This day lies before the day on which it begins.")

    return check
