"""Personal data goes by law: from the record and from beside the trail, whose events stay as they were."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.access.actor import Actor, acting
from portal.access.scope import GrantFact
from portal.errors import BadInput, NotFound
from portal.extensions import db
from portal.fields import gb32100
from portal.models import AccessEvent, AccessKind, Event, EventPersonalValue, Provider, ProviderKind, Role
from portal.models.transactions import writing
from portal.registers import REGISTERS
from portal.services import forgetting, records, trail

COUNTY = Actor.person(7, "county", "County", (GrantFact(Role.COUNTY_EDITOR, "370304"),))
PROVIDERS = REGISTERS["providers"]
FIRST, SECOND = "13905331234", "13905331235"


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    with app.app_context(), writing():
        yield db.session
        db.session.rollback()


@pytest.fixture
def row_id(session: Session) -> int:
    """A provider whose telephone was changed once."""
    with acting(COUNTY):
        kind = session.scalars(select(ProviderKind.id).where(ProviderKind.status == "allowed")).first()
        code = gb32100.make("52", "370304", "MJJ55001")
        raw = {"name": "被遗忘者", "credit_code": code, "kind": kind, "region": "370304", "phone": FIRST}
        row = records.create(session, COUNTY, PROVIDERS, raw)
        session.commit()
        records.update(session, COUNTY, PROVIDERS, row, {"phone": SECOND})
        session.commit()
        return int(row.id)


def clear_values(session: Session) -> list[str]:
    return sorted(
        session.scalars(select(EventPersonalValue.value).where(EventPersonalValue.value.startswith("1390533123")))
    )


def events_of(session: Session, row_id: int) -> list[Any]:
    with acting(Actor.system("test")):
        return list(
            session.scalars(
                select(Event).where(Event.register == "providers", Event.row_id == row_id).order_by(Event.id)
            )
        )


def test_the_values_go_and_the_events_stay_as_they_were(session: Session, row_id: int) -> None:
    before = [(event.id, event.digest, str(event.after)) for event in events_of(session, row_id)]
    assert clear_values(session) == [FIRST, FIRST, SECOND]
    done = forgetting.forget(session, PROVIDERS, row_id, "本人 2026-11-20 书面请求")
    assert clear_values(session) == []
    assert (done.columns, done.values) == (["phone"], 4)
    with acting(COUNTY):
        assert session.get(Provider, row_id).phone is None
    after = events_of(session, row_id)
    assert [(event.id, event.digest, str(event.after)) for event in after[:-1]] == before
    assert after[-1].after == {"phone": None}
    names = [c.key for c in Event.__mapper__.column_attrs]
    for event in after:
        assert trail.content_digest({name: getattr(event, name) for name in names}) == event.digest


def test_it_leaves_one_event_with_the_reason_and_without_the_value(session: Session, row_id: int) -> None:
    forgetting.forget(session, PROVIDERS, row_id, "本人请求")
    with acting(Actor.system("test")):
        (event,) = session.scalars(select(AccessEvent).where(AccessEvent.kind == AccessKind.PERSONAL_FORGOTTEN))
    assert (event.register, event.row_id, event.region_code) == ("providers", row_id, "370304")
    assert event.reason == "本人请求"
    assert event.after == {"columns": ["phone"], "emptied": ["phone"], "values": 4}
    assert "1390533" not in str(event.after)


def test_a_record_that_is_gone_is_forgotten_too_and_again_is_no_harm(session: Session, row_id: int) -> None:
    with acting(COUNTY):
        records.delete(session, COUNTY, PROVIDERS, session.get(Provider, row_id))
        session.commit()
    assert forgetting.forget(session, PROVIDERS, row_id, "x").values == 4
    assert clear_values(session) == []
    again = forgetting.forget(session, PROVIDERS, row_id, "x")
    assert (again.columns, again.values) == ([], 0)


def test_another_record_keeps_its_values(session: Session, row_id: int) -> None:
    with acting(COUNTY):
        kind = session.scalars(select(ProviderKind.id).where(ProviderKind.status == "allowed")).first()
        code = gb32100.make("52", "370304", "MJJ55002")
        raw = {"name": "旁人", "credit_code": code, "kind": kind, "region": "370304", "phone": SECOND}
        other = records.create(session, COUNTY, PROVIDERS, raw).id
        session.commit()
    forgetting.forget(session, PROVIDERS, row_id, "x")
    assert clear_values(session) == [SECOND]
    with acting(COUNTY):
        assert session.get(Provider, other).phone == SECOND


@pytest.mark.parametrize(("reason", "columns"), [("", ()), ("  ", ()), ("x", ("name",)), ("x" * 501, ())])
def test_without_a_reason_or_for_another_column_nothing_is_removed(
    session: Session, row_id: int, reason: str, columns: tuple[str, ...]
) -> None:
    with pytest.raises(BadInput):
        forgetting.forget(session, PROVIDERS, row_id, reason, columns)
    assert len(clear_values(session)) == 3


def test_what_never_was_is_not_found(session: Session) -> None:
    with pytest.raises(NotFound):
        forgetting.forget(session, PROVIDERS, 999_999, "x")
