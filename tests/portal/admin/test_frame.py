"""The frame around the pages: whose data, what may be done, counts in the menu, the province that is worked in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, func, select

from portal.access.actor import Actor, acting
from portal.extensions import db
from portal.models import Provider, Province, Role
from portal.models.transactions import writing
from portal.services import accounts, counts
from tests.cast import (
    CITY,
    COUNTY,
    DEPARTMENT,
    HUNAN_CITY,
    NEIMENGGU_CITY,
    OVERSIGHT,
    PROVINCE,
    SECURITY,
    Person,
    sign_in,
    token,
)


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    counts.KEPT.forget()


def page(client: FlaskClient, path: str, status: int = 200) -> BeautifulSoup:
    answer = client.get(path)
    assert answer.status_code == status, (path, answer.status_code, answer.get_data(as_text=True)[:500])
    return BeautifulSoup(answer.get_data(as_text=True), "html.parser")


def top_bar(found: BeautifulSoup) -> str:
    bar = found.select_one(".topbar")
    assert bar is not None
    return " ".join(bar.get_text(" ").split())


def also_in(app: Flask, person: Person, region: str, role: Role) -> None:
    """One more grant for somebody of the cast."""
    with app.app_context(), acting(Actor.system("test")), writing():
        accounts.grant(db.session, accounts.find(db.session, person.username), role, region)
        db.session.commit()


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


@pytest.mark.parametrize(
    ("person", "words"),
    [
        (PROVINCE, "可编辑 · 全省数据"),
        (CITY, "可编辑 · 本市及所辖县（市、区）"),
        (COUNTY, "可编辑 · 本县（市、区）"),
        (DEPARTMENT, "可编辑 · 本部门数据"),
        (HUNAN_CITY, "可编辑 · 本市（州）及所辖县市区"),
        (NEIMENGGU_CITY, "可编辑 · 本盟市及所辖旗县"),
        (OVERSIGHT, "只读"),
    ],
    ids=lambda value: getattr(value, "username", None),
)
def test_the_top_bar_says_what_may_be_done_in_the_words_of_the_province(app: Flask, person: Person, words: str) -> None:
    assert words in top_bar(page(sign_in(app, person), "/"))


@pytest.mark.parametrize(
    ("person", "chinese", "english"),
    [
        (CITY, "市级经办", "City editor"),
        (COUNTY, "县级经办", "County editor"),
        (HUNAN_CITY, "市州经办", "City or prefecture editor"),
        (NEIMENGGU_CITY, "盟市经办", "League or city editor"),
    ],
    ids=lambda value: getattr(value, "username", None),
)
def test_a_role_is_called_as_the_province_of_the_reader_calls_its_level(
    app: Flask, person: Person, chinese: str, english: str
) -> None:
    client = sign_in(app, person)
    assert chinese in page(client, "/roles/").select_one("main").get_text()
    client.get("/language/en?next=/")
    assert english in page(client, "/roles/").select_one("main").get_text()


def test_a_register_that_one_only_reads_is_called_read_only_on_its_own_pages(app: Flask) -> None:
    client = sign_in(app, CITY)
    assert "可编辑" in top_bar(page(client, "/providers/list/"))
    assert "只读" in top_bar(page(client, "/policy_documents/list/"))
    assert "可编辑" not in top_bar(page(client, "/policy_documents/list/"))


def test_words_of_a_province_that_change_are_on_screen_at_once(app: Flask) -> None:
    client = sign_in(app, CITY)
    page(client, "/")
    with app.app_context(), acting(Actor.system("test")), writing():
        province = db.session.scalars(select(Province).where(Province.slug == "shandong")).one()
        profile = dict(province.profile)
        divisions = dict(profile["divisions"])
        divisions["county_list_label"] = {"zh": "旗县", "en": "banners"}
        province.profile = profile | {"divisions": divisions}
        db.session.commit()
    assert "本市及所辖旗县" in top_bar(page(client, "/"))


@pytest.mark.sample(2)
@pytest.mark.parametrize("person", [DEPARTMENT, COUNTY, OVERSIGHT, SECURITY], ids=lambda person: person.username)
def test_each_number_of_the_menu_is_that_of_its_list(app: Flask, person: Person) -> None:
    client = sign_in(app, person)
    entries = [link for link in page(client, "/").select(".side a") if link.select_one(".n")]
    assert bool(entries) == (person is not SECURITY)
    for link in entries:
        number = link.select_one(".n").text
        told = page(client, str(link["href"])).select_one(".head .sub")
        assert told is not None
        assert f"{number} 条" in told.text, link["href"]


def test_numbers_are_counted_once_a_minute_not_at_every_page(app: Flask) -> None:
    client = sign_in(app, CITY)
    page(client, "/explain/")
    with statements(app) as said:
        page(client, "/explain/")
    assert not [text for text in said if "count(" in text.lower() and "providers" in text]


def test_only_whoever_serves_several_provinces_chooses_one(app: Flask) -> None:
    assert not page(sign_in(app, CITY), "/").select(".provinces")
    also_in(app, CITY, "43", Role.OVERSIGHT)
    assert page(sign_in(app, CITY), "/").select(".provinces")


def regions_of(client: FlaskClient) -> set[str]:
    found = page(client, "/providers/list/?size=100")
    return {cell.text.strip() for cell in found.select("td[data-label=地区]")}


def test_the_chosen_province_narrows_lists_counts_records_and_pickers(app: Flask) -> None:
    also_in(app, HUNAN_CITY, "37", Role.OVERSIGHT)
    client = sign_in(app, HUNAN_CITY)
    with app.app_context(), acting(Actor.system("test")):
        shandong = db.session.scalar(select(Provider.id).where(Provider.region_code.startswith("37")))
        inside = select(func.count(Provider.id)).where(Provider.region_code.startswith("4301"))
        numbers = db.session.scalar(inside)
    assert {"山东省", "长沙市"} <= regions_of(client)
    page(client, f"/providers/show/{shandong}")
    answer = client.post("/province/", data={"code": "43", "next": "/providers/list/"})
    assert answer.status_code == 302 and answer.location == "/providers/list/"

    assert "山东省" not in regions_of(client) and "长沙市" in regions_of(client)
    found = page(client, "/")
    assert found.select_one(".provinces summary span").text == "湖南省"
    assert "长沙市" in top_bar(found)
    assert found.select_one('.side a[href="/providers/list/"] .n').text == f"{numbers}"
    picked = client.get("/organizations/pick?q=山东").json
    assert picked is not None and picked["results"] == []

    refused = page(client, f"/providers/show/{shandong}", 404)
    form = refused.select_one('form[action="/province/"]')
    assert form is not None, "the page offers to look in all provinces"
    sent = {str(field["name"]): str(field["value"]) for field in form.select("input")}
    again = client.post("/province/", data=sent)
    assert again.location == f"/providers/show/{shandong}"
    page(client, again.location)
    assert {"山东省", "长沙市"} <= regions_of(client)


def test_no_province_can_be_chosen_beyond_the_grants(app: Flask) -> None:
    client = sign_in(app, CITY)
    assert client.post("/province/", data={"code": "43"}).status_code == 400
    also_in(app, CITY, "15", Role.OVERSIGHT)
    client = sign_in(app, CITY)
    assert client.post("/province/", data={"code": "43"}).status_code == 400
    with client.session_transaction() as session:
        session["province"] = "43"  # as if a grant had been taken away since
    assert "淄博市" in regions_of(client)


def test_after_sign_in_nothing_is_narrowed_and_programs_never_are(app: Flask) -> None:
    also_in(app, CITY, "43", Role.OVERSIGHT)
    client = sign_in(app, CITY)
    client.post("/province/", data={"code": "37"})
    answer = client.get("/api/v1/providers/?q=(page_size:100)", headers=token(app, CITY))
    assert answer.json is not None and answer.json["count"] > len(
        page(client, "/providers/list/?size=100").select("tbody tr")
    )
    assert page(sign_in(app, CITY), "/").select_one(".provinces [aria-current]").text == "全部所辖省份"


def test_somebody_for_the_nation_chooses_among_the_provinces_that_are_loaded(app: Flask) -> None:
    also_in(app, SECURITY, "00", Role.SECURITY_ADMINISTRATOR)
    client = sign_in(app, SECURITY)
    offered = [button.text for button in page(client, "/").select(".provinces button")]
    assert offered == ["全部所辖省份", "内蒙古自治区", "山东省", "湖南省"]
    everybody = len(page(client, "/people/").select("tbody tr"))
    client.post("/province/", data={"code": "43"})
    names = [cell.text for cell in page(client, "/people/").select("td.code")]
    assert 0 < len(names) < everybody
    assert all(name.startswith(("hunan", SECURITY.username)) for name in names)


def test_the_language_switch_leads_back_to_this_page_also_from_a_form_that_was_sent_back(app: Flask) -> None:
    client = sign_in(app, CITY)
    found = page(client, "/providers/list/?q=养老&page=1")
    assert "providers%2Flist" in str(found.select_one(".languages a")["href"])
    answer = client.post("/providers/add", data={"name": ""})
    assert answer.status_code == 422
    back = BeautifulSoup(answer.get_data(as_text=True), "html.parser").select_one(".languages a")
    assert back is not None
    assert client.get(str(back["href"])).location == "/providers/add"
