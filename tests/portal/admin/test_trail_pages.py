"""The trail on screen: who reads which log, the history of a record, and what a request leaves behind."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.access.actor import Actor, acting
from portal.extensions import db
from portal.fields import gb32100
from portal.models import AccessEvent, AccessKind
from tests.cast import (
    AUDIT,
    CITY,
    COUNTY,
    HUNAN_CITY,
    OVERSIGHT,
    PROVINCE,
    SECURITY,
    SYSTEM,
    Person,
    sign_in,
    token,
)

CODE = gb32100.make("52", "370304", "MJJ77001")


def page(client: FlaskClient, path: str, status: int = 200) -> BeautifulSoup:
    answer = client.get(path)
    assert answer.status_code == status, (path, answer.status_code)
    return BeautifulSoup(answer.get_data(as_text=True), "html.parser")


def a_provider(client: FlaskClient, **values: str) -> str:
    kind = client.get("/provider_kinds/pick?q=").get_json()["results"][0]["id"]
    typed = {"name": "博山区日志中心", "credit_code": CODE, "kind": kind, "region": "370304", "status": "active"}
    answer = client.post("/providers/add", data=typed | values)
    assert answer.status_code == 302, answer.get_data(as_text=True)[-1500:]
    return str(answer.headers["Location"])


@pytest.mark.parametrize(
    ("person", "changes", "access"),
    [
        (OVERSIGHT, 200, 403),
        (AUDIT, 200, 200),
        (PROVINCE, 200, 403),
        (CITY, 403, 403),
        (COUNTY, 403, 403),
        (SYSTEM, 403, 403),
        (SECURITY, 403, 403),
    ],
    ids=lambda value: getattr(value, "username", value),
)
def test_each_log_is_read_by_those_whom_the_table_names(app: Flask, person: Person, changes: int, access: int) -> None:
    client = sign_in(app, person)
    page(client, "/events/list/", changes)
    page(client, "/access_events/list/", access)


def test_nobody_writes_the_trail_by_any_door(app: Flask) -> None:
    for person in (AUDIT, PROVINCE, OVERSIGHT):
        client = sign_in(app, person)
        for path in ("/events/add", "/events/edit/1", "/events/delete/1", "/events/bulk"):
            assert client.post(path, data={"action": "delete", "rowid": "1"}).status_code in (403, 404), path
        headers = token(app, person)
        for method in ("POST", "PUT", "DELETE"):
            path = "/api/v1/events/" + ("" if method == "POST" else "1")
            assert app.test_client().open(path, method=method, headers=headers, json={}).status_code == 403


def test_oversight_sees_changes_of_its_region_only(app: Flask) -> None:
    a_provider(sign_in(app, COUNTY))
    found = page(sign_in(app, OVERSIGHT), "/events/list/").get_text()
    assert "博山区日志中心" in found
    assert "shandong_county" in found
    answer = (
        app.test_client()
        .get("/api/v1/events/?q=(columns:!(region),page_size:100)", headers=token(app, OVERSIGHT))
        .get_json()
    )
    assert all(row["region"]["id"].startswith("37") for row in answer["result"])


def test_a_record_shows_its_history_in_words_and_puts_a_value_back(app: Flask) -> None:
    client = sign_in(app, COUNTY)
    shown = a_provider(client)
    edit = shown.replace("/show/", "/edit/")
    typed = {"name": "改过的名称", "credit_code": CODE, "kind": _kind(client, edit), "region": "370304"}
    client.post(edit, data=typed | {"status": "suspended", "version": "1"})
    found = page(client, f"{shown}?tab=history")
    lines = [" ".join(li.get_text(" ").split()) for li in found.select(".changes li")]
    assert any("博山区日志中心" in line and "改过的名称" in line for line in lines), lines
    assert any("停用" in line for line in lines), "values are shown as words"
    button = found.select_one("form[action*='/restore/']")
    assert button is not None
    assert client.post(str(button["action"])).status_code == 302
    assert "博山区日志中心" in page(client, shown).h1.text
    assert "改过的名称" in page(client, f"{shown}?tab=history").get_text()


def _kind(client: FlaskClient, edit: str) -> str:
    return str(page(client, edit).select_one("#kind option[selected]")["value"])


def test_a_foreign_record_has_no_history_and_cannot_be_put_back(app: Flask) -> None:
    shown = a_provider(sign_in(app, COUNTY))
    foreign = sign_in(app, HUNAN_CITY)
    page(foreign, f"{shown}?tab=history", 404)
    assert foreign.post(shown.replace("/show/", "/restore/") + "/1").status_code == 404


def test_an_event_of_another_record_cannot_be_put_back_here(app: Flask) -> None:
    client = sign_in(app, COUNTY)
    shown = a_provider(client)
    assert client.post(shown.replace("/show/", "/restore/") + "/1").status_code == 404


def test_a_refused_attempt_is_recorded_although_nothing_else_is(app: Flask) -> None:
    client = sign_in(app, OVERSIGHT)
    assert client.post("/providers/add", data={"name": "x"}).status_code == 403
    found = page(sign_in(app, AUDIT), "/access_events/list/?f.kind.eq=refused").get_text()
    assert "shandong_oversight" in found


def test_looking_at_personal_data_in_clear_is_recorded(app: Flask) -> None:
    client = sign_in(app, COUNTY)
    shown = a_provider(client, phone="0531-51769834")
    page(client, shown)
    page(sign_in(app, OVERSIGHT), shown)
    found = page(sign_in(app, AUDIT), "/access_events/list/?f.kind.eq=personal_read")
    people = [row.get_text() for row in found.select("tbody tr")]
    assert len(people) == 1, "oversight does not see the number, so nothing is to be recorded"
    assert "shandong_county" in people[0]
    assert "51769834" not in found.get_text()


def test_every_answer_carries_the_number_that_its_events_carry(app: Flask) -> None:
    client = sign_in(app, COUNTY)
    kind = client.get("/provider_kinds/pick?q=").get_json()["results"][0]["id"]
    typed = {"name": "一", "credit_code": CODE, "kind": kind, "region": "370304", "status": "active"}
    number = client.post("/providers/add", data=typed).headers["X-Request-Id"]
    answer = (
        app.test_client()
        .get(f"/api/v1/events/?q=(filters:!((col:request_id,opr:eq,value:'{number}')))", headers=token(app, AUDIT))
        .get_json()
    )
    assert answer["count"] == 1


def refusals(app: Flask) -> list[tuple[str, str, int]]:
    with app.app_context(), acting(Actor.system("test")):
        refused = select(AccessEvent).where(AccessEvent.kind == AccessKind.REFUSED).order_by(AccessEvent.id)
        found = [(event.actor_name, event.register, event.after["status"]) for event in db.session.scalars(refused)]
        db.session.rollback()
    return found


def test_a_change_of_a_row_that_one_cannot_see_is_a_refused_attempt_by_every_door(app: Flask) -> None:
    shown = a_provider(sign_in(app, COUNTY))
    pk = shown.rsplit("/", 1)[1]
    foreign, headers = sign_in(app, HUNAN_CITY), token(app, HUNAN_CITY)
    assert foreign.get(shown).status_code == 404  # a look at what is not there is no attempt to change it
    assert refusals(app) == []
    assert foreign.post(f"/providers/edit/{pk}", data={"name": "x"}).status_code == 404
    assert foreign.post(f"/providers/delete/{pk}").status_code == 404
    assert foreign.post("/providers/bulk", data={"action": "delete", "rowid": pk}).status_code == 404
    assert app.test_client().put(f"/api/v1/providers/{pk}", headers=headers, json={"name": "x"}).status_code == 404
    assert app.test_client().delete(f"/api/v1/providers/{pk}", headers=headers).status_code == 404
    assert refusals(app) == [(HUNAN_CITY.username, "providers", 404)] * 5


def test_a_forged_form_is_a_refused_attempt(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    client = sign_in(app, COUNTY)
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    assert client.post("/providers/add", data={"name": "x"}).status_code == 400
    assert refusals(app) == [(COUNTY.username, "providers", 400)]
