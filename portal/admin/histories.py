"""The history of a record as the page shows it."""

from __future__ import annotations

from typing import Any

from portal.access.actor import Actor
from portal.access.permissions import TRAIL, Action
from portal.admin import cells
from portal.admin.addresses import row_address
from portal.admin.pages import CellView, HistoryEntry, LateChange, Lately
from portal.extensions import db
from portal.fields import Column, FieldFault, Reference, References
from portal.messages import Message
from portal.models import EventKind
from portal.profiles.difference import EDITABLE
from portal.registers import REGISTERS, Register
from portal.registers.trail import EVENT_KINDS, NOBODY, THE_PORTAL
from portal.services import history, records, settings
from portal.services.history import Change, Difference
from portal.web.translation import listed, translate

HIDDEN = Message("(personal data)")

HISTORY = "history"
"""The tab of a record's page that has its whole history."""

LATELY = 6
LINES = 3
"""How many changes stand beside a record, and how many columns of each."""


def entries(actor: Actor, register: Register, row: Any) -> list[HistoryEntry]:
    may_edit = records.may(actor, register, Action.EDIT, row)
    found = []
    for change in history.of_row(db.session, actor, register, row):
        event = change.event
        option = EVENT_KINDS[event.kind]
        found.append(
            HistoryEntry(
                at=register_moment(event),
                person=person_of(event),
                action=CellView(translate(option.label), "badge", option.tone),
                reason=event.reason or "",
                lines=[*(_line(difference) for difference in change.differences), *settings_lines(event)],
                restore_href=f"{row_address(register, row.id, 'restore')}/{event.id}"
                if may_edit and change.can_be_restored
                else None,
            )
        )
    return found


def lately(actor: Actor, register: Register, row: Any) -> Lately | None:
    """The newest changes in short, or None for a log, which has no history of its own."""
    if register.name in TRAIL:
        return None
    found = history.of_row(db.session, actor, register, row, LATELY)
    return Lately([_late(change) for change in found], f"{row_address(register, row.id)}?tab={HISTORY}")


def _late(change: Change) -> LateChange:
    """What was there before a first entry is nothing: its columns are not told again beside the record itself."""
    event = change.event
    option = EVENT_KINDS[event.kind]
    told = [] if event.kind == EventKind.ADDED else [*map(_short, change.differences), *settings_lines(event)]
    return LateChange(
        register_moment(event).rpartition(":")[0],
        person_of(event),
        CellView(translate(option.label), "badge", option.tone),
        told[:LINES],
        max(0, len(told) - LINES),
    )


def settings_lines(event: Any) -> list[tuple[str, str, str]]:
    """What an event changed about the settings of a province: only the values that changed, as people read them."""
    if event.register != "provinces":
        return []
    return [
        (" › ".join(map(translate, (EDITABLE[each.key], *each.where))), translate(each.before), translate(each.after))
        for each in settings.changed(event)
    ]


def _short(difference: Difference) -> tuple[str, str, str]:
    """References stay without their names, each of which would be looked up."""
    if isinstance(difference.column.type, Reference | References):
        return translate(difference.column.label), "", ""
    return _line(difference)


def _line(difference: Difference) -> tuple[str, str, str]:
    column = difference.column
    return translate(column.label), value_text(column, difference.before), value_text(column, difference.after)


def person_of(event: Any) -> str:
    """Who did it: a person's user name, or the portal itself."""
    return translate(THE_PORTAL) if event.actor_id is None and event.actor_name == NOBODY else event.actor_name


def record_name(event: Any) -> str:
    """What the record was called then; a grant is called by its role."""
    return str(cells.view(REGISTERS["events"].by_key["row_name"].cell(event)).text)


def register_moment(event: Any) -> str:
    return str(cells.view(REGISTERS["events"].by_key["at"].cell(event)).text)


def value_text(column: Column, held: Any) -> str:
    """A value of an event as the record's page would show it."""
    if held is None or held == []:
        return "—"
    if isinstance(held, dict) and "digest" in held:
        return translate(HIDDEN)
    if isinstance(column.type, References):
        return listed(_name(column, key) for key in held)
    if isinstance(column.type, Reference):
        return _name(column, held)
    try:
        return translate(column.type.text(column.type.parse(held)))
    except FieldFault:  # the type has changed since: what was held is shown as it is
        return str(held)


def _name(column: Column, key: Any) -> str:
    assert isinstance(column.type, Reference)
    row = records.named(db.session, REGISTERS[column.type.register], key)
    return str(row) if row is not None else f"#{key}"
