"""What conditions do to values on their way in: a hidden field is not required, and is kept or cleared."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from portal.fields import Column
from portal.fields.condition import hidden
from portal.messages import Message
from portal.registers import Register

REQUIRED = Message("This must be filled in.")
NOT_ASKED = Message("This is not asked for with the other values of this record.")


def heed_conditions(
    register: Register,
    columns: Mapping[str, Column],
    raw: Mapping[str, Any],
    row: Any | None,
    values: dict[str, Any],
    faults: dict[str, list[Message]],
) -> None:
    """Change ``values`` and ``faults`` by the conditions of own fields. ``columns`` are those this person fills in.

    Decided on the server by all values of the row as they will be, whatever the form showed.
    """
    if not any(column.shown_when for column in register.columns):
        return
    known = values if row is None else {**{c.key: c.read(row) for c in register.columns}, **values}
    gone = hidden(register.by_key, known)
    for key in gone:
        column = register.by_key[key]
        held = None if row is None else column.read(row)
        sent = values.pop(key, None) if key in raw else None
        values.pop(key, None)
        if faults.get(key) == [REQUIRED]:
            del faults[key]
        if sent not in (None, [], False, held):
            faults[key] = [NOT_ASKED]
        elif column.cleared_when_hidden or row is None:
            values[key] = None
    for key, column in columns.items():
        awaits = key in raw or any(clause.key in raw for clause in column.shown_when)
        if column.required and column.shown_when and key not in gone and (awaits or row is None):
            value = known.get(key)
            if value is None or value == []:
                faults.setdefault(key, [REQUIRED])
