"""Text in one line."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Any

from portal.fields.base import Cell, FieldFault, FieldType, Operator
from portal.fields.setting import Setting
from portal.messages import Message, Words


class Text(FieldType):
    """One line of ``shortest`` to ``longest`` characters. Line breaks and control characters are refused.

    ``pattern`` must fit the whole text; ``pattern_message`` says in people's words what is expected.
    """

    name = "text"
    title = Message("Text")
    operators = (Operator.CONTAINS, Operator.EQUAL, Operator.STARTS_WITH, Operator.NOT_EQUAL, Operator.EMPTY)
    several_lines = False

    def __init__(
        self,
        longest: int = 200,
        cell_kind: str = "text",
        *,
        shortest: int = 0,
        pattern: str = "",
        pattern_message: Message | str = "",
    ) -> None:
        self.longest = longest
        self.shown_as = cell_kind
        self.shortest = shortest
        self.pattern = pattern
        self.pattern_message = pattern_message

    @classmethod
    def settings(cls) -> tuple[Setting, ...]:
        from portal.fields.number import Integer
        from portal.fields.pattern import Pattern

        return (
            Setting("shortest", Integer(0, 2_000), Message("At least so many characters"), default=0),
            Setting("longest", Integer(1, 2_000), Message("At most so many characters"), default=200, required=True),
            Setting("pattern", Pattern(), Message("Pattern"), Message("A regular expression for the whole text.")),
            Setting("pattern_message", Text(200), Message("What to say when the pattern does not fit")),
        )

    def parse(self, raw: Any) -> str | None:
        text = self._text(raw).replace("\r\n", "\n")
        allowed = "\n\t" if self.several_lines else ""
        for character in text:
            if unicodedata.category(character) in {"Cc", "Cs"} and character not in allowed:
                raise FieldFault(Message("Control characters and line breaks cannot stand here."))
        return text or None

    def validate(self, value: str) -> Iterator[Message]:
        if len(value) > self.longest:
            yield Message("At most %(most)s characters; these are %(count)s.", most=self.longest, count=len(value))
        elif len(value) < self.shortest:
            yield Message("At least %(least)s characters; these are %(count)s.", least=self.shortest, count=len(value))
        elif self.pattern:
            from portal.fields.pattern import fits

            if not fits(self.pattern, value):
                yield _expected(self.pattern_message)

    def cell(self, value: str | None) -> Cell:
        return Cell(self.text(value), self.shown_as) if value else Cell("", self.shown_as)

    def schema(self) -> dict[str, Any]:
        limits: dict[str, Any] = {"minLength": self.shortest} if self.shortest else {}
        limits |= {"pattern": f"^(?:{self.pattern})$"} if self.pattern else {}
        return {"type": "string", "maxLength": self.longest} | limits


def _expected(said: Message | str) -> Message:
    if isinstance(said, Message):
        return said
    return Words(said) if said else Message("The text does not have the expected form.")
