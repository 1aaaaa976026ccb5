"""A column: one field type at one place, with everything a screen, a filter and the API must know of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import cast
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql import ColumnElement

from portal.fields.base import EMPTY_CELL, Cell, FieldType
from portal.fields.condition import Clause
from portal.fields.json_text import json_text
from portal.fields.reference import Reference, References
from portal.messages import Message, listed
from portal.models.user import Role

MASK = "••••"


# Compared by identity: columns are keys of caches, and hashing all that they hold costs more than is saved.
@dataclass(frozen=True, eq=False)
class Column:
    """A described column. ``attribute`` is where a row keeps the value: an own column of the table, or,
    with ``inside``, a key of that JSON column. ``relation`` is the loaded row that a reference shows."""

    key: str
    type: FieldType
    label: Message
    help: Message | None = None
    source: str = ""
    section: Message | None = None
    required: bool = False
    listed: bool = False
    filtered: bool = False
    sorted: bool = False
    indexed: str = ""
    """Whether the search index holds it: as a ``name``, as a ``code``, or not at all."""
    editable: bool = True
    fixed: bool = False
    """May be set when the row is made, never changed afterwards."""
    personal: bool = False
    seen_by: frozenset[Role] | None = None
    edited_by: frozenset[Role] | None = None
    default: Any = None
    attribute: str = ""
    inside: str = ""
    relation: str = ""
    own: bool = False
    """A field of a province, made without a programmer (``portal.services.fields``)."""
    required_from: date | None = None
    """The day from which on it must be filled in, while that day is still to come."""
    unique: str = ""
    """Where a value may stand once only: in a row's ``region``, in the ``province``, or anywhere as often as wanted."""
    shown_when: tuple[Clause, ...] = ()
    """What other fields must hold for this one to be asked for."""
    cleared_when_hidden: bool = False
    exported: bool = True
    """Whether it goes out with files."""
    public: bool = False
    """Whether everybody may read it."""

    @property
    def place(self) -> str:
        return self.attribute or self.key

    def read(self, row: Any) -> Any:
        """The value of a row, as Python holds it."""
        if self.inside:
            return self.type.from_json((getattr(row, self.inside) or {}).get(self.place))
        if isinstance(self.type, References):
            return [linked.id for linked in getattr(row, self.place)]
        return getattr(row, self.place)

    def write(self, row: Any, value: Any) -> None:
        """Set the value of a row. A JSON column gets a new dict: a change inside would go unseen."""
        if not self.inside:
            if getattr(row, self.place) != value:
                setattr(row, self.place, value)
            return
        held = dict(getattr(row, self.inside) or {})
        before = dict(held)
        if value is None:
            held.pop(self.place, None)
        else:
            held[self.place] = self.type.to_json(value)
        if held != before:
            setattr(row, self.inside, held)

    def expression(self, model: Any) -> InstrumentedAttribute[Any] | ColumnElement[Any]:
        """The value as SQL, typed: to filter and to sort by."""
        if not self.inside:
            return getattr(model, self.place)
        return cast(json_text(getattr(model, self.inside), self.place), self.type.sql_type())

    def cell(self, row: Any) -> Cell:
        """The value of a row as a list or a page shows it."""
        if isinstance(self.type, References):
            return Cell(listed(str(linked) for linked in getattr(row, self.place)))
        if isinstance(self.type, Reference):
            related = self.related(row)
            if related is None and self.own:
                return self.type.cell(self.read(row))
            return EMPTY_CELL if related is None else Cell(str(related), "reference")
        return self.type.cell(self.read(row))

    def related(self, row: Any) -> Any | None:
        """The loaded row that a reference means; of an own field, what ``services.fields.related`` put beside."""
        if not self.own:
            return getattr(row, self.relation)
        held: Any = getattr(row, "own_related", {}).get(self.place)
        return held

    def list_cell(self, row: Any) -> Cell:
        """The same among many rows: personal data is masked there."""
        cell = self.cell(row)
        return Cell(MASK) if self.personal and cell.text else cell

    def is_seen_by(self, roles: frozenset[Role]) -> bool:
        return self.seen_by is None or bool(self.seen_by & roles)

    def is_edited_by(self, roles: frozenset[Role]) -> bool:
        return self.editable and self.is_seen_by(roles) and (self.edited_by is None or bool(self.edited_by & roles))
