"""Moving through the portal in a browser: keyboard, languages, a phone."""

from __future__ import annotations

from itertools import pairwise

import pytest
from playwright.sync_api import Page, expect

from tests.browser.visitors import Visitors
from tests.cast import CITY, COUNTY, OVERSIGHT, PROVINCE, Person

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)]


def test_signing_in_leads_to_the_page_that_was_asked_for(visitors: Visitors) -> None:
    page = visitors.stranger()
    page.goto("/providers/list/?q=养老")
    expect(page.get_by_role("heading", name="登录")).to_be_visible()
    visitors.fill_in_login(page, COUNTY)
    expect(page.get_by_role("searchbox", name="搜索：承接主体")).to_have_value("养老")
    expect(page.locator(".place")).to_contain_text("博山区")


def test_a_list_is_walked_with_the_keyboard(visitors: Visitors) -> None:
    page = visitors.open(PROVINCE, "/providers/list/")
    page.keyboard.press("/")
    search = page.get_by_role("searchbox", name="搜索：承接主体")
    expect(search).to_be_focused()
    expect(search).to_have_value("")
    page.keyboard.type("jk/养老")
    expect(search).to_have_value("jk/养老")
    search.fill("养老")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=*")

    links = page.locator("tbody .first a")
    page.keyboard.press("j")
    expect(links.nth(0)).to_be_focused()
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(links.nth(2)).to_be_focused()
    page.keyboard.press("k")
    expect(links.nth(1)).to_be_focused()
    expect(page.locator("tr.is-here")).to_have_count(1)
    page.keyboard.press("x")
    expect(page.locator("tbody tr").nth(1).locator("input[name=rowid]")).to_be_checked()
    page.keyboard.press("x")
    expect(page.locator("tbody tr").nth(1).locator("input[name=rowid]")).not_to_be_checked()
    name = links.nth(1).inner_text()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def test_the_language_changes_there_and_back_and_the_page_stays(visitors: Visitors) -> None:
    page = visitors.open(CITY, "/providers/list/?q=养老&f.status.eq=active")
    expect(page.get_by_role("heading", level=1)).to_have_text("承接主体")
    count = page.locator("tbody tr").count()
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Providers")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator(".chip")).to_contain_text("Status")
    assert page.locator("tbody tr").count() == count
    page.get_by_role("link", name="中文").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("承接主体")
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    expect(page.locator(".chip")).to_have_text("状态：在册")
    assert page.locator("tbody tr").count() == count


def sideways(page: Page) -> int:
    """How many pixels the page is wider than the screen."""
    return int(page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))


def test_on_a_phone_the_menu_opens_and_lists_are_cards(visitors: Visitors) -> None:
    page = visitors.open(CITY, "/", phone=True)
    menu = page.get_by_role("navigation", name="主菜单")
    link = menu.get_by_role("link", name="承接主体", exact=True)
    expect(link).not_to_be_in_viewport()
    burger = page.get_by_role("button", name="菜单", exact=True)
    burger.click()
    expect(burger).to_have_attribute("aria-expanded", "true")
    expect(link).to_be_in_viewport()
    page.keyboard.press("Escape")
    expect(link).not_to_be_in_viewport()
    burger.click()
    link.click()

    row = page.locator("tbody tr").first
    expect(row).to_be_visible()
    cells = [box for cell in row.locator("td[data-label]").all() if (box := cell.bounding_box()) and box["height"]]
    assert len(cells) > 3
    for upper, lower in pairwise(cells):
        assert lower["y"] >= upper["y"] + upper["height"] - 1, "the cells of a card stand below one another"
    assert row.bounding_box()["width"] <= 390


@pytest.mark.parametrize("person", [PROVINCE, OVERSIGHT], ids=lambda person: person.username)
def test_no_page_is_wider_than_a_phone(visitors: Visitors, person: Person) -> None:
    page = visitors.open(person, "/", phone=True)
    shown = [
        link
        for name in ("providers", "catalog_editions", "catalog_items", "negative_list_entries", "policy_documents")
        for link in [f"/{name}/list/", first_record(page, name)]
    ]
    for path in ("/", *shown, "/catalog/", "/catalog/?q=养老", "/profile/", "/regions/list/", "/password/"):
        page.goto(path)
        assert sideways(page) <= 0, path
    if person is PROVINCE:
        for name in ("providers", "catalog_items", "policy_documents"):
            page.goto(f"/{name}/add")
            assert sideways(page) <= 0, name


def first_record(page: Page, register: str) -> str:
    page.goto(f"/{register}/list/")
    return str(page.locator("tbody .first a").first.get_attribute("href"))


def test_filters_are_clicked_and_typed_kept_as_a_view_and_come_back(visitors: Visitors) -> None:
    page = visitors.open(CITY, "/providers/list/")
    page.get_by_text("添加筛选").click()
    page.locator("[data-filter=status] [data-value]").select_option("active")
    page.get_by_role("button", name="应用").last.click()
    expect(page.locator(".chip")).to_have_text(["状态：在册"])

    page.keyboard.press("/")
    page.keyboard.type("dq")
    expect(page.locator(".proposals li")).to_have_text(["地区："])
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    search = page.get_by_role("searchbox", name="搜索：承接主体")
    expect(search).to_have_value("地区：")
    page.keyboard.type("boshan")
    expect(page.locator(".proposals li").first).to_have_text("地区：博山区（淄博市）")
    page.keyboard.press("ArrowDown")
    expect(page.locator(".proposals li[aria-selected=true]")).to_have_text("地区：博山区（淄博市）")
    page.keyboard.press("Enter")
    expect(page.locator(".chip")).to_have_text(["状态：在册", "地区：博山区（淄博市）"])
    count = page.locator("tbody tr").count()

    page.locator(".views summary").click()
    page.get_by_role("textbox", name="视图名称").fill("博山在册")
    page.keyboard.press("Enter")
    expect(page.locator(".views summary")).to_have_text("博山在册")
    expect(page.locator(".chip")).to_have_text(["状态：在册", "地区：博山区（淄博市）"])
    page.get_by_role("link", name="移除筛选：地区：博山区（淄博市）").click()
    expect(page.locator(".views summary")).to_have_text("博山在册 （已改动）")
    page.goto("/providers/list/")
    expect(page.locator(".chip")).to_have_count(0)
    page.locator(".views summary").click()
    page.get_by_role("link", name="博山在册").click()
    expect(page.locator(".chip")).to_have_text(["状态：在册", "地区：博山区（淄博市）"])
    assert page.locator("tbody tr").count() == count


def test_columns_are_chosen_and_moved_with_the_keyboard_and_the_first_one_stays_in_sight(visitors: Visitors) -> None:
    page = visitors.open(CITY, "/providers/list/")
    page.get_by_text("列", exact=True).press("Enter")
    page.get_by_role("checkbox", name="统一社会信用代码").press("Space")
    for name in ("登记日期", "名录管理部门", "符合条件数", "备注", "示例", "代码认可理由"):
        page.get_by_role("checkbox", name=name).press("Space")
    up = page.get_by_role("button", name="上移：状态")
    up.press("Enter")
    up.press("Enter")
    expect(up).to_be_focused()
    page.get_by_role("checkbox", name="备注").press("Enter")
    page.wait_for_url("**cols=name%2Ckind%2Cstatus%2Cregion%2C*")
    heads = page.locator("thead th[scope=col]")
    expect(heads.nth(2)).to_have_text("状态")
    expect(page.get_by_role("columnheader", name="统一社会信用代码")).to_have_count(0)
    first = page.locator("tbody .first a").first
    before = first.bounding_box()["x"]
    page.locator("[data-rows]").evaluate("rows => { rows.scrollLeft = 300; rows.scrollTop = 200; }")
    assert page.locator("[data-rows]").evaluate("rows => rows.scrollLeft") > 0
    assert first.bounding_box()["x"] == before
    expect(heads.first).to_be_in_viewport()


def test_a_row_is_deleted_from_its_menu_and_the_list_stays(visitors: Visitors) -> None:
    page = visitors.open(CITY, "/providers/list/?f.status.eq=pending")
    rows = page.locator("[data-rows] tbody tr")
    count = rows.count()
    name = rows.first.locator(".first").inner_text()
    page.keyboard.press("j")
    page.keyboard.press(".")
    menu = page.get_by_role("menu", name="对此记录的操作")
    expect(menu.get_by_role("menuitem")).to_have_text(["打开", "编辑", "变更历史", "复制链接", "删除"])
    expect(menu.get_by_role("menuitem", name="打开")).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(menu.get_by_role("menuitem", name="删除")).to_be_focused()
    page.keyboard.press("Enter")
    ask = page.get_by_role("dialog")
    expect(ask).to_contain_text(f"要删除“{name}”吗？")
    ask.get_by_role("button", name="取消").click()
    expect(rows).to_have_count(count)
    page.keyboard.press("Escape")
    rows.first.locator("[data-more]").click()
    menu.get_by_role("menuitem", name="删除").click()
    ask.get_by_role("button", name="确定").click()
    expect(page.locator("[data-said]")).to_have_text(f"{name}: 已删除。")
    expect(page.locator("tbody .first", has_text=name)).to_have_count(0)


def test_many_rows_are_asked_about_with_their_count_and_the_question_mark_opens_the_help(visitors: Visitors) -> None:
    page = visitors.open(CITY, "/purchasers/list/?f.status.eq=active")
    boxes = page.locator("tbody input[name=rowid]")
    boxes.nth(0).check()
    boxes.nth(1).check()
    page.get_by_role("button", name="停用").click()
    expect(page.get_by_role("dialog")).to_contain_text("已选择 2 条记录。")
    page.get_by_role("dialog").get_by_role("button", name="确定").click()
    expect(page.get_by_role("status").first).to_contain_text("2")
    expect(page.locator(".chip")).to_have_text(["状态：在册"])
    page.locator("h1").click()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="键盘操作")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="键盘操作")).to_be_hidden()


def test_a_day_of_a_filter_is_typed_in_chinese_or_chosen_in_the_portals_own_calendar(visitors: Visitors) -> None:
    page = visitors.open(CITY, "/providers/list/")
    page.get_by_text("添加筛选").click()
    since = page.get_by_label("登记日期：自", exact=True)
    since.fill("九月一日")
    page.get_by_role("button", name="应用", exact=True).click()
    assert page.url.endswith("/providers/list/"), "what is no day is not sent"
    since.fill("2020年9月1日")
    since.press("ArrowDown")
    panel = page.get_by_role("dialog", name="选择日期")
    expect(panel.locator(".date-title")).to_have_text("2020年9月")
    day = panel.get_by_role("button", name="2020年9月3日")
    day.hover()  # the whole calendar can be reached: no box around it cuts it off
    day.click()
    expect(since).to_have_value("2020-09-03")
    expect(page.locator("details.filter")).to_have_attribute("open", "")
    since.press("Enter")
    expect(page.locator(".chip")).to_contain_text("2020-09-03")


def test_the_trail_asks_for_days_with_the_same_calendar_on_a_phone(visitors: Visitors) -> None:
    page = visitors.open(PROVINCE, "/region_trail/", phone=True)
    page.get_by_role("button", name="选择日期 至").click()
    panel = page.get_by_role("dialog", name="选择日期")
    box = panel.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    panel.get_by_role("button", name="今天").click()
    page.get_by_role("button", name="筛选", exact=True).click()
    expect(page.locator("#until")).not_to_have_value("")
