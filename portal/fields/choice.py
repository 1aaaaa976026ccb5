"""One of a set of words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from portal.fields.base import Cell, FieldFault, FieldType, Operator, Said
from portal.fields.option_list import OptionList
from portal.fields.setting import Setting
from portal.messages import Message, Words


@dataclass(frozen=True)
class Option:
    """A word to choose: its label, and the tone of its badge where lists show one. ``retired``: no longer offered."""

    label: Message
    tone: str = ""
    retired: bool = False


def options_of(choices: Any) -> Mapping[str, Option]:
    """Choices as an administrator wrote them (``OptionList``), or options as the portal's registers name them."""
    if isinstance(choices, Mapping):
        return choices
    return {one["value"]: Option(Words(one["zh"], one["en"]), "", one["retired"]) for one in choices}


def sheet_words(options: Mapping[str, Option], said: Said) -> dict[str, str]:
    """Stored value → the word for it in a file: its label, and where two are called alike, the value beside it."""
    labels = {value: said(option.label) for value, option in options.items()}
    alike = Counter(labels.values())
    words = {value: label for value, label in labels.items() if alike[label] == 1}
    for value, label in labels.items():
        if value not in words:
            word = f"{label} ({value})"
            while word in words.values():
                word += "'"
            words[value] = word
    return words


def by_word(options: Mapping[str, Option], said: Said) -> dict[str, str]:
    """What may stand in a file → stored value: the word for it, else the value, else its label in another language."""
    found = {word: value for value, word in sheet_words(options, said).items()}
    for value, option in options.items():
        for word in (value, getattr(option.label, "zh", ""), str(option.label)):
            found.setdefault(word, value)
    return found


class Choice(FieldType):
    """One of ``options``: stored value → Option. A retired value stays readable, as itself."""

    name = "choice"
    title = Message("One of several words")
    control = "choice"
    cell_kind = "badge"
    operators = (Operator.EQUAL, Operator.NOT_EQUAL, Operator.EMPTY)

    def __init__(self, options: Any) -> None:
        self.options = options_of(options)

    @classmethod
    def settings(cls) -> tuple[Setting, ...]:
        return (Setting("options", OptionList(), Message("Choices"), required=True),)

    def parse(self, raw: Any) -> str | None:
        text = self._text(raw)
        if not text:
            return None
        if text not in self.options:
            raise FieldFault(Message("“%(value)s” is not one of the choices.", value=text[:40]))
        return text

    def offered(self, value: str) -> Iterator[Message]:
        option = self.options.get(value)
        if option is not None and option.retired:
            yield Message("“%(value)s” is no longer offered. Choose another.", value=option.label)

    def text(self, value: str) -> str | Message:
        option = self.options.get(value)
        return option.label if option else value

    def to_sheet(self, value: str, said: Said) -> str:
        return sheet_words(self.options, said).get(value, value)

    def from_sheet(self, text: str, said: Said) -> str | None:
        return self.parse(by_word(self.options, said).get(text.strip(), text))

    def cell(self, value: str | None) -> Cell:
        if value is None:
            return Cell("")
        option = self.options.get(value)
        if option is None:
            return Cell(value)
        return Cell(option.label, "badge" if option.tone else "text", option.tone)

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "enum": sorted(self.options)}
