"""The frame in a browser: suggestions by pinyin, the role matrix, languages, the narrow menu, a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.visitors import Visitors
from tests.cast import CITY, PROVINCE, SECURITY

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)]


def sideways(page: Page) -> int:
    """How many pixels the page is wider than the screen."""
    return int(page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))


def test_suggestions_come_by_initials_and_are_walked_with_the_keyboard(visitors: Visitors) -> None:
    page = visitors.open(PROVINCE, "/")
    search = page.get_by_role("combobox", name="全站搜索")
    page.keyboard.press("Control+k")
    expect(search).to_be_focused()
    page.keyboard.type("ylfw")
    options = page.get_by_role("option")
    expect(options.first).to_contain_text("养老服务")
    expect(search).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    assert search.get_attribute("aria-activedescendant") == options.nth(1).get_attribute("id")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(page.locator("[role=option][aria-selected=true]")).to_have_count(0)
    page.keyboard.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Escape")
    expect(page.locator("#found")).to_be_hidden()
    expect(search).to_have_value("ylfw")

    search.fill("yanglaofuwu")
    expect(options.first).to_contain_text("养老服务")
    name = page.locator("[role=option] .name").first.inner_text()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text(name.split(" ")[-1])


def test_without_a_choice_enter_leads_to_all_results(visitors: Visitors) -> None:
    page = visitors.open(CITY, "/providers/list/")
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox", name="搜索：承接主体")).to_be_focused()
    search = page.get_by_role("combobox", name="全站搜索")
    search.fill("养老")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=*")
    expect(page.get_by_role("heading", name="承接主体")).to_be_visible()
    page.get_by_role("link", name="在列表中查看全部").last.click()
    expect(page.get_by_role("searchbox").first).to_have_value("养老")


def test_the_role_matrix_is_read_role_by_role(visitors: Visitors) -> None:
    page = visitors.open(SECURITY, "/")
    page.get_by_role("navigation", name="主菜单").get_by_role("link", name="角色权限").click()
    page.get_by_role("link", name="监督人员").click()
    row = page.get_by_role("row", name="承接主体 是 否 否 否")
    expect(row).to_be_visible()
    expect(row.locator("[data-mark=yes]")).to_have_count(1)
    page.get_by_role("link", name="市级经办").click()
    expect(page.get_by_role("row", name="承接主体 是 是 是 是")).to_be_visible()
    expect(page.get_by_role("button", name="修复角色")).to_have_count(0)


def test_the_language_switch_keeps_the_page_that_one_reads(visitors: Visitors) -> None:
    page = visitors.open(CITY, "/search/?q=养老")
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Search results")
    expect(page.get_by_role("combobox", name="Search everything")).to_have_value("养老")
    page.get_by_role("link", name="Workbench").click()
    expect(page.locator(".may").first).to_contain_text("May edit: this city")
    page.get_by_role("link", name="中文").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("工作台")


def test_the_menu_stays_as_narrow_as_it_was_left_from_the_first_moment_on(visitors: Visitors) -> None:
    page = visitors.open(CITY, "/")
    sidebar = page.locator("#sidebar")
    wide = sidebar.bounding_box()
    page.get_by_role("button", name="收起菜单").click()
    narrow = sidebar.bounding_box()
    assert wide and narrow and narrow["width"] < wide["width"] / 2
    page.goto("/explain/", wait_until="commit")
    page.wait_for_selector("#sidebar", state="attached")
    box = sidebar.bounding_box()
    assert box and box["width"] == narrow["width"], "no flash of the wide menu"
    page.get_by_role("button", name="展开菜单").click()
    assert (sidebar.bounding_box() or {})["width"] == wide["width"]


def test_on_a_phone_nothing_stands_over_the_edge_and_the_search_can_be_used(visitors: Visitors) -> None:
    page = visitors.open(CITY, "/", phone=True)
    for path in ("/", "/roles/", "/search/?q=养老", "/explain/"):
        page.goto(path)
        assert sideways(page) <= 0, path
    search = page.get_by_role("combobox", name="全站搜索")
    search.fill("yl")
    expect(page.get_by_role("option").first).to_be_visible()
    box = page.locator("#found").bounding_box()
    assert box and box["x"] >= 0 and box["x"] + box["width"] <= 390
    assert sideways(page) <= 0
    page = visitors.open(SECURITY, "/", phone=True)
    for path in ("/", "/roles/", "/people/"):
        page.goto(path)
        assert sideways(page) <= 0, path
