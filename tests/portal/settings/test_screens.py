"""省级规则 on screen: every setting is a form; a change is looked at before it is saved, and can be put back."""

from __future__ import annotations

import time
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.access.actor import Actor, acting
from portal.extensions import db
from portal.models import Event, Province
from portal.profiles.difference import EDITABLE
from tests.cast import (
    CITY,
    HUNAN_PROVINCE,
    NEIMENGGU_PROVINCE,
    OVERSIGHT,
    PROVINCE,
    SYSTEM,
    Person,
    sign_in,
)
from tests.portal.settings.acting_out import asking, draft_of, set_value

CODES = "/profile/hunan/catalogue.codes/"


def read(client: FlaskClient, path: str) -> BeautifulSoup:
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return BeautifulSoup(answer.get_data(as_text=True), "html.parser")


def filled(page: BeautifulSoup) -> dict[str, Any]:
    """What a browser would send of the form as it stands."""
    sent: dict[str, Any] = {}
    for each in page.select("main form input[name], main form textarea[name], main form select[name]"):
        name = str(each["name"])
        if each.name == "select":
            chosen = each.select_one("option[selected]")
            sent[name] = chosen["value"] if chosen else ""
        elif each.get("type") == "checkbox":
            if each.has_attr("checked"):
                sent.setdefault(name, []).append(each["value"])
        else:
            sent[name] = each.get_text().removeprefix("\n") if each.name == "textarea" else each.get("value", "")
    return sent


def send(client: FlaskClient, path: str, values: dict[str, Any], step: str = "preview") -> tuple[int, BeautifulSoup]:
    answer = client.post(path, data={**values, "step": step})
    return answer.status_code, BeautifulSoup(answer.get_data(as_text=True), "html.parser")


def change(client: FlaskClient, path: str, reason: str = "按新文件调整", **values: Any) -> tuple[int, BeautifulSoup]:
    """Change some inputs, look, and save."""
    _, looked = send(client, path, filled(read(client, path)) | values)
    return send(client, path, filled(looked) | {"reason": reason}, "save")


def text(page: BeautifulSoup) -> str:
    return " ".join(page.get_text(" ").split())


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)  # the database has no part in a form
def test_every_setting_is_a_form_and_sent_back_untouched_it_changes_nothing(app: Flask) -> None:
    client = sign_in(app, NEIMENGGU_PROVINCE)
    for key in EDITABLE:
        path = f"/profile/neimenggu/{key}/"
        status, looked = send(client, path, filled(read(client, path)))
        assert status == 200, (key, text(looked))
        assert "没有变化" in text(looked), (key, text(looked.select_one(".looked-at")))


def test_a_change_is_looked_at_first_and_saved_with_a_reason(app: Flask) -> None:
    client = sign_in(app, HUNAN_PROVINCE)
    draft_of(app, "43", "general")
    form = filled(read(client, CODES)) | {"pattern": r"HN-\d{3}"}
    status, looked = send(client, CODES, form)
    assert status == 200
    assert "个草案编码不合新规则" in text(looked) and "不能这样保存" in text(looked)
    assert looked.select_one("button[value=save]") is None, "what would break rows has no button"
    status, looked = send(client, CODES, form | {"keep_existing": "y"})
    assert "尚未保存" in text(looked) and r"HN-\d{3}" in text(looked)
    assert pattern_of(app) != r"HN-\d{3}", "a look writes nothing"
    status, again = send(client, CODES, filled(looked), "save")
    assert status == 422 and "请写明理由" in text(again)
    status, _ = send(client, CODES, filled(looked) | {"reason": "湖南新编码"}, "save")
    assert status == 302
    assert pattern_of(app) == r"HN-\d{3}"
    history = text(read(client, CODES).select("section")[-1])
    assert "hunan_admin" in history and "湖南新编码" in history and r"HN-\d{3}" in history
    with app.app_context(), acting(Actor.system("test")):
        event = db.session.scalars(select(Event).where(Event.register == "provinces").order_by(Event.id.desc())).first()
        assert event is not None and event.reason == "湖南新编码"
        assert event.before["profile"] != event.after["profile"]


def pattern_of(app: Flask) -> str:
    with app.app_context(), acting(Actor.system("test")):
        row = db.session.scalars(select(Province).where(Province.slug == "hunan")).one()
        return str(row.profile["catalogue"]["codes"]["pattern"])


def test_the_log_and_the_history_tell_only_what_changed(app: Flask) -> None:
    """Not the whole of the province's rules: which value of which setting, before and after."""
    client = sign_in(app, HUNAN_PROVINCE)
    window = "/profile/hunan/catalogue.window/"
    assert change(client, window, reason="按通知定在九月", **{"month": "9", "day": "30"})[0] == 302
    with app.app_context(), acting(Actor.system("test")):
        province = db.session.scalars(select(Province).where(Province.slug == "hunan")).one().id
        db.session.remove()
    for path in (f"/provinces/show/{province}?tab=history", f"/provinces/show/{province}", "/region_trail/"):
        page = read(client, path)
        lines = [" ".join(line.get_text(" ").split()) for line in page.select(".changes li")]
        mine = [line for line in lines if "年度编制调整时限" in line]
        assert any("› 月" in line and line.endswith("9") for line in mine), (path, lines)
        assert any("› 日" in line and line.endswith("30") for line in mine), (path, lines)
        assert not any("目录编码" in line for line in lines), "nothing else of the profile"
    assert "按通知定在九月" in text(page), "and why"
    event = read(client, "/events/list/?f.register.eq=provinces").select_one("a[href^='/events/show/']")
    assert event is not None
    shown = text(read(client, str(event["href"])))
    assert "年度编制调整时限 › 月 — → 9" in shown and "level_names" not in shown
    client.get("/language/en")
    assert "Yearly window for compiling › Month" in text(read(client, "/region_trail/"))


def test_an_earlier_state_is_put_back_from_the_history(app: Flask) -> None:
    client = sign_in(app, HUNAN_PROVINCE)
    before = pattern_of(app)
    change(client, CODES, pattern=r"X\d+", keep_existing="y")
    back = read(client, CODES).select_one("a[href*='before=']")
    assert back is not None
    page = read(client, str(back["href"]))
    _, looked = send(client, CODES, filled(page))
    assert send(client, CODES, filled(looked) | {"reason": "恢复"}, "save")[0] == 302
    assert pattern_of(app) == before


def test_what_was_not_looked_at_is_not_saved(app: Flask) -> None:
    client = sign_in(app, HUNAN_PROVINCE)
    _, looked = send(client, CODES, filled(read(client, CODES)) | {"pattern": r"[A-Z](?:\d{2}){0,4}"})
    other = filled(looked) | {"pattern": r"[A-Z](?:\d{2}){0,5}", "reason": "换了"}
    status, page = send(client, CODES, other, "save")
    assert status == 200 and "尚未保存" in text(page)
    assert pattern_of(app) == r"[A-Z](?:\d{2}){0,2}"


def test_two_people_editing_one_setting_the_second_is_told(app: Flask) -> None:
    one, two = sign_in(app, HUNAN_PROVINCE), sign_in(app, HUNAN_PROVINCE)
    _, looked = send(two, CODES, filled(read(two, CODES)) | {"pattern": r"[A-Z](?:\d{2}){0,4}"})
    assert change(one, CODES, pattern=r"[A-Z](?:\d{2}){0,5}")[0] == 302
    status, page = send(two, CODES, filled(looked) | {"reason": "也改"}, "save")
    assert status == 409 and "有人更改了这项设置" in text(page)
    assert pattern_of(app) == r"[A-Z](?:\d{2}){0,5}"
    assert filled(page)["pattern"] == r"[A-Z](?:\d{2}){0,4}", "nothing typed is lost"


def test_two_people_may_edit_two_settings_at_once(app: Flask) -> None:
    one, two = sign_in(app, HUNAN_PROVINCE), sign_in(app, HUNAN_PROVINCE)
    window = "/profile/hunan/catalogue.window/"
    _, looked = send(two, window, filled(read(two, window)) | {"month": "9", "day": "30"})
    assert change(one, CODES, pattern=r"[A-Z](?:\d{2}){0,5}")[0] == 302
    assert send(two, window, filled(looked) | {"reason": "九月"}, "save")[0] == 302
    assert pattern_of(app) == r"[A-Z](?:\d{2}){0,5}", "the other change stays"


@pytest.mark.parametrize("person", [CITY, OVERSIGHT, HUNAN_PROVINCE, SYSTEM])
def test_only_the_province_s_own_administrator_changes_its_rules(app: Flask, person: Person) -> None:
    client = sign_in(app, person)
    path = "/profile/shandong/catalogue.window/"
    seen = client.get(path)
    assert seen.status_code == (200 if person in (CITY, OVERSIGHT) else 403 if person is SYSTEM else 404)
    if seen.status_code == 200:
        page = BeautifulSoup(seen.get_data(as_text=True), "html.parser")
        assert not page.select("main button[type=submit]") and page.select("fieldset[disabled]")
    form = filled(read(sign_in(app, PROVINCE), path)) | {"month": "8", "reason": "x", "previewed": "x"}
    assert client.post(path, data={**form, "step": "save"}).status_code in (403, 404)


def test_a_fault_stands_at_its_input_and_nothing_typed_is_lost(app: Flask) -> None:
    client = sign_in(app, HUNAN_PROVINCE)
    path = "/profile/hunan/catalogue.depth/"
    status, page = send(
        client, path, filled(read(client, path)) | {"by_kind.0.levels": "七", "by_kind.1.max_levels": "9"}
    )
    assert status == 422
    assert page.select_one("#setting-by_kind-0-levels-error") is not None
    assert page.select_one("#setting-by_kind-1-max_levels-error") is not None
    assert page.select_one("#setting-by_kind-0-levels")["value"] == "七"


def test_a_kind_of_catalog_comes_with_a_depth_and_rows_are_added_and_removed(app: Flask) -> None:
    client = sign_in(app, HUNAN_PROVINCE)
    path = "/profile/hunan/catalogue.kinds/"
    new = {"lists.2.kind": "local", "lists.2.name": "市州目录", "lists.2.level": "city"}
    assert change(client, path, **new)[0] == 302
    assert "市州目录" in text(read(client, path)) or filled(read(client, path))["lists.2.name"] == "市州目录"
    assert filled(read(client, "/profile/hunan/catalogue.depth/"))["by_kind.2.levels"] == "3"
    assert change(client, path, **{"lists.2.gone": "y"})[0] == 302
    assert "by_kind.4.levels" not in filled(read(client, "/profile/hunan/catalogue.depth/"))


def test_a_kind_with_drafts_cannot_be_taken_away(app: Flask) -> None:
    client = sign_in(app, PROVINCE)
    path = "/profile/shandong/catalogue.kinds/"
    _, page = send(client, path, filled(read(client, path)) | {"lists.2.gone": "y"})
    assert "个草案属于本省将不再有的类型" in text(page) and page.select_one("button[value=save]") is None


def test_depth_and_compilers_tell_what_they_touch(app: Flask) -> None:
    client = sign_in(app, PROVINCE)
    path = "/profile/shandong/catalogue.depth/"
    shallow = {"by_kind.0.levels": "2", "by_kind.0.max_levels": "2", "by_kind.0.deeper_allowed": []}
    _, page = send(client, path, filled(read(client, path)) | shallow)
    assert "个草案事项层级更深" in text(page) and page.select_one("button[value=save]") is None
    path = "/profile/shandong/catalogue.editors/"
    _, page = send(client, path, filled(read(client, path)) | {"by.2.gone": "y"})
    assert "个账号不再能编制" in text(page) and "shandong_city" in text(page)


HOSTILE = ("<script>alert(1)</script>", "'; DROP TABLE provinces; --", "{{ 7*7 }}", "%(x)s %s %%")


def test_hostile_words_are_shown_as_they_are(app: Flask) -> None:
    client = sign_in(app, HUNAN_PROVINCE)
    path = "/profile/hunan/terms/"
    value = " ".join(HOSTILE)
    assert change(client, path, reason=value, **{"negative_list.zh": value})[0] == 302
    for address in ("/", "/negative_list_entries/list/", path, "/profile/hunan/"):
        page = client.get(address)
        assert page.status_code == 200
        assert "<script>alert(1)" not in page.get_data(as_text=True)
    assert value in text(read(client, "/negative_list_entries/list/"))


WRONG: tuple[tuple[str, dict[str, str]], ...] = (
    ("catalogue.codes", {"pattern": "(a+)+$"}),
    ("catalogue.codes", {"pattern": "("}),
    ("catalogue.codes", {"source": "x" * 10_000_000}),
    ("contract.fields", {"fields": "甲\n" * 200_000}),
    ("catalogue.window", {"month": "9" * 400, "day": "-1"}),
    ("validity", {"effective_on": "2024-02-31"}),
    ("catalogue.local_edit", {"policy": "nonsense"}),
)


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_hostile_values_are_refused_in_time(app: Flask) -> None:
    client = sign_in(app, HUNAN_PROVINCE)
    for key, values in WRONG:
        path = f"/profile/hunan/{key}/"
        form = filled(read(client, path)) | values
        begun = time.perf_counter()
        status, _ = send(client, path, form)
        assert status in (413, 422), (key, list(values))
        assert time.perf_counter() - begun < 10


def test_what_is_no_setting_has_no_page(app: Flask) -> None:
    client = sign_in(app, HUNAN_PROVINCE)
    for key in ("nonsense", "catalogue", "province", "province.slug", "__class__", "catalogue.codes.fits"):
        assert client.get(f"/profile/hunan/{key}/").status_code == 404
        assert client.post(f"/profile/hunan/{key}/", data={"step": "save"}).status_code == 404


def test_a_section_or_kind_of_liaison_point_that_is_gone_takes_no_new_rows(app: Flask) -> None:
    ask = asking(app)
    point = {"code": "SD-L99", "name_as_printed": "测试", "kind": "department", "region": "370304"}
    assert ask(PROVINCE, "POST", "liaison_points/", json=point)[0] == 422, "Shandong names counties only"
    set_value(app, "shandong", "liaison.kinds.kinds", ["county", "department"])
    assert ask(PROVINCE, "POST", "liaison_points/", json=point)[0] == 201
    entry = {"code": "HN-9", "ordinal": 9, "text": "测试", "form": "matter", "screening_kind": "names", "region": "43"}
    assert ask(HUNAN_PROVINCE, "POST", "negative_list_entries/", json=entry | {"section_code": "9"})[0] == 422
    assert ask(HUNAN_PROVINCE, "POST", "negative_list_entries/", json=entry | {"section_code": "3"})[0] == 201
