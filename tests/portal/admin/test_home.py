"""The first page: for each kind of user what is theirs, numbers that lead to exactly their rows, and few statements."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, event, select

from portal.access.actor import Actor, acting
from portal.admin.home_lists import moment
from portal.extensions import db
from portal.models import Grant, Provider
from portal.models.transactions import writing
from portal.services import accounts, counts
from tests.cast import AUDIT, CITY, COUNTY, DEPARTMENT, EVERYONE, HUNAN_CITY, OVERSIGHT, PROVINCE, SECURITY, SYSTEM

from tests.cast import Person, sign_in  # isort: skip

MOST_STATEMENTS = 22
MOST_WHEN_KEPT = 11


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    counts.KEPT.forget()


def page(client: FlaskClient, path: str = "/") -> BeautifulSoup:
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code, answer.get_data(as_text=True)[:500])
    return BeautifulSoup(answer.get_data(as_text=True), "html.parser")


def card(found: BeautifulSoup, name: str) -> Tag:
    part = found.select_one(f"[data-{name}]")
    assert part is not None, name
    return part


def listed(client: FlaskClient, href: str) -> int:
    head = page(client, href).select_one(".head .sub")
    assert head is not None
    return int("".join(filter(str.isdigit, head.text.split("共")[-1].split("条")[0])))


@contextmanager
def statements(app: Flask) -> Iterator[list[str]]:
    said: list[str] = []

    def note(connection: Any, cursor: Any, text: str, *rest: Any) -> None:
        said.append(text)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield said
    finally:
        event.remove(engine, "before_cursor_execute", note)


@pytest.mark.parametrize("person", [PROVINCE, COUNTY, DEPARTMENT], ids=lambda person: person.username)
def test_each_number_by_region_opens_the_list_of_exactly_its_rows(app: Flask, person: Person) -> None:
    client = sign_in(app, person)
    table = card(page(client), "regions")
    lines = table.select("tbody tr")
    assert lines
    tried = [line.select("td a") for line in (lines[0], lines[-1])] + [table.select("tfoot a")]
    for link in [link for links in tried for link in links]:
        assert listed(client, str(link["href"])) == int(link.text.replace(",", "")), link["href"]
    columns = len(table.select("thead th")) - 1
    for place in range(columns):
        numbers = [int((line.select("td")[place].text.replace(",", "")).replace("—", "0")) for line in lines]
        assert sum(numbers) == int(table.select("tfoot td")[place].text.replace(",", ""))


def test_a_city_sees_its_counties_and_nobody_sees_a_foreign_region(app: Flask) -> None:
    names = [head.text for head in card(page(sign_in(app, CITY)), "regions").select("tbody th")]
    assert "博山区" in names and "淄博市（本级）" in names
    assert "全国（已公布）" in names and "济南市" not in names
    for person in (HUNAN_CITY, COUNTY):
        text = card(page(sign_in(app, person)), "regions").text
        assert "淄川区" not in text
    assert "济南市" not in card(page(sign_in(app, HUNAN_CITY)), "regions").text


def test_zones_whose_codes_are_longer_are_regions_of_their_own(app: Flask) -> None:
    with app.app_context(), acting(Actor.system("test")), writing():
        provider = db.session.scalars(select(Provider).where(Provider.region_code.startswith("3703"))).first()
        assert provider is not None
        provider.region_code = "3703Z01"
        db.session.commit()
    client = sign_in(app, CITY)
    links = card(page(client), "regions").select('a[href="/providers/list/?f.region.under=3703Z01"]')
    assert [link.text for link in links] == ["1"]
    assert listed(client, str(links[0]["href"])) == 1


def test_rights_are_told_in_words(app: Flask) -> None:
    text = card(page(sign_in(app, CITY)), "rights").text
    assert "市级经办" in text and "淄博市" in text
    assert "可新增、修改、删除" in text and "承接主体" in text
    assert "can_" not in text and "providers" not in text
    assert "可新增" not in card(page(sign_in(app, OVERSIGHT)), "rights").text


SHORTCUTS = {
    PROVINCE: {"/providers/add", "/policy_documents/add", "/events/list/"},
    CITY: {"/catalog/", "/providers/add", "/organizations/add"},
    OVERSIGHT: {"/catalog/", "/events/list/"},
    SECURITY: {"/people/add", "/people/"},
    AUDIT: {"/access_events/list/"},
    SYSTEM: {"/roles/", "/explain/"},
}


@pytest.mark.sample(4)
@pytest.mark.parametrize("person", SHORTCUTS, ids=lambda person: person.username)
def test_every_kind_of_user_has_shortcuts_that_open(app: Flask, person: Person) -> None:
    client = sign_in(app, person)
    links = {str(link["href"]) for link in card(page(client), "shortcuts").select("a")}
    assert SHORTCUTS[person] <= links
    assert all(client.get(link).status_code == 200 for link in links)


def test_who_reads_the_trail_sees_what_changed_in_the_region_others_their_own_changes(app: Flask) -> None:
    with app.app_context(), acting(Actor.system("test")):
        provider = db.session.scalars(select(Provider).where(Provider.region_code.startswith("3703"))).first()
        assert provider is not None
        number, name, version = provider.id, provider.name, provider.version
    city = sign_in(app, CITY)
    assert name not in card(page(city), "recent").text
    form = page(city, f"/providers/edit/{number}").select_one('form[method="post"][data-guarded]')
    assert form is not None
    sent = {str(field["name"]): str(field.get("value", "")) for field in form.select("input[name]")}
    for choice in form.select("select[name]"):
        option = choice.select_one("option[selected]")
        sent[str(choice["name"])] = str(option["value"]) if option else ""
    assert sent["version"] == str(version)
    assert city.post(f"/providers/edit/{number}", data=sent | {"note": "改过"}).status_code == 302

    for person in (CITY, PROVINCE, OVERSIGHT):
        first = card(page(sign_in(app, person)), "recent").select("li")[0]
        assert name in first.text and "今天" in first.text and CITY.username in first.text
        assert first.select_one(f'a[href="/providers/show/{number}"]')
    for person in (COUNTY, HUNAN_CITY, DEPARTMENT):
        assert name not in card(page(sign_in(app, person)), "recent").text


def test_the_three_administrators_see_what_their_duty_is_about_and_no_business(app: Flask) -> None:
    security, audit, system = (page(sign_in(app, person)) for person in (SECURITY, AUDIT, SYSTEM))
    assert "本地区账号" in card(security, "facts").text
    assert "登录失败" in card(audit, "facts").text and "shandong_security" in card(audit, "recent").text
    assert "系统状态" in card(system, "facts").text and "正常" in card(system, "facts").text
    for found in (security, audit, system):
        assert not found.select("a.tile, [data-regions]")
        assert "承接主体" not in found.text


def test_an_account_without_a_grant_is_told_so(app: Flask) -> None:
    with app.app_context(), acting(Actor.system("test")), writing():
        account = accounts.find(db.session, COUNTY.username)
        db.session.execute(delete(Grant).where(Grant.user_id == account.id))
        account.roles = []
        db.session.commit()
    found = page(sign_in(app, COUNTY))
    assert "没有任何授权" in card(found, "rights").text
    assert not found.select("a.tile, [data-regions], [data-recent]")


@pytest.mark.parametrize("person", [PROVINCE, AUDIT], ids=lambda person: person.username)
def test_the_page_asks_a_fixed_number_of_statements(app: Flask, person: Person) -> None:
    client = sign_in(app, person)
    with statements(app) as first:
        page(client)
    with statements(app) as kept:
        page(client)
    assert len(first) <= MOST_STATEMENTS, "\n".join(first)
    assert len(kept) <= MOST_WHEN_KEPT, "\n".join(kept)


def test_everybody_of_the_cast_has_a_first_page(app: Flask) -> None:
    for person in EVERYONE:
        assert card(page(sign_in(app, person)), "rights").select(".right")


def test_today_and_yesterday_are_said_by_name(app: Flask) -> None:
    noon = datetime(2026, 8, 20, 4, 0, tzinfo=UTC)  # twelve o'clock in Beijing
    with app.test_request_context("/"):
        assert moment(noon, noon) == "今天 12:00"
        assert moment(noon - timedelta(hours=13), noon) == "昨天 23:00"
        assert moment(noon - timedelta(days=2), noon) == "2026-08-18"
