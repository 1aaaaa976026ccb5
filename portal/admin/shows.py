"""One row as a page: its values in sections, and the rows that point at it as tabs."""

from __future__ import annotations

from typing import Any

from portal.access.actor import Actor
from portal.access.permissions import TRAIL, Action
from portal.admin import cells, eligibility, histories, lists, terms
from portal.admin.addresses import list_address, row_address
from portal.admin.histories import HISTORY
from portal.admin.pages import CellView, Line, ListPage, ShowPage, ShowSection, Tab
from portal.fields import Attachment, Operator, Reference
from portal.fields.column import Column
from portal.messages import Message, Words
from portal.models import CatalogEdition, CatalogItem
from portal.registers import REGISTERS, Register
from portal.services import guards, records
from portal.services.records import Condition, Query
from portal.web.translation import translate


def show_page(actor: Actor, register: Register, row: Any, tab: str, query: Query) -> ShowPage:
    tabs, related = _related(actor, register, row, tab, query)
    if register.name not in TRAIL:
        here = f"{row_address(register, row.id)}?tab={HISTORY}"
        tabs.append(Tab(HISTORY, translate(Message("History")), "", here, tab == HISTORY))
    may_edit = any(c.is_edited_by(actor.roles_for(row)) and not c.fixed for c in register.columns)
    reason = guards.allowed(actor, register, Action.EDIT, row) if records.may(actor, register, Action.EDIT) else None
    return ShowPage(
        title=str(row),
        code="",
        badges=[cells.view(cell) for badge in register.badges if (cell := badge(row)) is not None],
        breadcrumbs=((translate(register.label), list_address(register)), (str(row)[:40], None)),
        sections=[*_sections(actor, register, row), *eligibility.conditions(actor, register, row)],
        edit_href=row_address(register, row.id, "edit")
        if may_edit and records.may(actor, register, Action.EDIT, row)
        else None,
        delete_href=row_address(register, row.id, "delete")
        if records.may(actor, register, Action.DELETE) and records.may(actor, register, Action.DELETE, row)
        else None,
        tabs=tabs,
        related=related,
        history=histories.entries(actor, register, row) if tab == HISTORY else None,
        lately=histories.lately(actor, register, row) if tab != HISTORY else None,
        notes=[
            *([(translate(reason), "")] if reason is not None else ()),
            *eligibility.doubts(register, row),
            *(terms.on_edition(row) if register.name == "catalog_editions" else ()),
        ],
    )


def personal_keys(actor: Actor, register: Register, row: Any) -> list[str]:
    """The personal columns of a row that this person sees filled in."""
    return [c.key for c in register.seen(actor.roles_for(row)) if c.personal and c.read(row)]


def _sections(actor: Actor, register: Register, row: Any) -> list[ShowSection]:
    grouped: dict[Message, list[Line]] = {}
    # An event of a province holds all of its rules: what changed is told in words, in the place of both states.
    told = histories.settings_lines(row) if register.name == "events" else []
    for column in register.seen(actor.roles_for(row)):
        if told and column.key in ("before", "after"):
            continue
        line = Line(
            translate(column.label),
            _cell(actor, column, row),
            translate(column.help) if column.help else "",
            column.source,
        )
        grouped.setdefault(column.section or Message("General"), []).append(line)
    for label, before, after in told:
        change = translate(Message("%(before)s → %(after)s", before=Words(before), after=Words(after)))
        grouped.setdefault(Message("What changed"), []).append(Line(label, CellView(change)))
    return [ShowSection(translate(title), lines) for title, lines in grouped.items()]


def _cell(actor: Actor, column: Column, row: Any) -> CellView:
    href = ""
    if isinstance(column.type, Reference) and (column.relation or column.own):
        related = column.related(row)
        target = REGISTERS[column.type.register]
        if related is not None and actor.scope.may_somewhere(target.name, Action.VIEW):
            href = row_address(target, related.id)
    if isinstance(column.type, Attachment) and column.read(row):
        href = f"/{type(row).__tablename__}/file/{row.id}/{column.key}"
    return cells.view(column.cell(row), href)


def _is_closed(actor: Actor, row: Any) -> bool:
    """Items are added to an edition, or below an item, as long as it is worked on."""
    edition = row.edition if isinstance(row, CatalogItem) else row
    return isinstance(edition, CatalogEdition) and not guards.may_add_item(actor, edition)


def _related(actor: Actor, register: Register, row: Any, tab: str, query: Query) -> tuple[list[Tab], ListPage | None]:
    """The tabs, and the first page of the one that is open."""
    known = [r for r in register.related if records.may(actor, REGISTERS[r.register], Action.VIEW)]
    if not known:
        return [], None
    keys = [f"{relation.register}.{relation.column}" for relation in known]
    here = row_address(register, row.id)
    if tab == HISTORY:
        labels = [translate(REGISTERS[r.register].label) for r in known]
        return [Tab(k, label, "", f"{here}?tab={k}", False) for k, label in zip(keys, labels, strict=True)], None
    chosen = keys.index(tab) if tab in keys else 0
    relation = known[chosen]
    other = REGISTERS[relation.register]
    tied = Condition(relation.column, Operator.EQUAL, row.id)
    query = Query(
        words=query.words,
        conditions=(tied,),
        sort=query.sort,
        page=query.page,
        size=query.size,
    )
    page = lists.list_page(actor, other, query, list_address(other), within=tied, closed=_is_closed(actor, row))
    tabs = [
        Tab(
            key,
            translate(REGISTERS[r.register].label),
            page.count_text if index == chosen else "",
            f"{here}?tab={key}",
            index == chosen,
        )
        for index, (key, r) in enumerate(zip(keys, known, strict=True))
    ]
    return tabs, page
