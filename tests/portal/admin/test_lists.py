"""Lists: chosen columns, values as words, the form to print, questions before much is done, and its order."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from portal.access.actor import Actor, acting
from portal.admin import cells, list_routes
from portal.extensions import db
from portal.fields import LongText
from portal.models import CatalogItem, ItemSuccession, Organization
from portal.models.transactions import writing
from portal.models.user import Role
from portal.registers import REGISTERS
from portal.services import bulk, counts
from tests.cast import CITY, OVERSIGHT, PROVINCE, reader_of, sign_in

ROLES = frozenset({Role.PROVINCE_ADMINISTRATOR})


def soup(client: FlaskClient, path: str, status: int = 200) -> BeautifulSoup:
    answer = client.get(path)
    assert answer.status_code == status, (path, answer.get_data(as_text=True)[:300])
    return BeautifulSoup(answer.get_data(as_text=True), "html.parser")


def heads(found: BeautifulSoup) -> list[str]:
    return [head.get_text(strip=True) for head in found.select("thead th[scope=col]")]


def test_columns_are_shown_in_the_order_in_which_they_were_chosen(app: Flask) -> None:
    client = sign_in(app, CITY)
    usual = soup(client, "/providers/list/")
    found = soup(client, "/providers/list/?cols=status,registered_on,name&f.status.eq=active")
    assert heads(found) == ["状态", "登记日期", "名称"]
    assert [box["value"] for box in found.select("[data-columns] input[checked]")] == [
        "status",
        "registered_on",
        "name",
    ]
    assert found.select_one("tbody .first a")["href"].startswith("/providers/show/")
    without_script = soup(client, "/providers/list/?col=status&col=name")
    assert heads(without_script) == ["状态", "名称"]
    for link in found.select("th a, .chip a, .sizes a, .seg a"):
        assert "cols=status%2Cregistered_on%2Cname" in link["href"], "the choice stays with every step"
    reset = found.select_one("[data-columns] a")["href"]
    assert heads(soup(client, reset)) == heads(usual) == heads(soup(client, "/providers/list/?cols="))


def test_a_column_that_a_role_may_not_see_is_neither_offered_nor_shown(app: Flask) -> None:
    client = sign_in(app, OVERSIGHT)
    offered = {box["value"] for box in soup(client, "/providers/list/").select("[data-columns] input[name=col]")}
    assert "note" in offered and "phone" not in offered
    soup(client, "/providers/list/?cols=name,phone", 400)
    soup(client, "/providers/list/?cols=name,nope", 400)
    offered = {
        box["value"]
        for box in soup(sign_in(app, PROVINCE), "/providers/list/").select("[data-columns] input[name=col]")
    }
    assert "phone" not in offered, "personal values stand on the page of a record"


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_every_column_of_every_register_can_be_listed_and_reads_as_words(app: Flask) -> None:
    for name, register in REGISTERS.items():
        client = sign_in(app, reader_of(name))
        roles = frozenset({Role.AUDIT_ADMINISTRATOR}) if reader_of(name) is not PROVINCE else ROLES
        keys = [column.key for column in register.listable(roles)]
        found = soup(client, f"/{name}/list/?size=100&cols={','.join(keys)}")
        assert len(heads(found)) == len(keys) or not found.select("tbody tr"), name
        for cell in found.select("tbody td"):
            assert cell.get_text(strip=True) not in {"True", "False", "None", "[]", "{}"}, name
            assert len(cell.get_text(strip=True)) <= 81, name


def test_a_long_text_is_cut_and_its_tooltip_says_more() -> None:
    text = "本办法所称政府购买服务，是指" * 60
    found = cells.in_list(LongText().cell(text))
    assert len(found.text) == cells.LONGEST and found.text.endswith("…") and text.startswith(found.text[:-1])
    assert len(found.title) == cells.LONGEST_TITLE and text.startswith(found.title[:-1])
    short = cells.in_list(LongText().cell("短"))
    assert (short.text, short.title) == ("短", "短")


def test_days_are_written_as_the_reader_does(app: Flask) -> None:
    client = sign_in(app, PROVINCE)
    path = "/policy_documents/list/?cols=title,issued_on"
    days = [cell.text for cell in soup(client, path).select("td.date")]
    assert days and all(re.fullmatch(r"\d{4}-\d{2}-\d{2}", day) for day in days)
    client.get("/language/en")
    days = [cell.text for cell in soup(client, path).select("td.date")]
    assert days and all(re.fullmatch(r"\d{1,2} [A-Z][a-z]{2} \d{4}", day) for day in days)


def test_the_printed_list_has_its_conditions_its_day_and_all_rows_without_the_frame(app: Flask) -> None:
    client = sign_in(app, PROVINCE)
    listed = soup(client, "/providers/list/?f.status.eq=active&sort=-name")
    found = soup(client, listed.select_one("a[href^='/providers/print']")["href"])
    assert not found.select("nav, aside, form, input, .sidebar")
    told = {line.dt.text: line.dd.text for line in found.select(".print-head div")}
    assert told["筛选条件"] == "状态：在册" and told["排序"] == "名称（降序）"
    assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", told["打印日期"])
    rows = found.select("tbody tr")
    assert str(len(rows)) == told["记录数"] and len(rows) > 25
    assert "山东省" in found.select_one(".place-line").text


def test_the_menu_of_a_row_names_only_what_may_be_done(app: Flask) -> None:
    link = soup(sign_in(app, CITY), "/providers/list/").select_one("tbody [data-more]")
    assert link["data-edit"].startswith("/providers/edit/") and link["data-delete"].startswith("/providers/delete/")
    link = soup(sign_in(app, OVERSIGHT), "/providers/list/").select_one("tbody [data-more]")
    assert link["href"].startswith("/providers/show/")
    assert not link.has_attr("data-edit") and not link.has_attr("data-delete")


def test_a_record_is_deleted_from_the_list_without_leaving_it(app: Flask) -> None:
    client = sign_in(app, CITY)
    path = soup(client, "/providers/list/").select_one("tbody [data-more]")["data-delete"]
    answer = client.post(path, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.get_json()) == (200, {"message": "已删除。"})
    answer = client.post(path, headers={"Accept": "application/json"})
    assert answer.status_code == 404 and answer.get_json()["message"]


def test_without_a_script_a_page_asks_before_many_rows_are_changed(app: Flask) -> None:
    client = sign_in(app, CITY)
    asked = "f.status.eq=active&sort=name"
    found = soup(client, f"/providers/list/?{asked}")
    assert found.select_one("form[data-bulk] input[name=asked]")["value"] == asked
    rows = [box["value"] for box in found.select("input[name=rowid]")][:2]
    names = [row.select_one(".first").text for row in found.select("tbody tr")][:2]
    answer = client.post("/providers/bulk", data={"action": "suspend", "rowid": rows, "asked": asked})
    question = BeautifulSoup(answer.get_data(as_text=True), "html.parser")
    assert "已选择 2 条记录。" in question.get_text()
    assert {item.text for item in question.select("main li")} >= set(names)
    assert [box["value"] for box in soup(client, f"/providers/list/?{asked}").select("input[name=rowid]")][:2] == rows
    form = question.select_one("form[action='/providers/bulk']")
    answer = client.post("/providers/bulk", data=MultiDict((f["name"], f["value"]) for f in form.select("input")))
    assert answer.headers["Location"] == f"/providers/list/?{asked}"
    left = [box["value"] for box in soup(client, f"/providers/list/?{asked}").select("input[name=rowid]")]
    assert not set(rows) & set(left)


def test_parent_and_child_chosen_together_are_deleted_together(app: Flask) -> None:
    client = sign_in(app, PROVINCE)
    base = {"region": "37", "kind": "institution"}
    made: list[str] = []
    for code, parent in (("t-1", ""), ("t-2", 0), ("t-3", 1)):
        data = base | {"code": code, "name": f"试验单位{code}"}
        answer = client.post("/organizations/add", data=data | ({"parent": made[parent]} if parent != "" else {}))
        assert answer.status_code == 302, answer.get_data(as_text=True)[-1500:]
        made.append(answer.headers["Location"].rsplit("/", 1)[1])
    data = {"action": "delete", "confirmed": "1"}
    answer = client.post("/organizations/bulk", data=data | {"rowid": made[:2]})
    assert answer.status_code == 409, "the third still hangs below them"
    assert "试验单位t-2" in answer.get_data(as_text=True), "the one that could not go is named"
    soup(client, f"/organizations/show/{made[0]}")
    answer = client.post("/organizations/bulk", data=data | {"rowid": made})
    assert answer.status_code == 302
    for row_id in made:
        soup(client, f"/organizations/show/{row_id}", 404)


def test_rows_below_come_before_those_above_also_in_a_circle(app: Flask) -> None:
    with app.app_context(), acting(Actor.system("test")):
        root, child, leaf, other = (Organization(id=n, name=str(n)) for n in (1, 2, 3, 4))
        child.parent_id, leaf.parent_id = 1, 2
        assert [row.id for row in bulk.below_first([root, leaf, child, other])] == [4, 3, 2, 1]
        root.parent_id = 3
        assert {row.id for row in bulk.below_first([root, leaf, child, other])} == {1, 2, 3, 4}
        assert db.session.scalar(select(Organization.id).where(Organization.id == -1)) is None


def test_an_action_that_is_unknown_and_too_many_rows_are_refused(app: Flask) -> None:
    client = sign_in(app, PROVINCE)
    rows = [box["value"] for box in soup(client, "/providers/list/").select("input[name=rowid]")][:2]
    unknown = client.post("/providers/bulk", data={"action": "nonsense", "rowid": rows, "confirmed": "1"})
    assert unknown.status_code == 400
    many = [*rows, *map(str, range(1_000_000, 1_000_000 + list_routes.MOST_AT_ONCE))]
    answer = client.post("/providers/bulk", data={"action": "delete", "rowid": many, "confirmed": "1"})
    assert answer.status_code == 400 and str(list_routes.MOST_AT_ONCE) in answer.get_data(as_text=True)
    assert [box["value"] for box in soup(client, "/providers/list/").select("input[name=rowid]")][:2] == rows


def test_a_question_is_not_even_asked_of_those_who_may_not_act(app: Flask) -> None:
    answer = sign_in(app, OVERSIGHT).post("/providers/bulk", data={"action": "delete", "rowid": "1"})
    assert answer.status_code == 403


def quick(found: BeautifulSoup) -> dict[str, str]:
    return dict(str(link.get_text(" ", strip=True)).rsplit(" ", 1) for link in found.select(".seg a"))


def test_each_quick_filter_says_how_many_rows_are_behind_it_and_knows_at_once_what_was_written(app: Flask) -> None:
    client = sign_in(app, PROVINCE)
    found = soup(client, "/providers/list/?q=养老")
    behind = {
        link.contents[0].strip(): rows_of(soup(client, link["href"] + "&size=100")) for link in found.select(".seg a")
    }
    assert quick(found) == {name: str(count) for name, count in behind.items()}
    assert sum(count for name, count in behind.items() if name != "全部") == behind["全部"] > 0
    assert quick(soup(client, "/providers/list/?q=养老&f.status.eq=suspended")) == quick(found), "whatever is chosen"

    row = found.select_one("tbody .first a")["href"].rsplit("/", 1)[1]
    before = quick(soup(client, "/providers/list/"))
    client.post("/providers/bulk", data={"rowid": row, "action": "suspend", "confirmed": "1"})
    after = quick(soup(client, "/providers/list/"))
    assert int(after["停用"]) == int(before["停用"]) + 1
    assert after["全部"] == before["全部"]


def rows_of(found: BeautifulSoup) -> int:
    return len(found.select("tbody tr"))


def test_beyond_the_cap_each_value_is_counted_up_to_it(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    client = sign_in(app, PROVINCE)
    exact = quick(soup(client, "/providers/list/"))
    counts.KEPT.forget()
    for place in (counts, cells):
        monkeypatch.setattr(place, "COUNT_CAP", 12)
    found = quick(soup(client, "/providers/list/"))
    assert found == {name: "12+" if int(count) > 12 else count for name, count in exact.items()}
    assert {count.endswith("+") for count in found.values()} == {True, False}


def test_a_log_is_searched_by_what_stands_in_it_and_counts_nothing_above_it(app: Flask) -> None:
    client = sign_in(app, PROVINCE)
    whole, some = soup(client, "/events/list/"), soup(client, "/events/list/?q=养老 淄博")
    assert 0 < rows_of(some) < rows_of(whole)
    for row in some.select("tbody tr"):
        assert "养老" in row.get_text() and "淄博" in row.get_text()
    assert rows_of(soup(client, "/events/list/?q=没有这样的记录")) == 0
    assert not some.select(".seg .n")


def test_a_register_without_an_index_is_searched_by_the_names_of_what_it_refers_to(app: Flask) -> None:
    client = sign_in(app, PROVINCE)
    with app.app_context(), acting(Actor.system("test")), writing():
        items = select(CatalogItem).where(CatalogItem.edition.has(region_code="37")).order_by(CatalogItem.id.desc())
        old, new, *_ = db.session.scalars(items.limit(2)).all()
        db.session.add(ItemSuccession(kind="renamed", old_item_id=old.id, new_item_id=new.id, region_code="37"))
        db.session.commit()
        names = (old.name, new.name)
    for words, count in ((names[0], 1), (names[1], 1), (" ".join(names), 1), ("没有这样的事项", 0)):
        found = soup(client, f"/item_successions/list/?q={words}")
        assert found.select_one(".lookup input[name=q]")["value"] == words
        assert rows_of(found) == count, words


def test_a_list_without_the_column_that_decides_about_its_rows_is_shown_all_the_same(app: Flask) -> None:
    found = soup(sign_in(app, PROVINCE), "/catalog_items/list/?cols=name&f.region.eq=37")
    assert heads(found) == ["名称"]
    assert rows_of(found) > 0


def test_the_list_on_a_records_page_does_not_name_the_record_again_and_adds_to_it(app: Flask) -> None:
    client = sign_in(app, PROVINCE)
    with app.app_context(), acting(Actor.system("test")):
        edition = db.session.scalars(select(CatalogItem.edition_id).where(CatalogItem.region_code == "37")).first()
    found = soup(client, f"/catalog_editions/show/{edition}")
    related = found.select_one("#related ~ .card")
    assert related.select("tbody tr")
    assert not related.select(".chip")
    add = related.select_one(".bar-tools a[href*='/add']")
    assert add["href"] == f"/catalog_items/add?edition={edition}"
    assert "清除全部" not in related.get_text()
