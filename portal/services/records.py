"""Rows of any register: find, get, create, update, delete. Forms, API, bulk actions and jobs all come here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, raiseload, selectinload
from sqlalchemy.sql import ColumnElement, Select

from portal.access.actor import Actor
from portal.access.permissions import Action
from portal.errors import BadInput, Conflict, Invalid, NotFound, NotPermitted
from portal.fields import Column, FieldFault, Operator, Reference, References, Upload
from portal.messages import Message
from portal.registers import REGISTERS, Register
from portal.services import guards, search, writing_rules
from portal.services.duplicates import flush_or_explain
from portal.services.fields import attachments, computing, effective, related, uniqueness
from portal.services.values import read_values

COUNT_CAP = 10_000
"""Lists count no further: “10,000+” tells as much and costs a fraction."""

PAGE_SIZES = (25, 50, 100)
LAST_PAGE = 1_000_000


@dataclass(frozen=True)
class Condition:
    """One filter: a column's key, how to compare, and the value as it was typed."""

    key: str
    operator: Operator
    value: Any


@dataclass(frozen=True)
class Query:
    """What a list shows: search words, filters, order (``key`` or ``-key``), and which page of which size.

    ``columns`` are the keys of those that were chosen, in their order; none means the register's own choice.
    ``view`` is the saved view that it began with; 0 says that none is wanted, None that nothing was said.
    """

    words: str = ""
    conditions: tuple[Condition, ...] = ()
    sort: str = ""
    page: int = 1
    size: int = PAGE_SIZES[0]
    columns: tuple[str, ...] = ()
    view: int | None = None


@dataclass(frozen=True)
class Page:
    """The rows of one page, and how many there are in all, up to the cap."""

    rows: Sequence[Any]
    count: int
    query: Query = field(default_factory=Query)

    @property
    def capped(self) -> bool:
        return self.count > COUNT_CAP


def find(
    session: Session, actor: Actor, register: Register, query: Query, columns: Sequence[Column] | None = None
) -> Page:
    """One page of the rows that the actor may read, with what ``columns`` show (else those of the query) loaded.

    Raises BadInput for what cannot be asked.
    """
    _demand(actor, register, Action.VIEW)
    register = register_of(session, actor, register, query)
    if not 1 <= query.page <= LAST_PAGE:
        raise BadInput(Message("There is no page %(page)s.", page=query.page))
    model: Any = register.model
    clauses, found = _asked(actor, register, query)
    order = _order(actor, register, query.sort) or found.order or search.usual(register)
    keys = found.join(select(model.id)).where(*clauses, *found.clauses)
    page = keys.order_by(*order).limit(query.size).offset((query.page - 1) * query.size)
    if query.page == 1:
        statement = found.join(select(model)).where(*clauses, *found.clauses).order_by(*order).limit(query.size)
    else:
        # Deep pages walk the index only, and fetch whole rows for what is shown.
        page_keys = page.subquery()
        statement = select(model).join(page_keys, page_keys.c.id == model.id).order_by(*_plain(order, model, register))
    shown = tuple(columns or columns_of(actor, register, query))
    rows = session.scalars(statement.options(*_loads(model, shown))).unique().all()
    related.attach(session, rows, shown)
    if query.page == 1 and len(rows) < query.size:
        return Page(rows, len(rows), query)
    counted = found.keys if found.keys is not None and not clauses else keys
    count = session.scalar(select(func.count()).select_from(counted.limit(COUNT_CAP + 1).subquery())) or 0
    return Page(rows, count, query)


def _asked(actor: Actor, register: Register, query: Query) -> tuple[list[ColumnElement[bool]], search.Narrowed]:
    """The filters and the search of a query as parts of a statement."""
    clauses = [clause(actor, register, condition) for condition in query.conditions]
    return clauses, search.narrow(register, query.words) if query.words.strip() else search.Narrowed()


def keys_of(session: Session, actor: Actor, register: Register, query: Query) -> Select[Any]:
    """The ids of all rows that a query finds, in no order: to be counted in other ways. Raises BadInput."""
    _demand(actor, register, Action.VIEW)
    register = register_of(session, actor, register, query)
    clauses, found = _asked(actor, register, query)
    return found.join(select(register.model.id)).where(*clauses, *found.clauses)


def register_of(session: Session, actor: Actor, register: Register, query: Query) -> Register:
    """The register with the own fields of the province that a list is of: the one filtered for, else the person's."""
    place = next((column for column in register.columns if column.place == "region_code"), None)
    found = [c.value for c in query.conditions if place and c.key == place.key and c.operator in _IN_ONE_REGION]
    return effective.for_actor(session, actor, register, str(found[0]).strip().upper() if found else None)


_IN_ONE_REGION = frozenset({Operator.UNDER, Operator.EQUAL})


def get(session: Session, actor: Actor, register: Register, row_id: int) -> Any:
    """One row. Raises NotFound for one that does not exist or may not be seen: nobody learns which."""
    _demand(actor, register, Action.VIEW)
    if not 0 < row_id < 2**31:
        raise NotFound()
    model: Any = register.model
    wanted = select(model).where(model.id == row_id).options(*_loads_of_row(model, register.references))
    row = session.scalars(wanted).unique().one_or_none()
    if row is None:
        raise NotFound()
    related.attach(session, [row], effective.for_row(session, register, row).references)
    return row


def create(session: Session, actor: Actor, register: Register, raw: Mapping[str, Any]) -> Any:
    """Make a row from values as typed or as JSON. Raises Invalid, NotPermitted, Conflict."""
    _demand(actor, register, Action.ADD)
    register = effective.for_values(session, actor, register, raw)
    row = register.model()
    values = read_values(session, actor, register, raw, row=None)
    _put(session, register, row, values)
    guards.demand(session, actor, register, Action.ADD, row)
    session.add(row)
    flush_or_explain(session, register, row)
    uniqueness.keep(session, register, row)
    search.index_new(session, register, [row])
    writing_rules.follow(writing_rules.FOLLOWING, session, register, row)
    return row


def update(
    session: Session, actor: Actor, register: Register, row: Any, raw: Mapping[str, Any], version: int | None = None
) -> Any:
    """Change a row; columns that ``raw`` lacks keep their value. ``version`` is the one the editor saw."""
    _demand(actor, register, Action.EDIT)
    register = effective.for_row(session, register, row)
    guards.demand(session, actor, register, Action.EDIT, row)
    if version is not None and version != row.version:
        raise Conflict(Message("Somebody changed this record since you opened it. Look at it again before you save."))
    values = read_values(session, actor, register, raw, row=row)
    _put(session, register, row, values)
    guards.demand(session, actor, register, Action.EDIT, row)
    touched = search.is_touched(session, register, row)
    flush_or_explain(session, register, row)
    uniqueness.keep(session, register, row)
    if touched:
        search.index(session, register, row)
    writing_rules.follow(writing_rules.FOLLOWING, session, register, row)
    return row


def delete(session: Session, actor: Actor, register: Register, row: Any) -> None:
    """Remove a row. Raises Conflict while others refer to it."""
    _demand(actor, register, Action.DELETE)
    guards.demand(session, actor, register, Action.DELETE, row)
    writing_rules.follow(writing_rules.LEAVING, session, register, row)
    search.forget(session, register, row)
    uniqueness.forget(session, register, row)
    session.delete(row)
    flush_or_explain(session, register, row)
    writing_rules.follow(writing_rules.LEFT, session, register, row)


def may(actor: Actor, register: Register, action: Action, row: Any | None = None) -> bool:
    """Whether a button should be shown: the actor may do this somewhere, or to this row."""
    if row is None:
        return actor.scope.may_somewhere(register.name, action)
    region = getattr(row, "region_code", None)
    return region is not None and guards.allowed(actor, register, action, row) is None


def _kept(key: str, upload: Upload) -> dict[str, Any]:
    try:
        return attachments.keep(upload)
    except FieldFault as fault:
        raise Invalid({key: [fault.message]}) from None


def _put(session: Session, register: Register, row: Any, values: Mapping[str, Any]) -> None:
    for key, value in values.items():
        column = register.by_key[key]
        if isinstance(column.type, References):
            linked = REGISTERS[column.type.register].model
            column.write(row, list(session.scalars(select(linked).where(linked.id.in_(value)))) if value else [])
        else:
            column.write(row, _kept(key, value) if isinstance(value, Upload) else value)
    computing.fill(register, row)
    with session.no_autoflush:
        writing_rules.complete(session, register, row)


def _demand(actor: Actor, register: Register, action: Action) -> None:
    if not actor.scope.may_somewhere(register.name, action):
        raise NotPermitted(Message("You may not do this with “%(register)s”.", register=register.label))


def _column(actor: Actor, register: Register, key: str) -> Column:
    column = register.by_key.get(key)
    if column is None or not column.is_seen_by(actor.roles):
        raise BadInput(Message("“%(register)s” has no column “%(key)s”.", register=register.label, key=key[:60]))
    return column


def columns_of(actor: Actor, register: Register, query: Query) -> tuple[Column, ...]:
    """What the list shows: the chosen columns in their order, else the register's. Raises BadInput."""
    if not query.columns:
        return register.listed(actor.roles)
    columns = tuple(_column(actor, register, key) for key in dict.fromkeys(query.columns))
    for column in columns:
        if column.personal and not column.listed:
            raise BadInput(
                Message("“%(column)s” is shown on the page of a record only: it is personal.", column=column.label)
            )
    return columns


def clause(actor: Actor, register: Register, condition: Condition) -> ColumnElement[bool]:
    """A filter as SQL. Raises BadInput for a column that is not there or a value that does not suit."""
    column = _column(actor, register, condition.key)
    if not (column.filtered or isinstance(column.type, Reference)):
        raise BadInput(Message("“%(column)s” cannot be filtered.", column=column.label))
    try:
        return column.type.compare(column.expression(register.model), condition.operator, condition.value)
    except FieldFault as fault:
        raise BadInput(Message("Filter “%(column)s”: %(fault)s", column=column.label, fault=fault.message)) from None


def mended(session: Session, actor: Actor, register: Register, query: Query) -> tuple[Query, list[Message]]:
    """The query without what can no longer be asked, and what that was: columns go, and roles change."""
    register = register_of(session, actor, register, query)
    gone: list[Message] = []

    def holds(ask: Callable[[], object]) -> bool:
        try:
            ask()
        except BadInput as error:
            gone.append(error.message)
            return False
        return True

    conditions = tuple(c for c in query.conditions if holds(partial(clause, actor, register, c)))
    keys = tuple(k for k in query.columns if holds(partial(columns_of, actor, register, Query(columns=(k,)))))
    sort = query.sort if holds(partial(_order, actor, register, query.sort)) else ""
    return replace(query, conditions=conditions, columns=keys, sort=sort), gone


def _order(actor: Actor, register: Register, sort: str) -> tuple[Any, ...]:
    if not sort:
        return ()
    column = _column(actor, register, sort.removeprefix("-"))
    if not column.sorted:
        raise BadInput(Message("“%(column)s” cannot be sorted.", column=column.label))
    expression = column.expression(register.model)
    model = register.model
    if column.own:  # where a value is missing is the same on both databases
        expression = expression.desc().nulls_last() if sort.startswith("-") else expression.asc().nulls_first()
        return (expression, model.id.desc() if sort.startswith("-") else model.id.asc())
    return (expression.desc(), model.id.desc()) if sort.startswith("-") else (expression.asc(), model.id.asc())


def _plain(order: tuple[Any, ...], model: Any, register: Register) -> tuple[Any, ...]:
    """The same order for the outer statement, which does not join the search tokens."""
    tokens = {"region_code", "row_id"}
    if all(getattr(part, "table", None) is search.TOKENS and part.key in tokens for part in order):
        return search.usual(register)
    return order


@lru_cache(maxsize=512)
def _loads(model: Any, columns: tuple[Column, ...]) -> tuple[Any, ...]:
    """Load what the list shows in one statement, and let anything else fail loudly instead of one by one."""
    loads: list[Any] = []
    for column in columns:
        if column.own:
            continue
        if isinstance(column.type, References):
            loads.append(selectinload(getattr(model, column.place)))
        elif isinstance(column.type, Reference):
            loads.append(joinedload(getattr(model, column.relation)).raiseload("*"))
    first, *further = guards.DECIDING.get(model, (None,))
    if first is not None:
        deciding = joinedload(first)
        for step in further:
            deciding = deciding.joinedload(step)
        loads.append(deciding.raiseload("*"))
    return (*loads, raiseload("*"))


@lru_cache(maxsize=512)
def _loads_of_row(model: Any, references: tuple[Column, ...]) -> tuple[Any, ...]:
    """All that a row refers to: single rows in its own statement, several in one each."""
    return tuple(
        selectinload(getattr(model, column.place))
        if isinstance(column.type, References)
        else joinedload(getattr(model, column.relation or column.place))
        for column in references
        if not column.own
    )


def named(session: Session, register: Register, value: Any) -> Any | None:
    """The row that a reference's value means, or None: a region by its code, any other by its id."""
    key = register.model.code if register.name == "regions" else register.model.id
    return session.scalars(select(register.model).where(key == value)).one_or_none()
