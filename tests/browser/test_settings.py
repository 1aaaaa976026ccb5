"""A province's administrator changes a setting: looks at what it touches, saves it, sees it act and in the log.

In Inner Mongolia, whose words no other test here reads: the server is shared, and the word is put back."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_accessibility import barriers
from tests.browser.visitors import Visitors
from tests.cast import NEIMENGGU_CITY, NEIMENGGU_PROVINCE

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)]

TERMS = "/profile/neimenggu/terms/"
NEW = "购买服务试点"


def menu(page: Page) -> str:
    """The menu as the next request has it."""
    page.goto("/")
    return page.locator("nav").first.inner_text()


def save(page: Page, reason: str) -> None:
    page.locator("[name=reason]").fill(reason)
    page.get_by_role("button", name="保存更改").click()
    expect(page.get_by_text("已保存，即刻生效")).to_be_visible()


def test_a_word_is_changed_with_a_look_at_what_it_touches_acts_and_is_put_back(visitors: Visitors) -> None:
    admin, clerk = visitors.open(NEIMENGGU_PROVINCE, TERMS), visitors.open(NEIMENGGU_CITY, "/")
    assert NEW not in menu(clerk)
    word = admin.locator("[name='liaison_point.zh']")
    old = word.input_value()
    word.fill(NEW)
    admin.get_by_role("button", name="查看影响").click()
    looked = admin.locator("main")
    expect(looked.get_by_text("尚未保存")).to_be_visible()
    expect(looked.locator(".changes del")).to_have_text(old)
    expect(looked.locator(".changes ins")).to_have_text(NEW)
    expect(looked.get_by_text("个账号适用这些规则")).to_be_visible()
    assert barriers(admin) == []
    assert NEW not in menu(clerk), "what was only looked at is not saved"
    save(admin, "按新印发文件改称")
    assert NEW in menu(clerk), "it acts for everyone in the next request"

    admin.goto("/region_trail/")
    deed = admin.locator("li", has_text="按新印发文件改称").first
    expect(deed).to_contain_text("联系点")
    expect(deed.locator("ins").first).to_have_text(NEW)
    assert barriers(admin) == []

    admin.goto(TERMS)
    admin.get_by_role("link", name="恢复").first.click()
    expect(admin.locator("[name='liaison_point.zh']")).to_have_value(old)
    admin.get_by_role("button", name="查看影响").click()
    save(admin, "恢复原来的叫法")
    assert NEW not in menu(clerk)
