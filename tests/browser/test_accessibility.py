"""No page kind has a barrier that axe calls serious or critical (WCAG 2.1 A and AA), at a desk and on a phone.

An ordinary run looks at a sample, in one of four ways by turns; `make prove` looks at every kind in all four.
"""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from config import ROOT
from tests.browser.visitors import Visitors
from tests.cast import Person
from tools.page_kinds import KINDS, PageKind

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)]

AXE = (ROOT / "tests/browser/vendor/axe-core-4.14.1/axe.min.js").read_text(encoding="utf-8")
LOOK = """() => axe.run(document, {
  runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"], resultTypes: ["violations"],
})"""
WORST = frozenset({"serious", "critical"})

WAYS = [(language, phone) for language in ("zh", "en") for phone in (False, True)]
SAMPLE = (
    "login", "home", "list", "show-tabs", "edit-fault", "conflict", "tree", "search", "roles", "person", "api-register",
    "error-404",
)  # fmt: skip
"""A kind for each way in which pages are put together; `make prove` looks at all of them."""

BY_TURNS = [(kind, *WAYS[place % len(WAYS)]) for place, kind in enumerate(k for k in KINDS if k.name in SAMPLE)]
ALL = [(kind, language, phone) for kind in KINDS for language, phone in WAYS]


def named(case: tuple[PageKind, str, bool]) -> str:
    kind, language, phone = case
    return f"{kind.name}-{language}-{'phone' if phone else 'desk'}"


def barriers(page: Page) -> list[str]:
    """What axe finds serious, in words that lead there. It comes in as a debugger would: no policy allows it."""
    page.evaluate(AXE)
    found: dict[str, Any] = page.evaluate(LOOK)
    return [
        f"{rule['id']}: {rule['help']} — {node['html'][:160]} — {node['failureSummary'][:300]}"
        for rule in found["violations"]
        if rule["impact"] in WORST
        for node in rule["nodes"][:3]
    ]


def look(visitors: Visitors, kind: PageKind, language: str, phone: bool) -> None:
    start = f"/language/{language}?next=/password/"
    page = visitors.stranger(phone=phone) if kind.username is None else visitors.open(who(kind), start, phone=phone)
    if kind.username is None:
        page.goto(start)
    if kind.status != 200:
        visitors.expect_status(page, kind.status)
    kind.reach(page)
    assert page.locator("html").get_attribute("lang") == {"zh": "zh-CN", "en": "en"}[language]
    assert barriers(page) == []


def who(kind: PageKind) -> Person:
    return Person(str(kind.username), "")


@pytest.mark.parametrize("case", BY_TURNS, ids=named)
def test_a_page_has_no_serious_barrier(visitors: Visitors, case: tuple[PageKind, str, bool]) -> None:
    look(visitors, *case)


@pytest.mark.prove
@pytest.mark.parametrize("case", ALL, ids=named)
def test_no_page_in_any_language_on_any_screen_has_a_serious_barrier(
    visitors: Visitors, case: tuple[PageKind, str, bool]
) -> None:
    look(visitors, *case)


def test_a_barrier_is_noticed(visitors: Visitors) -> None:
    page = visitors.stranger()
    page.goto("/login/")
    page.evaluate("document.querySelector('label[for=username]').remove()")
    page.evaluate("document.querySelector('h1').textContent = ''")
    page.evaluate("document.querySelector('.bare-brand').classList.add('text-white')")
    found = barriers(page)
    assert {fault.split(":")[0] for fault in found} >= {"label", "color-contrast"}, found
