"""Filters typed into the search box of a list: “地区：岳麓区 状态:在册 养老” as two filters and a word.

A label is a column's name in the reader's language, or its key; quotes hold a value with spaces. What cannot be
read stays a plain search, with a remark that says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from portal.access.actor import Actor
from portal.access.permissions import Action
from portal.errors import BadInput
from portal.fields import Column, Reference, References
from portal.messages import Message
from portal.registers import Register
from portal.services import records
from portal.services.records import Condition, Query
from portal.services.typed_values import Meaning, Speak, choices, meanings

COLONS = ":："
_COLON = re.compile(f"[{COLONS}]")
_QUOTED = re.compile(r"\s*(?:\"([^\"]*)\"|“([^”]*)”|「([^」]*)」)")
_BARE = re.compile(r"\s*(\S+)")
MOST_REMARKS = 5
MOST_OFFERS = 20


@dataclass(frozen=True)
class Remark:
    """Something that was typed and not used as a filter: why, and what may have been meant."""

    message: Message
    offers: tuple[Meaning, ...] = ()


@dataclass(frozen=True)
class Typed:
    """A search box, read: the words to search for, the filters, and what could not be used."""

    words: str
    conditions: tuple[Condition, ...] = ()
    remarks: tuple[Remark, ...] = ()

    def put_into(self, query: Query) -> Query:
        """The query with these words and filters; a filter typed anew takes the place of its like."""
        return replace(query, words=self.words, conditions=joined(query.conditions, self.conditions), page=1)


def joined(before: tuple[Condition, ...], new: tuple[Condition, ...]) -> tuple[Condition, ...]:
    typed = {(c.key, c.operator) for c in new}
    return (*(c for c in before if (c.key, c.operator) not in typed), *new)


def has_filter(text: str) -> bool:
    return _COLON.search(text) is not None


def offered(actor: Actor, register: Register) -> tuple[Column, ...]:
    """The columns that this person may filter by: a picker of rows that answer 403 would be none."""
    return tuple(
        column
        for column in register.seen(actor.roles)
        if column.filtered
        and not isinstance(column.type, References)
        and not (
            isinstance(column.type, Reference) and not actor.scope.may_somewhere(column.type.register, Action.VIEW)
        )
    )


def names_of(column: Column, speak: Speak) -> tuple[str, ...]:
    """What one may type for a column: its label as the reader knows it, in English, and its key."""
    return tuple(dict.fromkeys(name.casefold() for name in (speak(column.label), str(column.label), column.key)))


def labelled(columns: tuple[Column, ...], speak: Speak) -> dict[str, tuple[Column, ...]]:
    """The columns by all that one may type for them; two may share a name."""
    known: dict[str, tuple[Column, ...]] = {}
    for column in columns:
        for name in names_of(column, speak):
            known[name] = (*known.get(name, ()), column)
    return known


def read(session: Session, actor: Actor, register: Register, text: str, speak: Speak) -> Typed:
    """Raises nothing: whatever is typed is searched for, at least."""
    columns = offered(actor, register)
    words: list[str] = []
    conditions: tuple[Condition, ...] = ()
    remarks: list[Remark] = []
    for part in _parts(text, columns, speak):
        if not part.columns:
            words.append(part.text)
            if part.label:
                remarks.append(Remark(Message("“%(label)s” is no filter of this list: it was searched for as text.",
                                              label=part.label)))  # fmt: skip
            continue
        found = [m for column in part.columns for m in _sound(session, actor, register, column, part.value, speak)]
        if len(found) == 1:
            conditions = joined(conditions, found[0].conditions)
        else:
            words += [] if found else [part.value]
            remarks.append(_remark(part, found, speak))
    return Typed(" ".join(word for word in words if word)[:100], conditions, tuple(remarks[:MOST_REMARKS]))


def _sound(
    session: Session, actor: Actor, register: Register, column: Column, value: str, speak: Speak
) -> list[Meaning]:
    """The meanings that the list can be asked for: a number that is too large, for one, cannot."""
    found = []
    for meaning in meanings(session, column, value, speak):
        try:
            for condition in meaning.conditions:
                records.clause(actor, register, condition)
        except BadInput:
            continue
        found.append(meaning)
    return found


def _remark(part: Part, found: list[Meaning], speak: Speak) -> Remark:
    column = part.columns[0]
    label = speak(column.label)
    if found:
        message = Message("“%(label)s: %(value)s” may mean several. Choose one:", label=label, value=part.value)
        return Remark(message, tuple(found[:MOST_OFFERS]))
    message = Message(
        "“%(label)s” has nothing like “%(value)s”: it was searched for as text.", label=label, value=part.value
    )
    all_of_it = tuple(m for name, value in choices(column, speak) for m in meanings_of_choice(column, name, value))
    return Remark(message, all_of_it[:MOST_OFFERS])


def meanings_of_choice(column: Column, name: str, value: str) -> tuple[Meaning, ...]:
    return (Meaning(name, (Condition(column.key, column.type.operators[0], value),)),)


@dataclass(frozen=True)
class Part:
    """A piece of what was typed: plain words, or a label with the columns that it names and the value behind it."""

    text: str
    columns: tuple[Column, ...] = ()
    value: str = ""
    label: str = ""


def _parts(text: str, columns: tuple[Column, ...], speak: Speak) -> Iterator[Part]:
    known = labelled(columns, speak)
    position = 0
    for colon in _COLON.finditer(text):
        if colon.start() < position:
            continue  # inside a value
        before = text[position : colon.start()].rstrip()
        label = label_at_end(before, known)
        if label is None:
            unknown = before.rsplit(maxsplit=1)[-1] if before else ""
            end = _BARE.match(text, colon.end())
            stop = end.end() if end else colon.end()
            yield Part(text[position:stop].strip(), label=unknown)
            position = stop
            continue
        yield Part(before[: len(before) - len(label)].strip())
        value, position = _value(text, colon.end(), known[label.casefold()], speak)
        yield Part(f"{label}:{value}", known[label.casefold()], value, label)
    yield Part(text[position:].strip())


def label_at_end(text: str, known: dict[str, tuple[Column, ...]]) -> str | None:
    """The longest known label with which a text ends, at the beginning of a word."""
    starts = [0, *(found.end() for found in re.finditer(r"\s+", text))]
    return next((text[start:] for start in starts if text[start:].casefold() in known), None)


def _value(text: str, start: int, columns: tuple[Column, ...], speak: Speak) -> tuple[str, int]:
    """The value behind a colon and where it ends: in quotes, a whole word of the column's choices, or up to a space."""
    quoted = _QUOTED.match(text, start)
    if quoted:
        return next(part for part in quoted.groups() if part is not None).strip(), quoted.end()
    begin = start + len(text[start:]) - len(text[start:].lstrip())
    rest = text[begin:].casefold()
    for name in sorted((name for c in columns for name, _ in choices(c, speak)), key=len, reverse=True):
        after = rest[len(name) : len(name) + 1]
        if rest.startswith(name.casefold()) and (not after or after.isspace()):
            return text[begin : begin + len(name)], begin + len(name)
    bare = _BARE.match(text, start)
    return (bare[1].rstrip("，,；;"), bare.end()) if bare else ("", len(text))
