"""How a cell becomes a value: a shape's annotations say its type, whether it may be empty, and what it may be.

``str`` must be filled, ``str | None`` may be empty; likewise ``int`` and ``date``. ``bool`` is a mark: yes, or 等
where the document prints it, else empty. ``Annotated`` adds what a type cannot say: OneOf, Refers, MayBeEmpty, Given.
"""

from __future__ import annotations

import re
import types
import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from portal.messages import Message


@dataclass(frozen=True)
class OneOf:
    """The cell holds one of these words."""

    words: tuple[str, ...]


@dataclass(frozen=True)
class Refers:
    """The cell names a row of that table by its code (``by='number'``: a document by its 文号)."""

    table: str
    by: str = "code"


@dataclass(frozen=True)
class MayBeEmpty:
    """An empty cell says something itself, and stays an empty text."""


@dataclass(frozen=True)
class Given:
    """Not a cell: the reader gives the value, from the folder or the directory."""


class Unfit(ValueError):
    """A cell that does not fit its column: the message and the remedy of the fault."""

    def __init__(self, message: Message, remedy: Message) -> None:
        super().__init__(str(message))
        self.message = message
        self.remedy = remedy


@dataclass(frozen=True)
class Column:
    """One column of a shape. ``optional`` columns may be empty, and may be left out of the file."""

    name: str
    optional: bool
    read: Callable[[str], Any]
    refers: Refers | None = None
    empty: Any = None


_COLUMNS: dict[type[Any], Mapping[str, Column]] = {}


def columns_of(shape: type[Any]) -> Mapping[str, Column]:
    """The columns that a shape takes from its file, in order."""
    if shape not in _COLUMNS:
        _COLUMNS[shape] = _columns_of(shape)
    return _COLUMNS[shape]


def _columns_of(shape: type[Any]) -> Mapping[str, Column]:
    hints = typing.get_type_hints(shape, include_extras=True)
    found = (_column(field.name, hints[field.name]) for field in fields(shape))
    return {column.name: column for column in found if column is not None}


def _column(name: str, hint: Any) -> Column | None:
    marks: tuple[Any, ...] = ()
    if typing.get_origin(hint) is typing.Annotated:
        hint, *rest = typing.get_args(hint)
        marks = tuple(rest)
    if any(isinstance(mark, Given) for mark in marks):
        return None
    kinds = typing.get_args(hint) if typing.get_origin(hint) in (typing.Union, types.UnionType) else (hint,)
    optional = type(None) in kinds
    kind = next(kind for kind in kinds if kind is not type(None))
    words = next((mark.words for mark in marks if isinstance(mark, OneOf)), None)
    refers = next((mark for mark in marks if isinstance(mark, Refers)), None)
    if kind is bool:
        return Column(name, True, _mark, empty=False)
    if any(isinstance(mark, MayBeEmpty) for mark in marks):
        return Column(name, True, _READERS[kind], refers, empty="")
    return Column(name, optional, _one_of(words) if words else _READERS[kind], refers)


def _one_of(words: tuple[str, ...]) -> Callable[[str], str]:
    known = frozenset(words)

    def read(text: str) -> str:
        if text not in known:
            raise Unfit(
                Message("“%(value)s” is not one of the values of this column.", value=text),
                Message("Possible values: %(values)s.", values=", ".join(words)),
            )
        return text

    return read


def _mark(text: str) -> bool:
    if text not in _MARKS:
        raise Unfit(
            Message("“%(value)s” is neither yes nor empty.", value=text),
            Message("Write yes (or 等 where the document prints it), or leave the cell empty."),
        )
    return _MARKS[text]


_MARKS = {"yes": True, "等": True, "no": False}


def _number(text: str) -> int:
    if not re.fullmatch(r"[0-9]+", text):
        raise Unfit(
            Message("“%(value)s” is not a whole number.", value=text), Message("Write it in digits, such as 3.")
        )
    return int(text)


def _date(text: str) -> date:
    try:
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            raise ValueError
        return date.fromisoformat(text)
    except ValueError:
        raise Unfit(
            Message("“%(value)s” is not a date.", value=text), Message("Write year-month-day, such as 2022-08-16.")
        ) from None


_READERS: Mapping[Any, Callable[[str], Any]] = {str: lambda text: text, int: _number, date: _date}
