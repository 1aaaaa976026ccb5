"""The list of a register: rows, filters, bulk actions, pager, and what a reader without rights does not see."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from bs4 import BeautifulSoup, Tag

from portal.admin.pages import (
    ActionView,
    CellView,
    Chip,
    Empty,
    FilterChoice,
    Head,
    ListPage,
    Pager,
    Quick,
    RowView,
    Search,
)

Render = Callable[..., BeautifulSoup]

NAME = "银龄<养老>服务中心"
COLUMNS = (
    Head("name", "Name", "text", "asc", "?sort=-name", ""),
    Head("code", "Code", "code", None, None, "18 characters"),
    Head("count", "Count", "number", None, "?sort=count", ""),
    Head("status", "Status", "badge", None, None, ""),
    Head("region", "Region", "reference", None, None, ""),
    Head("note", "Note", "long", None, None, ""),
)
CELLS = (
    CellView(NAME),
    CellView("52430104MJJ702583C", "code"),
    CellView("1,234", "number"),
    CellView("Active", "badge", "green"),
    CellView("岳麓区", "reference", href="/regions/show/9"),
    CellView("begins", "long", title="begins and goes on"),
)
ROW = RowView(7, "/providers/show/7", "/providers/edit/7", "/providers/delete/7", CELLS)
PAGER = Pager(None, "?page=2", [("1", "?page=1", True), ("2", "?page=2", False)], "1–25 of 30", [(25, "?", True)])
FILTERS = (
    FilterChoice("name", "Name", "text", [("ct", "contains"), ("eq", "is"), ("empty", "is empty")], [], ""),
    FilterChoice("status", "Status", "choice", [("eq", "is")], [("active", "Active")], ""),
    FilterChoice("region_code", "Region", "picker", [("under", "in or below")], [], "/regions/pick"),
    FilterChoice("signed", "Signed", "date", [("ge", "from"), ("le", "up to")], [], ""),
)
PAGE = ListPage(
    title="Providers",
    columns=COLUMNS,
    rows=[ROW],
    count_text="30",
    pager=PAGER,
    empty=Empty("Nothing matches", "Try fewer words"),
    lead="长沙市",
    breadcrumbs=[("Providers", None)],
    search=Search("银", "Name, code or pinyin"),
    quick=[Quick("All", "?", True)],
    chips=[Chip("Region: 岳麓区", "?q=银")],
    filters=FILTERS,
    hidden=[("f.region_code.under", "430104"), ("size", "50")],
    add_href="/providers/add",
    actions=[ActionView("delete", "Delete", "Delete the chosen records?", "trash", "red")],
    action_href="/providers/bulk",
    clear_href="/providers/list/",
)


@pytest.fixture
def shown(rendered: Render) -> Callable[[ListPage], BeautifulSoup]:
    return lambda page: rendered("list.html", page=page)


def cells(soup: BeautifulSoup) -> list[Tag]:
    return soup.select("tbody tr td:not(.col-check):not(.col-tools)")


def test_a_row_shows_its_cells_and_leads_to_its_record(shown: Callable[[ListPage], BeautifulSoup]) -> None:
    found = cells(shown(PAGE))
    assert [cell.get_text() for cell in found] == [cell.text for cell in CELLS]
    assert found[0].select_one('a[href="/providers/show/7"]')
    assert found[4].select_one('a[href="/regions/show/9"]')
    assert found[3].select_one(".word-green")
    span = found[5].span
    assert span is not None
    assert span["title"] == "begins and goes on"


def test_what_people_typed_never_becomes_markup(shown: Callable[[ListPage], BeautifulSoup]) -> None:
    soup = shown(PAGE)
    assert soup.find("养老") is None
    assert cells(soup)[0].get_text() == NAME


def test_each_cell_names_its_column_for_the_cards_of_a_phone(shown: Callable[[ListPage], BeautifulSoup]) -> None:
    assert [cell["data-label"] for cell in cells(shown(PAGE))] == [head.label for head in COLUMNS]


def test_the_sorted_column_says_so_to_screen_readers(shown: Callable[[ListPage], BeautifulSoup]) -> None:
    soup = shown(PAGE)
    assert [th.get_text().strip() for th in soup.select('th[aria-sort="ascending"]')] == ["Name"]


def test_a_reader_sees_no_edit_control_at_all(shown: Callable[[ListPage], BeautifulSoup]) -> None:
    row = ROW._replace(edit_href=None, delete_href=None)
    soup = shown(replace(PAGE, rows=[row], add_href=None, actions=(), action_href=""))
    assert not soup.select("main form[action='/providers/bulk'], input[name=rowid], a[href$='/add'], a[href*='/edit']")
    assert not soup.select("[data-edit], [data-delete]")


def test_bulk_actions_are_sent_with_the_chosen_rows_and_a_token(shown: Callable[[ListPage], BeautifulSoup]) -> None:
    form = shown(PAGE).select_one("form[action='/providers/bulk']")
    assert form is not None
    assert form["method"] == "post"
    assert form.select_one("input[name=csrf_token]")
    assert [box["value"] for box in form.select("input[name=rowid]")] == ["7"]
    button = form.select_one("button[name=action]")
    assert button is not None
    assert (button["value"], button["data-confirm"]) == ("delete", "Delete the chosen records?")


def test_the_filter_form_keeps_the_query_and_names_its_fields_by_key_and_operator(
    shown: Callable[[ListPage], BeautifulSoup],
) -> None:
    form = shown(PAGE).select_one("details.filter form")
    assert form is not None
    kept = {field["name"]: field["value"] for field in form.select("input[type=hidden]")}
    assert kept == {"q": "银", "f.region_code.under": "430104", "size": "50"}
    asked = [field["name"] for field in form.select("[name]:not([type=hidden])")]
    assert asked == ["f.name.ct", "f.status.eq", "f.region_code.under", "f.signed.ge", "f.signed.le"]
    assert form.select_one("select[data-picker-url='/regions/pick']")


def test_the_search_keeps_the_filters(shown: Callable[[ListPage], BeautifulSoup]) -> None:
    form = shown(PAGE).select_one("form.lookup")
    assert form is not None
    assert [f["name"] for f in form.select("input")] == ["f.region_code.under", "size", "q"]


def test_every_input_of_a_list_has_a_name_for_screen_readers(shown: Callable[[ListPage], BeautifulSoup]) -> None:
    for field in shown(PAGE).select("main input:not([type=hidden]), main select"):
        assert field.get("aria-label") or field.get("aria-labelledby"), field


def test_an_empty_list_says_what_to_do_next(shown: Callable[[ListPage], BeautifulSoup]) -> None:
    empty = Empty("Nothing here yet", "Enter one.", "/providers/add", "Add the first one")
    soup = shown(replace(PAGE, rows=(), chips=(), search=Search("", "…"), empty=empty))
    nothing = soup.select_one(".nothing")
    assert nothing is not None
    assert "Nothing here yet" in nothing.get_text()
    assert nothing.select_one("a[href='/providers/add']")
    assert not soup.select("table")


def test_nothing_found_offers_the_whole_list(shown: Callable[[ListPage], BeautifulSoup]) -> None:
    soup = shown(replace(PAGE, rows=()))
    assert soup.select_one(".nothing a[href='/providers/list/']")


def test_the_pager_names_the_page_one_is_on(shown: Callable[[ListPage], BeautifulSoup]) -> None:
    soup = shown(PAGE)
    here = soup.select_one(".pagination [aria-current=page]")
    assert here is not None
    assert here.get_text() == "1"
    assert soup.select_one(".pagination a[rel=next][href='?page=2']")
    assert not soup.select(".pagination a[rel=prev]")
