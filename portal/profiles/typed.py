"""Plain values (as TOML or JSON give them) into frozen dataclasses and back; every misfit is collected.

The dataclasses are the schema: a field's annotation says its type, a default makes its key optional.
Understood: str, bool, int, date, a StrEnum, ``X | None``, ``tuple[X, ...]`` and another dataclass.
"""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date, datetime
from difflib import get_close_matches
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from portal.messages import Message
from portal.profiles.faults import Objection, Path

T = TypeVar("T")
BAD: Any = object()
"""Stands for a value that did not fit; the objection says why."""

NAMES = {
    str: Message("text in quotation marks"),
    bool: Message("true or false"),
    int: Message("a whole number"),
    date: Message("a date such as 2022-11-16"),
}


@cache
def types_of(cls: type) -> Mapping[str, Any]:
    return get_type_hints(cls)


def build(cls: type[T], raw: object, path: Path = ()) -> tuple[T | None, list[Objection]]:
    """The value as ``cls`` and all objections; None if there is any."""
    found: list[Objection] = []
    value = _table(cls, raw, path, found)
    return (None if found else value), found


def plain(value: object) -> Any:
    """The reverse of ``build``: dicts, lists, text, numbers, truth values, all of which JSON can hold."""
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, tuple):
        return [plain(each) for each in value]
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, StrEnum) else value


def _table(cls: type, raw: object, path: Path, found: list[Objection]) -> Any:
    if not isinstance(raw, Mapping):
        found.append(_wrong_type(raw, path, Message("a table")))
        return BAD
    known = {each.name: each for each in fields(cls)}
    found.extend(_unknown(raw, known, path))
    values = {name: _field(cls, each, raw, path, found) for name, each in known.items()}
    if any(value is BAD for value in values.values()):
        return BAD
    made = cls(**values)
    if hasattr(made, "objections"):
        found.extend(objection.under(path) for objection in made.objections())
    return made


def _unknown(raw: Mapping[str, object], known: Mapping[str, Field[Any]], path: Path) -> Iterator[Objection]:
    for key in raw.keys() - known.keys():
        near = get_close_matches(key, known, 1)
        remedy = (
            Message("Did you mean “%(near)s”?", near=near[0])
            if near
            else Message("Remove it; the keys known here are: %(keys)s.", keys=", ".join(known))
        )
        yield Objection((*path, key), raw[key], Message("Unknown key “%(key)s”.", key=key), remedy)


def _field(cls: type, each: Field[Any], raw: Mapping[str, object], path: Path, found: list[Objection]) -> Any:
    here = (*path, each.name)
    required = each.default is MISSING and each.default_factory is MISSING
    if each.name not in raw:
        if not required:
            return each.default
        missing = Message("The key “%(key)s” is missing.", key=each.name)
        found.append(Objection(here, "", missing, Message("Add it; catalog_seeds/_template shows what it means.")))
        return BAD
    value = _value(types_of(cls)[each.name], raw[each.name], here, found)
    if required and value == "" and not each.metadata.get("may_be_empty"):
        found.append(Objection(here, "", Message("The value is empty."), Message("Fill it in.")))
        return BAD
    return value


def _value(wanted: Any, raw: object, path: Path, found: list[Objection]) -> Any:
    if isinstance(wanted, types.UnionType):
        if raw is None:  # only JSON has null; in TOML the key is left out
            return None
        wanted = next(each for each in get_args(wanted) if each is not type(None))
    if get_origin(wanted) is tuple:
        return _array(get_args(wanted)[0], raw, path, found)
    if is_dataclass(wanted):
        return _table(wanted, raw, path, found)  # type: ignore[arg-type]
    if issubclass(wanted, StrEnum):
        return _word(wanted, raw, path, found)
    return _scalar(wanted, raw, path, found)


def _array(element: Any, raw: object, path: Path, found: list[Objection]) -> Any:
    if not isinstance(raw, list):
        found.append(_wrong_type(raw, path, Message("a list in square brackets")))
        return BAD
    values = tuple(_value(element, each, (*path, position), found) for position, each in enumerate(raw))
    return BAD if any(value is BAD for value in values) else values


def _word(wanted: type[StrEnum], raw: object, path: Path, found: list[Objection]) -> Any:
    words = [str(each) for each in wanted]
    if isinstance(raw, str) and raw in words:
        return wanted(raw)
    message = Message("“%(value)s” is none of the values possible here.", value=raw)
    found.append(Objection(path, raw, message, Message("Use one of: %(words)s.", words=", ".join(words))))
    return BAD


def _scalar(wanted: type, raw: object, path: Path, found: list[Objection]) -> Any:
    if wanted is date and isinstance(raw, str):  # JSON has no dates
        with suppress(ValueError):
            return date.fromisoformat(raw)
    # True is an int and a datetime is a date to Python, but not to a reader.
    if type(raw) is wanted and not isinstance(raw, datetime):
        return raw.strip() if isinstance(raw, str) else raw
    found.append(_wrong_type(raw, path, NAMES[wanted]))
    return BAD


def _wrong_type(raw: object, path: Path, wanted: Message) -> Objection:
    message = Message("Here must stand %(wanted)s, not “%(value)s”.", wanted=wanted, value=raw)
    return Objection(path, raw, message, Message("Correct the value."))
