"""Triggers that make the trail append-only, in the words of each database; put back after every migration."""

from __future__ import annotations

from sqlalchemy import Connection, text

APPEND_ONLY = ("events", "access_events")

_SQLITE = """
CREATE TRIGGER IF NOT EXISTS {table}_no_{verb} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END
"""

_FUNCTION = """
CREATE OR REPLACE FUNCTION trail_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the trail is append-only'; END $$
"""

_POSTGRESQL = """
CREATE OR REPLACE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table}
FOR EACH {each} EXECUTE FUNCTION trail_is_append_only()
"""


def names(dialect: str) -> frozenset[str]:
    """The triggers that must be there."""
    verbs = ("update", "delete") if dialect == "sqlite" else ("update", "delete", "truncate")
    return frozenset(f"{table}_no_{verb}" for table in APPEND_ONLY for verb in verbs)


def ensure(connection: Connection) -> None:
    """Make the triggers that are missing. Alembic's batch mode drops those of a table that it copies."""
    if connection.dialect.name == "sqlite":
        for table in APPEND_ONLY:
            for verb in ("update", "delete"):
                connection.execute(text(_SQLITE.format(table=table, verb=verb)))
        return
    connection.execute(text(_FUNCTION))
    for table in APPEND_ONLY:
        for verb in ("update", "delete", "truncate"):
            each = "STATEMENT" if verb == "truncate" else "ROW"
            connection.execute(text(_POSTGRESQL.format(table=table, verb=verb, each=each)))


def missing(connection: Connection) -> frozenset[str]:
    """The triggers that are not there."""
    if connection.dialect.name == "sqlite":
        found = connection.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'"))
    else:
        found = connection.scalars(text("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"))
    return names(connection.dialect.name) - set(found)
