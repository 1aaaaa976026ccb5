"""What stands around the rows of a list: chosen columns, saved views, remarks on what was typed, a print's head."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from urllib.parse import urlencode

from portal.access.actor import Actor
from portal.admin import cells, queries
from portal.admin.addresses import list_address, views_address
from portal.admin.list_pages import ColumnChoice, RemarkView, ViewLink, ViewsMenu
from portal.admin.opening import Opened
from portal.admin.pages import Chip, FilterChoice
from portal.fields import Column
from portal.fields.moment import BEIJING
from portal.messages import Message
from portal.registers import Register
from portal.services import saved_views
from portal.services.records import Query
from portal.services.typed_filters import joined
from portal.web.translation import translate


def column_choices(actor: Actor, register: Register, shown: Sequence[Column]) -> list[ColumnChoice]:
    """The columns of the list in their order, then those that it could show as well."""
    others = [column for column in register.listable(actor.roles) if column not in shown]
    return [ColumnChoice(c.key, translate(c.label), True) for c in shown] + [
        ColumnChoice(c.key, translate(c.label), False) for c in others
    ]


def column_pairs(query: Query) -> list[tuple[str, str]]:
    return queries.form_pairs(replace(query, columns=(), page=1))


def columns_reset(register: Register, query: Query) -> str | None:
    """The same list with the register's own columns, where others were chosen."""
    return (
        queries.address(list_address(register), queries.pairs(replace(query, columns=(), page=1)))
        if query.columns
        else None
    )


def views_menu(actor: Actor, register: Register, opened: Opened) -> ViewsMenu:
    query, base = opened.query, list_address(register)
    links = [
        (
            view.own,
            ViewLink(view.name, f"{base}?view={view.id}", view.id == query.view, view.shared, view.first),
        )
        for view in opened.views
    ]
    current = next((view for view in opened.views if view.id == query.view), None)
    changed = current is not None and opened.kept is not None and replace(query, page=1) != opened.kept
    return ViewsMenu(
        own=[link for own, link in links if own],
        shared=[link for own, link in links if not own],
        name=current.name if current else "",
        changed=changed,
        all_href=f"{base}?view=0",
        manage_href=queries.address(views_address(register), queries.pairs(query)),
        save_href=views_address(register),
        replace_href=views_address(register, current.id) if current and current.own and changed else None,
        asked=asked(query),
        may_share=len(saved_views.sharing(actor, register)) == 1,
    )


def asked(query: Query) -> str:
    """The part of the address behind “?” that gives this list again."""
    return urlencode(queries.pairs(query))


def typed_example(filters: Sequence[FilterChoice]) -> str:
    """How a filter is typed, by the first that has words to choose from: 状态：在册."""
    found = next((choice for choice in filters if choice.options), None)
    return translate(Message("%(label)s: %(value)s", label=found.label, value=found.options[0][1])) if found else ""


def remarks(register: Register, opened: Opened) -> list[RemarkView]:
    base, query = list_address(register), opened.query
    return [
        RemarkView(
            translate(remark.message),
            [
                (
                    meaning.text,
                    queries.address(
                        base,
                        queries.pairs(replace(query, conditions=joined(query.conditions, meaning.conditions), page=1)),
                    ),
                )
                for meaning in remark.offers
            ],
        )
        for remark in opened.remarks
    ]


def printed(chips: Sequence[Chip], query: Query, shown: Sequence[Column], count: str) -> list[tuple[str, str]]:
    """The conditions of a printed list, its order, how many records there are, and the day."""
    lines = []
    if chips:
        lines.append((translate(Message("Filters")), translate(Message("; ")).join(chip.label for chip in chips)))
    if query.words:
        lines.append((translate(Message("Search")), query.words))
    column = next((c for c in shown if c.key == query.sort.removeprefix("-")), None)
    if column is not None:
        down = Message("%(column)s, descending", column=column.label)
        order = down if query.sort.startswith("-") else Message("%(column)s, ascending", column=column.label)
        lines.append((translate(Message("Order")), translate(order)))
    lines.append((translate(Message("Records")), count))
    lines.append((translate(Message("Printed on")), cells.day(datetime.now(BEIJING).date().isoformat())))
    return lines
