"""A province's administrator makes a field; a city clerk must fill it; oversight reads it; the county does not see it.

In Hunan, whose providers no other test here adds: the server is shared."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from portal.fields import gb32100
from tests.browser.test_accessibility import barriers
from tests.browser.visitors import Visitors
from tests.cast import HUNAN_CITY, HUNAN_PROVINCE, Person

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)]

COUNTY = Person("hunan_county", "430102")
OVERSIGHT = Person("hunan_oversight", "43")
LABEL = "社会组织专项等级"


def choose(page: Page, field: str, letters: str, text: str) -> None:
    page.locator(f"#{field} + .ts-wrapper .ts-control").click()
    page.keyboard.type(letters)
    page.locator(f"#{field}-ts-dropdown .option", has_text=text).first.click()
    expect(page.locator(f"#{field}-ts-dropdown")).to_be_hidden()


def make_field(page: Page) -> tuple[str, str]:
    """Draft the field, look at its preview, publish it. Gives the kind that asks for it, and another."""
    page.locator("#key").fill("journey")
    page.locator("#label_zh").fill(LABEL)
    for number, word in enumerate(("5A", "4A", "未评估")):
        page.get_by_role("button", name="添加选项").click()
        page.get_by_role("textbox", name="中文", exact=True).nth(number).fill(word)
    page.get_by_role("button", name="添加条件").click()
    row = page.locator(".row-made", has=page.locator("select"))
    row.locator("select").first.select_option("kind")
    values = row.locator("select[multiple]")
    kinds = values.locator("option").all_inner_texts()
    values.select_option(label=kinds[0])
    page.locator("#required").check()
    for role in ("province_administrator", "city_editor", "oversight"):
        page.locator(f"[name=seen_by][value={role}]").check()
    tried = page.locator("[data-tried]")
    expect(tried.get_by_text(LABEL)).to_be_visible()
    expect(tried.locator("#own_new option")).to_have_text(["", "5A", "4A", "未评估"])
    assert barriers(page) == []
    page.get_by_role("button", name="保存草稿").click()
    page.get_by_role("link", name="查看并发布").click()
    expect(page.locator(".settings")).to_contain_text(LABEL)
    assert barriers(page) == []
    page.get_by_role("button", name="发布更改").click()
    expect(page.get_by_text("1 处更改已发布")).to_be_visible()
    return kinds[0], kinds[1]


def test_a_required_field_with_a_condition_from_the_editor_to_the_clerk(visitors: Visitors) -> None:
    asked, other = make_field(visitors.open(HUNAN_PROVINCE, "/fields/providers/?add=choice"))

    clerk = visitors.open(HUNAN_CITY, "/providers/add")
    field = clerk.locator("#own_journey")
    expect(field).to_be_hidden()
    clerk.locator("#name").fill("字段旅程服务中心")
    clerk.locator("#credit_code").fill(gb32100.make("52", "430102", "MJJ55001"))
    choose(clerk, "region", "芙蓉", "芙蓉区")
    choose(clerk, "kind", other[:4], other)
    expect(field).to_be_hidden()
    choose(clerk, "kind", asked[:4], asked)
    expect(field).to_be_visible()
    visitors.expect_status(clerk, 422)
    clerk.get_by_role("button", name="保存").click()
    expect(clerk.locator("#own_journey-error")).to_contain_text("必")
    field.select_option("4A")
    clerk.get_by_role("button", name="保存").click()
    expect(clerk.get_by_role("heading", level=1)).to_have_text("字段旅程服务中心")
    expect(clerk.locator(".fact", has_text=LABEL)).to_contain_text("4A")

    path = clerk.url.split("?")[0]
    overseer = visitors.open(OVERSIGHT, path)
    expect(overseer.locator(".fact", has_text=LABEL)).to_contain_text("4A")
    expect(overseer.get_by_role("link", name="编辑")).to_have_count(0)
    visitors.expect_status(overseer, 403)
    overseer.goto(path.replace("/show/", "/edit/"))
    expect(overseer.locator("#own_journey")).to_have_count(0)
    county = visitors.open(COUNTY, path)
    expect(county.get_by_role("heading", level=1)).to_have_text("字段旅程服务中心")
    expect(county.get_by_text(LABEL)).to_have_count(0)
    for other_path in (path.replace("/show/", "/edit/"), "/providers/add", "/providers/list/"):
        county.goto(other_path)
        expect(county.get_by_role("heading", level=1)).to_be_visible()
        assert "own_journey" not in county.content() and LABEL not in county.content()


def test_the_editor_is_used_on_a_phone(visitors: Visitors) -> None:
    page = visitors.open(HUNAN_PROVINCE, "/fields/providers/", phone=True)
    assert barriers(page) == []
    page.get_by_role("link", name="联系电话").click()
    expect(page.locator("#label_zh")).to_be_in_viewport()
    assert barriers(page) == []
    page.get_by_role("link", name="全部字段").click()
    expect(page.get_by_text("请选择字段")).to_be_visible()
