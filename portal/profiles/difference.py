"""Two states of a profile side by side: what changed, as a person reads it."""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from enum import StrEnum
from operator import attrgetter
from typing import Any, get_args, get_origin

from portal.messages import Message, Words
from portal.profiles.described import LEGAL, field_label, word_label
from portal.profiles.profile import LABELS, Profile
from portal.profiles.typed import types_of

EDITABLE: Mapping[str, Message] = {"terms": Message("Words for the whole matter"), **LABELS}
"""Every part of a profile that a province may change, by the dotted name of its table."""

YES, NO = Message("Yes"), Message("No")
NOTHING = Words("—")
LONGEST = 300
"""Characters of a value that a difference shows."""


@dataclass(frozen=True)
class Difference:
    """One value that changed: of which setting, where in it, and what it was before and after, as messages."""

    key: str
    where: tuple[Message, ...]
    before: Message
    after: Message

    @property
    def legal(self) -> bool:
        """Whether it is about the basis of a setting and not about what it says."""
        return len(self.where) == 1 and self.where[0] in {field_label(Profile, name) for name in LEGAL}


def compare(before: Profile, after: Profile, keys: Sequence[str] | None = None) -> list[Difference]:
    """Every difference of these settings (else of all), in the order in which settings are shown."""
    found = []
    for key in EDITABLE if keys is None else keys:
        old, new = attrgetter(key)(before), attrgetter(key)(after)
        found += [Difference(key, *each) for each in _inside(old, new, ())]
    return found


_Found = tuple[tuple[Message, ...], Message, Message]


def _inside(old: Any, new: Any, where: tuple[Message, ...]) -> Iterator[_Found]:
    for each in fields(old):
        here = (*where, field_label(type(old), each.name))
        before, after = getattr(old, each.name), getattr(new, each.name)
        if before == after:
            continue
        element = _element(type(old), each.name)
        if is_dataclass(before):
            yield from _inside(before, after, here)
        elif element is not None and is_dataclass(element):
            yield from _rows(before, after, here)
        else:
            yield here, shown(before), shown(after)


def _element(cls: type, name: str) -> Any:
    """What a list of values is made of; None for what is no list."""
    wanted = types_of(cls)[name]
    return get_args(wanted)[0] if get_origin(wanted) is tuple else None


def _rows(before: Sequence[Any], after: Sequence[Any], where: tuple[Message, ...]) -> Iterator[_Found]:
    """Rows are known by their first values: what is in both is compared, the others came or went."""
    old, new = {_name(row): row for row in before}, {_name(row): row for row in after}
    if len(old) < len(before) or len(new) < len(after) or (old.keys() == new.keys() and list(old) != list(new)):
        yield where, shown(tuple(before)), shown(tuple(after))
        return
    for name in [*old, *(name for name in new if name not in old)]:
        if name not in new:
            yield where, shown(old[name]), NOTHING
        elif name not in old:
            yield where, NOTHING, shown(new[name])
        else:
            yield from _inside(old[name], new[name], (*where, shown(name[0])))


def _name(row: Any) -> tuple[Any, ...]:
    """What a row is about: its kind (and who, where several stand beside each other), its code or its name."""
    keys = [each.name for each in fields(row)]
    return tuple(getattr(row, key) for key in keys if key in ("kind", "who", "code", "what", "register")) or (
        getattr(row, keys[0]),
    )


def shown(value: Any) -> Message:
    """A value as a person reads it."""
    if value is None or value == "" or value == ():
        return NOTHING
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, StrEnum):
        return word_label(value)
    if isinstance(value, tuple):
        return _joined([shown(each) for each in value])
    if is_dataclass(value):
        # “No” says nothing in a row of several values; “yes” is told by the name of the value.
        parts = [
            field_label(type(value), each.name) if held is True else shown(held)
            for each in fields(value)
            if (held := getattr(value, each.name)) not in (None, "", (), False) and each.name != "stated"
        ]
        return _joined(parts) if parts else NOTHING
    text = value.isoformat() if isinstance(value, date) else str(value)
    return Words(text if len(text) <= LONGEST else f"{text[:LONGEST]}…")


def _joined(parts: Sequence[Message]) -> Message:
    """Several values as one, each language with its own comma."""
    first, *rest = parts
    return Message("%(first)s, %(rest)s", first=first, rest=_joined(rest)) if rest else first


def inner(wanted: Any) -> Any:
    """The type of a value that may be left out."""
    if isinstance(wanted, types.UnionType):
        return next(each for each in get_args(wanted) if each is not type(None))
    return wanted
