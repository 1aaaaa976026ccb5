"""Two editors of one record: nothing is silently lost, and nothing that was typed disappears."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from portal.fields import gb32100
from tests.cast import CITY, COUNTY, OVERSIGHT, sign_in

CODE = gb32100.make("52", "370304", "MJJ66001")
TYPED = {"name": "博山区冲突中心", "credit_code": CODE, "region": "370304", "status": "active", "note": "原说明"}


def soup(answer) -> BeautifulSoup:  # type: ignore[no-untyped-def]
    return BeautifulSoup(answer.get_data(as_text=True), "html.parser")


@pytest.fixture
def edit(app: Flask) -> str:
    """The address of the form of a provider that was just added."""
    client = sign_in(app, COUNTY)
    kind = client.get("/provider_kinds/pick?q=").get_json()["results"][0]["id"]
    TYPED["kind"] = kind
    shown = client.post("/providers/add", data=TYPED).headers["Location"]
    return str(shown).replace("/show/", "/edit/")


def opened(client: FlaskClient, edit: str) -> dict[str, str]:
    """The form as it came: its hidden numbers."""
    form = soup(client.get(edit))
    return {name: str(form.select_one(f"input[name={name}]")["value"]) for name in ("version", "event")}


def test_the_second_editor_is_told_who_changed_what_and_keeps_what_was_typed(app: Flask, edit: str) -> None:
    first, second = sign_in(app, CITY), sign_in(app, COUNTY)
    seen_first, seen_second = opened(first, edit), opened(second, edit)
    assert first.post(edit, data=TYPED | seen_first | {"name": "市里改名", "note": "市里说明"}).status_code == 302
    answer = second.post(edit, data=TYPED | seen_second | {"name": "县里改名"})
    assert answer.status_code == 409
    page = soup(answer)
    assert page.select_one("#name")["value"] == "县里改名"
    text = page.select_one(".conflict").get_text(" ")
    for word in ("shandong_city", "市里改名", "县里改名", "市里说明", "原说明"):
        assert word in text
    proposed = {str(box["value"]): box.has_attr("checked") for box in page.select("input[name=take]")}
    assert proposed == {"name": False, "note": True}, "what this editor did not touch is taken over"


def test_field_by_field_the_second_editor_decides(app: Flask, edit: str) -> None:
    first, second = sign_in(app, CITY), sign_in(app, COUNTY)
    seen_first, seen_second = opened(first, edit), opened(second, edit)
    first.post(edit, data=TYPED | seen_first | {"name": "市里改名", "note": "市里说明"})
    page = soup(second.post(edit, data=TYPED | seen_second | {"name": "县里改名"}))
    now = {name: str(page.select_one(f"input[name={name}]")["value"]) for name in ("version", "event")}
    answer = second.post(edit, data=TYPED | now | {"name": "县里改名", "take": ["note"]})
    assert answer.status_code == 302
    shown = soup(second.get(edit.replace("/edit/", "/show/"))).get_text()
    assert "县里改名" in shown
    assert "市里说明" in shown


def test_a_form_without_its_version_saves_nothing(app: Flask, edit: str) -> None:
    client = sign_in(app, COUNTY)
    assert client.post(edit, data=TYPED | {"name": "无版本"}).status_code == 400
    assert "无版本" not in client.get(edit).get_data(as_text=True)


def test_the_newest_changes_stand_beside_page_and_form_in_the_columns_that_the_reader_sees(
    app: Flask, edit: str
) -> None:
    county, show = sign_in(app, COUNTY), edit.replace("/edit/", "/show/")
    county.post(edit, data=TYPED | opened(county, edit) | {"name": "博山区改名中心", "phone": "13800000001"})
    for address in (show, edit):
        beside = soup(county.get(address)).select_one(".lately-changes")
        newest, first = beside.select("ol > li")
        assert "shandong_county" in newest.get_text()
        told = [line.get_text(" ", strip=True) for line in newest.select(".changes li")]
        assert told == ["名称 博山区冲突中心 改为 博山区改名中心", "联系电话 — 改为 （个人信息）"]
        assert "新增" in first.get_text()
        assert beside.select_one("a.link")["href"] == f"{show}?tab=history"
    read_only = soup(sign_in(app, OVERSIGHT).get(show)).select_one(".lately-changes")
    assert "博山区改名中心" in read_only.get_text()
    assert "联系电话" not in read_only.get_text(), "what is hidden on the page is hidden beside it"
    assert soup(county.get(f"{show}?tab=history")).select_one(".lately-changes") is None
