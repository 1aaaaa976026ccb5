"""Every kind of page that a person meets: who looks at it, and how a browser gets there.

For `make screenshots` and for the browser tests that hold of all pages. To add a kind: a line in KINDS.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

Way = Callable[[Page], None]

WRONG_CODE = "913703000000000000"


@dataclass(frozen=True)
class PageKind:
    """``username`` is a demo account, or None for somebody who has not signed in; ``status`` is what is answered."""

    name: str
    username: str | None
    reach: Way
    status: int = 200


def at(path: str) -> Way:
    def reach(page: Page) -> None:
        page.goto(path)

    return reach


def first(register: str, page_name: str = "show", query: str = "", words: str = "") -> Way:
    """A page of the first record of a register's list."""

    def reach(page: Page) -> None:
        href = first_href(page, register, words)
        page.goto(href.replace("/show/", f"/{page_name}/") + query)

    return reach


def editable(register: str, region: str) -> Way:
    """The form of the first record of a list that its reader may change."""

    def reach(page: Page) -> None:
        page.goto(f"/{register}/list/?size=100&f.region.under={region}")
        page.goto(str(page.locator("tbody [data-edit]").first.get_attribute("data-edit")))

    return reach


def first_href(page: Page, register: str, words: str = "") -> str:
    page.goto(f"/{register}/list/?q={words}")
    return str(page.locator("tbody .first a").first.get_attribute("href"))


def send(page: Page) -> None:
    """Press the button that saves the page's form, whatever it says."""
    page.locator("main form[method=post] button[type=submit].btn-primary").last.click()
    page.wait_for_load_state()


def login_refused(page: Page) -> None:
    page.goto("/login/")
    page.locator("#username").fill("nobody")
    page.locator("#password").fill("wrong password")
    page.locator("button[type=submit]").click()
    page.wait_for_load_state()


def edit_with_a_fault(page: Page) -> None:
    first("providers", "edit")(page)
    page.locator("#name").fill("")
    page.locator("#credit_code").fill(WRONG_CODE)
    send(page)


def conflict(page: Page) -> None:
    """Somebody saves the same record while the form is open."""
    first("providers", "edit")(page)
    other = page.context.new_page()
    other.goto(page.url)
    note = other.locator("#note")
    note.fill("甲" if note.input_value() != "甲" else "乙")
    send(other)
    other.close()
    page.locator("#note").fill("丙")
    send(page)


def history(page: Page) -> None:
    """A record that was changed at least once."""
    first("providers", "edit")(page)
    note = page.locator("#note")
    note.fill("已核对" if note.input_value() != "已核对" else "已复核")
    send(page)
    page.goto(page.url.split("?")[0] + "?tab=history")


def open_tree(page: Page) -> None:
    page.goto("/catalog/")
    page.locator("[data-tree] a.fold[aria-expanded=false]").first.click()
    page.locator("[data-tree] .level-2:visible").first.wait_for()


def field_being_made(page: Page) -> None:
    """The editor of fields with a choice field half made, and what the form would look like beside it."""
    page.goto("/fields/providers/?add=choice")
    page.locator("#key").fill("assessed")
    page.locator("#label_zh").fill("社会组织评估等级")
    page.locator("#label_en").fill("Assessed grade")
    page.locator("#help_zh").fill("按民政部门公布的结果填写，未参评的选“未评估”")
    for number, word in enumerate(("5A", "4A", "3A", "未评估")):
        page.locator("[data-options] + .rows-made + button").click()
        page.locator(".row-made").nth(number).locator("input").first.fill(word)
    page.locator("[data-tried] #own_new option", has_text="3A").wait_for(state="attached")
    page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")


def one_field(page: Page) -> None:
    """A field of a register in the editor, with its settings and the preview of the form."""
    page.goto("/fields/providers/")
    page.goto(str(page.locator(".fields-list a").nth(2).get_attribute("href")))
    page.locator("[data-tried]").wait_for()


def setting_looked_at(page: Page) -> None:
    """A change of a setting, with what it would touch, before it is saved."""
    page.goto("/profile/shandong/terms/")
    page.locator("main form .form-control").first.fill("政府向社会力量购买服务")
    send(page)


def change_many(page: Page) -> None:
    page.goto("/providers/list/")
    for box in page.locator("tbody input[name=rowid]").all()[:3]:
        box.check()
    page.locator("[data-bulk-bar] button[value=change]").click()
    page.wait_for_load_state()


def first_person(page: Page) -> None:
    page.goto("/people/")
    page.goto(str(page.locator("tbody a[href^='/people/']").first.get_attribute("href")))


def password_refused(page: Page) -> None:
    page.goto("/password/")
    page.locator("#new").fill("x")
    send(page)


ADMIN, CITY, SECURITY, AUDIT = "shandong_admin", "shandong_city", "shandong_security", "shandong_audit"

WORKING = (
    PageKind("login", None, at("/login/")),
    PageKind("login-refused", None, login_refused, 401),
    PageKind("home", ADMIN, at("/")),
    PageKind("home-city", CITY, at("/")),
    PageKind("home-oversight", "shandong_oversight", at("/")),
    PageKind("home-system", "shandong_system", at("/")),
    PageKind("home-security", SECURITY, at("/")),
    PageKind("home-audit", AUDIT, at("/")),
    PageKind("home-two-provinces", "shandong_neimenggu_admin", at("/")),
    PageKind("list", ADMIN, at("/providers/list/")),
    PageKind("list-filtered", CITY, at("/providers/list/?q=养老&f.status.eq=active")),
    PageKind("list-empty", ADMIN, at("/providers/list/?q=没有这样的单位")),
    PageKind("list-log", AUDIT, at("/access_events/list/")),
    PageKind("show", ADMIN, first("providers")),
    PageKind("show-read-only", "shandong_oversight", first("providers")),
    PageKind("show-tabs", ADMIN, first("catalog_editions")),
    PageKind("show-long", ADMIN, first("policy_documents")),
    PageKind("history", ADMIN, history),
    PageKind("add", ADMIN, at("/providers/add")),
    PageKind("edit", CITY, first("providers", "edit")),
    PageKind("edit-item", CITY, editable("catalog_items", "3703")),
    PageKind("edit-document", ADMIN, editable("policy_documents", "37")),
    PageKind("edit-fault", CITY, edit_with_a_fault, 422),
    PageKind("conflict", ADMIN, conflict, 409),
    PageKind("delete", ADMIN, first("providers", "delete")),
    PageKind("tree", ADMIN, open_tree),
    PageKind("tree-search", ADMIN, at("/catalog/?q=养老")),
    PageKind("rules", ADMIN, at("/profile/")),
    PageKind("people", SECURITY, at("/people/")),
    PageKind("person", SECURITY, first_person),
    PageKind("roles", SECURITY, at("/roles/")),
    PageKind("roles-own", CITY, at("/roles/")),
    PageKind("search", ADMIN, at("/search/?q=养老")),
    PageKind("search-nothing", CITY, at("/search/?q=没有这样的东西")),
    PageKind("person-add", SECURITY, at("/people/add")),
    PageKind("explain", CITY, at("/explain/")),
    PageKind("explain-other", SECURITY, at("/explain/?user=2&register=providers&id=1")),
    PageKind("fields", ADMIN, at("/fields/")),
    PageKind("fields-editor", ADMIN, field_being_made),
    PageKind("fields-register", ADMIN, at("/fields/providers/")),
    PageKind("fields-field", ADMIN, one_field),
    PageKind("fields-changes", ADMIN, at("/fields/providers/changes")),
    PageKind("fields-history", ADMIN, at("/fields/providers/history")),
    PageKind("fields-copy", ADMIN, at("/fields/providers/copy")),
    PageKind("setting", ADMIN, at("/profile/shandong/catalogue.depth/")),
    PageKind("setting-table", ADMIN, at("/profile/shandong/provider.kinds/")),
    PageKind("setting-looked-at", ADMIN, setting_looked_at),
    PageKind("setting-read-only", CITY, at("/profile/shandong/terms/")),
    PageKind("views", CITY, at("/providers/views?f.status.eq=active")),
    PageKind("bulk", ADMIN, change_many),
    PageKind("list-print", ADMIN, at("/providers/print")),
    PageKind("region-trail", ADMIN, at("/region_trail/")),
    PageKind("person-trail", ADMIN, at("/person_trail/")),
    PageKind("api", ADMIN, at("/api-reference/")),
    PageKind("api-register", ADMIN, at("/api-reference/providers/")),
    PageKind("password", CITY, at("/password/")),
    PageKind("password-refused", CITY, password_refused, 422),
)

FAULTS = tuple(
    PageKind(f"error-{status}", CITY, at(f"/fault/{status}"), status)
    for status in (400, 401, 403, 404, 409, 413, 429, 500, 503)
)

KINDS = (*WORKING, *FAULTS)
