"""The form of a setting, made from its dataclass: which inputs it has, and what was typed into them as plain data.

Inputs are named by their path (``by_kind.0.levels``). A table of rows ends in blank rows; a row whose every input is
blank is none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import date
from enum import StrEnum
from typing import Any, get_args, get_origin

from werkzeug.datastructures import MultiDict

from portal.messages import Message
from portal.profiles.described import LEGAL, field_label, word_label
from portal.profiles.difference import inner
from portal.profiles.typed import types_of
from portal.web.translation import translate

BLANK_ROWS = 2
MOST_ROWS = 80
_LONG = frozenset({"text", "text_en", "note", "note_en"})


@dataclass(frozen=True)
class Input:
    """One input, or a group of them. ``kind``: text, long, number, date, tick, choice, several, lines, group, rows."""

    name: str
    label: str
    kind: str
    value: Any = ""
    options: Sequence[tuple[str, str]] = ()
    children: Sequence[Any] = ()
    heads: Sequence[str] = ()
    faults: Sequence[str] = ()
    required: bool = False
    hint: str = ""

    @property
    def id(self) -> str:
        return "setting-" + self.name.replace(".", "-")


Faults = Mapping[str, Sequence[str]]
"""What is wrong, by the name of the input."""


def inputs(cls: type, values: Mapping[str, Any], faults: Faults, *, legal: bool, prefix: str = "") -> list[Input]:
    """The inputs of a setting: those about its basis (``legal``), or those that say what holds."""
    found = []
    for each in fields(cls):
        if prefix or (each.name in LEGAL) == legal:
            name = f"{prefix}{each.name}"
            optional = each.default is not MISSING or bool(each.metadata.get("may_be_empty"))
            found.append(_input(cls, each.name, name, values.get(each.name), faults, optional=optional))
    return found


def _input(cls: type, key: str, name: str, value: Any, faults: Faults, *, optional: bool) -> Input:
    wanted = inner(types_of(cls)[key])
    label = translate(field_label(cls, key))
    wrong = faults.get(name, ())
    if get_origin(wanted) is tuple:
        element = get_args(wanted)[0]
        if is_dataclass(element):
            return _rows(element, name, label, value or (), faults)
        held = [str(each) for each in value or ()]
        if issubclass(element, StrEnum):
            return Input(name, label, "several", held, _options(element), faults=_below(faults, name))
        if key == "unstated":
            known = [(each.name, translate(field_label(cls, each.name))) for each in fields(cls)]
            offered = [(k, text) for k, text in known if k not in LEGAL]
            return Input(name, label, "several", held, offered, faults=_below(faults, name))
        hint = translate(Message("One in each line."))
        return Input(name, label, "lines", "\n".join(held), faults=_below(faults, name), hint=hint)
    if is_dataclass(wanted):
        children = inputs(wanted, value or {}, faults, legal=False, prefix=f"{name}.")  # type: ignore[arg-type]
        return Input(name, label, "group", children=children, faults=wrong)
    if wanted is bool:
        return Input(name, label, "tick", bool(value), faults=wrong)
    if issubclass(wanted, StrEnum):
        return Input(name, label, "choice", str(value or ""), _options(wanted), faults=wrong, required=not optional)
    kind = "number" if wanted is int else "date" if wanted is date else "long" if key in _LONG else "text"
    text = "" if value is None else str(value)
    return Input(name, label, kind, text, faults=wrong, required=not optional)


def _rows(element: Any, name: str, label: str, values: Sequence[Mapping[str, Any]], faults: Faults) -> Input:
    rows = [*values, *({} for _ in range(BLANK_ROWS))]
    children = [
        Input(
            f"{name}.{n}",
            str(n + 1),
            "group",
            children=inputs(element, row, faults, legal=False, prefix=f"{name}.{n}."),
        )
        for n, row in enumerate(rows)
    ]
    heads = [translate(field_label(element, each.name)) for each in fields(element)]
    return Input(name, label, "rows", len(rows), children=children, heads=heads, faults=faults.get(name, ()))


def _options(words: type[StrEnum]) -> list[tuple[str, str]]:
    return [(word.value, translate(word_label(word))) for word in words]


def _below(faults: Faults, name: str) -> list[str]:
    """What is wrong with a list or with one of its entries."""
    return [text for key, found in faults.items() if key == name or key.startswith(f"{name}.") for text in found]


def typed(cls: type, form: MultiDict[str, str], prefix: str = "") -> dict[str, Any]:
    """What was typed, as ``build`` takes it: what cannot be a number or a day stays text, and is told there."""
    values = {each.name: _typed(cls, each.name, form, f"{prefix}{each.name}") for each in fields(cls)}
    optional = {each.name for each in fields(cls) if each.default is not MISSING}
    return {key: value for key, value in values.items() if not (key in optional and value in (None, ""))}


def _typed(cls: type, key: str, form: MultiDict[str, str], name: str) -> Any:
    wanted = inner(types_of(cls)[key])
    if get_origin(wanted) is tuple:
        element = get_args(wanted)[0]
        if is_dataclass(element):
            return _typed_rows(element, form, name)
        if issubclass(element, StrEnum) or key == "unstated":
            return form.getlist(name)
        lines = [line.strip() for line in form.get(name, "").replace("\r", "").split("\n")]
        return [_number(line) if element is int else line for line in lines if line]
    if is_dataclass(wanted):
        return typed(wanted, form, f"{name}.")  # type: ignore[arg-type]
    if wanted is bool:
        return form.get(name) == "y"
    text = form.get(name, "").replace("\r\n", "\n").strip()
    return _number(text) if wanted is int else text


def _typed_rows(element: Any, form: MultiDict[str, str], name: str) -> list[dict[str, Any]]:
    count = _number(form.get(f"{name}.rows", "0"))
    rows = []
    for n in range(min(count, MOST_ROWS) if isinstance(count, int) else 0):
        prefix = f"{name}.{n}."
        blank = not any(
            value.strip() for key in form if key.startswith(prefix) for value in form.getlist(key) if value != "y"
        )
        if not blank and form.get(f"{name}.{n}.gone") != "y":
            rows.append(typed(element, form, prefix))
    return rows


def _number(text: str) -> int | str | None:
    """A whole number, None for nothing; anything else stays what it is."""
    if not text:
        return None
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else text
