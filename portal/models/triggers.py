"""Triggers that make the trail append-only, in the words of each database; put back after every migration.

They hold for whoever may write the tables: the portal itself, and raw SQL of its role. Dropping a trigger takes the
owner's right to the table (docs/security.md says how to take that from the portal's role).
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, text

APPEND_ONLY = ("events", "access_events")

BESIDE = "event_personal_values"
"""Personal values can be removed, as the law asks, and never be changed into others."""

_SQLITE = """
CREATE TRIGGER IF NOT EXISTS {table}_no_{verb} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END
"""

_SQLITE_REPLACE = """
CREATE TRIGGER IF NOT EXISTS {table}_no_replace BEFORE INSERT ON {table}
WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END
"""
"""INSERT OR REPLACE takes the old row away without asking the trigger against deletion."""

_FUNCTION = """
CREATE OR REPLACE FUNCTION trail_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the trail is append-only'; END $$
"""

_POSTGRESQL = """
CREATE OR REPLACE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table}
FOR EACH {each} EXECUTE FUNCTION trail_is_append_only()
"""


def refused(dialect: str) -> Iterator[tuple[str, str]]:
    """What is refused: table and verb. On PostgreSQL a second row of one id is refused by the key."""
    last = "replace" if dialect == "sqlite" else "truncate"
    for table in APPEND_ONLY:
        yield from ((table, verb) for verb in ("update", "delete", last))
    yield BESIDE, "update"
    if dialect == "sqlite":
        yield BESIDE, "replace"


def names(dialect: str) -> frozenset[str]:
    """The triggers that must be there."""
    return frozenset(f"{table}_no_{verb}" for table, verb in refused(dialect))


def ensure(connection: Connection) -> None:
    """Make the triggers that are missing. Alembic's batch mode drops those of a table that it copies."""
    dialect = connection.dialect.name
    if dialect != "sqlite":
        connection.execute(text(_FUNCTION))
    for table, verb in refused(dialect):
        each = "STATEMENT" if verb == "truncate" else "ROW"
        wording = _POSTGRESQL if dialect != "sqlite" else _SQLITE_REPLACE if verb == "replace" else _SQLITE
        connection.execute(text(wording.format(table=table, verb=verb, each=each)))


def missing(connection: Connection) -> frozenset[str]:
    """The triggers that are not there, or on PostgreSQL are switched off."""
    if connection.dialect.name == "sqlite":
        found = connection.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'"))
    else:
        found = connection.scalars(text("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"))
    return names(connection.dialect.name) - set(found)
