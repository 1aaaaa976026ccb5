"""The trail cannot be altered: not by the ORM, not by SQL of the portal's own role, not past SQLAlchemy."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import psycopg
import pytest
from flask import Flask
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from config import ROOT
from portal.access.actor import Actor, acting
from portal.access.scope import GrantFact
from portal.errors import NotPermitted, OutOfScope
from portal.extensions import db
from portal.models import AccessEvent, AccessKind, Event, EventPersonalValue, Role, triggers
from portal.models.transactions import writing
from portal.services import trail
from tests.cast import CITY, sign_in
from tests.conftest import dispose, make_app

MODELS = {"events": Event, "access_events": AccessEvent}
SYSTEM = Actor.system("test")
PEOPLE = {
    "the portal itself": SYSTEM,
    "the province's administrator": Actor.person(
        1, "a", "A", (GrantFact(Role.PROVINCE_ADMINISTRATOR, "37"), GrantFact(Role.OVERSIGHT, "00"))
    ),
    "the audit administrator": Actor.person(2, "b", "B", (GrantFact(Role.AUDIT_ADMINISTRATOR, "00"),)),
}

ON_BOTH = {
    "change": "UPDATE {table} SET reason = 'x' WHERE id = {id}",
    "change all": "UPDATE {table} SET digest = digest",
    "remove": "DELETE FROM {table} WHERE id = {id}",
    "remove all": "DELETE FROM {table}",
    "upsert": "INSERT INTO {table} ({columns}) SELECT {columns} FROM {table} WHERE id = {id} "
    "ON CONFLICT (id) DO UPDATE SET reason = 'x'",
    "second row of one id": "INSERT INTO {table} ({columns}) SELECT {columns} FROM {table} WHERE id = {id}",
}
ON_SQLITE = {
    "replace": "INSERT OR REPLACE INTO {table} ({columns}) SELECT {columns} FROM {table} WHERE id = {id}",
    "replace by REPLACE": "REPLACE INTO {table} ({columns}) SELECT {columns} FROM {table} WHERE id = {id}",
    "change or replace": "UPDATE OR REPLACE {table} SET reason = 'x'",
}
ON_POSTGRESQL = {
    "empty": "TRUNCATE {table}",
    "empty with what refers to it": "TRUNCATE regions CASCADE",
    "merge": "MERGE INTO {table} t USING (SELECT {id} AS id) s ON t.id = s.id WHEN MATCHED THEN DELETE",
    "change in a common table": "WITH x AS (DELETE FROM {table} RETURNING id) SELECT count(*) FROM x",
}


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """With at least one event in each log."""
    with app.app_context(), writing():
        with acting(SYSTEM):
            trail.note(db.session, AccessKind.REFUSED, after={"path": "/"})
            db.session.commit()
        yield db.session
        db.session.rollback()


def held(session: Session, table: str) -> list[Any]:
    session.rollback()
    with acting(SYSTEM):
        found = session.execute(text(f"SELECT id, reason, digest FROM {table} ORDER BY id")).all()
    session.rollback()
    return [tuple(row) for row in found]


def attempts(kind: str) -> dict[str, str]:
    return ON_BOTH | (ON_SQLITE if kind == "sqlite" else ON_POSTGRESQL)


@pytest.mark.parametrize("table", triggers.APPEND_ONLY)
def test_sql_of_the_portals_own_role_changes_nothing(session: Session, database_kind: str, table: str) -> None:
    before = held(session, table)
    names = ", ".join(column.name for column in MODELS[table].__table__.columns)
    for name, statement in attempts(database_kind).items():
        with acting(SYSTEM), pytest.raises(DatabaseError, match=r"append-only|unique|UNIQUE"):
            session.execute(text(statement.format(table=table, columns=names, id=before[0][0])))
            session.commit()
        assert held(session, table) == before, name


@pytest.mark.parametrize("table", triggers.APPEND_ONLY)
def test_a_connection_past_sqlalchemy_changes_nothing(
    session: Session, database_kind: str, database_url: str, table: str
) -> None:
    before = held(session, table)
    names = ", ".join(column.name for column in MODELS[table].__table__.columns)
    for name, statement in attempts(database_kind).items():
        wording = statement.format(table=table, columns=names, id=before[0][0])
        with pytest.raises((sqlite3.Error, psycopg.Error), match=r"append-only|unique|UNIQUE"):
            if database_kind == "sqlite":
                with closing(sqlite3.connect(database_url.removeprefix("sqlite:///"))) as connection, connection:
                    connection.execute(wording)
            else:
                with psycopg.connect(database_url.replace("+psycopg", "")) as connection:
                    connection.execute(wording.encode())
        assert held(session, table) == before, name


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("table", triggers.APPEND_ONLY)
def test_the_orm_changes_nothing_whoever_acts(session: Session, table: str, who: str) -> None:
    model = MODELS[table]
    before = held(session, table)
    values = {c.name: "x" for c in model.__table__.columns if c.name in ("reason", "digest")}
    for statement in (update(model).values(values), delete(model), insert(model).values(id=before[0][0])):
        with acting(PEOPLE[who]), pytest.raises((DatabaseError, NotPermitted)):
            session.execute(statement)
            session.commit()
        assert held(session, table) == before
    for attempt in ("change", "remove", "move", "again"):
        with acting(SYSTEM):
            event = session.get(model, before[0][0])
        with acting(PEOPLE[who]), pytest.raises((DatabaseError, OutOfScope)):
            if attempt == "change":
                event.reason = "x"
            elif attempt == "move":
                event.region_code = "43"
            elif attempt == "remove":
                session.delete(event)
            else:
                session.expunge(event)
                session.add(model(**{c.key: getattr(event, c.key) for c in model.__mapper__.column_attrs}))
            session.commit()
        assert held(session, table) == before, attempt


def test_a_personal_value_can_be_removed_and_never_changed(session: Session, database_kind: str) -> None:
    with acting(SYSTEM):
        session.execute(insert(EventPersonalValue).values(value_digest="d", salt="s", value="0531-51769834"))
        session.commit()
        row_id = session.scalars(select(EventPersonalValue.id)).first()
        wordings = [f"UPDATE event_personal_values SET value = 'x' WHERE id = {row_id}"]
        if database_kind == "sqlite":
            wordings.append(f"REPLACE INTO event_personal_values VALUES ({row_id}, 'd', 's', 'x')")
        for wording in wordings:
            with pytest.raises(DatabaseError, match="append-only"):
                session.execute(text(wording))
            session.rollback()
        session.execute(delete(EventPersonalValue))
        session.commit()
        assert session.scalars(select(EventPersonalValue.id)).all() == []


def test_every_trigger_that_is_gone_or_off_is_missed_and_put_back(session: Session, database_kind: str) -> None:
    wanted = triggers.names(database_kind)
    with acting(SYSTEM):
        connection = session.connection()
        assert triggers.missing(connection) == frozenset()
        for table, verb in triggers.refused(database_kind):
            name = f"{table}_no_{verb}"
            connection.execute(text(f"DROP TRIGGER {name}" + ("" if database_kind == "sqlite" else f" ON {table}")))
            assert triggers.missing(connection) == {name}
            triggers.ensure(connection)
            if database_kind == "postgresql":
                connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER {name}"))
                assert triggers.missing(connection) == {name}
                connection.execute(text(f"ALTER TABLE {table} ENABLE TRIGGER {name}"))
        assert triggers.missing(connection) == frozenset()
        assert len(wanted) == (8 if database_kind == "sqlite" else 7)
        session.rollback()


WITHOUT_OWNING = """
CREATE ROLE portal_serving;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO portal_serving;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO portal_serving;
REVOKE UPDATE, DELETE ON events, access_events FROM portal_serving;
REVOKE UPDATE ON event_personal_values FROM portal_serving;
"""
"""As operators are told."""

BY_RIGHT = (
    "DROP TRIGGER {table}_no_delete ON {table}",
    "ALTER TABLE {table} DISABLE TRIGGER ALL",
    "ALTER TABLE {table} RENAME TO elsewhere",
    "DROP TABLE {table}",
    "TRUNCATE {table}",
    "DELETE FROM {table}",
    "UPDATE {table} SET reason = 'x'",
    "SET session_replication_role = replica",
    "CREATE OR REPLACE FUNCTION trail_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$",
)


def test_operators_are_told_these_rights() -> None:
    assert WITHOUT_OWNING.strip() in (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")


@pytest.fixture
def serving(database_url: str) -> Iterator[str]:
    """The URL of the database for a role that does not own its tables."""
    address = database_url.replace("+psycopg", "")
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(WITHOUT_OWNING.encode())
    mark = "&" if "?" in database_url else "?"
    yield f"{database_url}{mark}options=-c%20role%3Dportal_serving"
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(b"DROP OWNED BY portal_serving; DROP ROLE portal_serving")


@pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
def test_a_role_that_does_not_own_the_tables_serves_and_cannot_even_drop_a_trigger(serving: str) -> None:
    app = make_app(serving)
    try:
        client = sign_in(app, CITY)
        address = re.search(r"/organizations/edit/\d+", client.get("/organizations/list/").get_data(as_text=True))[0]
        form = dict(re.findall(r'name="(\w+)"[^>]*value="([^"]*)"', client.get(address).get_data(as_text=True)))
        assert client.post(address, data=form | {"note": "自己的改动", "short_name": "改"}).status_code == 302
        with app.app_context(), acting(SYSTEM):
            newest = db.session.scalars(select(Event).order_by(Event.id.desc()).limit(1)).one()
            assert (newest.kind, newest.register, newest.actor_name) == ("changed", "organizations", CITY.username)
            db.session.rollback()
            for table in triggers.APPEND_ONLY:
                for wording in BY_RIGHT:
                    with pytest.raises(DatabaseError, match=r"permission denied|must be owner"):
                        db.session.execute(text(wording.format(table=table)))
                    db.session.rollback()
    finally:
        dispose(app)
