"""Kinds of event: declared once, each with what it must tell; every one is written by some path, and no other."""

from __future__ import annotations

import ast

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from config import ROOT
from portal.access.actor import Actor, acting
from portal.extensions import db
from portal.fields import gb32100
from portal.models import KINDS, AccessEvent, AccessKind, Account, Event, EventKind, Grant
from portal.models.transactions import writing
from portal.models.user import FabRole
from portal.registers import REGISTERS
from portal.registers.trail import ACCESS_KINDS, EVENT_KINDS
from portal.services import accounts, forgetting, trail
from tests.cast import AUDIT, COUNTY, OVERSIGHT, SECURITY, sign_in

SYSTEM = Actor.system("test")


@pytest.mark.parametrize("kind", KINDS.values(), ids=str)
@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_an_event_that_lacks_any_key_of_its_kind_is_not_written(app: Flask, kind: EventKind | AccessKind) -> None:
    whole = {"actor_id": 1, "register": "providers", "row_id": 1, "before": {}, "after": {}, "reason": "x", "at": None}
    assert kind.required <= whole.keys()
    for key in kind.required:
        with pytest.raises(ValueError, match=f"{kind.value} lacks {key}$"):
            trail._sealed(whole | {"kind": kind.value, key: None})
    with app.app_context(), acting(SYSTEM), pytest.raises(ValueError, match=r"lacks|not a valid"):
        trail.note(db.session, kind)
    with app.app_context():
        db.session.rollback()


def test_a_kind_that_nobody_declared_is_not_written() -> None:
    with pytest.raises(ValueError, match="no kind of event is called moved"):
        trail._sealed({"kind": "moved"})


def test_every_kind_has_its_words_on_screen() -> None:
    assert set(EVENT_KINDS) == set(EventKind)
    assert set(ACCESS_KINDS) == set(AccessKind)
    assert all(len(kind) <= 20 for kind in KINDS), "the column holds no more"


def _do_everything(app: Flask, client: FlaskClient) -> None:
    """One of each: by pages where there is one, else by the session that every path ends in."""
    kind = client.get("/provider_kinds/pick?q=").get_json()["results"][0]["id"]
    code = gb32100.make("52", "370304", "MJJ66001")
    typed = {
        "name": "一",
        "credit_code": code,
        "kind": kind,
        "region": "370304",
        "status": "active",
        "phone": "13905331236",
    }
    added = client.post("/providers/add", data=typed)
    assert added.status_code == 302, added.get_data(as_text=True)
    place = str(added.headers["Location"])
    client.get(place)
    edit = place.replace("/show/", "/edit/")
    assert client.post(edit, data=typed | {"name": "二", "version": "1"}).status_code == 302
    assert client.post(place.replace("/show/", "/delete/")).status_code == 302
    client.post("/logout/")
    app.test_client().post("/login/", data={"username": COUNTY.username, "password": "falsch"})
    assert sign_in(app, OVERSIGHT).post("/providers/add", data={}).status_code == 403
    keeper = sign_in(app, SECURITY)
    grant = {"username": "kinds.test", "name": "种类", "role": "county_editor", "region": "370304", "confirmed": "yes"}
    assert keeper.post("/people/add", data=grant).status_code == 200
    with app.app_context(), writing(), acting(SYSTEM):
        account = accounts.find(db.session, "kinds.test")
        pk = account.id
        db.session.rollback()
    assert keeper.post(f"/people/{pk}/name", data={"name": "新名"}).status_code == 302
    given = keeper.post(f"/people/{pk}/give", data=grant | {"role": "oversight"})
    assert given.status_code == 302
    with app.app_context(), writing(), acting(SYSTEM):
        mine = db.session.scalars(select(Grant).where(Grant.user_id == pk).order_by(Grant.id)).all()
        grant_id = mine[-1].id
        mine[0].region_code = "370303"
        db.session.commit()
    assert keeper.post(f"/people/{pk}/take/{grant_id}").status_code == 302
    with app.app_context(), writing(), acting(SYSTEM):
        db.session.scalars(select(FabRole).where(FabRole.name == "oversight")).one().permissions = []
        db.session.commit()
    assert keeper.post("/roles/repair").status_code == 302
    with app.app_context(), writing(), acting(SYSTEM):
        db.session.delete(db.session.get(Account, pk))
        db.session.commit()
        forgetting.forget(db.session, REGISTERS["providers"], int(place.rsplit("/", 1)[1]), "本人请求")


def test_every_kind_is_written_by_some_path_and_no_other(app: Flask) -> None:
    client = sign_in(app, COUNTY)
    _do_everything(app, client)
    taken = sign_in(app, AUDIT).post("/region_trail/export", data={"form": "csv", "log": "access_events"})
    assert taken.status_code == 200
    assert "kinds.test" in taken.get_data(as_text=True)
    with app.app_context(), acting(SYSTEM):
        written = {*db.session.scalars(select(Event.kind)), *db.session.scalars(select(AccessEvent.kind))}
        db.session.rollback()
    assert written == set(KINDS)


def test_only_the_trail_writes_events_and_only_by_the_enum() -> None:
    """In the program's text: nobody makes an event beside the trail, and no kind is a bare word."""
    makers: set[str] = set()
    kinds: list[ast.expr] = []
    for path in sorted((ROOT / "portal").rglob("*.py")):
        name = path.relative_to(ROOT).as_posix()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            called = ast.unparse(node.func)
            if called in {"Event", "AccessEvent"} or (called == "insert" and "Event" in ast.unparse(node.args[0])):
                makers.add(name)
            if called == "trail.note":
                kinds.append(node.args[1])
    assert makers <= {"portal/services/trail.py"}
    told = [ast.unparse(kind) for kind in kinds]
    assert len(told) >= 5
    assert all(kind.startswith("AccessKind.") or kind == "kind" for kind in told), told
