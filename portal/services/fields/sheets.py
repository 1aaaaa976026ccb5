"""Values as cells of files that people write and read: the types' own form, and rows of other registers by name."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from portal.fields import Attachment, Column, FieldFault, Money, Reference, References, RegionReference
from portal.fields.base import Said
from portal.messages import Message
from portal.services.fields import names

_MOST_WORDS = 8
"""So many words of a cell may be a name with spaces in it; what people call the row stands behind it."""


def heading(column: Column, said: Said) -> str:
    """What stands above a column: its name, and the unit that its amounts are in."""
    return f"{said(column.label)}（{column.type.unit}）" if isinstance(column.type, Money) else said(column.label)


def written(column: Column, row: Any, said: Said) -> str:
    """The value of a row as a cell. What the row refers to must be loaded, as for a list."""
    kind = column.type
    if isinstance(kind, References):
        return "；".join(_called(linked) for linked in getattr(row, column.place))
    if isinstance(kind, Reference):
        related = column.related(row)
        return "" if related is None else _called(related)
    value = column.read(row)
    return "" if value is None else kind.to_sheet(value, said)


def read(session: Session, column: Column, text: str, said: Said, province: str, row: Any | None = None) -> Any:
    """A cell as the value that a form would hold, to be checked like one. ``row`` is the record that it belongs to.

    Rows of other registers are looked for among those that the acting person may see. Raises FieldFault.
    """
    kind = column.type
    if not text.strip():
        return kind.parse(None)
    if row is not None and isinstance(kind, Attachment) and text.strip() == written(column, row, said):
        return column.read(row)
    if isinstance(kind, References):
        return sorted(_row(session, kind, part.strip(), province) for part in text.split("；"))
    if isinstance(kind, RegionReference):
        return kind.parse(text.split()[0])
    if isinstance(kind, Reference):
        return _row(session, kind, text.strip(), province)
    return kind.from_sheet(text, said)


def _called(row: Any) -> str:
    """A row as a file names it, with what people call it behind the name that is read back."""
    name = names.name_of(row)
    return name if str(row).startswith(name) else f"{name} {row}"


def _row(session: Session, kind: Reference, text: str, province: str) -> int:
    """The one row whose name a cell begins with."""
    if names.is_named(kind):
        words = text.split(" ")[:_MOST_WORDS]
        tried = [" ".join(words[:count]) for count in range(len(words), 0, -1)]
        found = names.rows_named(session, kind.register, tried, province)
        rows = next((found[name] for name in tried if found[name]), [])
        if len(rows) == 1:
            return int(rows[0].id)
    raise FieldFault(Message("“%(text)s” names no single record among those that you may see.", text=text[:60]))
