"""What a typed value of a filter may mean: “岳麓区” a region, “zaice” the status 在册, “2024-05” a span of days.

To teach it another field type: a function, and its line in ``_READERS``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.fields import (
    Choice,
    Column,
    Date,
    Integer,
    Moment,
    Number,
    Operator,
    Reference,
    RegionReference,
    SeveralOf,
    YesNo,
)
from portal.messages import Message
from portal.models import Region
from portal.registers import REGISTERS
from portal.services import pinyin, search
from portal.services.records import Condition

Speak = Callable[[Any], str]
"""A message in the language of the one who types."""

MOST_COMPARED = 500
"""Rows of a register without a search index, such as the kinds of providers, that are compared by name."""


@dataclass(frozen=True)
class Meaning:
    """One thing that a value may mean: how it is named, and the filters that it gives."""

    text: str
    conditions: tuple[Condition, ...]


def meanings(session: Session, column: Column, text: str, speak: Speak) -> list[Meaning]:
    """All that fits best: one when it is clear, several when there is a choice, none when nothing fits."""
    for kind, reader in _READERS:
        if isinstance(column.type, kind):
            return reader(session, column, text, speak)
    operator = column.type.operators[0]
    return [Meaning(text, (Condition(column.key, operator, text),))] if text else []


def choices(column: Column, speak: Speak) -> list[tuple[str, str]]:
    """The words that a column has to choose from, with the values that they stand for; none for free values."""
    if isinstance(column.type, Choice | SeveralOf):
        return [(speak(option.label), value) for value, option in column.type.options.items()]
    if isinstance(column.type, YesNo):
        return [(speak(Message("Yes")), "true"), (speak(Message("No")), "false")]
    return []


def best(text: str, named: Iterable[tuple[str, Any]]) -> list[tuple[str, Any]]:
    """Those whose name is the text; else those that begin so, hold it, or are spelled so."""
    wanted, pairs = text.casefold(), list(named)
    stages: tuple[Callable[[str, Any], bool], ...] = (
        lambda name, value: wanted in (name.casefold(), str(value).casefold()),
        lambda name, value: name.casefold().startswith(wanted),
        lambda name, value: wanted in name.casefold(),
        lambda name, value: wanted.isascii() and wanted.isalpha() and pinyin.sounds_like(wanted, name),
    )
    for fits in stages:
        found = [pair for pair in pairs if fits(*pair)]
        if found:
            return found
    return []


def _of_choices(session: Session, column: Column, text: str, speak: Speak) -> list[Meaning]:
    found = best(text, choices(column, speak))
    operator = column.type.operators[0]
    return [Meaning(name, (Condition(column.key, operator, value),)) for name, value in found]


def _of_regions(session: Session, column: Column, text: str, speak: Speak) -> list[Meaning]:
    """Regions of one's own part. A full name or code comes before beginnings, and those before all that hold it."""
    rows = [row for row in search.offer(session, REGISTERS["regions"], text)[0] if isinstance(row, Region)]
    exact = [row for row in rows if text in (row.code, row.name, row.short_name, row.label)]
    begun = exact or [row for row in rows if best(text, [(row.name, row.code)])]
    return [Meaning(row.label, (Condition(column.key, Operator.UNDER, row.code),)) for row in begun or rows]


def _of_rows(session: Session, column: Column, text: str, speak: Speak) -> list[Meaning]:
    assert isinstance(column.type, Reference)
    register = REGISTERS[column.type.register]
    if register.indexed and text:
        rows = list(search.offer(session, register, text)[0])
        named = [pair for pair in ((str(row), row.id) for row in rows) if pair[0].casefold() == text.casefold()]
        named = named or [(str(row), row.id) for row in rows]
    else:
        rows = list(session.scalars(select(register.model).order_by(register.model.id).limit(MOST_COMPARED)))
        named = best(text, ((str(row), row.id) for row in rows))[: search.OFFERED]
    return [Meaning(name, (Condition(column.key, Operator.EQUAL, row_id),)) for name, row_id in named]


_COMPARED = re.compile(r"(>=|<=|≥|≤|>|<)\s*(.+)")
_SPAN = re.compile(r"(.*?)\s*(?:\.\.|~|～|至)\s*(.*)")
_DAY = timedelta(days=1)
_DAYS = re.compile(r"(\d{4})(?:\s*[-/.年]\s*(\d{1,2}))?(?:\s*[-/.月]\s*(\d{1,2}))?\s*[年月日]?")


def _of_days(session: Session, column: Column, text: str, speak: Speak) -> list[Meaning]:
    """A day, a month or a year; from one to another (2024-01..2024-03); before or after one (>=2024)."""
    span = _span(text)
    if span is None:
        return []
    first, last = span
    if first is not None and first == last and Operator.EQUAL in column.type.operators:
        return [Meaning(text, (Condition(column.key, Operator.EQUAL, first.isoformat()),))]
    found = [(Operator.FROM, first), (Operator.TO, last)]
    return [Meaning(text, tuple(Condition(column.key, way, day.isoformat()) for way, day in found if day is not None))]


def _of_numbers(session: Session, column: Column, text: str, speak: Speak) -> list[Meaning]:
    """A number, from one to another (3..5), or beyond one (>3)."""
    compared, span = _COMPARED.fullmatch(text), _SPAN.fullmatch(text)
    if compared:
        return [Meaning(text, (Condition(column.key, _WAYS[compared[1]], compared[2]),))]
    if span and (span[1] or span[2]):
        ends = [(Operator.FROM, span[1]), (Operator.TO, span[2])]
        return [Meaning(text, tuple(Condition(column.key, way, end) for way, end in ends if end))]
    return [Meaning(text, (Condition(column.key, Operator.EQUAL, text),))] if text else []


_WAYS = {">=": Operator.FROM, "≥": Operator.FROM, "<=": Operator.TO, "≤": Operator.TO, ">": Operator.GREATER,
         "<": Operator.LESS}  # fmt: skip


def _span(text: str) -> tuple[date | None, date | None] | None:
    """First and last day, None for an open end; None in all when it is no span of days."""
    compared, between = _COMPARED.fullmatch(text), _SPAN.fullmatch(text)
    if compared:
        found = _days(compared[2])
        if found is None:
            return None
        first, last = found
        ends: dict[str, tuple[date | None, date | None]] = {
            ">=": (first, None), "≥": (first, None), ">": (last + _DAY, None),
            "<=": (None, last), "≤": (None, last), "<": (None, first - _DAY),
        }  # fmt: skip
        return ends[compared[1]]
    if between and (between[1] or between[2]):
        begin, end = _days(between[1]), _days(between[2])
        if (between[1] and begin is None) or (between[2] and end is None):
            return None
        return begin[0] if begin else None, end[1] if end else None
    return _days(text)


def _days(text: str) -> tuple[date, date] | None:
    """The first and the last day of a year, a month or a day."""
    found = _DAYS.fullmatch(text.strip())
    if found is None:
        return None
    year, month, day = (int(part) if part else None for part in found.groups())
    assert year is not None
    try:
        if day is not None and month is not None:
            return date(year, month, day), date(year, month, day)
        first = date(year, month or 1, 1)
        next_month = (month or 12) + 1
        after = date(year + 1, 1, 1) if next_month > 12 else date(year, next_month, 1)
    except ValueError:  # such as the 31st of June, or the year 0
        return None
    return first, after - _DAY


_Reader = Callable[[Session, Column, str, Speak], list[Meaning]]
_READERS: tuple[tuple[type[Any] | tuple[type[Any], ...], _Reader], ...] = (
    ((Choice, SeveralOf, YesNo), _of_choices),
    (RegionReference, _of_regions),
    (Reference, _of_rows),
    ((Date, Moment), _of_days),
    ((Integer, Number), _of_numbers),
)
