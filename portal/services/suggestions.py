"""What the search box of a list proposes while somebody types: labels of filters, then their values."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from sqlalchemy.orm import Session

from portal.access.actor import Actor
from portal.fields import Column, Reference
from portal.messages import Message
from portal.registers import Register
from portal.services import pinyin
from portal.services.records import Condition
from portal.services.typed_filters import COLONS, label_at_end, labelled, names_of, offered
from portal.services.typed_values import Meaning, Speak, best, choices, meanings

MOST = 8
_LAST_COLON = re.compile(f"^(.*)[{COLONS}]\\s*([^{COLONS}]*)$", re.DOTALL)


@dataclass(frozen=True)
class Suggestion:
    """A completion: what is shown, where in the typed text it begins, and the filters that it gives.

    Without filters it is a label: what stands from ``start`` on is replaced by ``text``, and a value follows.
    """

    text: str
    start: int
    conditions: tuple[Condition, ...] = ()


def suggest(session: Session, actor: Actor, register: Register, text: str, speak: Speak) -> list[Suggestion]:
    """At most 8, for the end of what was typed so far."""
    columns = offered(actor, register)
    known = labelled(columns, speak)
    behind = _LAST_COLON.match(text)
    label = label_at_end(behind[1].rstrip(), known) if behind else None
    if behind and label is not None:
        start = len(behind[1].rstrip()) - len(label)
        return list(islice(_values(session, known[label.casefold()], behind[2].strip(), start, speak), MOST))
    start = len(text) - len(text.split()[-1]) if text.strip() and not text[-1].isspace() else len(text)
    return list(islice(_labels(columns, text[start:].strip(), start, speak), MOST))


def _values(
    session: Session, columns: tuple[Column, ...], typed: str, start: int, speak: Speak
) -> Iterator[Suggestion]:
    for column in columns:
        for meaning in _fitting(session, column, typed, speak):
            yield Suggestion(_shown(column, meaning.text, speak), start, meaning.conditions)


def _fitting(session: Session, column: Column, typed: str, speak: Speak) -> list[Meaning]:
    """All choices while nothing is typed yet; of free values only those that can be read."""
    named = choices(column, speak)
    if not typed and not named and not isinstance(column.type, Reference):
        return []
    if named and not typed:
        return [Meaning(name, (Condition(column.key, column.type.operators[0], value),)) for name, value in named]
    return meanings(session, column, typed.strip('"“”「」'), speak)


def _labels(columns: tuple[Column, ...], typed: str, start: int, speak: Speak) -> Iterator[Suggestion]:
    """Labels that begin so, or are spelled so; then words of the choices, which need no label."""
    if not typed:
        return
    wanted = typed.casefold()
    spelled = wanted.isascii() and wanted.isalpha()
    for column in columns:
        label = speak(column.label)
        if any(name.startswith(wanted) for name in names_of(column, speak)) or (
            spelled and pinyin.sounds_like(wanted, label)
        ):
            yield Suggestion(_shown(column, "", speak), start)
    for column in columns:
        for name, value in best(typed, choices(column, speak)) if len(typed) > 1 else ():
            condition = Condition(column.key, column.type.operators[0], value)
            yield Suggestion(_shown(column, name, speak), start, (condition,))


def _shown(column: Column, value: str, speak: Speak) -> str:
    return speak(Message("%(label)s: %(value)s", label=column.label, value=value))
