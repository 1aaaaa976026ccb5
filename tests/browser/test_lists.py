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
