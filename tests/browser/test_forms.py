"""Forms in a browser: a fault and its cure, a draft after a lost session, the calendar, a phone."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Page, expect

from tests.browser.visitors import Visitors
from tests.cast import CITY, NEIMENGGU_CITY, PROVINCE

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)]


def a_form(page: Page, place: int) -> str:
    """Open the form of one provider; gives its address. Each test takes another row."""
    page.goto("/providers/list/")
    shown = str(page.locator("tbody .first a").nth(place).get_attribute("href"))
    page.goto(shown.replace("/show/", "/edit/"))
    return page.url


def drafts(page: Page) -> list[str]:
    return list(page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('draft:'))"))


def wait_for_draft(page: Page) -> None:
    """A moment after the last letter. (The page's policy forbids Playwright's own waiting for an expression.)"""
    for _ in range(50):
        if drafts(page):
            return
        page.wait_for_timeout(100)
    raise AssertionError("nothing was kept")


def test_what_was_typed_comes_back_after_a_lost_session(visitors: Visitors) -> None:
    page = visitors.fresh(CITY)
    form = a_form(page, 4)
    name = page.locator("#name").input_value()
    page.locator("#name").fill(f"{name}（更名）")
    page.locator("#registered_on").fill("2026年11月21日")
    page.locator("#phone").fill("0531-51769834")
    page.locator("#status").select_option("suspended")
    page.context.clear_cookies()
    visitors.expect_status(page, 401)
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("请登录")
    kept = page.evaluate("JSON.stringify(localStorage)")
    assert "更名" in kept
    assert "51769834" not in kept, "personal data is not kept in the browser"

    page.get_by_role("link", name="登录").click()
    visitors.fill_in_login(page, CITY)
    page.wait_for_url(form)
    expect(page.locator("#name")).to_have_value(f"{name}（更名）")
    expect(page.locator("#registered_on")).to_have_value("2026-11-21")
    expect(page.locator("#status")).to_have_value("suspended")
    note = page.locator("[data-draft-note]")
    expect(note).to_contain_text("已恢复到表单中")
    expect(note).to_contain_text("个人信息不会保留")

    page.locator("#status").select_option("pending")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{name}（更名）")
    assert drafts(page) == [], "what is saved is no draft"


def test_a_draft_is_discarded_and_stays_away(visitors: Visitors) -> None:
    page = visitors.open(CITY, "/")
    a_form(page, 5)
    before = page.locator("#note").input_value()
    page.locator("#note").fill("只是试试")
    wait_for_draft(page)
    page.once("dialog", lambda dialog: dialog.accept())
    page.reload()
    expect(page.locator("#note")).to_have_value("只是试试")
    page.get_by_role("button", name="放弃草稿").click()
    expect(page.locator("#note")).to_have_value(before)
    expect(page.locator("[data-draft-note]")).to_be_hidden()
    assert drafts(page) == []


def test_a_draft_on_a_record_that_was_changed_meanwhile_asks_field_by_field(visitors: Visitors) -> None:
    page = visitors.open(CITY, "/")
    form = a_form(page, 6)
    page.locator("#note").fill("草稿中的备注")
    wait_for_draft(page)
    other = visitors.open(PROVINCE, form)
    other.locator("#note").fill("别人的备注")
    other.get_by_role("button", name="保存").click()
    expect(other.get_by_role("status")).to_contain_text("已保存")
    page.once("dialog", lambda dialog: dialog.accept())
    page.reload()
    expect(page.locator("#note")).to_have_value("草稿中的备注")
    visitors.expect_status(page, 409)
    page.get_by_role("button", name="保存").click()
    conflict = page.locator(".conflict")
    expect(conflict).to_contain_text("别人的备注")
    expect(conflict).to_contain_text("草稿中的备注")


def test_drafts_end_with_the_day_with_the_sign_out_and_belong_to_one_person(visitors: Visitors) -> None:
    page = visitors.fresh(NEIMENGGU_CITY)
    person = page.evaluate("document.body.dataset.person")
    draft = json.dumps({"at": 0, "fields": {"note": "x"}})
    page.evaluate("(draft) => localStorage.setItem('draft:1:providers:1', draft)", draft)
    page.reload()
    assert drafts(page) == [], "older than a day"
    page.evaluate(
        """([mine, other]) => { for (const key of [mine, other])
        localStorage.setItem(key, JSON.stringify({at: Date.now(), fields: {note: 'x'}})) }""",
        [f"draft:{person}:providers:new", "draft:99999:providers:new"],
    )
    page.locator("details.menu summary").last.click()
    page.get_by_role("button", name="退出登录").click()
    page.wait_for_url("**/login/")
    assert drafts(page) == ["draft:99999:providers:new"]


def test_a_day_is_typed_in_chinese_or_chosen_with_the_keyboard(visitors: Visitors) -> None:
    page = visitors.open(CITY, "/providers/add")
    day = page.locator("#registered_on")
    for typed in ("2026年11月21日", "2026/11/21", "20261121", "2026.11.21"):
        day.fill(typed)
        day.blur()
        expect(day).to_have_value("2026-11-21")
    day.fill("2026-02-31")
    day.blur()
    expect(day).to_have_value("2026-02-31")

    day.fill("2026-01-31")
    day.press("ArrowDown")
    panel = page.get_by_role("dialog", name="选择日期")
    expect(panel.locator(".date-title")).to_have_text("2026年1月")
    expect(panel.locator("th").first).to_have_text("一")
    chosen = panel.get_by_role("button", name="2026年1月31日星期六")
    expect(chosen).to_be_focused()
    page.keyboard.press("PageDown")
    expect(panel.get_by_role("button", name="2026年2月28日")).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Home")
    expect(panel.get_by_role("button", name="2026年3月2日星期一")).to_be_focused()
    for _ in range(7):
        page.keyboard.press("Tab")
    expect(panel.get_by_role("button", name="2026年3月2日星期一")).to_be_focused()
    page.keyboard.press("Enter")
    expect(panel).to_be_hidden()
    expect(day).to_have_value("2026-03-02")
    expect(day).to_be_focused()
    day.press("ArrowDown")
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(day).to_be_focused()
    expect(day).to_have_value("2026-03-02")


def test_a_form_on_a_phone_is_one_column_with_its_calendar_in_sight(visitors: Visitors) -> None:
    page = visitors.open(CITY, "/providers/add", phone=True)
    boxes = [field.bounding_box() for field in page.locator(".fields > .field").all()]
    assert len({round(box["x"]) for box in boxes}) == 1
    assert max(box["x"] + box["width"] for box in boxes) <= 390
    button = page.get_by_role("button", name="选择日期 登记日期")
    button.click()
    panel = page.get_by_role("dialog", name="选择日期")
    box = panel.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    panel.get_by_role("button", name="今天").click()
    expect(page.locator("#registered_on")).not_to_have_value("")
    expect(page.get_by_role("button", name="保存")).to_be_in_viewport()
