"""The one choke point: scope applied under the ORM session, default deny.

Every SELECT of a ``Scoped`` model gets a criterion (also joins, aliases, subqueries, eager and lazy loads);
every flush is checked for the row's old and new region, its owner and every row that it refers to, and once more
after it; bulk statements on scoped tables are refused outside a system scope, and so is what comes past the ORM
(``portal.access.statements``). The criterion is one constant SQL text whose bound values are read from the acting
person at execution: it is compiled once for everyone.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, Integer, String, and_, bindparam, event, false, inspect, null, or_, select
from sqlalchemy.orm import Mapper, ORMExecuteState, Session, with_loader_criteria
from sqlalchemy.orm.interfaces import MANYTOONE
from sqlalchemy.sql import ColumnElement

from portal.access import asked, statements
from portal.access.actor import current_actor
from portal.access.permissions import Action
from portal.access.scope import NOWHERE
from portal.access.statements import ASKED, LOADED, SCOPED, explained, vouch
from portal.errors import NotPermitted, OutOfScope
from portal.messages import Message
from portal.models.base import Reading, RegionCode, Scoped
from portal.models.region import Region

MANY = 4
MOST = 16
_NO_LIMIT = -1
_AT_ONCE = 500


def _reach_value(register: str, slot: int, part: str) -> Callable[[], Any]:
    """A bound value that is looked up when the statement runs, from whoever acts then."""

    def value() -> Any:
        reaches = current_actor().scope.of(register, Action.VIEW)
        if slot >= len(reaches):
            return _NO_LIMIT if part == "organization" else NOWHERE[0]
        reach = reaches[slot]
        if part == "organization":
            return _NO_LIMIT if reach.organization_id is None else reach.organization_id
        return reach.low if part == "low" else reach.high

    return value


def _upward_codes(register: str) -> Callable[[], list[str]]:
    def value() -> list[str]:
        scope = current_actor().scope
        return sorted(scope.upward) if scope.may_somewhere(register, Action.VIEW) else []

    return value


def within_reach(column: Any, register: str, slots: int) -> ColumnElement[bool]:
    """``column`` lies in a region that the acting person may view in this register."""
    return or_(
        *(
            and_(
                column >= bindparam(None, callable_=_reach_value(register, slot, "low"), type_=RegionCode),
                column < bindparam(None, callable_=_reach_value(register, slot, "high"), type_=RegionCode),
            )
            for slot in range(slots)
        )
    )


def readable(cls: Any, slots: int) -> ColumnElement[bool]:
    """The rows of a scoped model that the acting person may read, as SQL."""
    register = getattr(cls, "__tablename__", None)
    if register is None:  # SQLAlchemy tries the mixin itself once
        return false()
    parts: list[ColumnElement[bool]] = []
    for slot in range(slots):
        part = and_(
            cls.region_code >= bindparam(None, callable_=_reach_value(register, slot, "low"), type_=RegionCode),
            cls.region_code < bindparam(None, callable_=_reach_value(register, slot, "high"), type_=RegionCode),
        )
        organization = bindparam(None, callable_=_reach_value(register, slot, "organization"), type_=Integer())
        owned = cls.owned_by(organization)
        parts.append(part if owned is None else and_(part, or_(organization == _NO_LIMIT, owned)))
    if cls.__reading__ is Reading.UPWARD:
        codes = bindparam(None, callable_=_upward_codes(register), expanding=True, type_=String())
        parts.append(and_(cls.region_code.in_(codes), cls.published()))
    return or_(*parts)


# One option for each bucket of grants: a person with one grant gets one range, which an index serves best.
# The numbers stand here as they are: SQLAlchemy would take a global for a value to be bound.
_ONE = with_loader_criteria(Scoped, lambda cls: readable(cls, 1), include_aliases=True)
_MANY = with_loader_criteria(Scoped, lambda cls: readable(cls, 4), include_aliases=True)
_MOST = with_loader_criteria(Scoped, lambda cls: readable(cls, 16), include_aliases=True)


def slots_needed() -> int:
    """How many reaches the acting person's statements must hold: 1, 4 or 16."""
    widest = current_actor().scope.widest
    if widest > MOST:
        raise NotPermitted(
            Message(
                "This account has %(count)s separate regions; at most %(most)s are possible.", count=widest, most=MOST
            )
        )
    return 1 if widest <= 1 else MANY if widest <= MANY else MOST


def _scope_statement(state: ORMExecuteState) -> None:
    if current_actor().scope.everything:
        return
    if state.is_select:
        if not state.is_column_load:
            option = {1: _ONE, MANY: _MANY, MOST: _MOST}[slots_needed()]
            state.statement = state.statement.options(option)
        internal = state.is_column_load or state.is_relationship_load
        state.update_execution_options(**{SCOPED: LOADED if internal else ASKED})
    elif state.bind_mapper is not None and issubclass(state.bind_mapper.class_, (Scoped, Region)):
        raise NotPermitted(
            Message("Bulk changes of %(table)s are refused.", table=state.bind_mapper.local_table.description)
        )


_REFUSALS: dict[Action, Callable[[str], Message]] = {
    Action.ADD: lambda region: Message("You may not add records of this kind in %(region)s.", region=region),
    Action.EDIT: lambda region: Message("You may not change records of this kind in %(region)s.", region=region),
    Action.DELETE: lambda region: Message("You may not delete records of this kind in %(region)s.", region=region),
}


def _owner_of(row: Any, connection: Connection) -> int | None:
    """The organization that owns a row, as far as its table knows one."""
    owner = type(row).owner_of(lambda key: getattr(row, key))
    if isinstance(owner, ColumnElement):
        return connection.scalar(explained(select(owner), "the owner decides whether the row may be written"))
    return owner


def _check_row(action: Action) -> Callable[[Mapper[Any], Connection, Any], None]:
    def check(mapper: Mapper[Any], connection: Connection, row: Any) -> None:
        scope = current_actor().scope
        if scope.everything:
            return
        register = row.__tablename__
        state = inspect(row)
        if action is Action.EDIT and not state.session.is_modified(row):
            vouch(register)  # no column changed, and no statement comes
            return
        regions = {row.region_code, *state.attrs.region_code.history.deleted}
        owner = _owner_of(row, connection)
        for region in regions:
            if region is None or not scope.may(register, action, region, owner):
                raise OutOfScope(_REFUSALS[action](region or "?"))
        if action is not Action.DELETE:
            _check_references(mapper, connection, row)
        vouch(register)

    return check


def _check_region(action: Action) -> Callable[[Mapper[Any], Connection, Region], None]:
    """Regions are what scope is made of: everyone reads them, and only whom the table names writes them."""

    def check(mapper: Mapper[Any], connection: Connection, region: Region) -> None:
        scope = current_actor().scope
        if not scope.everything and not scope.may("regions", action, region.code):
            raise OutOfScope(_REFUSALS[action](region.code))

    return check


def _check_references(mapper: Mapper[Any], connection: Connection, row: Any) -> None:
    """Every row that this one newly points at must be one that the actor may read."""
    for relation in mapper.relationships:
        if relation.direction is not MANYTOONE or not issubclass(relation.mapper.class_, Scoped):
            continue
        ((local, remote),) = relation.local_remote_pairs
        attribute = mapper.get_property_by_column(local).key
        if not inspect(row).attrs[attribute].history.has_changes():
            continue
        value = getattr(row, attribute)
        if value is None:
            continue
        target = relation.mapper.class_
        seen = select(remote).select_from(target).where(remote == value, readable(target, slots_needed()))
        found = connection.scalar(explained(seen, "carries the criterion itself"))
        if found is None:
            raise OutOfScope(Message("%(field)s points at a record outside your scope.", field=relation.key))


def _check_links(session: Session, context: Any, instances: Any) -> None:
    """Many-to-many: both ends of every link that is made or cut must be within reach."""
    if current_actor().scope.everything:
        return
    for row in (*session.new, *session.dirty):
        for relation in inspect(row).mapper.relationships:
            if relation.secondary is None or not issubclass(relation.mapper.class_, Scoped):
                continue
            history = inspect(row).attrs[relation.key].history
            if not history.has_changes():
                continue
            target = relation.mapper.class_
            keys = [linked.id for linked in (*history.added, *history.deleted)]
            with session.no_autoflush:
                seen = set(session.scalars(select(target.id).where(target.id.in_(keys))))
            if seen != set(keys):
                raise OutOfScope(Message("%(field)s points at a record outside your scope.", field=relation.key))


def _check_again(session: Session, context: Any) -> None:
    """After the flush the rows must still be inside: defaults and triggers of the database may have moved them."""
    scope = current_actor().scope
    if scope.everything:
        return
    written: dict[tuple[type[Any], Action], list[int]] = {}
    for action, rows in ((Action.ADD, session.new), (Action.EDIT, session.dirty)):
        for row in rows:
            if isinstance(row, Scoped) and (action is Action.ADD or session.is_modified(row)):
                written.setdefault((type(row), action), []).append(inspect(row).dict["id"])
    for (model, action), ids in written.items():
        table = inspect(model).local_table
        register = str(table.description)
        for start in range(0, len(ids), _AT_ONCE):
            chunk = ids[start : start + _AT_ONCE]
            owned = model.owner_of(table.c.__getitem__)
            owner = null() if owned is None else owned
            held = select(table.c.id, table.c.region_code, owner).where(table.c.id.in_(chunk))
            rows_held = session.connection().execute(explained(held, "looks where the rows are now")).all()
            inside = {row_id for row_id, region, owner in rows_held if scope.may(register, action, region, owner)}
            if inside != set(chunk):
                region = next((region for row_id, region, _ in rows_held if row_id not in inside), "?")
                raise OutOfScope(_REFUSALS[action](region))


def install() -> None:
    """Attach the engine to every session of this process. Called once, when the package is imported."""
    event.listen(Session, "do_orm_execute", _scope_statement)
    event.listen(Session, "before_flush", _check_links)
    event.listen(Session, "after_flush", _check_again)
    event.listen(Scoped, "before_insert", _check_row(Action.ADD), propagate=True)
    event.listen(Scoped, "before_update", _check_row(Action.EDIT), propagate=True)
    event.listen(Scoped, "before_delete", _check_row(Action.DELETE), propagate=True)
    event.listen(Region, "before_insert", _check_region(Action.ADD))
    event.listen(Region, "before_update", _check_region(Action.EDIT))
    event.listen(Region, "before_delete", _check_region(Action.DELETE))
    statements.install()
    asked.install()


install()
