"""Two tables of the first page: numbers by register and region, and what changed lately."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from portal.access.actor import Actor
from portal.access.permissions import Action
from portal.admin import queries
from portal.admin.addresses import list_address, row_address
from portal.admin.histories import person_of, record_name
from portal.admin.home_pages import RecentLine, RecentPart, RegionLine, RegionTable
from portal.admin.pages import CellView
from portal.extensions import db
from portal.fields import Option
from portal.fields.moment import BEIJING
from portal.messages import Message
from portal.models import NATION, EventKind
from portal.registers import REGISTERS
from portal.registers.trail import ACCESS_KINDS, EVENT_KINDS
from portal.services import by_region as counting
from portal.services import recent
from portal.services.recent import Recent
from portal.web.translation import translate

COUNTED = ("catalog_editions", "catalog_items", "purchasers", "providers", "liaison_points")
MOST_REGIONS = 24
MOST_CHANGES = 8


def by_region(actor: Actor) -> RegionTable | None:
    """Each number leads to the list of exactly the rows that it counts."""
    found = counting.count(db.session, actor, COUNTED)
    if not found.lines:
        return None
    heads = [translate(REGISTERS[name].label) for name in found.registers]
    lines = [
        RegionLine(_place(line, actor), [_cell(name, line) for name in found.registers])
        for line in found.lines[:MOST_REGIONS]
    ]
    totals = [(f"{found.total(name):,}", list_address(REGISTERS[name])) for name in found.registers]
    return RegionTable(heads, lines, totals, max(0, len(found.lines) - MOST_REGIONS))


def _place(line: counting.Line, actor: Actor) -> str:
    if line.whole:
        return line.name
    own = any(reach.covers(line.code) for name in COUNTED for reach in actor.scope.of(name, Action.VIEW))
    words = Message("%(name)s: own level", name=line.name) if own else Message("%(name)s: published", name=line.name)
    return translate(words)


def _cell(name: str, line: counting.Line) -> tuple[str, str]:
    number = line.numbers.get(name, 0)
    if not number:
        return "", ""
    operator = "under" if line.whole and line.code != NATION else "eq"
    return f"{number:,}", queries.address(list_address(REGISTERS[name]), [(f"f.region.{operator}", line.code)])


def changes(actor: Actor) -> RecentPart:
    found = recent.changes(db.session, actor, MOST_CHANGES)
    title = Message("My latest changes") if found.own else Message("Latest changes")
    return _part(actor, found, title, EVENT_KINDS)


def accesses(actor: Actor) -> RecentPart:
    found = recent.accesses(db.session, actor, MOST_CHANGES)
    title = Message("My latest changes of accounts") if found.own else Message("Latest entries of the access log")
    return _part(actor, found, title, ACCESS_KINDS)


def _part(actor: Actor, found: Recent, title: Message, kinds: dict[str, Option]) -> RecentPart:
    gone = {(event.register, event.row_id) for event in found.events if event.kind == EventKind.DELETED}
    lines = [_line(actor, event, kinds, gone) for event in found.events]
    whole = list_address(REGISTERS[found.register]) if found.register else ""
    return RecentPart(translate(title), lines, whole)


def _line(actor: Actor, event: Any, kinds: dict[str, Option], gone: set[tuple[Any, Any]]) -> RecentLine:
    option = kinds[event.kind]
    register = REGISTERS.get(event.register or "")
    href = ""
    if register is not None and event.row_id and (event.register, event.row_id) not in gone:
        href = row_address(register, event.row_id) if actor.scope.may_somewhere(register.name, Action.VIEW) else ""
    return RecentLine(
        at=moment(event.at),
        person=person_of(event),
        action=CellView(translate(option.label), "badge", option.tone),
        kind=translate(register.label_one) if register is not None else "",
        name=record_name(event),
        href=href,
    )


def moment(at: datetime, today: datetime | None = None) -> str:
    """Today and yesterday by name, with the hour; other days by their date. Times are Beijing's."""
    local, here = at.astimezone(BEIJING), (today or datetime.now(UTC)).astimezone(BEIJING)
    hour = local.strftime("%H:%M")
    if local.date() == here.date():
        return translate(Message("Today %(time)s", time=hour))
    if local.date() == here.date() - timedelta(days=1):
        return translate(Message("Yesterday %(time)s", time=hour))
    return local.strftime("%Y-%m-%d")
