"""The trail: every write leaves exactly one event, whoever makes it and however; nothing takes it back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from portal.access.actor import Actor, acting
from portal.access.circumstances import because
from portal.access.scope import GrantFact
from portal.errors import OutOfScope
from portal.extensions import db
from portal.fields import gb32100
from portal.models import (
    AccessEvent,
    AccessKind,
    CatalogItem,
    Event,
    EventPersonalValue,
    KeyArea,
    Provider,
    ProviderKind,
    Role,
    triggers,
)
from portal.models.transactions import writing
from portal.registers import REGISTERS
from portal.services import accounts, history, records, trail

CITY = Actor.person(7, "city", "City", (GrantFact(Role.CITY_EDITOR, "3703"),))
PROVIDERS = REGISTERS["providers"]


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    with app.app_context(), writing():
        yield db.session
        db.session.rollback()


def events(session: Session, since: int = 0, model: type = Event) -> list[Any]:
    session.rollback()
    with acting(Actor.system("test")):
        return list(session.scalars(select(model).where(model.id > since).order_by(model.id)))


def last(session: Session, model: type = Event) -> int:
    found = events(session, 0, model)
    return found[-1].id if found else 0


def a_provider(session: Session, **values: Any) -> Any:
    kind = session.scalars(select(ProviderKind.id).where(ProviderKind.status == "allowed")).first()
    code = gb32100.make("52", "370304", "MJJ88001")
    raw = {"name": "博山区测试中心", "credit_code": code, "kind": kind, "region": "370304"} | values
    return records.create(session, CITY, PROVIDERS, raw)


def test_every_seeded_row_has_its_event_with_the_folder_as_reason(session: Session) -> None:
    found = events(session)
    assert {e.kind for e in found} == {"added"}
    assert all(e.reason.startswith("portal init: ") for e in found)
    assert len({(e.register, e.row_id) for e in found}) == len(found)


def test_adding_changing_and_removing_leave_one_event_each(session: Session) -> None:
    start = last(session)
    with acting(CITY):
        row = a_provider(session)
        row_id = row.id
        session.commit()
        records.update(session, CITY, PROVIDERS, row, {"name": "改名", "evaluation_grade": "3A"})
        session.commit()
        records.delete(session, CITY, PROVIDERS, row)
        session.commit()
    added, changed, deleted = events(session, start)
    assert [e.kind for e in (added, changed, deleted)] == ["added", "changed", "deleted"]
    assert {e.row_id for e in (added, changed, deleted)} == {row_id}
    assert added.after["name"] == "博山区测试中心"
    assert added.before is None
    assert changed.before == {"name": "博山区测试中心", "own": {}}
    assert changed.after == {"name": "改名", "own": {"evaluation_grade": "3A"}}
    assert deleted.after is None
    assert (changed.actor_name, changed.acting_as, changed.region_code) == ("city", "city_editor", "370304")
    assert added.row_name == "博山区测试中心"


def test_several_flushes_of_one_row_are_one_event(session: Session) -> None:
    with acting(CITY):
        row = a_provider(session)
        session.commit()
        start = last(session)
        row = session.get(Provider, row.id)
        for name in ("一", "二", "三"):
            row.name = name
            session.flush()
        session.commit()
    (event,) = events(session, start)
    assert event.before == {"name": "博山区测试中心"}
    assert event.after == {"name": "三"}


def test_a_save_that_changes_nothing_leaves_nothing(session: Session) -> None:
    with acting(CITY):
        row = a_provider(session)
        session.commit()
        start = last(session)
        records.update(session, CITY, PROVIDERS, session.get(Provider, row.id), {"name": "博山区测试中心"})
        session.commit()
    assert events(session, start) == []


def test_what_is_rolled_back_leaves_nothing(session: Session) -> None:
    start = last(session)
    with acting(CITY):
        a_provider(session)
        session.rollback()
        session.commit()
    assert events(session, start) == []


def test_a_refused_flush_leaves_no_change_behind(session: Session) -> None:
    start = last(session)
    with acting(CITY):
        row = a_provider(session)
        session.commit()
        row = session.get(Provider, row.id)
        row.region_code = "3701"
        with pytest.raises(OutOfScope):
            session.commit()
        session.rollback()
    assert [e.kind for e in events(session, start)] == ["added"]


def test_links_to_many_are_told(session: Session) -> None:
    with acting(CITY):
        item = session.scalars(
            select(CatalogItem).where(CatalogItem.region_code == "3703", ~CatalogItem.key_areas.any())
        ).first()
        area = session.scalars(select(KeyArea)).first()
        start = last(session)
        item = session.get(CatalogItem, item.id)
        item.key_areas = [session.get(KeyArea, area.id)]
        session.commit()
    (event,) = events(session, start)
    assert event.before == {"key_areas": []}
    assert event.after == {"key_areas": [area.id]}


def test_a_personal_value_stands_beside_the_event_and_can_be_removed(session: Session) -> None:
    start = last(session)
    with acting(CITY):
        a_provider(session, phone="0531-51769834")
        session.commit()
    (event,) = events(session, start)
    assert "51769834" not in str(event.after)
    digest = event.after["phone"]["digest"]
    value = session.scalars(select(EventPersonalValue).where(EventPersonalValue.value_digest == digest)).one()
    assert value.value == "0531-51769834"
    with acting(Actor.system("test")):
        session.delete(value)
        session.commit()
    assert events(session, start)[0].after["phone"]["digest"] == digest


def test_accounts_and_grants_are_in_the_access_log_without_the_password(session: Session) -> None:
    start = last(session, AccessEvent)
    with acting(Actor.system("test")):
        account = accounts.add(session, "trail.test", "测试", "langes-passwort-5")
        accounts.grant(session, account, Role.OVERSIGHT, "37")
        session.commit()
        accounts.reset_password(session, account, "anderes-passwort-6")
        session.commit()
    found = events(session, start, AccessEvent)
    assert [e.kind for e in found] == ["account_added", "grant_given", "account_changed"]
    assert "scrypt" not in str([e.after for e in found])
    assert "argon" not in str([e.after for e in found])
    assert found[1].after["role"] == "oversight"


@pytest.mark.parametrize("statement", ["UPDATE {t} SET kind = 'x'", "DELETE FROM {t}"])
@pytest.mark.parametrize("table", triggers.APPEND_ONLY)
def test_the_database_refuses_to_change_or_remove_an_event(session: Session, statement: str, table: str) -> None:
    with acting(Actor.system("test")):
        if table == "access_events":
            trail.note(session, AccessKind.REFUSED, after={"path": "/"})
            session.commit()
        with pytest.raises(DatabaseError, match="append-only"):
            session.execute(text(statement.format(t=table)))
        session.rollback()


def test_an_event_that_lacks_what_its_kind_must_tell_is_not_written(session: Session) -> None:
    with acting(Actor.system("test")):
        with pytest.raises(ValueError, match="lacks after"):
            trail.note(session, AccessKind.REFUSED)
        session.rollback()


def test_the_digest_is_that_of_the_content(session: Session) -> None:
    with acting(Actor.system("test")):
        event = session.scalars(select(Event)).first()
    names = [c.key for c in Event.__mapper__.column_attrs]
    assert trail.content_digest({name: getattr(event, name) for name in names}) == event.digest


def test_an_earlier_state_is_put_back_as_a_new_change(session: Session) -> None:
    with acting(CITY):
        row = a_provider(session, evaluation_grade="2A", registered_on="2020-01-02")
        session.commit()
        row = records.get(session, CITY, PROVIDERS, row.id)
        records.update(
            session, CITY, PROVIDERS, row, {"name": "错误", "evaluation_grade": "5A", "registered_on": "2021-01-02"}
        )
        session.commit()
        start = last(session)
        row = records.get(session, CITY, PROVIDERS, row.id)
        with because("ignored"):
            history.restore(session, CITY, PROVIDERS, row, start)
        session.commit()
        row = records.get(session, CITY, PROVIDERS, row.id)
        assert (row.name, row.own["evaluation_grade"], str(row.registered_on)) == ("博山区测试中心", "2A", "2020-01-02")
    (event,) = events(session, start)
    assert event.kind == "changed"
    assert event.reason == f"restored from event {start}"
