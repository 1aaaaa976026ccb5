"""Events in words: what happened to which record, column by column, for the pages of the trail."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import select

from portal.access.actor import Actor
from portal.access.permissions import Action
from portal.access.role_names import ROLE_NAMES
from portal.admin.addresses import row_address
from portal.admin.histories import person_of, record_name, register_moment, settings_lines, value_text
from portal.admin.pages import CellView
from portal.extensions import db
from portal.fields import Column
from portal.messages import Message
from portal.models import Account, Event, EventKind, Region, Role
from portal.registers import REGISTERS
from portal.registers.trail import ACCESS_KINDS, EVENT_KINDS
from portal.services import history
from portal.services.fields import effective
from portal.services.trail_reading import LOGS
from portal.web.translation import listed, translate


class TrailLine(NamedTuple):
    """One event: when, who (with the address of their history), what, on which record, with its differences."""

    at: str
    person: str
    person_href: str
    acting_as: str
    address: str
    action: CellView
    register: str
    record: str
    href: str
    region: str
    reason: str
    lines: Sequence[tuple[str, str, str]]


ACCOUNTS = Message("Accounts")

TOLD: dict[str, Message] = {
    "username": Message("User name"),
    "first_name": Message("Full name"),
    "active": Message("Active"),
    "password": Message("Password"),
    "must_change_password": Message("First password"),
    "role": Message("Role"),
    "region_code": Message("Region"),
    "organization_id": Message("Organization"),
    "why": Message("Why"),
    "method": Message("Method"),
    "path": Message("Page"),
    "status": Message("Answer"),
    "columns": Message("Columns"),
    "record": Message("Record"),
    "values": Message("Values removed beside the log"),
    "emptied": Message("Emptied in the record"),
    "rows": Message("Rows"),
    "filters": Message("Filters"),
    "form": Message("File"),
}
"""What the access log tells beside the columns of registers. Other keys are bookkeeping and are not shown."""

WHY: dict[str, Message] = {
    "locked": Message("the account or the address was locked"),
    "unknown": Message("no such account"),
    "wrong": Message("wrong password"),
    "off": Message("the account is switched off"),
}


def register_label(name: str | None) -> str:
    """The name of what an event speaks of; logs and pages that are no register by theirs."""
    if not name:
        return ""
    if name in REGISTERS:
        return translate(REGISTERS[name].label)
    return translate(ACCOUNTS) if name in ("accounts", "people") else name


def lines(actor: Actor, events: Iterable[Any], person_base: str) -> list[TrailLine]:
    """Events as the page shows them; ``person_base`` is the address of a person's history without the name."""
    events = list(events)
    codes = {event.region_code for event in events} | {
        told["region_code"]
        for event in events
        for told in (event.before or {}, event.after or {})
        if told.get("region_code")
    }
    found = db.session.execute(select(Region.code, Region.label).where(Region.code.in_(codes)))
    names = {row.code: row.label for row in found}
    people = _usernames(event.row_id for event in events if event.register == "accounts" and event.row_id)
    return [_line(actor, event, names, people, person_base) for event in events]


def _usernames(numbers: Iterable[int]) -> dict[int, str]:
    """Whose accounts these are: events of grants and sign-ins hold the number only."""
    found = db.session.execute(select(Account.id, Account.username).where(Account.id.in_(set(numbers))))
    return {row.id: row.username for row in found}


def _line(actor: Actor, event: Any, names: dict[str, str], people: dict[int, str], person_base: str) -> TrailLine:
    option = (EVENT_KINDS if isinstance(event, Event) else ACCESS_KINDS)[event.kind]
    told = _changed(actor, event) if event.register in REGISTERS and isinstance(event, Event) else _told(event, names)
    account = people.get(event.row_id) if event.register == "accounts" else None
    return TrailLine(
        at=register_moment(event),
        person=person_of(event),
        person_href=f"{person_base}{event.actor_name}" if event.actor_name else "",
        acting_as=_acting_as(event.acting_as),
        address=event.address or "",
        action=CellView(translate(option.label), "badge", option.tone),
        register=register_label(event.register),
        record=account or record_name(event) or (f"#{event.row_id}" if event.row_id else ""),
        href=f"{person_base}{account}" if account else _href(actor, event),
        region=names.get(event.region_code, event.region_code),
        reason=event.reason or "",
        lines=told,
    )


def _href(actor: Actor, event: Any) -> str:
    """The record's page, for those who may open its register; what was removed has none."""
    register = REGISTERS.get(event.register or "")
    if register is None or not event.row_id or event.kind == EventKind.DELETED or event.register in LOGS:
        return ""
    return row_address(register, event.row_id) if actor.scope.may_somewhere(register.name, Action.VIEW) else ""


def _acting_as(held: str) -> str:
    """Roles by their names; the purpose of the portal itself as it is."""
    parts = held.split(",")
    if all(part in set(Role) for part in parts):
        return listed(translate(ROLE_NAMES[Role(part)]) for part in parts)
    return held


def _changed(actor: Actor, event: Any) -> list[tuple[str, str, str]]:
    """Column by column, as far as the reader may see them there; for a new record what it was made with."""
    province = effective.province_of(event.region_code)
    register = effective.for_province(db.session, REGISTERS[event.register], province)
    columns = register.seen(actor.roles_at(event.region_code))
    found = history.differences(columns, event.before or {}, event.after or {})
    told = [(translate(d.column.label), _value(d.column, d.before), _value(d.column, d.after)) for d in found]
    return told + settings_lines(event)


def _value(column: Column, held: Any) -> str:
    return value_text(column, held)


def _told(event: Any, names: dict[str, str]) -> list[tuple[str, str, str]]:
    before, after = event.before or {}, event.after or {}
    keys = [key for key in TOLD if before.get(key) != after.get(key)]
    return [
        (translate(TOLD[key]), _word(key, before.get(key), names), _word(key, after.get(key), names)) for key in keys
    ]


def _word(key: str, held: Any, names: dict[str, str]) -> str:
    if held is None or held == [] or held == {}:
        return "—"
    if isinstance(held, bool):
        return translate(Message("Yes") if held else Message("No"))
    if key == "role" and held in set(Role):
        return translate(ROLE_NAMES[Role(held)])
    if key == "region_code":
        return names.get(held, str(held))
    if key == "why" and held in WHY:
        return translate(WHY[held])
    if isinstance(held, dict):
        return translate(Message("; ")).join(f"{name}={value}" for name, value in held.items())
    return listed(str(part) for part in held) if isinstance(held, list) else str(held)


HEADS: dict[str, Message] = {
    "id": Message("Number"),
    "at": Message("Time"),
    "actor_name": Message("Person"),
    "acting_as": Message("Acting as"),
    "kind": Message("Action"),
    "register": Message("Register"),
    "row_id": Message("Number of the record"),
    "row_name": Message("Record"),
    "region_code": Message("Region"),
    "reason": Message("Reason"),
    "before": Message("Before"),
    "after": Message("After"),
    "address": Message("Address"),
    "request_id": Message("Request"),
    "actor_id": Message("Number of the person"),
    "digest": Message("Content digest"),
}
"""The headings of an export."""
