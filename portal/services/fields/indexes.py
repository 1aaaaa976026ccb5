"""Expression indexes over own fields, and their tokens of the search: made by a job, never inside a request.

On PostgreSQL an index is built CONCURRENTLY, so that nobody who writes waits for it. Until it is there lists work
without it, and say so. What is ready stands in ``field_indexes``; running the job again finishes what was cut off.
"""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, delete, insert, select, text, true
from sqlalchemy.orm import Session

from portal.access.actor import Actor, acting
from portal.access.circumstances import because
from portal.access.scope import span
from portal.fields import Column, Computed
from portal.models import FieldIndex
from portal.models.transactions import writing
from portal.registers import REGISTERS, Register
from portal.services import search
from portal.services.fields import computing, effective
from portal.services.fields.publishing import touch

CHUNK = 500
_LOCK = 0x0F1E1D5


@dataclass(frozen=True)
class Wanted:
    """One index or set of tokens that should be there. ``sql`` is empty for tokens."""

    name: str
    register: Register
    province: str
    place: str
    sql: str = ""


def name_of(register: Register, column: Column) -> str:
    """The name of a column's index: short enough for PostgreSQL, another one for another type at the same place."""
    told = f"{register.name}|{column.place}|{column.type.sql_type()!r}"
    return f"ix_own_{hashlib.sha256(told.encode()).hexdigest()[:24]}"


def is_ready(session: Session, register: Register, column: Column) -> bool:
    """Whether lists sort by a column with an index. Built-in columns have theirs from the migrations."""
    return not (column.own and column.sorted) or name_of(register, column) in effective.current(session).indexes


def wanted(session: Session) -> dict[str, Wanted]:
    """What the published fields need, by name."""
    found: dict[str, Wanted] = {}
    for province, name in effective.current(session).definitions:
        register = effective.for_province(session, REGISTERS[name], province)
        for column in register.columns:
            if column.own and column.sorted:
                key = name_of(register, column)
                found[key] = Wanted(key, register, province, column.place, _definition(session, register, column))
            if column.own and isinstance(column.type, Computed):
                # Where its operands stand is part of it: after a conversion they mean something else.
                operands = sorted(register.by_key[n].place for n in column.type.names if n in register.by_key)
                told = f"{name}|{column.place}|{ast.dump(column.type.expression.tree)}|{column.type.places}|{operands}"
                key = f"values_{hashlib.sha256(told.encode()).hexdigest()[:24]}"
                found[key] = Wanted(key, register, province, column.place)
            if column.own and column.indexed:
                key = f"tokens_{hashlib.sha256(f'{name}|{column.place}'.encode()).hexdigest()[:24]}"
                found[key] = Wanted(key, register, province, column.place)
    return found


def _definition(session: Session, register: Register, column: Column) -> str:
    """The columns of the index: the value, then what makes the order of a list whole, then what the scope asks."""
    dialect = session.get_bind().dialect
    options = {"include_table": False, "literal_binds": True}
    expression = column.expression(register.model).compile(dialect=dialect, compile_kwargs=options)
    first = " NULLS FIRST" if dialect.name == "postgresql" else ""
    return f"({expression}){first}, id, region_code"


def run(session: Session, progress: Callable[[str], None] = lambda name: None) -> int:
    """Make what is missing, drop what nobody needs. Gives the number of things done. Commits as it goes."""
    with acting(Actor.system("indexes of own fields")), writing():
        session.rollback()
        effective.forget(session)
        needed = wanted(session)
        held = {row.name: row.place for row in session.scalars(select(FieldIndex))}
        registers = {row.name: row.register for row in session.scalars(select(FieldIndex))}
        engine = session.get_bind()
        assert isinstance(engine, Engine)
        session.commit()
        done = 0
        with _alone(engine) as alone:
            if not alone:
                return 0
            for name in held.keys() - needed.keys():
                progress(f"- {name}")
                _drop(session, engine, name, REGISTERS[registers[name]], held[name])
                done += 1
            for name, want in needed.items():
                if name in held and (not want.sql or _exists(engine, name)):
                    continue
                progress(f"+ {want.register.name}.{want.place}")
                if want.sql:
                    _build(engine, want)
                elif name.startswith("values_"):
                    _compute(session, want.register, want.province)
                else:
                    _index_tokens(session, want.register, want.province, want.place)
                if name not in held:
                    entry = {"name": name, "register": want.register.name, "place": want.place}
                    session.execute(insert(FieldIndex.__table__), [entry])
                touch(session)
                session.commit()
                done += 1
    return done


class _alone:
    """One job at a time, in all processes: on PostgreSQL by an advisory lock; SQLite lets one write only anyway."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.connection: Connection | None = None

    def __enter__(self) -> bool:
        if self.engine.dialect.name != "postgresql":
            return True
        self.connection = self.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        return bool(self.connection.scalar(text(f"SELECT pg_try_advisory_lock({_LOCK})")))

    def __exit__(self, *_: object) -> None:
        if self.connection is not None:
            self.connection.execute(text(f"SELECT pg_advisory_unlock({_LOCK})"))
            self.connection.close()


def _build(engine: Engine, want: Wanted) -> None:
    table = want.register.model.__tablename__
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            # What a job that was cut off left behind is not valid, and would be taken for the index.
            connection.execute(text(f"DROP INDEX CONCURRENTLY IF EXISTS {want.name}"))
            connection.execute(text(_escaped(f"CREATE INDEX CONCURRENTLY {want.name} ON {table} ({want.sql})")))
    else:
        with engine.begin() as connection:
            connection.execute(text(_escaped(f"CREATE INDEX IF NOT EXISTS {want.name} ON {table} ({want.sql})")))


def _escaped(statement: str) -> str:
    """``text`` would take a colon for a bound value."""
    return statement.replace(":", "\\:")


def _exists(engine: Engine, name: str) -> bool:
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            valid = "SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass(:name)"
            return bool(connection.scalar(text(valid), {"name": name}))
        return bool(
            connection.scalar(text("SELECT 1 FROM sqlite_master WHERE type='index' AND name=:name"), {"name": name})
        )


def _drop(session: Session, engine: Engine, name: str, register: Register, place: str) -> None:
    session.execute(delete(FieldIndex.__table__).where(FieldIndex.__table__.c.name == name))
    touch(session)
    session.commit()
    if name.startswith("values_"):
        return
    if name.startswith("tokens_"):
        for province in {p for p, r in effective.current(session).definitions if r == register.name}:
            _index_tokens(session, register, province, place)
    elif engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text(f"DROP INDEX CONCURRENTLY IF EXISTS {name}"))
    else:
        with engine.begin() as connection:
            connection.execute(text(f"DROP INDEX IF EXISTS {name}"))


def _index_tokens(session: Session, register: Register, province: str, place: str) -> None:
    """Bring the tokens of a province's rows that hold the value up to date, some at a time."""
    for ids in _ids(session, register, province, place):
        for row in session.scalars(select(register.model).where(register.model.id.in_(ids))):
            search.index(session, register, row)
        session.commit()


def _compute(session: Session, register: Register, province: str) -> None:
    """Give the rows of a province the values of a computed field that was published; each change has its event."""
    with because("computed field"):
        for ids in _ids(session, register, province, ""):
            for row in session.scalars(select(register.model).where(register.model.id.in_(ids))):
                computing.fill(register, row)
            session.commit()


def _ids(session: Session, register: Register, province: str, place: str) -> Iterator[list[int]]:
    from portal.fields.json_text import json_text

    model = register.model
    low, high = span(province)
    filled = json_text(model.own, place).is_not(None) if place else true()
    last = 0
    while True:
        found = list(
            session.scalars(
                select(model.id)
                .where(model.id > last, model.region_code >= low, model.region_code < high, filled)
                .order_by(model.id)
                .limit(CHUNK)
            )
        )
        if not found:
            return
        last = found[-1]
        yield found
