"""Text as data: an English msgid and its values, put into the reader's language at the edges."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any


class Message:
    """A sentence for a person, not yet in a language.

    ``msgid`` is English and may hold ``%(name)s`` places; ``values`` fill them and may be
    messages themselves. ``str()`` gives the English text; ``portal.web.translation`` gives others.
    """

    __slots__ = ("msgid", "values")

    def __init__(self, msgid: str, **values: Any) -> None:
        self.msgid = msgid
        self.values: Mapping[str, Any] = values

    def __str__(self) -> str:
        return self.msgid % {key: str(value) for key, value in self.values.items()} if self.values else self.msgid

    def __repr__(self) -> str:
        return f"Message({str(self)!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Message) and (self.msgid, self.values) == (
            other.msgid,
            other.values,
        )

    def __hash__(self) -> int:
        return hash(
            (
                self.msgid,
                tuple(sorted((key, str(value)) for key, value in self.values.items())),
            )
        )


def listed(parts: Iterable[str | Message]) -> str | Message:
    """Several words as one text, parted as the reader's language does: “a, b” and “甲、乙”."""
    texts = iter(parts)
    joined: str | Message = next(texts, "")
    for text in texts:
        joined = Message("%(first)s, %(next)s", first=joined, next=text)
    return joined


class Words(Message):
    """What people wrote themselves, in both languages: the label of a province's own field. No catalog holds it."""

    __slots__ = ("en", "zh")

    def __init__(self, zh: str, en: str = "") -> None:
        super().__init__(en or zh)
        self.zh = zh or en
        self.en = en or zh

    def said(self, language: str) -> str:
        """The words in that language; where they are missing, in the other."""
        return self.zh if language.startswith("zh") else self.en

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Words) and (self.zh, self.en) == (other.zh, other.en)

    def __hash__(self) -> int:
        return hash((self.zh, self.en))
