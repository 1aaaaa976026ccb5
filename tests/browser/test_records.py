"""Records in a browser: found, opened, corrected, added, left behind, suspended."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Dialog, Locator, Page, expect

from portal.fields import gb32100
from tests.browser.visitors import Visitors
from tests.cast import CITY, OVERSIGHT, PROVINCE

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)]


def rows(page: Page) -> Locator:
    return page.locator("[data-rows] tbody tr")


def choose(page: Page, field: str, letters: str, text: str) -> None:
    """Type into a remote picker and take the option with that text."""
    page.locator(f"#{field} + .ts-wrapper .ts-control").click()
    page.keyboard.type(letters)
    page.locator(f"#{field}-ts-dropdown .option", has_text=text).first.click()
    expect(page.locator(f"#{field}-ts-dropdown")).to_be_hidden()


def test_a_city_editor_finds_opens_and_corrects_a_provider(visitors: Visitors) -> None:
    page = visitors.open(CITY, "/")
    page.get_by_role("navigation", name="主菜单").get_by_role("link", name="承接主体", exact=True).click()
    page.get_by_role("searchbox", name="搜索：承接主体").fill("养老")
    page.get_by_role("button", name="搜索", exact=True).click()
    found = rows(page).count()
    assert 1 < found < 25
    for row in rows(page).all():
        expect(row).to_contain_text("养老")

    page.get_by_text("添加筛选").click()
    page.locator("[data-filter=status] [data-value]").select_option("active")
    page.get_by_role("button", name="应用").click()
    expect(page.locator(".chip")).to_have_text("状态：在册")
    expect(page.get_by_role("searchbox", name="搜索：承接主体")).to_have_value("养老")
    assert 0 < rows(page).count() < found

    name = rows(page).first.locator(".first").inner_text()
    rows(page).first.locator(".first a").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    page.get_by_role("link", name="编辑").click()
    right = page.locator("#credit_code").input_value()
    wrong = right[:-1] + ("0" if right[-1] != "0" else "1")
    page.locator("#name").fill(f"{name}（更名）")
    page.locator("#credit_code").fill(wrong)
    page.locator("#note").fill("改名，2026 年备案。")
    visitors.expect_status(page, 422)
    page.get_by_role("button", name="保存").click()

    summary = page.locator("[data-wrong]")
    expect(summary).to_be_focused()
    expect(summary.get_by_role("link", name="统一社会信用代码")).to_be_visible()
    expect(page.locator("#name")).to_have_value(f"{name}（更名）")
    expect(page.locator("#credit_code")).to_have_value(wrong)
    expect(page.locator("#credit_code")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#note")).to_have_value("改名，2026 年备案。")
    summary.get_by_role("link", name="统一社会信用代码").click()
    expect(page.locator("#credit_code")).to_be_focused()

    page.locator("#credit_code").fill(right)
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{name}（更名）")
    expect(page.get_by_role("status")).to_contain_text("已保存")
    expect(page.locator("dl").filter(has_text="改名，2026 年备案。").first).to_be_visible()


def test_a_provider_is_added_with_pickers_that_understand_pinyin(visitors: Visitors) -> None:
    page = visitors.open(CITY, "/providers/list/")
    page.get_by_role("link", name="新增").click()
    page.locator("#name").fill("博山区银龄服务中心")
    page.locator("#credit_code").fill(gb32100.make("52", "370304", "MJJ99003").lower())
    choose(page, "kind", "shehuizuzhi", "社会组织")
    choose(page, "region", "boshan", "博山区（淄博市）")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("博山区银龄服务中心")
    expect(page.locator(".facts").filter(has_text="地区")).to_contain_text("博山区（淄博市）")
    expect(page.locator(".facts").first).to_contain_text("社会组织")
    expect(page.locator(".facts").first).to_contain_text(gb32100.make("52", "370304", "MJJ99003"))


SLOW_ANSWERS = """
const ask = window.fetch;
window.fetch = (address, how) =>
  new Promise((go) => setTimeout(go, String(address).endsWith("q=") ? 0 : 700)).then(() => ask(address, how));
"""
"""The first list of a picker comes at once, what letters find only after most of a second."""


@pytest.mark.parametrize("pause", [0, 450], ids=["letters not yet sent", "answer under way"])
def test_what_a_picker_hears_late_opens_nothing_over_the_next_field(visitors: Visitors, pause: int) -> None:
    page = visitors.open(CITY, "/")
    page.add_init_script(SLOW_ANSWERS)
    page.goto("/providers/add")
    page.locator("#kind + .ts-wrapper .ts-control").click()
    kind = page.locator("#kind-ts-dropdown")
    expect(kind.locator(".option", has_text="社会组织").first).to_be_visible()
    page.keyboard.type("shehui")
    page.wait_for_timeout(pause)
    kind.locator(".option", has_text="社会组织").first.click()
    page.locator("#region + .ts-wrapper .ts-control").click()
    region = page.locator("#region-ts-dropdown")
    expect(region.locator(".option").first).to_be_visible()
    page.wait_for_timeout(1_200)
    expect(kind).to_be_hidden()
    expect(region).to_be_visible()
    expect(page.locator("#region-ts-control")).to_be_focused()
    expect(page.locator("#kind + .ts-wrapper .item")).to_have_text("社会组织")
    page.locator("#kind + .ts-wrapper .ts-control").click()
    expect(kind.locator(".option").nth(1)).to_be_visible()


def test_what_was_typed_is_not_left_behind_unasked(visitors: Visitors) -> None:
    page = visitors.open(CITY, "/providers/add")
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.once("dialog", stay)
    page.get_by_role("link", name="取消").click()
    page.wait_for_url("**/providers/list/")
    assert asked == [], "nothing was typed, so nothing is asked"

    page.goto("/providers/add")
    page.locator("#name").fill("尚未保存")
    page.get_by_role("link", name="取消").click(no_wait_after=True)
    expect(page.locator("#name")).to_have_value("尚未保存")
    page.wait_for_timeout(300)
    assert asked == ["beforeunload"]
    assert page.url.endswith("/providers/add")

    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("link", name="取消").click()
    page.wait_for_url("**/providers/list/")


def test_chosen_rows_are_suspended_after_a_question(visitors: Visitors) -> None:
    page = visitors.open(PROVINCE, "/providers/list/?f.region.under=3701&f.status.eq=active")
    before = rows(page).count()
    names = [rows(page).nth(place).locator(".first").inner_text() for place in (0, 1)]
    bar = page.get_by_role("group", name="对所选记录")
    expect(bar).to_be_hidden()
    for place in (0, 1):
        rows(page).nth(place).locator("input[name=rowid]").check()
    expect(bar).to_be_visible()
    expect(page.locator("[data-bulk-count]")).to_have_text("2")

    bar.get_by_role("button", name="停用").click()
    question = page.get_by_role("dialog")
    expect(question).to_contain_text("确定停用所选记录？")
    question.get_by_role("button", name="取消").click()
    expect(question).to_be_hidden()
    assert rows(page).count() == before, "a question that is not answered with yes changes nothing"

    bar.get_by_role("button", name="停用").click()
    question.get_by_role("button", name="确定", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("2")
    page.goto("/providers/list/?f.region.under=3701&f.status.eq=suspended")
    for name in names:
        expect(rows(page).filter(has_text=name)).to_have_count(1)


def test_oversight_meets_no_control_that_writes(visitors: Visitors) -> None:
    page = visitors.open(OVERSIGHT, "/providers/list/")
    expect(page.locator(".topbar")).to_contain_text("只读")
    expect(rows(page).first).to_be_visible()
    controls = re.compile("编辑|新增|删除|停用所选|重新登记|保存")
    shown = str(page.locator("tbody .first a").first.get_attribute("href"))
    for path in ("/providers/list/", shown, "/catalog/", "/catalog_editions/list/", "/profile/"):
        page.goto(path)
        assert page.get_by_role("button", name=controls).count() == 0, path
        assert page.get_by_role("link", name=controls).count() == 0, path
        assert page.locator("input[type=checkbox]:visible").count() == 0, path
