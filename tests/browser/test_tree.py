"""The catalog tree in a browser: opened by click and by arrow keys, searched."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.visitors import Visitors
from tests.cast import CITY

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)]


def top(page: Page) -> Locator:
    return page.locator("[data-tree] > ul > li").first


def closed(page: Page) -> Locator:
    """An item of the second level: the first level is open at once, the second is not."""
    return top(page).locator("> ul > li").first


def test_the_first_level_is_open_at_once(visitors: Visitors) -> None:
    page = visitors.open(CITY, "/catalog/")
    expect(closed(page)).to_be_visible()


def test_a_branch_opens_and_closes_by_click(visitors: Visitors) -> None:
    page = visitors.open(CITY, "/catalog/")
    branch = closed(page)
    fold = branch.locator("> .node > .fold")
    expect(fold).to_have_attribute("aria-expanded", "false")
    fold.click()
    below = branch.locator("> ul > li")
    expect(below.first).to_be_visible()
    expect(fold).to_have_attribute("aria-expanded", "true")
    assert below.count() == int(branch.locator("> .node > .n").inner_text())
    assert page.url.endswith("/catalog/"), "the page stays"
    fold.click()
    expect(below.first).to_be_hidden()
    expect(fold).to_have_attribute("aria-expanded", "false")


def test_the_arrow_keys_walk_and_open(visitors: Visitors) -> None:
    page = visitors.open(CITY, "/catalog/")
    branch = closed(page)
    first = branch.locator("> .node > .name")
    first.focus()
    page.keyboard.press("ArrowRight")
    child = branch.locator("> ul > li").first.locator("> .node > .name")
    expect(child).to_be_visible()
    page.keyboard.press("ArrowRight")
    expect(child).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(branch.locator("> ul > li").nth(1).locator("> .node > .name")).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowLeft")
    expect(first).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(child).to_be_hidden()
    name = first.inner_text()
    page.keyboard.press("Enter")
    expect(page.locator("[data-panel-place] h2").first).to_contain_text(name)
    expect(first).to_have_attribute("aria-current", "true")
    page.reload()
    expect(page.locator("[data-panel-place] h2").first).to_contain_text(name)
    page.get_by_role("link", name="打开完整记录").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(name)


@pytest.mark.parametrize("words", ["养老", "yanglao", "A0402"])
def test_a_search_opens_the_path_to_each_hit(visitors: Visitors, words: str) -> None:
    page = visitors.open(CITY, "/catalog/")
    page.keyboard.press("/")
    page.keyboard.type(words)
    page.keyboard.press("Enter")
    page.wait_for_url("**q=*")
    hits = page.locator(".node.is-hit")
    expect(hits.first).to_be_in_viewport()
    for hit in hits.all():
        expect(hit).to_be_visible()
    expect(page.locator(".level-1 > .node.is-hit")).to_have_count(0)
    assert page.locator("[data-tree] .level-1").count() >= 1, "the classes above a hit are shown"
