"""On paper: A4, the record and nothing of the frame around it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.visitors import Visitors
from tests.cast import PROVINCE
from tools.page_kinds import first, open_tree

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)]

A4 = {"width": 794, "height": 1123}
MARGINS = 106
"""Pixels of the margins, left and right: 14 mm each."""


def on_paper(page: Page) -> None:
    page.emulate_media(media="print")
    page.set_viewport_size(A4 | {"width": A4["width"] - MARGINS})


def pages_of(page: Page) -> list[str]:
    """The size of each sheet, from the file that a printer would get."""
    made = page.pdf(prefer_css_page_size=True)
    return [found.decode() for found in re.findall(rb"/MediaBox \[([^\]]+)\]", made)]


@pytest.mark.parametrize("kind", ["show", "edit", "tree"])
def test_a_page_is_printed_without_its_frame(visitors: Visitors, kind: str) -> None:
    page = visitors.open(PROVINCE, "/")
    reach = open_tree if kind == "tree" else first("providers", kind)
    reach(page)
    on_paper(page)
    for outside in (".sidebar", ".topbar", ".head .tools", ".form-tools", ".tabs", ".date-open"):
        assert page.locator(f"{outside}:visible").count() == 0, outside
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    sheets = pages_of(page)
    assert 1 <= len(sheets) <= 4
    for sheet in sheets:
        _, _, width, height = (round(float(number)) for number in sheet.split())
        assert abs(width - 595) <= 1
        assert abs(height - 842) <= 1, "A4 in points"
