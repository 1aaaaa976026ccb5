"""A page of rows as the list template wants it."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import Any

from portal.access.actor import Actor
from portal.access.permissions import TRAIL, Action
from portal.admin import bulk_edit, cells, list_tools, queries, quick, terms
from portal.admin.addresses import (
    add_address,
    bulk_address,
    list_address,
    pick_address,
    print_address,
    row_address,
    suggest_address,
)
from portal.admin.fields.notes import unindexed
from portal.admin.menu import GROUPS
from portal.admin.opening import Opened
from portal.admin.pages import (
    ActionView,
    Chip,
    Empty,
    FilterChoice,
    Head,
    ListPage,
    Pager,
    RowView,
    Search,
)
from portal.extensions import db
from portal.fields import OPERATOR_LABELS, Choice, Column, Operator, Reference, SeveralOf, YesNo
from portal.fields.base import EMPTY_CELL
from portal.messages import Message
from portal.registers import REGISTERS, Register
from portal.services import records, search
from portal.services.records import COUNT_CAP, PAGE_SIZES, Condition, Page, Query
from portal.services.typed_filters import offered
from portal.web.translation import listed, translate, words_key

_CONTROLS = {
    "several": "choice",
    "link": "text",
    "email": "text",
    "code": "text",
    "long_text": "text",
    "phone": "text",
    "money": "number",
}


NAMED_IN_BOX = 3
"""Columns that an empty search box names, where there is no index of names and codes."""


def list_page(
    actor: Actor,
    register: Register,
    query: Query,
    base: str,
    *,
    title: str = "",
    opened: Opened | None = None,
    within: Condition | None = None,
    closed: bool = False,
) -> ListPage:
    """Ask for the rows and make the page. ``base`` is the address that its links lead to.

    ``opened`` is given where the list is a page of its own: with a choice of columns, and saved views. ``within`` is
    given where it stands on the page of a record: the condition, one of the query's, that ties the rows to it. To a
    record that is ``closed`` none is added.
    """
    register = records.register_of(db.session, actor, register, query)
    columns = records.columns_of(actor, register, query)
    page = records.find(db.session, actor, register, query, columns)
    heads = [_head(column, query, base) for column in columns]
    can_add = records.may(actor, register, Action.ADD) and any(c.editable for c in register.columns) and not closed
    add_href = queries.address(add_address(register), _tied(within)) if can_add else None
    label = translate(register.label)
    spoken = words_key()
    shown = ListPage(
        title=title or label,
        lead=translate(register.lead) if register.lead else "",
        columns=heads,
        rows=_rows(actor, register, columns, page),
        count_text=cells.count_text(page.count),
        pager=_pager(page, base),
        empty=_empty(query, add_href, within),
        breadcrumbs=((translate(GROUPS[register.group]), None), (label, None)),
        search=_search(register, query, opened),
        quick=quick.buttons(actor, register, query, base),
        chips=[_chip(register, condition, query, base) for condition in query.conditions if condition is not within],
        filters=[_filter(column, spoken) for column in offered(actor, register)],
        hidden=queries.pairs(replace(query, words="", page=1)),
        add_href=add_href,
        actions=_actions(actor, register),
        action_href=bulk_address(register),
        clear_href=base,
        list_href=queries.address(base, queries.pairs(Query(view=None if query.view is None else 0))),
        asked=list_tools.asked(query),
        history=register.name not in TRAIL,
        notes=[*unindexed(register, query), *(terms.on_list(register) if within is None else ())],
    )
    return shown if opened is None else _whole(actor, register, columns, shown, opened)


def _whole(actor: Actor, register: Register, columns: tuple[Column, ...], shown: ListPage, opened: Opened) -> ListPage:
    """What only the list as a page of its own has."""
    query = opened.query
    return replace(
        shown,
        remarks=list_tools.remarks(register, opened),
        typed_example=list_tools.typed_example(shown.filters),
        suggest_url=suggest_address(register),
        column_choices=list_tools.column_choices(actor, register, columns),
        column_pairs=list_tools.column_pairs(query),
        columns_reset_href=list_tools.columns_reset(register, query),
        views=list_tools.views_menu(actor, register, opened),
        print_href=queries.address(print_address(register), queries.pairs(replace(query, page=1))),
        printed=list_tools.printed(shown.chips, query, columns, shown.count_text),
    )


def _search(register: Register, query: Query, opened: Opened | None) -> Search | None:
    typed = (opened.typed if opened else "") or query.words
    if register.indexed:
        return Search(typed, translate(Message("Name, code or pinyin")))
    columns = search.written(register)
    return Search(typed, listed(translate(c.label) for c in columns[:NAMED_IN_BOX])) if columns else None


def in_words(actor: Actor, register: Register, query: Query) -> list[str]:
    """What a list asks for, piece by piece: search, filters, order, columns. Raises BadInput."""
    register = records.register_of(db.session, actor, register, query)
    columns = records.columns_of(actor, register, query)
    sound, _ = records.mended(db.session, actor, register, query)
    said = [translate(Message("Search: %(words)s", words=query.words))] if query.words else []
    said += [_chip(register, condition, sound, "").label for condition in sound.conditions]
    if sound.sort:
        label = register.by_key[sound.sort.removeprefix("-")].label
        said.append(translate(Message("Order: %(column)s", column=label)))
    if sound.columns:
        said.append(translate(Message("Columns: %(columns)s", columns=", ".join(translate(c.label) for c in columns))))
    return said


def _head(column: Column, query: Query, base: str) -> Head:
    order = {column.key: "asc", f"-{column.key}": "desc"}.get(query.sort)
    href = None
    if column.sorted:
        turned = replace(query, sort=f"-{column.key}" if order == "asc" else column.key, page=1)
        href = queries.address(base, queries.pairs(turned))
    return Head(
        column.key,
        translate(column.label),
        column.type.cell_kind,
        order,
        href,
        translate(column.help) if column.help else "",
        column.own,
    )


def _rows(actor: Actor, register: Register, columns: tuple[Column, ...], page: Page) -> list[RowView]:
    may_edit = records.may(actor, register, Action.EDIT) and any(c.editable for c in register.columns)
    may_delete = records.may(actor, register, Action.DELETE)
    reads = [column.list_cell for column in columns]
    limited = [index for index, column in enumerate(columns) if column.seen_by is not None]
    views = []
    for row in page.rows:
        href = row_address(register, row.id)
        edit = may_edit and records.may(actor, register, Action.EDIT, row)
        delete = may_delete and records.may(actor, register, Action.DELETE, row)
        found = [cells.in_list(cell) if (cell := read(row)) is not EMPTY_CELL else cells.NOTHING for read in reads]
        for index in limited:
            # What somebody is in one region, they need not be in the next.
            if not columns[index].is_seen_by(actor.roles_for(row)):
                found[index] = cells.NOTHING
        views.append(
            RowView(
                row.id,
                href,
                row_address(register, row.id, "edit") if edit else None,
                row_address(register, row.id, "delete") if delete else None,
                found,
            )
        )
    return views


def _pager(page: Page, base: str) -> Pager:
    query = page.query
    last = max(1, -(-min(page.count, COUNT_CAP) // query.size))

    def href(number: int) -> str:
        return queries.address(base, queries.pairs(replace(query, page=number)))

    has_next = query.page < last or (page.count > COUNT_CAP and len(page.rows) == query.size)
    first_row = (query.page - 1) * query.size + 1
    text = (
        translate(
            Message(
                "%(first)s–%(last)s of %(count)s",
                first=f"{first_row:,}",
                last=f"{first_row + len(page.rows) - 1:,}",
                count=cells.count_text(page.count),
            )
        )
        if page.rows
        else ""
    )
    numbers = sorted({1, last, *range(max(1, query.page - 2), min(last, query.page + 2) + 1)} | {query.page})
    pages: list[tuple[str, str | None, bool]] = []
    for before, number in zip([0, *numbers], numbers, strict=False):
        if number - before > 1:
            pages.append(("…", None, False))
        pages.append((str(number), href(number), number == query.page))
    return Pager(
        prev_href=href(query.page - 1) if query.page > 1 else None,
        next_href=href(query.page + 1) if has_next else None,
        pages=pages if last > 1 or query.page > 1 else (),
        text=text,
        sizes=[
            (size, queries.address(base, queries.pairs(replace(query, size=size, page=1))), size == query.size)
            for size in PAGE_SIZES
        ],
    )


def _chip(register: Register, condition: Condition, query: Query, base: str) -> Chip:
    column = register.by_key[condition.key]
    rest = tuple(c for c in query.conditions if c is not condition)
    if condition.operator is Operator.EMPTY:
        empty = str(condition.value).lower() in {"1", "y", "yes", "true", "on"}
        said = Message(
            "%(label)s %(comparison)s",
            label=column.label,
            comparison=Message("is empty") if empty else Message("is not empty"),
        )
    elif condition.operator in (Operator.EQUAL, Operator.UNDER):
        said = Message("%(label)s: %(value)s", label=column.label, value=_value_text(column, condition.value))
    else:
        said = Message(
            "%(label)s %(comparison)s %(value)s",
            label=column.label,
            comparison=OPERATOR_LABELS[condition.operator],
            value=_value_text(column, condition.value),
        )
    return Chip(translate(said), _without(base, query, rest))


def _without(base: str, query: Query, rest: tuple[Condition, ...]) -> str:
    return queries.address(base, queries.pairs(replace(query, conditions=rest, page=1)))


def _value_text(column: Column, raw: Any) -> str:
    """A filter's value as people read it; a reference is looked up in scope."""
    value = column.type.parse(raw)
    if isinstance(column.type, Reference):
        row = records.named(db.session, REGISTERS[column.type.register], value)
        return str(row) if row is not None else str(raw)
    text = translate(column.type.text(value))
    return cells.day(text) if column.type.cell_kind == "date" else text


@lru_cache(maxsize=1_024)
def _filter(column: Column, spoken: str) -> FilterChoice:
    """What a filter offers, in the language ``spoken``: the same for everyone, so it is made once."""
    options: list[tuple[str, str]] = []
    if isinstance(column.type, Choice | SeveralOf):
        options = [(value, translate(option.label)) for value, option in column.type.options.items()]
    elif isinstance(column.type, YesNo):
        options = [("true", translate(Message("Yes"))), ("false", translate(Message("No")))]
    control = column.type.control
    return FilterChoice(
        column.key,
        translate(column.label),
        _CONTROLS.get(control, control),
        [(operator.value, translate(OPERATOR_LABELS[operator])) for operator in column.type.operators],
        options,
        pick_address(REGISTERS[column.type.register]) if isinstance(column.type, Reference) else "",
    )


def _actions(actor: Actor, register: Register) -> list[ActionView]:
    found = []
    if records.may(actor, register, Action.EDIT):
        found += [ActionView(a.name, translate(a.label), translate(a.confirm), a.icon) for a in register.bulk]
        found.append(ActionView(bulk_edit.CHANGE, translate(bulk_edit.LABEL), "", "edit"))
    if records.may(actor, register, Action.DELETE):
        found.append(
            ActionView(
                "delete",
                translate(Message("Delete")),
                translate(Message("Delete the chosen records?")),
                "trash",
                "red",
            )
        )
    return found


def _tied(within: Condition | None) -> list[tuple[str, str]]:
    """What a form for another row beside these begins with."""
    return [(within.key, str(within.value))] if within is not None else []


def _empty(query: Query, add_href: str | None, within: Condition | None) -> Empty:
    if within is not None and not query.words and query.conditions == (within,):
        return Empty(
            translate(Message("Nothing here yet")),
            translate(Message("Nothing refers to this record so far.")),
            add_href,
            translate(Message("Add the first one")) if add_href else "",
        )
    if query.words or query.conditions:
        return Empty(
            translate(Message("Nothing matches")),
            translate(Message("Try fewer words, or take away a filter.")),
        )
    return Empty(
        translate(Message("Nothing here yet")),
        translate(Message("Records of your region appear here as soon as they are entered.")),
        add_href,
        translate(Message("Add the first one")) if add_href else "",
    )


def related_address(register: Register, column: str, row_id: int) -> str:
    """The full list of the rows that point at one row."""
    return queries.address(list_address(register), [(f"f.{column}.eq", str(row_id))])
