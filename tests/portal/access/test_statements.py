"""The doors beside the ORM are shut: Core, text and bulk methods on guarded tables are refused at run time."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, insert, literal, select, text, update
from sqlalchemy.orm import Session

from portal.access.actor import NOBODY, Actor, acting
from portal.access.scope import GrantFact
from portal.access.statements import _look, explained, guarded_tables
from portal.errors import NotPermitted, OutOfScope
from portal.extensions import db
from portal.models import CatalogEdition, CatalogItem, Provider, Purchaser, Role, SearchToken
from portal.models.transactions import writing

TABLE: Any = Provider.__table__
TOKENS: Any = SearchToken.__table__
CITY = Actor.person(1, "somebody", "Somebody", (GrantFact(Role.CITY_EDITOR, "3703"),))


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    with app.app_context(), writing():
        yield db.session
        db.session.rollback()


DOORS: dict[str, Callable[[Session], Any]] = {
    "select of the table": lambda s: s.execute(select(TABLE)),
    "select of a column": lambda s: s.execute(select(TABLE.c.id)),
    "alias of the table": lambda s: s.execute(select(TABLE.alias())),
    "select on the connection": lambda s: s.connection().execute(select(TABLE)),
    "class on the connection": lambda s: s.connection().execute(select(Provider)),
    "joined to a class": lambda s: s.execute(select(Purchaser.id).join(TABLE, TABLE.c.id == Purchaser.id)),
    "within a condition": lambda s: s.execute(select(Purchaser.id).where(Purchaser.id.in_(select(TABLE.c.id)))),
    "within a common table": lambda s: s.execute(select(select(TABLE.c.id).cte().c.id)),
    "an exists": lambda s: s.execute(select(literal(1)).where(select(TABLE.c.id).exists())),
    "text": lambda s: s.execute(text("SELECT name FROM providers")),
    "text in capitals and quotes": lambda s: s.connection().execute(text('SELECT name FROM "providers"')),
    "text behind a class": lambda s: s.scalars(select(Provider).from_statement(text("SELECT * FROM providers"))).all(),
    "text in a condition": lambda s: s.execute(
        select(Purchaser.id).where(text("EXISTS (SELECT 1 FROM providers WHERE region_code = '43')"))
    ),
    "the driver": lambda s: s.connection().exec_driver_sql("SELECT name FROM providers"),
    "update": lambda s: s.execute(update(TABLE).values(name="x")),
    "delete": lambda s: s.execute(delete(TABLE)),
    "insert": lambda s: s.execute(insert(TABLE), [{"name": "x", "region_code": "43"}]),
    "insert of a class": lambda s: s.execute(insert(Provider), [{"name": "x", "region_code": "43"}]),
    "insert from select": lambda s: s.execute(
        insert(TOKENS).from_select(["token", "row_id"], select(TABLE.c.name, TABLE.c.id))
    ),
    "update on the connection": lambda s: s.connection().execute(update(TABLE).values(name="x")),
    "update of text": lambda s: s.execute(text("UPDATE providers SET name = 'x'")),
    "bulk_insert_mappings": lambda s: s.bulk_insert_mappings(Provider, [{"name": "x", "region_code": "43"}]),
    "bulk_update_mappings": lambda s: s.bulk_update_mappings(Provider, [{"id": 1, "name": "x", "version": 1}]),
    "bulk_save_objects": lambda s: s.bulk_save_objects([Provider(name="x", region_code="43", credit_code="X" * 18)]),
    "link table": lambda s: s.execute(delete(CatalogItem.key_areas.property.secondary)),
}


@pytest.mark.parametrize("actor", [CITY, NOBODY], ids=["city", "nobody"])
@pytest.mark.parametrize("door", DOORS)
def test_a_door_beside_the_orm_is_shut(session: Session, door: str, actor: Actor) -> None:
    with acting(actor), pytest.raises(NotPermitted):
        DOORS[door](session)


@pytest.mark.parametrize("door", ["select of the table", "text", "update", "the driver"])
def test_the_portal_itself_may_use_it_for_a_purpose(session: Session, door: str) -> None:
    with acting(Actor.system("test")):
        DOORS[door](session)


def test_a_flush_opens_no_door_for_what_comes_after_it(session: Session) -> None:
    with acting(CITY):
        row = session.scalars(select(Provider)).first()
        row.name = "新名"
        session.flush()
        with pytest.raises(NotPermitted):
            session.connection().execute(update(TABLE).values(name="x"))


def test_a_refused_flush_leaves_no_door_open(session: Session) -> None:
    with acting(CITY):
        first, second = session.scalars(select(Provider).limit(2)).all()
        first.name = "新名"
        second.region_code = "43"
        with pytest.raises(OutOfScope):
            session.flush()
        session.rollback()
        with pytest.raises(NotPermitted):
            session.connection().execute(update(TABLE).values(name="x"))


def test_an_explained_statement_passes_and_must_say_why(session: Session) -> None:
    with acting(CITY):
        assert session.connection().execute(explained(select(TABLE.c.id).limit(1), "a test")).all()
    with pytest.raises(ValueError, match="reason"):
        explained(select(TABLE), " ")


def test_tables_that_no_register_shows_are_free(session: Session) -> None:
    with acting(CITY):
        session.execute(select(TOKENS.c.token).limit(1))
        session.execute(text("SELECT 1"))


def test_the_database_may_not_move_a_row_out_behind_the_engines_back(session: Session) -> None:
    with acting(Actor.system("a trigger for a test")):
        if session.get_bind().dialect.name == "sqlite":
            session.execute(text(
                "CREATE TEMP TRIGGER moving AFTER UPDATE OF name ON main.providers "
                "BEGIN UPDATE providers SET region_code = '43' WHERE id = NEW.id; END"
            ))  # fmt: skip
        else:
            session.execute(text(
                "CREATE FUNCTION pg_temp.moving() RETURNS trigger LANGUAGE plpgsql AS "
                "$$ BEGIN NEW.region_code := '43'; RETURN NEW; END $$"
            ))  # fmt: skip
            session.execute(text(
                "CREATE TRIGGER moving BEFORE UPDATE ON providers FOR EACH ROW EXECUTE FUNCTION pg_temp.moving()"
            ))  # fmt: skip
    with acting(CITY):
        row = session.scalars(select(Provider)).first()
        row.name = "新名"
        with pytest.raises(OutOfScope):
            session.flush()
    session.rollback()
    session.remove()
    db.engine.dispose()


def test_a_child_cannot_be_moved_to_a_foreign_parent(session: Session) -> None:
    with acting(Actor.system("test")):
        foreign = session.scalars(select(CatalogEdition).where(CatalogEdition.region_code.startswith("43"))).first()
        item = session.scalars(
            select(CatalogItem).join(CatalogItem.edition).where(CatalogItem.region_code == "3703")
        ).first()
    assert foreign is not None and item is not None
    with acting(CITY):
        item.edition = foreign
        with pytest.raises(OutOfScope):
            session.flush()


def test_no_model_holds_its_scoped_children_as_a_list_but_by_links(session: Session) -> None:
    """A list of children would be one more way to move rows; should one come, each child is checked as a row."""
    lists = [
        str(relation)
        for mapper in Provider.registry.mappers
        for relation in mapper.relationships
        if relation.direction.name == "ONETOMANY" and relation.mapper.local_table.name in guarded_tables()[0]
    ]
    assert lists == []


def test_watching_costs_less_than_fifteen_microseconds_a_statement(session: Session) -> None:
    class Context:
        compiled = select(Provider).compile()
        execution_options = {"portal_scoped": "select"}

    context = Context()
    with acting(CITY):
        best = 1.0
        for _ in range(5):
            begun = time.perf_counter()
            for _ in range(1_000):
                _look(None, None, "", None, context, False)
            best = min(best, (time.perf_counter() - begun) / 1_000)
    assert best < 15e-6
