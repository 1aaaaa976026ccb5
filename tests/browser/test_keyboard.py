"""With the keyboard alone: to the content at once, a focus that is seen, dialogs that hold it and give it back."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.visitors import Visitors
from tests.cast import CITY, PROVINCE

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)]

FOCUSED = """() => {
  const here = document.activeElement;
  const style = getComputedStyle(here);
  const ring = here.closest(".ts-wrapper.focus")?.querySelector(".ts-control") || here;
  const place = (here.closest(".field") || here).getBoundingClientRect();
  return {
    seen: style.outlineStyle !== "none" || getComputedStyle(ring).boxShadow !== "none",
    inside: here.closest("dialog, [role=dialog]") !== null,
    top: place.top + scrollY, left: place.left,
    page: here === document.body, name: here.outerHTML.slice(0, 120), form: here.closest("form[data-guarded]") !== null,
  };
}"""


def stops(page: Page, most: int) -> list[dict[str, object]]:
    """Where the Tab key leads, until it leaves the page."""
    found = []
    for _ in range(most):
        page.keyboard.press("Tab")
        here = page.evaluate(FOCUSED)
        if here["page"]:
            break
        found.append(here)
    return found


def test_the_first_key_leads_past_the_menu(visitors: Visitors) -> None:
    page = visitors.open(PROVINCE, "/providers/list/")
    page.keyboard.press("Tab")
    skip = page.locator("a.skip")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#content")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_every_stop_of_a_form_is_seen_and_they_come_in_reading_order(visitors: Visitors) -> None:
    page = visitors.open(CITY, "/providers/add")
    page.locator("#content").focus()
    found = [stop for stop in stops(page, 40) if stop["form"]]
    assert len(found) > 10
    assert [stop["name"] for stop in found if not stop["seen"]] == []
    places = [
        (float(str(stop["top"])) // 30, float(str(stop["left"]))) for stop in found if "btn" not in str(stop["name"])
    ]
    assert places == sorted(places), "row by row, from left to right"


def test_a_question_holds_the_focus_and_gives_it_back(visitors: Visitors) -> None:
    page = visitors.open(PROVINCE, "/providers/list/")
    page.locator("tbody input[name=rowid]").first.check()
    button = page.locator("[data-bulk-bar] button[data-confirm]").first
    button.focus()
    page.keyboard.press("Enter")
    question = page.get_by_role("dialog")
    expect(question).to_be_visible()
    for _ in range(6):
        page.keyboard.press("Tab")
        here = page.evaluate(FOCUSED)
        assert here["inside"] or here["page"], here  # between rounds the browser's own bar has it
    page.keyboard.press("Escape")
    expect(question).to_be_hidden()
    expect(button).to_be_focused()


def test_a_menu_opens_and_closes_with_keys_and_gives_the_focus_back(visitors: Visitors) -> None:
    page = visitors.open(PROVINCE, "/")
    menu = page.locator(".topbar details.menu summary").last
    menu.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="退出登录")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="退出登录")).to_be_hidden()
    expect(menu).to_be_focused()


def test_from_the_list_to_a_saved_record_and_what_was_looked_for_is_what_enter_chooses(visitors: Visitors) -> None:
    page = visitors.open(CITY, "/providers/list/")
    page.keyboard.press("j")
    page.keyboard.press("e")
    page.wait_for_url("**/edit/**")
    for typed, meant in (("博山区", "博山区（淄博市）"), ("淄博市", "淄博市")):
        page.locator("#kind-ts-control").focus()
        page.keyboard.press("Tab")
        page.keyboard.type(typed)
        expect(page.locator("#region-ts-dropdown .option.active")).to_have_text(meant)
        page.keyboard.press("Enter")
        expect(page.locator("#region + .ts-wrapper .item")).to_have_text(meant)
    page.get_by_role("button", name="保存", exact=True).focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/show/**")
    expect(page.locator(".fact", has_text="地区")).to_contain_text("淄博市")
