"""The same portal on PostgreSQL, once through: signing in, a list, the tree, a change."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.visitors import Visitors
from tests.cast import CITY

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)]


def test_a_city_editor_searches_and_changes_a_provider_on_postgresql(visitors: Visitors) -> None:
    page = visitors.open(CITY, "/providers/list/?q=yanglao&f.region.under=3703")
    expect(page.locator("tbody tr").first).to_contain_text("养老")
    page.locator("tbody .first a").first.click()
    page.get_by_role("link", name="编辑").click()
    page.locator("#note").fill("在 PostgreSQL 上修改。")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("status")).to_contain_text("已保存")
    expect(page.locator("#content")).to_contain_text("在 PostgreSQL 上修改。")
    page.goto("/catalog/")
    expect(page.locator("[data-tree] .level-2").first).to_be_visible()
