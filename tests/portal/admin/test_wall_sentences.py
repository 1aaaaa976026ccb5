"""Sentences of the wall shown nowhere else: one event by each path, hidden fields, departments, no role for all."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.access.actor import Actor, acting
from portal.access.administration import DUTIES, Duty
from portal.access.permissions import PERMISSIONS, TRAIL, Action
from portal.access.scope import GrantFact
from portal.errors import NotPermitted, OutOfScope
from portal.extensions import db
from portal.fields import gb32100
from portal.models import CatalogEdition, Event, EventPersonalValue, Provider, Role
from portal.models.transactions import writing
from portal.registers import REGISTERS
from portal.services import forgetting, records
from tests.cast import COUNTY, PROVINCE, sign_in, token
from tests.own_fields import publish

SYSTEM = Actor.system("test")
BUSINESS = tuple(name for name in REGISTERS if name not in TRAIL)


def events_since(app: Flask, start: int) -> list[Event]:
    with app.app_context(), acting(SYSTEM):
        found = list(db.session.scalars(select(Event).where(Event.id > start).order_by(Event.id)))
        db.session.expunge_all()
        db.session.remove()
    return found


def newest(app: Flask) -> int:
    found = events_since(app, 0)
    return found[-1].id if found else 0


def typed(client: FlaskClient, number: int = 1) -> dict[str, Any]:
    kind = client.get("/provider_kinds/pick?q=").get_json()["results"][0]["id"]
    code = gb32100.make("52", "370304", f"MJJ3300{number}")
    return {"name": f"第{number}条路", "credit_code": code, "kind": kind, "region": "370304", "status": "active"}


def test_each_path_of_writing_leaves_one_event_that_tells_everything(app: Flask) -> None:
    client, headers, api = sign_in(app, COUNTY), token(app, COUNTY), app.test_client()
    start = newest(app)
    place = str(client.post("/providers/add", data=typed(client)).headers["Location"])
    pk = place.rsplit("/", 1)[1]
    sent = typed(client, 2)
    made = api.post("/api/v1/providers/", headers=headers, json=sent | {"kind": int(sent["kind"])})
    assert made.status_code == 201, made.get_json()
    second = made.get_json()["id"]
    client.post(place.replace("/show/", "/edit/"), data=typed(client) | {"name": "改", "version": "1"})
    assert api.put(f"/api/v1/providers/{second}", headers=headers, json={"name": "改"}).status_code == 200
    assert (
        client.post(
            "/providers/bulk", data={"action": "suspend", "rowid": [pk, str(second)], "confirmed": "1"}
        ).status_code
        == 302
    )
    assert client.post(f"/providers/delete/{pk}").status_code == 302
    assert api.delete(f"/api/v1/providers/{second}", headers=headers).status_code in (200, 204)
    found = events_since(app, start)
    assert [(e.kind, str(e.row_id)) for e in found] == [
        ("added", pk), ("added", str(second)), ("changed", pk), ("changed", str(second)),
        ("changed", pk), ("changed", str(second)), ("deleted", pk), ("deleted", str(second)),
    ]  # fmt: skip
    for event in found:
        assert (event.actor_name, event.acting_as, event.address) == (COUNTY.username, "county_editor", "127.0.0.1")
        assert (event.register, event.region_code) == ("providers", "370304")
        assert event.at is not None
        assert event.request_id
        assert event.digest
    assert len({event.request_id for event in found}) == 7, "the two of the bulk action came with one request"


def hidden_field(app: Flask, **more: Any) -> None:
    publish(app, "secret_note", "text", seen_by=["province_administrator"], **more)


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_a_program_is_not_told_that_a_hidden_field_is_there(app: Flask) -> None:
    hidden_field(app, filtered="y", listed="y")
    told = [app.test_client().get("/api/v1/providers/_info", headers=token(app, who)) for who in (PROVINCE, COUNTY)]
    assert ["secret_note" in str(answer.get_json()) for answer in told] == [True, False]
    for question in ("filters:!((col:own_secret_note,opr:ct,value:'x'))", "order_column:own_secret_note",
                     "columns:!(own_secret_note)"):  # fmt: skip
        asked = [
            app.test_client().get(f"/api/v1/providers/?q=({question})", headers=token(app, who)).status_code
            for who in (PROVINCE, COUNTY)
        ]
        assert asked == [200, 400], question


def test_a_hidden_field_is_in_no_form_and_no_answer_and_survives_a_save_without_it(app: Flask) -> None:
    hidden_field(app)
    chief, county = sign_in(app, PROVINCE), sign_in(app, COUNTY)
    place = str(chief.post("/providers/add", data=typed(chief) | {"own_secret_note": "只给省里看"}).headers["Location"])
    pk, edit = place.rsplit("/", 1)[1], place.replace("/show/", "/edit/")
    form = BeautifulSoup(county.get(edit).get_data(as_text=True), "html.parser")
    assert form.select_one("[name=name]") is not None
    assert form.select_one("[name*=secret_note]") is None
    for path in (edit, place, "/providers/list/", f"{place}?tab=history"):
        assert "只给省里看" not in county.get(path).get_data(as_text=True), path
    answer = app.test_client().get(f"/api/v1/providers/{pk}", headers=token(app, COUNTY))
    assert answer.get_json()["id"] == int(pk) and "只给省里看" not in str(answer.get_json())
    # Sent along all the same it is refused, and saving without it keeps what is there.
    sent = typed(county) | {"name": "县里改名", "version": "1"}
    assert county.post(edit, data=sent | {"own_secret_note": "县里改的"}).status_code == 422
    assert county.post(edit, data=sent).status_code == 302
    with app.app_context(), acting(SYSTEM):
        row = db.session.get_one(Provider, int(pk))
        assert (row.name, list(row.own.values())) == ("县里改名", ["只给省里看"])
        db.session.remove()
    refused = app.test_client().put(
        f"/api/v1/providers/{pk}", headers=token(app, COUNTY), json={"own_secret_note": "x"}
    )
    assert refused.status_code in (400, 422)
    written = app.test_client().put(f"/api/v1/providers/{pk}", headers=token(app, COUNTY), json={"note": "改"})
    assert written.status_code == 200
    assert "只给省里看" not in str(written.get_json())


def test_forgetting_empties_a_personal_own_field_too(app: Flask) -> None:
    hidden_field(app, personal="y")
    chief = sign_in(app, PROVINCE)
    place = str(chief.post("/providers/add", data=typed(chief) | {"own_secret_note": "王小丽"}).headers["Location"])
    pk = int(place.rsplit("/", 1)[1])
    with app.app_context(), writing(), acting(SYSTEM):
        beside = select(EventPersonalValue).where(EventPersonalValue.value == "王小丽")
        assert db.session.scalars(beside).one_or_none() is not None
        done = forgetting.forget(db.session, REGISTERS["providers"], pk, "本人请求")
        assert (done.columns, done.values > 0) == (["own_secret_note"], True)
        assert db.session.scalars(beside).all() == []
        assert db.session.get_one(Provider, pk).own == {}
        told = select(Event.before, Event.after).where(Event.register == "providers", Event.row_id == pk)
        assert "王小丽" not in str(db.session.execute(told).all())
        db.session.remove()


def test_a_department_changes_its_own_catalogs_and_no_others(app: Flask) -> None:
    editions = REGISTERS["catalog_editions"]
    with app.app_context(), writing(), acting(SYSTEM):
        own = db.session.scalars(
            select(CatalogEdition).where(CatalogEdition.kind == "department", CatalogEdition.region_code == "37")
        ).first()
        other = db.session.scalars(
            select(CatalogEdition).where(CatalogEdition.kind != "department", CatalogEdition.region_code == "37")
        ).first()
        assert own is not None and other is not None
        other.state, own.state = "published", "draft"  # the other can be read, which is no right to change it
        keys, owner = (own.id, other.id), own.organization_id
        db.session.commit()
        db.session.remove()
    department = Actor.person(5, "d", "D", (GrantFact(Role.DEPARTMENT_EDITOR, "37", owner),))
    with app.app_context(), writing(), acting(department):
        mine, foreign = (records.get(db.session, department, editions, key) for key in keys)
        assert records.update(db.session, department, editions, mine, {"title": "本部门目录"}).title == "本部门目录"
        db.session.rollback()
        with pytest.raises(NotPermitted):
            records.update(db.session, department, editions, foreign, {"title": "x"})
        db.session.rollback()
        foreign.title = "x"  # past the services: the engine itself
        with pytest.raises(OutOfScope):
            db.session.flush()
        db.session.remove()


@pytest.mark.parametrize("role", Role)
def test_no_role_does_everything(role: Role) -> None:
    """Neither all registers, nor business and administration at once; the demo makes accounts of these roles only."""
    writes = {name for name in BUSINESS if PERMISSIONS[role].get(name, frozenset()) - {Action.VIEW}}
    assert writes < set(BUSINESS)
    duties = DUTIES.get(role, frozenset())
    assert not (duties and (writes or any(PERMISSIONS[role].get(name) for name in BUSINESS)))
    assert duties < set(Duty)
    assert not any(actions - {Action.VIEW} for name, actions in PERMISSIONS[role].items() if name in TRAIL)
