"""Filters typed into the search box of a list, and what the box proposes."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from tests.cast import CITY, OVERSIGHT, PROVINCE, sign_in

LIST = "/providers/list/"


def asked(client: FlaskClient, typed: str, path: str = LIST) -> list[tuple[str, str]]:
    """What the plain address asks for to which a typed search leads."""
    answer = client.get(path, query_string={"q": typed})
    assert answer.status_code == 302, answer.get_data(as_text=True)[:300]
    return parse_qsl(urlsplit(answer.headers["Location"]).query)


def page(client: FlaskClient, **query: str) -> BeautifulSoup:
    answer = client.get(LIST, query_string=query)
    assert answer.status_code == 200, answer.get_data(as_text=True)[:300]
    return BeautifulSoup(answer.get_data(as_text=True), "html.parser")


def proposals(client: FlaskClient, typed: str) -> list[tuple[str, list[list[str]]]]:
    found = client.get("/providers/suggest", query_string={"q": typed}).get_json()["results"]
    return [(one["text"], one["pairs"]) for one in found]


def test_what_is_typed_becomes_filters_and_the_rest_is_searched_for(app: Flask) -> None:
    client = sign_in(app, CITY)
    region, pending = ("f.region.under", "370304"), ("f.status.eq", "pending")
    assert asked(client, "地区:博山区") == [region]
    assert asked(client, "地区：博山区（淄博市） 养老") == [("q", "养老"), region]
    assert asked(client, "养老 region:370304 状态：待核验 服务") == [("q", "养老 服务"), region, pending]
    assert asked(client, "状态:daiheyan") == [pending], "values are known by their pinyin"
    assert asked(client, "地区： boshanqu") == [region]
    assert asked(client, "登记日期:2024") == [
        ("f.registered_on.ge", "2024-01-01"),
        ("f.registered_on.le", "2024-12-31"),
    ]
    assert asked(client, "登记日期:>2024-02") == [("f.registered_on.ge", "2024-03-01")]
    assert asked(client, "符合条件数:3..5") == [("f.conditions_met.ge", "3"), ("f.conditions_met.le", "5")]
    assert asked(client, "名称:“银龄 中心”") == [("f.name.ct", "银龄 中心")]
    again = client.get(LIST, query_string={"q": "状态:停用", "f.status.eq": "active", "size": "50"})
    assert parse_qsl(urlsplit(again.headers["Location"]).query) == [("f.status.eq", "suspended"), ("size", "50")]


def test_in_english_the_labels_are_english_and_chips_have_a_narrow_colon(app: Flask) -> None:
    client = sign_in(app, CITY)
    client.get("/language/en")
    assert asked(client, "Status: To be verified care") == [("q", "care"), ("f.status.eq", "pending")]
    chips = page(client, **{"f.status.eq": "pending", "f.registered_on.ge": "2024-03-01"}).select(".chip span")
    assert [chip.text for chip in chips] == ["Status: To be verified", "Registered on from 1 Mar 2024"]
    client.get("/language/zh")
    chips = page(client, **{"f.status.eq": "pending"}).select(".chip span")
    assert [chip.text for chip in chips] == ["状态：待核验"]


def test_a_label_that_nobody_knows_is_searched_for_as_text_and_said_to_be(app: Flask) -> None:
    found = page(sign_in(app, CITY), q="颜色:红 状态:在册")
    assert "“颜色”不是此列表的筛选项" in found.select_one(".remark").text
    assert found.select_one("[data-search]")["value"] == "颜色:红 状态:在册", "what was typed stands there still"
    assert [chip.text for chip in found.select(".chip span")] == ["状态：在册"], "the rest is used"
    assert not found.select("tbody tr")


def test_several_meanings_are_offered_and_one_that_fits_nothing_names_the_choices(app: Flask) -> None:
    client = sign_in(app, PROVINCE)
    found = page(client, q="地区:市中区")
    offers = {link.text: link["href"] for link in found.select(".remark a")}
    assert {"市中区（济南市）", "市中区（枣庄市）"} <= set(offers)
    chosen = BeautifulSoup(client.get(offers["市中区（枣庄市）"]).get_data(as_text=True), "html.parser")
    assert [chip.text for chip in chosen.select(".chip span")] == ["地区：市中区（枣庄市）"]
    found = page(client, q="状态:绿色")
    assert "没有与“绿色”相符" in found.select_one(".remark").text
    assert [link.text for link in found.select(".remark a")] == ["在册", "待核验", "停用"]


def test_a_column_that_one_may_not_see_is_no_filter(app: Flask) -> None:
    found = page(sign_in(app, OVERSIGHT), q="联系电话:139 phone:139")
    assert not found.select(".chip")
    assert "phone" in found.select(".remark")[-1].text


def test_nothing_that_is_typed_breaks_the_list(app: Flask) -> None:
    client = sign_in(app, CITY)
    for typed in (":", "：", "状态:", "a:b:c:d", "状态:“", "::::", "地区:" + "x" * 90, "登记日期:2024-13-45"):
        assert client.get(LIST, query_string={"q": typed}).status_code in (200, 302), typed
        assert client.get("/providers/suggest", query_string={"q": typed}).status_code == 200, typed


def test_the_box_proposes_labels_then_values_by_pinyin_and_in_scope(app: Flask) -> None:
    client = sign_in(app, CITY)
    assert ("地区：", []) in proposals(client, "养老 dq")
    assert ("状态：", []) in proposals(client, "状")
    assert ("状态：待核验", [["f.status.eq", "pending"]]) in proposals(client, "待核")
    assert [text for text, _ in proposals(client, "状态:")] == ["状态：在册", "状态：待核验", "状态：停用"]
    assert ("地区：博山区（淄博市）", [["f.region.under", "370304"]]) in proposals(client, "养老 地区：boshan")
    assert proposals(client, "地区：长沙") == [], "no region of another province"
    assert proposals(sign_in(app, OVERSIGHT), "phone") == []
