"""Text in several lines."""

from __future__ import annotations

from portal.fields.base import Cell
from portal.fields.text import Text


class LongText(Text):
    """Up to 20,000 characters; lists show the beginning and keep the rest in a tooltip."""

    control = "long_text"
    cell_kind = "long"
    several_lines = True

    def __init__(self, longest: int = 20_000) -> None:
        super().__init__(longest, "long")

    def cell(self, value: str | None) -> Cell:
        return Cell(value or "", "long", title=value or "")
