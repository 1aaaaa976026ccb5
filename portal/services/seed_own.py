"""What a province's own fields ask of rows that come from files: computed values, and values that stand once only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy.orm import Session

from portal.errors import Invalid, SeedRefused
from portal.fields import Computed
from portal.messages import Message
from portal.models import OwnFields
from portal.registers import REGISTERS
from portal.seeds import Fault
from portal.services.fields import computing, effective, uniqueness
from portal.services.fields.columns import is_own_place


def given(own: Mapping[str, Any] | None) -> dict[str, Any]:
    """Of a row's own values those that files give: what a province's fields hold is none of theirs."""
    return {place: value for place, value in (own or {}).items() if not is_own_place(place)}


def kept(own: Mapping[str, Any] | None) -> dict[str, Any]:
    """The others, which a load leaves as they are."""
    return {place: value for place, value in (own or {}).items() if is_own_place(place)}


def compute(session: Session, table: str, rows: Iterable[Any]) -> None:
    """Give rows that are about to be written the values of computed fields, as a form does."""
    register = REGISTERS[table]
    if issubclass(register.model, OwnFields):
        for row in rows:
            made = effective.for_row(session, register, row)
            if any(isinstance(column.type, Computed) for column in made.columns):
                computing.fill(made, row)


def check(session: Session, folder: str, table: str, row: Any, shape: Any) -> None:
    """Enter the unique values of a row that was changed: it may stand in another region now. ``shape`` is what it was
    read from. Raises SeedRefused when they repeat another row's; the transaction is over then.
    """
    register = REGISTERS[table]
    if not issubclass(register.model, OwnFields):
        return
    try:
        uniqueness.keep(session, register, row)
    except Invalid as error:
        remedy = Message("Correct one of the two records.")
        faults = [
            Fault(shape.at.file, shape.at.line, key, "", message, remedy)
            for key, messages in error.faults.items()
            for message in messages
        ]
        text = Message("%(folder)s was not loaded: it has %(count)s faults.", folder=folder, count=len(faults))
        raise SeedRefused(text, faults) from None
