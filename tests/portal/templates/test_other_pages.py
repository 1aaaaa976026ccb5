"""The frame, one record, the tree, a province's rules, signing in, errors."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

from bs4 import BeautifulSoup

from portal.admin.home_pages import HomePage, Tile
from portal.admin.pages import CellView, Line, Node, Shell, ShowPage, ShowSection, Tab, TreePage

Render = Callable[..., BeautifulSoup]

RECORD = ShowPage(
    title="银龄<b>服务中心",
    code="52430104MJJ702583C",
    badges=[CellView("Sample", "badge", "purple")],
    breadcrumbs=[("Providers", "/providers/list/"), ("银龄", None)],
    sections=[
        ShowSection(
            "The body",
            [
                Line("Kind", CellView("社会组织", "reference", href="/provider_kinds/show/3"), "", "一（三）"),
                Line("Note", CellView("one\ntwo", "long")),
                Line("Grade", CellView("")),
            ],
        )
    ],
)


def a_node(number: int, children: list[Node] | None = None, **given: Any) -> Node:
    node = Node(
        number,
        f"A{number}",
        f"Item {number}",
        1,
        2,
        children,
        f"/kids/{number}",
        f"/items/{number}",
        f"/panel/{number}",
        [],
        matched=False,
        chosen=False,
    )
    return node._replace(**given)


HOME = HomePage("Workbench", "Saturday", (), (), (), None, None, ())

TREE = TreePage("Catalog", "长沙市", [("Draft", "orange")], [("Catalog", "/catalog/1/", True)], [], "", "level 1: 2")


def test_the_frame_says_whose_data_it_is_and_what_may_be_done(rendered: Render) -> None:
    soup = rendered("home.html", page=HOME)
    assert [li.get_text() for li in soup.select(".place li")] == ["湖南省", "长沙市"]
    badge = soup.select_one(".may-read")
    assert badge is not None
    assert badge.get_text() == "Read only"


def test_the_frame_begins_with_a_way_past_the_menu(rendered: Render) -> None:
    soup = rendered("home.html", page=HOME)
    first = soup.select("a[href]")[0]
    assert first["href"] == "#content"
    assert soup.select_one("main#content")


def test_one_signs_out_by_post_with_a_token(rendered: Render) -> None:
    form = rendered("home.html", page=HOME).select_one("form[action='/logout/']")
    assert form is not None
    assert form["method"] == "post"
    assert form.select_one("input[name=csrf_token]")


def test_the_menu_marks_where_one_is_and_groups_the_rest(rendered: Render) -> None:
    soup = rendered("home.html", page=HOME)
    assert [a["href"] for a in soup.select(".side a[aria-current=page]")] == ["/"]
    assert [h.get_text() for h in soup.select(".side-label")] == ["Lists"]
    assert [n.get_text() for n in soup.select(".side .n")] == ["41"]


def test_without_a_person_the_frame_has_no_account(rendered: Render, nobody: Callable[[], Shell]) -> None:
    soup = rendered("home.html", page=HOME, shell=nobody)
    assert not soup.select("form[action='/logout/'], .place, .may")


def test_the_first_page_counts_each_register(rendered: Render) -> None:
    page = replace(HOME, tiles=[Tile("Providers", "10,000+", "/providers/list/", "users-group")])
    soup = rendered("home.html", page=page)
    tile = soup.select_one("a.tile[href='/providers/list/']")
    assert tile is not None
    assert "10,000+" in tile.get_text()


def test_a_record_shows_its_values_with_their_source(rendered: Render) -> None:
    soup = rendered("show.html", page=RECORD)
    assert soup.h1 is not None
    assert soup.h1.get_text() == "银龄<b>服务中心"
    assert [dt.get_text() for dt in soup.select("dt")] == ["Kind", "Note", "Grade"]
    values = soup.select("dd")
    assert values[0].select_one("a[href='/provider_kinds/show/3']")
    assert "一（三）" in values[0].get_text()
    assert values[1].get_text() == "one\ntwo"
    assert values[2].get_text() == "—"


def test_a_record_that_may_not_be_changed_has_no_button_for_it(rendered: Render) -> None:
    assert not rendered("show.html", page=RECORD).select(".tools")
    soup = rendered("show.html", page=replace(RECORD, edit_href="/e", delete_href="/d"))
    assert [a["href"] for a in soup.select(".tools a")] == ["/d", "/e"]


def test_the_tabs_of_a_record_mark_the_open_one(rendered: Render) -> None:
    tabs = [Tab("a", "Items", "3", "?tab=a", True), Tab("b", "Cases", "", "?tab=b", False)]
    soup = rendered("show.html", page=replace(RECORD, tabs=tabs))
    assert [a["href"] for a in soup.select(".tabs a[aria-current]")] == ["?tab=a#related"]


def test_a_closed_node_knows_where_its_children_are_with_and_without_a_script(rendered: Render) -> None:
    fold = rendered("tree.html", page=replace(TREE, nodes=[a_node(1)])).select_one("a.fold")
    assert fold is not None
    assert fold["data-children"] == "/kids/1"
    assert fold["href"] == "?open=1#node-1"
    assert fold["aria-expanded"] == "false"


def test_open_nodes_are_nested_lists_of_any_depth(rendered: Render) -> None:
    leaf = a_node(3, level=3, child_count=0, matched=True, badges=[("Retired", "grey")])
    nodes = [a_node(1, [a_node(2, [leaf], level=2)])]
    soup = rendered("tree.html", page=replace(TREE, nodes=nodes))
    found = soup.select_one("#node-1 > ul > #node-2 > ul > #node-3")
    assert found is not None
    assert found.select_one(".is-hit .word-grey")
    assert not found.select("a.fold")
    assert [a["aria-expanded"] for a in soup.select("a.fold")] == ["true", "true"]


def test_the_children_of_a_node_come_as_one_list_without_a_frame(rendered: Render) -> None:
    soup = rendered("tree_nodes.html", nodes=[a_node(1), a_node(2)])
    assert [child.name for child in soup.find_all(recursive=False)] == ["ul"]
    assert len(soup.select("ul > li")) == 2


def test_a_tree_without_nodes_says_so(rendered: Render) -> None:
    assert "Nothing here yet" in rendered("tree.html", page=TREE).get_text()
    assert "Nothing matches" in rendered("tree.html", page=replace(TREE, search_value="养老")).get_text()


def test_what_a_province_does_not_state_is_marked(rendered: Render) -> None:
    lines = [("/depth/", "Depth", "3", "附件1", True, True), ("/window/", "Window", "", "", False, False)]
    facts = [("term", "five years", "文末")]
    groups = [("Catalogs", lines)]
    soup = rendered("province.html", page=True, title="湖南省", groups=groups, facts=facts, provinces=[])
    rows = soup.select("tbody tr")
    assert [("Not stated" in row.get_text()) for row in rows] == [False, True, False]
    assert "附件1" in rows[0].get_text()
    assert [("No effect yet" in row.get_text()) for row in rows] == [False, True, False]


def test_before_a_record_is_deleted_one_is_asked(rendered: Render) -> None:
    soup = rendered("confirm_delete.html", title="银龄", action_href="/providers/delete/7", cancel_href="/back")
    form = soup.select_one("form[action='/providers/delete/7']")
    assert form is not None
    assert form["method"] == "post"
    assert form.select_one("input[name=csrf_token]")
    assert form.select_one("a[href='/back']")


def a_password_field(name: str, *errors: str) -> SimpleNamespace:
    return SimpleNamespace(id=name, name=name, label=SimpleNamespace(text=name), errors=errors, data="secret")


def test_a_password_never_comes_back_to_the_page(rendered: Render) -> None:
    form = SimpleNamespace(
        old=a_password_field("old"), new=a_password_field("new", "Too short."), again=a_password_field("again")
    )
    soup = rendered("password.html", form=form)
    assert "secret" not in str(soup)
    assert [field["aria-describedby"] for field in soup.select("[aria-invalid]")] == ["new-error"]


def test_signing_in_offers_both_languages_and_keeps_the_name(rendered: Render) -> None:
    form = SimpleNamespace(username=a_password_field("username"), password=a_password_field("password"))
    form.username.data = "zhang"
    soup = rendered("login.html", form=form)
    name, password = soup.select("form input")
    assert name["value"] == "zhang"
    assert "value" not in password.attrs
    assert [a["hreflang"] for a in soup.select("nav.languages a")] == ["zh", "en"]


def test_an_error_needs_neither_database_nor_user(rendered_without_shell: Render) -> None:
    soup = rendered_without_shell("error.html", status=404, title="Not found", message="No <such> page.")
    assert soup.h1 is not None
    assert soup.h1.get_text() == "Not found"
    assert "No <such> page." in soup.get_text()
    assert soup.select_one("main a[href='/']")
