"""The doors beside the ORM: every statement is looked at once more, where it reaches the database.

The scope rides on statements of the ORM session and on the flush. A statement that names a guarded table and came
another way (Core, ``text()``, bulk methods, a bare connection) is refused, unless the portal itself acts or the
statement says by ``explained`` why it needs no criterion. Verdicts are kept with the compiled statement, so a
statement that ran before costs a look-up.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextvars import ContextVar
from functools import lru_cache
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, TextClause, event
from sqlalchemy.engine import Compiled
from sqlalchemy.orm import Session
from sqlalchemy.sql import ClauseElement, Executable, FromClause
from sqlalchemy.sql.expression import ColumnClause, Select, TableClause
from sqlalchemy.sql.visitors import HasTraverseInternals

from portal.access.actor import current_actor
from portal.errors import NotPermitted
from portal.messages import Message
from portal.models.base import Model, Scoped

SCOPED = "portal_scoped"
"""Execution option that the engine gives to statements that carry the criteria; ``LOADED`` for the ORM's own loads."""

LOADED = "load"
ASKED = "select"

EXPLAINED = "portal_explained"
"""Execution option of ``explained``: the reason why a statement needs no criterion."""

_Statement = TypeVar("_Statement", bound=Executable)

_vouched: ContextVar[frozenset[str]] = ContextVar("portal_vouched", default=frozenset())


def explained(statement: _Statement, why: str) -> _Statement:
    """The statement, let through although it names guarded tables. ``why`` is for the reader; it must not be empty."""
    if not why.strip():
        raise ValueError("a statement beside the scope needs a reason")
    return statement.execution_options(**{EXPLAINED: why})


def vouch(table: str) -> None:
    """A row of this table was checked by the engine: the running flush may write the table."""
    _vouched.set(_vouched.get() | {table})


def _end_of_flush(session: Session, context: Any) -> None:
    _vouched.set(frozenset())


@lru_cache(maxsize=1)
def guarded_tables() -> tuple[frozenset[str], frozenset[str]]:
    """The names of the tables of scoped models, and of those that only link their rows."""
    tables: set[str] = set()
    links: set[str] = set()
    for mapper in Model.registry.mappers:
        if issubclass(mapper.class_, Scoped):
            tables.add(str(mapper.local_table.description))
            links |= {str(relation.secondary.description) for relation in mapper.relationships
                      if relation.secondary is not None}  # fmt: skip
    return frozenset(tables), frozenset(links)


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    tables, links = guarded_tables()
    return re.compile(r"\b(?:" + "|".join(sorted(tables | links)) + r")\b", re.IGNORECASE)


@lru_cache(maxsize=512)
def named_in(sql: str) -> frozenset[str]:
    """The guarded tables that a text of SQL names. In doubt, as inside a literal, a name counts."""
    return frozenset(found.lower() for found in _pattern().findall(sql))


_names: WeakKeyDictionary[Compiled, frozenset[str]] = WeakKeyDictionary()
_bare: WeakKeyDictionary[Compiled, frozenset[str]] = WeakKeyDictionary()


def _names_of(compiled: Compiled) -> frozenset[str]:
    found = _names.get(compiled)
    if found is None:
        found = _names[compiled] = frozenset(name.lower() for name in _pattern().findall(str(compiled)))
    return found


def _bare_of(compiled: Compiled) -> frozenset[str]:
    found = _bare.get(compiled)
    if found is None:
        statement = compiled.statement
        found = _bare[compiled] = frozenset() if statement is None else bare_tables(statement)
    return found


def bare_tables(statement: ClauseElement) -> frozenset[str]:
    """The guarded tables that a statement of the ORM names beside its classes: the criteria do not reach them."""
    tables, _ = guarded_tables()
    entities: set[Any] = set()
    columns: set[Any] = set()
    bare: set[str] = set()
    for element in _parts(statement):
        entity = element._annotations.get("parententity")
        if entity is not None:
            entities.add(entity.mapper.local_table)
        elif isinstance(element, TextClause):
            bare |= named_in(element.text)
        elif isinstance(element, TableClause):
            bare |= {element.name} & tables
        elif isinstance(element, ColumnClause):
            if element.is_literal:
                bare |= named_in(element.name)
            elif isinstance(element.table, TableClause) and element.table.name in tables:
                columns.add(element.table)
    return frozenset(bare | {table.name for table in columns - entities})


def _parts(statement: ClauseElement) -> Iterator[ClauseElement]:
    """All that a statement was written with. What the ORM stands for is not opened: its tables carry the criteria."""
    seen: set[int] = set()
    stack: list[Any] = [statement]
    while stack:
        element = stack.pop()
        if not isinstance(element, ClauseElement) or id(element) in seen:
            continue
        seen.add(id(element))
        if EXPLAINED in getattr(element, "_execution_options", ()):
            continue
        yield element
        if "parententity" in element._annotations:
            continue
        if isinstance(element, Select):
            # Its own get_children also names the tables behind the columns, without what the ORM wrote on them.
            stack.extend(HasTraverseInternals.get_children(element, omit_attrs=("_correlate", "_correlate_except")))
        else:
            stack.extend(element.get_children())
        if isinstance(element, ColumnClause) and isinstance(element.table, FromClause):
            stack += [] if isinstance(element.table, TableClause) else [element.table]


def _look(
    connection: Connection, cursor: Any, statement: str, parameters: Any, context: Any, executemany: bool
) -> None:
    """Raises NotPermitted for a statement that would touch guarded rows beside the scope."""
    if current_actor().scope.everything:
        return
    compiled = context.compiled if context is not None else None
    if compiled is not None:
        found = _names_of(compiled)
    else:
        found = frozenset() if statement.startswith(("PRAGMA", "BEGIN")) else named_in(statement)
    if not found:
        return
    options = context.execution_options if context is not None else {}
    if EXPLAINED in options:
        return
    how = options.get(SCOPED)
    if how is not None:
        found = frozenset() if how == LOADED or compiled is None else _bare_of(compiled)
    elif compiled is not None and (context.isinsert or context.isupdate or context.isdelete):
        vouched = _vouched.get()
        found = found - vouched - guarded_tables()[1] if vouched else found
    if found:
        cursor.close()
        raise NotPermitted(
            Message("This way to %(tables)s goes past the scope and is refused.", tables=", ".join(sorted(found)))
        )


def install() -> None:
    """Watch every engine of this process. Called once, by the scope's engine."""
    event.listen(Engine, "before_cursor_execute", _look)
    event.listen(Session, "after_flush", _end_of_flush)
    event.listen(Session, "after_soft_rollback", _end_of_flush)
