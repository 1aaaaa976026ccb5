"""Text in several lines."""

from __future__ import annotations

from portal.fields.base import Cell
from portal.fields.setting import Setting
from portal.fields.text import Text
from portal.messages import Message


class LongText(Text):
    """Up to 20,000 characters; lists show the beginning and keep the rest in a tooltip."""

    name = "long_text"
    title = Message("Long text")
    control = "long_text"
    cell_kind = "long"
    several_lines = True

    def __init__(self, longest: int = 20_000) -> None:
        super().__init__(longest, "long")

    @classmethod
    def settings(cls) -> tuple[Setting, ...]:
        from portal.fields.number import Integer

        longest = Message("At most so many characters")
        return (Setting("longest", Integer(1, 20_000), longest, default=2_000, required=True),)

    def cell(self, value: str | None) -> Cell:
        return Cell(value or "", "long", title=value or "")
