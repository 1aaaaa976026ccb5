"""The history of a region and of a person on screen, and the trail as a file for auditors."""

from __future__ import annotations

import csv
import io
import json
from datetime import datetime
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.access.actor import Actor, acting
from portal.access.scope import GrantFact
from portal.extensions import db
from portal.fields import gb32100
from portal.models import AccessEvent, AccessKind, Event, EventKind, ProviderKind, Role
from portal.models.transactions import writing
from portal.registers import REGISTERS
from portal.services import accounts, records, trail, trail_export, trail_reading
from portal.services.trail_reading import Wanted
from tests.cast import AUDIT, CITY, COUNTY, HUNAN_PROVINCE, OVERSIGHT, PROVINCE, SECURITY, SYSTEM, Person, sign_in

COUNTY_ACTOR = Actor.person(0, "someone", "Someone", (GrantFact(Role.COUNTY_EDITOR, "370304"),))
OVERSIGHT_ACTOR = Actor.person(1, "o", "O", (GrantFact(Role.OVERSIGHT, "37"),))
FORMULAS = ("=1+1", "+1", "-2+3", "@SUM(A1)", "＝1")


def add(app: Flask, *names: str, region: str = "370304", actor: Actor = COUNTY_ACTOR) -> list[int]:
    """Providers of these names, as somebody of the county; gives their numbers."""
    found: list[int] = []
    with app.app_context(), writing(), acting(actor):
        kind = db.session.scalars(select(ProviderKind.id).where(ProviderKind.status == "allowed")).first()
        for number, name in enumerate(names):
            code = gb32100.make("52", region, f"MJJ4{len(found)}{number:03d}"[:8])
            raw = {"name": name, "credit_code": code, "kind": kind, "region": region}
            row = records.create(db.session, actor, REGISTERS["providers"], raw)
            db.session.commit()
            found.append(row.id)
        db.session.remove()
    return found


def page(client: FlaskClient, path: str, status: int = 200) -> BeautifulSoup:
    answer = client.get(path)
    assert answer.status_code == status, (path, answer.status_code, answer.get_data(as_text=True)[-600:])
    return BeautifulSoup(answer.get_data(as_text=True), "html.parser")


def deeds(soup: BeautifulSoup) -> list[str]:
    return [" ".join(li.get_text(" ").split()) for li in soup.select("[data-deeds] > li")]


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("person", "status", "tabs"),
    [(OVERSIGHT, 200, 0), (PROVINCE, 200, 0), (AUDIT, 200, 2), (CITY, 403, 0), (SYSTEM, 403, 0), (SECURITY, 403, 0)],
    ids=lambda value: getattr(value, "username", value),
)
def test_the_pages_open_for_those_who_read_a_log_and_offer_the_logs_that_they_read(
    app: Flask, person: Person, status: int, tabs: int
) -> None:
    client = sign_in(app, person)
    menu = page(client, "/").select("a[href='/region_trail/'], a[href='/person_trail/']")
    assert len(menu) == (2 if status == 200 else 0)
    for path in ("/region_trail/", "/person_trail/", f"/person_trail/?person={COUNTY.username}", "/region_trail/pick"):
        assert client.get(path).status_code == status, path
    assert client.post("/region_trail/export", data={"form": "csv", "log": "events"}).status_code == status
    if status == 200:
        assert len(page(client, "/region_trail/").select(".tabs a")) == tabs


def test_the_history_of_a_region_holds_what_changed_there_and_below_and_nothing_else(app: Flask) -> None:
    add(app, "博山史料社")
    client = sign_in(app, OVERSIGHT)
    for code, seen in (("37", True), ("3703", True), ("370304", True), ("3701", False), ("370303", False)):
        soup = page(client, f"/region_trail/?region={code}&register=providers")
        assert any("博山史料社" in deed for deed in deeds(soup)) == seen, code
    assert not any("博山史料社" in deed for deed in deeds(page(sign_in(app, HUNAN_PROVINCE), "/region_trail/")))
    assert deeds(page(sign_in(app, HUNAN_PROVINCE), "/region_trail/?region=3703")) == []


def test_filters_narrow_by_person_action_register_and_days(app: Flask) -> None:
    (pk,) = add(app, "待改名")
    with app.app_context(), writing(), acting(COUNTY_ACTOR):
        row = records.get(db.session, COUNTY_ACTOR, REGISTERS["providers"], pk)
        records.update(db.session, COUNTY_ACTOR, REGISTERS["providers"], row, {"name": "改后名"})
        db.session.commit()
        db.session.remove()
    client = sign_in(app, OVERSIGHT)
    changed = deeds(page(client, "/region_trail/?person=someone&kind=changed"))
    assert len(changed) == 1
    assert "待改名" in changed[0]
    assert "改后名" in changed[0]
    assert len(deeds(page(client, "/region_trail/?person=someone"))) == 2
    assert deeds(page(client, "/region_trail/?person=someone&register=purchasers")) == []
    assert deeds(page(client, "/region_trail/?person=someone&until=2020-01-01")) == []
    assert len(deeds(page(client, "/region_trail/?person=someone&since=2020-01-01"))) == 2
    for bad in ("region=xx", "kind=moved", "since=gestern", "tab=x&before=x&kind=moved"):
        page(client, f"/region_trail/?{bad}", 400)


def test_a_personal_value_is_never_shown_and_a_hidden_column_not_to_oversight(app: Flask) -> None:
    (pk,) = add(app, "有电话")
    with app.app_context(), writing(), acting(COUNTY_ACTOR):
        row = records.get(db.session, COUNTY_ACTOR, REGISTERS["providers"], pk)
        records.update(db.session, COUNTY_ACTOR, REGISTERS["providers"], row, {"phone": "13905331234"})
        db.session.commit()
        db.session.remove()
    for person, told in ((OVERSIGHT, False), (AUDIT, False), (PROVINCE, True)):
        soup = page(sign_in(app, person), "/region_trail/?person=someone&kind=changed")
        assert "13905331234" not in soup.get_text()
        assert ("（个人信息）" in soup.get_text()) == told, person.username


def test_pages_follow_each_other_without_a_gap_or_a_repeat(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trail_reading, "PAGE", 3)
    monkeypatch.setattr(trail_reading.page, "__defaults__", (None, 3))
    add(app, *(f"第{number}家" for number in range(7)))
    client = sign_in(app, OVERSIGHT)
    address, seen, pages = "/region_trail/?person=someone", [], 0
    while address:
        soup = page(client, address)
        seen += deeds(soup)
        pages += 1
        older = soup.select_one("a[rel=next]")
        address = str(older["href"]) if older is not None else ""
    assert pages == 3
    assert [next(n for n in range(7) if f"第{n}家" in deed) for deed in seen] == [6, 5, 4, 3, 2, 1, 0]


def test_the_history_of_a_person_is_what_they_did_and_what_was_done_to_their_account(app: Flask) -> None:
    with app.app_context(), writing(), acting(Actor.system("test")):
        account = accounts.find(db.session, COUNTY.username)
        mine = Actor.person(account.id, account.username, "x", (GrantFact(Role.COUNTY_EDITOR, "370304"),))
        accounts.grant(db.session, account, Role.OVERSIGHT, "370304")
        db.session.commit()
        db.session.remove()
    add(app, "县里录入", actor=mine)
    sign_in(app, COUNTY)
    auditor = sign_in(app, AUDIT)
    start = f"/person_trail/?person={COUNTY.username}"
    assert any("县里录入" in deed for deed in deeds(page(auditor, start)))
    came = deeds(page(auditor, f"{start}&tab=access"))
    assert any("登录" in deed for deed in came)
    done_to = deeds(page(auditor, f"{start}&tab=account"))
    assert any("授予权限" in deed and "监督人员" in deed and COUNTY.username in deed for deed in done_to)
    assert any("博山区" in deed for deed in done_to), "a region is named, not numbered"
    assert not any("登录成功" in deed for deed in done_to)
    # Whoever reads the change log alone gets no other.
    overseer = sign_in(app, OVERSIGHT)
    for tab in ("access", "account"):
        shown = deeds(page(overseer, f"{start}&tab={tab}"))
        assert not any("授予权限" in deed or "登录" in deed for deed in shown)


def test_people_are_found_in_ones_own_region_only(app: Flask) -> None:
    client = sign_in(app, OVERSIGHT)
    found = page(client, "/person_trail/").get_text()
    assert COUNTY.username in found
    assert HUNAN_PROVINCE.username not in found
    assert COUNTY.username in page(client, "/person_trail/?q=county").get_text()
    assert CITY.username not in page(client, "/person_trail/?q=county").select_one("main").get_text()
    assert deeds(page(client, f"/person_trail/?person={HUNAN_PROVINCE.username}")) == []


def export(client: FlaskClient, form: str, **filters: str) -> str:
    answer = client.post("/region_trail/export", data={"form": form, "log": "events"} | filters)
    assert answer.status_code == 200
    assert "attachment" in answer.headers["Content-Disposition"]
    return answer.get_data(as_text=True)


def test_the_export_holds_what_the_filters_leave_and_no_cell_is_a_formula(app: Flask) -> None:
    add(app, *FORMULAS)
    text = export(sign_in(app, OVERSIGHT), "csv", person="someone")
    assert text.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    assert [row[7] for row in rows[1:]] == [f"'{name}" for name in FORMULAS]
    assert {row[2] for row in rows[1:]} == {"someone"}
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "＝")) for row in rows for cell in row)


def test_each_line_of_the_json_export_can_be_checked_against_its_digest(app: Flask) -> None:
    add(app, "核对行")
    lines = [json.loads(line) for line in export(sign_in(app, AUDIT), "jsonl", person="someone").splitlines()]
    assert [line["row_name"] for line in lines] == ["核对行"]
    told: dict[str, Any] = lines[0]
    digest = told.pop("digest")
    assert trail.content_digest(told | {"at": datetime.fromisoformat(told["at"])}) == digest


def test_an_export_stays_inside_the_scope_and_is_an_event_of_its_own(app: Flask) -> None:
    add(app, "山东的事")
    assert "山东的事" not in export(sign_in(app, HUNAN_PROVINCE), "csv")
    client = sign_in(app, OVERSIGHT)
    lines = export(client, "csv", person="someone", region="3703").strip().splitlines()
    with app.app_context(), acting(Actor.system("test")):
        taken = select(AccessEvent).where(AccessEvent.kind == AccessKind.TRAIL_EXPORTED).order_by(AccessEvent.id)
        event = db.session.scalars(taken).all()[-1]
        assert (event.actor_name, event.register, event.region_code) == (OVERSIGHT.username, "events", "3703")
        assert event.after == {
            "filters": {"person": "someone", "region": "3703"},
            "rows": len(lines) - 1,
            "form": "csv",
        }
        assert event.request_id
        db.session.rollback()
    for data in ({"form": "exe", "log": "events"}, {"form": "csv", "log": "accounts"}, {"form": "csv"}):
        assert client.post("/region_trail/export", data=data).status_code == 400
    assert client.post("/region_trail/export", data={"form": "csv", "log": "access_events"}).status_code == 403
    assert client.get("/region_trail/export").status_code == 405


def test_an_export_reads_a_batch_at_a_time(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trail_reading, "BATCH", 50)
    with app.app_context(), acting(OVERSIGHT_ACTOR):
        count, newest = trail_reading.extent(db.session, OVERSIGHT_ACTOR, Wanted())
        db.session.remove()
        assert count > 150
        taken = 0

        def counted() -> Any:
            nonlocal taken
            for batch in trail_reading.batches(db.engine, OVERSIGHT_ACTOR, Wanted(), newest):
                taken += 1
                yield batch

        parts = trail_export.as_json_lines(counted())
        first = next(parts)
        assert taken == 1
        assert len(first.splitlines()) == 50
        numbers = [json.loads(line)["id"] for part in (first, *parts) for line in part.splitlines()]
    assert len(numbers) == count
    assert numbers == sorted(set(numbers))
    with app.app_context(), acting(Actor.system("test")):
        kinds = set(db.session.scalars(select(Event.kind).where(Event.id.in_(numbers[:5]))))
        db.session.rollback()
    assert kinds <= set(EventKind)
