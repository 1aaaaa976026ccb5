"""How the databases are opened: SQLite's pragmas, and writing transactions that begin IMMEDIATE.

A deferred transaction that reads first and writes later fails under load on SQLite. SQLAlchemy
cannot know which will write, so the edges say it: ``with writing():`` before the first query.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from sqlalchemy import Engine, event

BUSY_TIMEOUT_SECONDS = 15

_writing: ContextVar[bool] = ContextVar("portal_writing", default=False)


@contextmanager
def writing() -> Iterator[None]:
    """Transactions begun inside will write."""
    token = _writing.set(True)
    try:
        yield
    finally:
        _writing.reset(token)


def expect_writing(value: bool) -> None:
    """The same for a whole request: a before-request hook cannot hold a ``with`` open."""
    _writing.set(value)


def prepare_engine(engine: Engine) -> None:
    """Attach the listeners that an engine of the portal needs. Does nothing on PostgreSQL."""
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def open_sqlite(connection: Any, record: Any) -> None:
        # The driver must not begin transactions by itself: begin_sqlite says which kind.
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = NORMAL")
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_SECONDS * 1000}")
        cursor.execute("PRAGMA cache_size = -64000")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin_sqlite(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if _writing.get() else "BEGIN")
