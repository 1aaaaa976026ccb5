"""The history of a row: what a reader sees of it, and what of an earlier state is put back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.access.actor import Actor, acting
from portal.access.scope import GrantFact
from portal.errors import NotFound
from portal.extensions import db
from portal.models import Provider, Role
from portal.models.transactions import writing
from portal.registers import REGISTERS
from portal.services import history

PROVIDERS = REGISTERS["providers"]
COUNTY = Actor.person(901, "county", "County", (GrantFact(Role.COUNTY_EDITOR, "370304"),))
OVERSIGHT = Actor.person(902, "oversight", "Oversight", (GrantFact(Role.OVERSIGHT, "37"),))
PORTAL = Actor.system("test")


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    with app.app_context(), writing():
        yield db.session
        db.session.rollback()


def changed(session: Session, **values: Any) -> Any:
    """A provider of the county, after one change that is committed."""
    with acting(PORTAL):
        row = session.scalars(select(Provider).where(Provider.region_code == "370304").order_by(Provider.id)).first()
        for key, value in values.items():
            setattr(row, key, value)
        session.commit()
        return row


def keys(session: Session, actor: Actor, row: Any) -> list[str]:
    with acting(actor):
        return [difference.column.key for difference in history.of_row(session, actor, PROVIDERS, row)[0].differences]


def test_the_history_shows_the_columns_that_its_reader_sees(session: Session) -> None:
    row = changed(session, name="改过的名称", phone="0533-4110009")
    assert sorted(keys(session, COUNTY, row)) == ["name", "phone"]
    assert keys(session, OVERSIGHT, row) == ["name"]


def test_only_a_change_of_this_very_row_is_put_back(session: Session) -> None:
    row = changed(session, name="改过的名称")
    with acting(PORTAL):
        other = session.scalars(select(Provider).where(Provider.id != row.id, Provider.region_code == "37")).first()
        other.name = "另一个"
        session.commit()
        of_other = history.newest(session, PROVIDERS, other)
        added = history.of_row(session, PORTAL, PROVIDERS, row)[-1].event.id
    with acting(COUNTY):
        for event_id in (of_other, added, 2_000_000_000):
            with pytest.raises(NotFound):
                history.restore(session, COUNTY, PROVIDERS, row, event_id)


def test_what_one_may_not_edit_and_what_is_personal_stays_when_the_rest_is_put_back(session: Session) -> None:
    with acting(PORTAL):
        before = session.scalars(select(Provider).where(Provider.region_code == "370304").order_by(Provider.id)).first()
        name = before.name
    row = changed(session, name="改过的名称", code_override_reason="已核对证书", phone="0533-4110009")
    with acting(COUNTY):
        event_id = history.newest(session, PROVIDERS, row)
        history.restore(session, COUNTY, PROVIDERS, row, event_id)
        assert (row.name, row.code_override_reason, row.phone) == (name, "已核对证书", "0533-4110009")
