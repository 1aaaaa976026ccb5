"""Several of a set of words."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from sqlalchemy import or_
from sqlalchemy.sql import ColumnElement

from portal.fields.base import Cell, FieldFault, FieldType, Operator, Said
from portal.fields.choice import by_word, options_of, sheet_words
from portal.fields.option_list import OptionList
from portal.fields.setting import Setting
from portal.messages import Message, Words, listed

_BETWEEN = re.compile("[；;、\n]")


class SeveralOf(FieldType):
    """Any number of ``options``, at most ``most``; held as a JSON list in the order of the options."""

    name = "several"
    title = Message("Several of several words")
    control = "several"
    sortable = False
    operators = (Operator.CONTAINS, Operator.EMPTY)
    json_type = {"type": "array", "items": {"type": "string"}}

    def __init__(self, options: Any, most: int | None = None) -> None:
        self.options = options_of(options)
        self.most = most

    @classmethod
    def settings(cls) -> tuple[Setting, ...]:
        from portal.fields.number import Integer

        return (
            Setting("options", OptionList(), Message("Choices"), required=True),
            Setting("most", Integer(1, 300), Message("At most so many at once")),
        )

    def parse(self, raw: Any) -> list[str] | None:
        if raw is None or raw == "":
            return None
        if isinstance(raw, str) and raw.startswith("["):
            try:
                raw = json.loads(raw)
            except (ValueError, RecursionError):
                raise FieldFault(Message("A list of choices is expected here.")) from None
        parts = raw if isinstance(raw, list | tuple) else str(raw).replace("；", ";").replace("、", ";").split(";")
        if len(parts) > len(self.options):
            raise FieldFault(Message("A list of choices is expected here."))
        wanted = {text for part in parts if (text := self._text(part))}
        for text in sorted(wanted - self.options.keys()):
            raise FieldFault(Message("“%(value)s” is not one of the choices.", value=text[:40]))
        return [value for value in self.options if value in wanted] or None

    def validate(self, value: list[str]) -> Iterator[Message]:
        if self.most is not None and len(value) > self.most:
            yield Message("At most %(most)s can be chosen.", most=self.most)

    def offered(self, value: list[str]) -> Iterator[Message]:
        for one in value:
            if self.options[one].retired:
                yield Message("“%(value)s” is no longer offered. Choose another.", value=self.options[one].label)

    def text(self, value: list[str]) -> str | Message:
        labels = [self.options[one].label if one in self.options else Words(one) for one in value]
        return listed(labels)

    def form_text(self, value: Any) -> str:
        return value if isinstance(value, str) else ";".join(value)

    def to_sheet(self, value: list[str], said: Said) -> str:
        """The words, with semicolons between them; line by line where a word of this field holds one itself."""
        words = sheet_words(self.options, said)
        between = "\n" if any(_BETWEEN.search(word) for word in words.values()) else "；"
        return between.join(words.get(one, one) for one in value)

    def from_sheet(self, text: str, said: Said) -> list[str] | None:
        known = by_word(self.options, said)
        parts = [text] if text.strip() in known else text.split("\n") if "\n" in text else _BETWEEN.split(text)
        return self.parse([known.get(part.strip(), part) for part in parts])

    def cell(self, value: list[str] | None) -> Cell:
        return Cell(self.text(value)) if value else Cell("")

    def compare(self, expression: Any, operator: Operator, raw: Any) -> ColumnElement[bool]:
        """“contains” asks for rows in which all the named choices are among those chosen."""
        if operator is not Operator.CONTAINS:
            return super().compare(expression, operator, raw)
        value = self.parse(raw)
        if not value:
            raise FieldFault(Message("A value to compare with is missing."))
        clause: ColumnElement[bool] | None = None
        for one in value:
            # The list stands in JSON, and both databases may write a character as itself or as \\uXXXX.
            plain, escaped = json.dumps(one, ensure_ascii=False), json.dumps(one)
            part = or_(*(expression.contains(text, autoescape=True) for text in dict.fromkeys((plain, escaped))))
            clause = part if clause is None else clause & part
        assert clause is not None
        return clause

    def schema(self) -> dict[str, Any]:
        limit = {"maxItems": self.most} if self.most is not None else {}
        return {"type": "array", "items": {"type": "string", "enum": sorted(self.options)}, "uniqueItems": True} | limit
