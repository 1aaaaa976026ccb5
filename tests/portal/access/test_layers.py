"""The layers of the engine one by one: what the first has to catch must not be left to the next."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Connection, delete, event, func, literal_column, select, text, update
from sqlalchemy.orm import Session

from portal.access.actor import Actor, acting
from portal.access.permissions import Action
from portal.access.scope import GrantFact
from portal.errors import NotPermitted, OutOfScope
from portal.extensions import db
from portal.models import (
    CatalogEdition,
    CatalogItem,
    KeyArea,
    NegativeListEntry,
    Organization,
    PolicyDocument,
    Provider,
    ProviderKind,
    Role,
)
from portal.models.transactions import writing
from portal.registers import REGISTERS
from portal.services import guards, records, search
from portal.services.records import Query

SYSTEM = Actor.system("test")


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    with app.app_context(), writing():
        yield db.session
        db.session.rollback()


def person(role: Role, region: str, organization: int | None = None) -> Actor:
    return Actor.person(1, "somebody", "Somebody", (GrantFact(role, region, organization),))


CITY = person(Role.CITY_EDITOR, "3703")


@contextmanager
def changes_sent(session: Session) -> Iterator[list[str]]:
    """The statements of this session that would change something, as far as they reached the database."""
    sent: list[str] = []
    connection = session.connection()

    def note(conn: Connection, cursor: Any, statement: str, *rest: Any) -> None:
        if statement.split(None, 1)[0] in ("INSERT", "UPDATE", "DELETE"):
            sent.append(statement)

    event.listen(connection, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(connection, "before_cursor_execute", note)


def a_provider(session: Session, region: str) -> Provider:
    with acting(SYSTEM):
        wanted = select(ProviderKind.id).where(ProviderKind.region_code == region[:2], ProviderKind.status == "allowed")
        return Provider(name="新", credit_code="X" * 18, region_code=region, kind_id=session.scalars(wanted).first())


@pytest.mark.parametrize("attempt", ["add", "move out", "draw in", "delete"])
def test_a_row_outside_is_refused_before_the_database_hears_of_it(session: Session, attempt: str) -> None:
    with acting(SYSTEM):
        own = session.scalars(select(Provider).where(Provider.region_code.startswith("3703"))).first()
        foreign = session.scalars(select(Provider).where(Provider.region_code.startswith("43"))).first()
    new = a_provider(session, "43")
    with acting(CITY), changes_sent(session) as sent, pytest.raises(OutOfScope):
        if attempt == "add":
            session.add(new)
        elif attempt == "move out":
            own.region_code = "3701"
        elif attempt == "draw in":
            foreign.region_code = "3703"
        else:
            session.delete(foreign)
        session.flush()
    assert sent == []


@pytest.mark.parametrize("statement", [update(Provider).values(name="x"), delete(Provider)])
def test_bulk_changes_are_refused_for_what_they_are(session: Session, statement: Any) -> None:
    with acting(CITY), pytest.raises(NotPermitted, match="Bulk changes of providers"):
        session.execute(statement)


@pytest.mark.parametrize("role", [Role.AUDIT_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR, Role.SYSTEM_ADMINISTRATOR])
@pytest.mark.parametrize("model", [CatalogEdition, CatalogItem, NegativeListEntry, KeyArea, PolicyDocument])
def test_an_administrator_of_the_portal_reads_nothing_that_is_published_above(
    session: Session, model: Any, role: Role
) -> None:
    with acting(SYSTEM):
        above = session.scalar(select(func.count()).where(model.region_code.in_(("00", "37"))))
    assert above
    with acting(person(role, "3703")):
        assert session.scalar(select(func.count()).select_from(model)) == 0


def two_departments(session: Session) -> Any:
    """An item of a department's open edition, and another department of the same region."""
    with acting(SYSTEM):
        item = session.scalars(
            select(CatalogItem)
            .join(CatalogItem.edition)
            .where(CatalogEdition.organization_id.is_not(None), CatalogEdition.region_code == "37")
        ).first()
        others = select(Organization.id).where(
            Organization.region_code == "37", Organization.id != item.edition.organization_id
        )
        other = session.scalars(others).first()
    assert other is not None
    return item, other


@pytest.mark.parametrize("attempt", ["change", "delete", "add"])
def test_a_department_cannot_write_items_of_another_ones_catalog(session: Session, attempt: str) -> None:
    item, other = two_departments(session)
    with acting(person(Role.DEPARTMENT_EDITOR, "37", other)), changes_sent(session) as sent, pytest.raises(OutOfScope):
        if attempt == "change":
            item.name = "别人的目录"
        elif attempt == "delete":
            session.delete(item)
        else:
            session.add(
                CatalogItem(edition_id=item.edition_id, region_code="37", code="ZZ9", path="ZZ9", name="混", level=1)
            )
        session.flush()
    assert sent == []


def test_the_owner_may(session: Session) -> None:
    item, _ = two_departments(session)
    with acting(SYSTEM):
        owner = item.edition.organization_id
    with acting(person(Role.DEPARTMENT_EDITOR, "37", owner)):
        item.name = "自己的目录"
        session.flush()


def foreign_area(session: Session) -> Any:
    with acting(SYSTEM):
        return session.scalars(select(KeyArea).where(KeyArea.region_code == "43")).first()


def own_item(session: Session) -> Any:
    with acting(SYSTEM):
        return session.scalars(select(CatalogItem).where(CatalogItem.region_code == "3703")).first()


def test_a_new_row_cannot_be_linked_to_a_foreign_one(session: Session) -> None:
    area, item = foreign_area(session), own_item(session)
    with acting(CITY), pytest.raises(OutOfScope, match="key_areas"):
        row = CatalogItem(
            edition_id=item.edition_id, region_code="3703", code="ZZ9", path="ZZ9", name="新", level=1, key_areas=[area]
        )
        session.add(row)
        session.flush()


def test_a_link_to_a_foreign_row_cannot_be_cut(session: Session) -> None:
    area, item = foreign_area(session), own_item(session)
    with acting(SYSTEM):
        item.key_areas = [area]
        session.flush()
    with acting(CITY), pytest.raises(OutOfScope, match="key_areas"):
        item.key_areas = []
        session.flush()


def test_the_database_may_not_move_a_new_row_out_either(session: Session) -> None:
    with acting(Actor.system("a trigger for a test")):
        if session.get_bind().dialect.name == "sqlite":
            session.execute(text(
                "CREATE TEMP TRIGGER moving AFTER INSERT ON main.providers "
                "BEGIN UPDATE providers SET region_code = '43' WHERE id = NEW.id; END"
            ))  # fmt: skip
        else:
            session.execute(text(
                "CREATE FUNCTION pg_temp.moving() RETURNS trigger LANGUAGE plpgsql AS "
                "$$ BEGIN NEW.region_code := '43'; RETURN NEW; END $$"
            ))  # fmt: skip
            session.execute(text(
                "CREATE TRIGGER moving BEFORE INSERT ON providers FOR EACH ROW EXECUTE FUNCTION pg_temp.moving()"
            ))  # fmt: skip
    row = a_provider(session, "370304")
    with acting(CITY), pytest.raises(OutOfScope):
        session.add(row)
        session.flush()
    session.rollback()
    session.remove()
    db.engine.dispose()


@pytest.mark.parametrize(
    "condition", ["(SELECT count(*) FROM purchasers) > 0", "(SELECT count(*) FROM PURCHASERS) > 0"]
)
def test_a_literal_column_opens_no_door(session: Session, condition: str) -> None:
    with acting(CITY), pytest.raises(NotPermitted, match="purchasers"):
        session.scalars(select(Provider.id).where(literal_column(condition)))


@pytest.mark.parametrize("table", ["PROVIDERS", "Providers", '"providers"'])
def test_no_spelling_hides_a_table(session: Session, table: str) -> None:
    with acting(CITY), pytest.raises(NotPermitted, match="providers"):
        session.execute(text(f"SELECT name FROM {table}"))


def test_a_search_counts_only_what_may_be_read(session: Session) -> None:
    """The tokens of the index are counted alone, without the rows: they need the scope of their own."""
    found = {}
    for actor in (SYSTEM, CITY):
        with acting(actor):
            query = Query(words="中心", size=25)
            page = records.find(session, actor, REGISTERS["providers"], query, ())
            every = session.scalars(select(Provider.id).where(Provider.name.contains("中心"))).all()
            told = search.narrow(REGISTERS["providers"], query.words)
            counted = session.scalar(select(func.count()).select_from(told.keys.subquery()))
            assert page.count == counted == len(every)
            found[actor.username] = counted
    assert 0 < found["somebody"] < found["system"]


@pytest.mark.parametrize("action", [Action.EDIT, Action.DELETE])
def test_the_guard_knows_whose_catalog_it_is(session: Session, action: Action) -> None:
    item, other = two_departments(session)
    with acting(SYSTEM):
        rows = {"catalog_items": item, "catalog_editions": item.edition}
        owner = item.edition.organization_id
    for name, row in rows.items():
        stranger, keeper = (person(Role.DEPARTMENT_EDITOR, "37", number) for number in (other, owner))
        with acting(stranger):
            assert "region or owner" in str(guards.allowed(stranger, REGISTERS[name], action, row))
        with acting(keeper):
            assert "region or owner" not in str(guards.allowed(keeper, REGISTERS[name], action, row))
