"""What a list says while the index of an own field is being built."""

from __future__ import annotations

from portal.extensions import db
from portal.fields import Column
from portal.messages import Message
from portal.registers import Register
from portal.services.fields import indexes
from portal.services.records import Query
from portal.web.translation import translate


def unindexed(register: Register, query: Query) -> list[tuple[str, str]]:
    """A word about each own field that this list filters or sorts by before its index is there."""
    keys = dict.fromkeys([query.sort.removeprefix("-"), *(c.key for c in query.conditions)])
    columns = [register.by_key[key] for key in keys if key in register.by_key]
    return [(translate(_building(c)), "") for c in columns if not indexes.is_ready(db.session, register, c)]


def _building(column: Column) -> Message:
    return Message(
        "The index of “%(field)s” is being built. Until then this list may take a little longer.", field=column.label
    )
