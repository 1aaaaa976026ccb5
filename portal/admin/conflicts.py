"""Two editors of one record: the second is told who changed what meanwhile, and takes over field by field."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_wtf import FlaskForm

from portal.access.actor import Actor
from portal.admin import histories
from portal.admin.pages import ConflictLine
from portal.extensions import db
from portal.fields import Column, FieldFault, References
from portal.registers import Register
from portal.services import history
from portal.web.translation import translate


def newest_event(register: Register, row: Any) -> int:
    """The number of the row's newest event: a form carries it, so that later ones can be told from earlier."""
    return history.newest(db.session, register, row)


def number(text: str | None) -> int | None:
    """A hidden number of the form as it came back, or None when it is none."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None


def lines(
    actor: Actor, register: Register, row: Any, form: FlaskForm, columns: Sequence[Column], since: int
) -> list[ConflictLine]:
    """What others changed since the form was opened, with what this editor typed.

    Where the editor left a field as it was, the other's value is proposed.
    """
    keys = {column.key for column in columns}
    found: dict[str, ConflictLine] = {}
    for change in history.of_row(db.session, actor, register, row):
        if change.event.id <= since:
            break
        for difference in change.differences:
            column = difference.column
            if column.key not in keys:
                continue
            typed = form[column.key].raw
            newer = found.get(column.key)
            found[column.key] = ConflictLine(
                key=column.key,
                label=translate(column.label),
                person=newer.person if newer else histories.person_of(change.event),
                at=newer.at if newer else histories.register_moment(change.event),
                theirs=newer.theirs if newer else histories.value_text(column, column.read(row)),
                yours=_typed_text(column, typed),
                take=_is(column, typed, difference.before),
            )
    return [line for line in found.values() if line.theirs != line.yours]


def _is(column: Column, typed: Any, held: Any) -> bool:
    """Whether the editor left the field as it was when the form was opened."""
    try:
        value = column.type.parse(typed)
    except FieldFault:
        return False
    if isinstance(column.type, References):
        return bool((value or []) == (held or []))
    return bool(str(value) == str(held)) if value is not None else held is None


def _typed_text(column: Column, typed: Any) -> str:
    try:
        return histories.value_text(column, column.type.parse(typed))
    except FieldFault:
        return str(typed)
