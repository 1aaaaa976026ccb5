"""Saved views: kept by their owner, shared with exactly one bureau, and honest about what is gone."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from portal.access.actor import Actor, acting
from portal.extensions import db
from portal.models import Event, SavedView
from portal.models.transactions import writing
from portal.services import saved_views
from tests.cast import CITY, DEPARTMENT, HUNAN_PROVINCE, OVERSIGHT, PROVINCE, REVIEWER, sign_in

LIST, VIEWS = "/providers/list/", "/providers/views"
ASKED = "q=养老&f.status.eq=active&sort=-name&cols=name,status&size=50"


def soup(client: FlaskClient, path: str, status: int = 200) -> BeautifulSoup:
    answer = client.get(path)
    assert answer.status_code == status, answer.get_data(as_text=True)[:300]
    return BeautifulSoup(answer.get_data(as_text=True), "html.parser")


def save(client: FlaskClient, name: str, asked: str = ASKED, **more: str) -> str:
    """Keep a list; the address at which it opens."""
    answer = client.post(VIEWS, data={"name": name, "asked": asked, **more})
    assert answer.status_code == 302, answer.get_data(as_text=True)[:2000]
    return str(answer.headers["Location"])


def change(client: FlaskClient, view: str, **data: str) -> int:
    number = view.rsplit("=", 1)[1]
    return client.post(f"{VIEWS}/{number}", data=data).status_code


def names(client: FlaskClient) -> list[str]:
    return [name.text for name in soup(client, LIST).select(".views .menu-list a > span")]


def shown(found: BeautifulSoup) -> dict[str, Any]:
    return {
        "chips": [chip.text for chip in found.select(".chip span")],
        "words": found.select_one("[data-search]")["value"],
        "columns": [head.get_text(strip=True) for head in found.select("thead th[scope=col]")],
        "sorted": [head.get_text(strip=True) for head in found.select("th[aria-sort=descending]")],
        "size": found.select_one(".sizes [aria-current]").text,
    }


def stored(app: Flask) -> list[tuple[Any, ...]]:
    with app.app_context(), acting(Actor.system("test")):
        return [tuple(row) for row in db.session.execute(select(SavedView.name, SavedView.shared))]


def test_a_view_brings_back_search_filters_order_columns_and_page_size(app: Flask) -> None:
    client = sign_in(app, CITY)
    view = save(client, "养老机构")
    found = soup(client, view)
    assert shown(found) == {
        "chips": ["状态：在册"], "words": "养老", "columns": ["名称", "状态"], "sorted": ["名称"], "size": "50"
    }  # fmt: skip
    assert found.select_one(".views summary").get_text(strip=True) == "养老机构"
    changed = soup(client, f"{LIST}?q=养老&view={view.rsplit('=', 1)[1]}")
    assert "（已改动）" in changed.select_one(".views summary").text
    assert shown(changed)["chips"] == []
    emptied = next(a["href"] for a in found.select(".chip a"))
    assert shown(soup(client, emptied))["chips"] == [], "a filter that was taken away does not come back"
    assert names(client) == ["养老机构"]
    assert names(sign_in(app, PROVINCE)) == []


def test_the_list_opens_with_the_view_that_one_wants_first_until_everything_is_asked_for(app: Flask) -> None:
    client = sign_in(app, CITY)
    view = save(client, "在册", "f.status.eq=active")
    assert change(client, view, action="first") == 302
    found = soup(client, LIST)
    assert shown(found)["chips"] == ["状态：在册"]
    assert shown(soup(client, found.select_one(".chip a")["href"]))["chips"] == []
    assert shown(soup(client, f"{LIST}?view=0"))["chips"] == []
    assert shown(soup(client, f"{LIST}?f.status.eq=pending"))["chips"] == ["状态：待核验"]
    assert change(client, save(client, "另一个", "f.status.eq=suspended"), action="first") == 302
    assert shown(soup(client, LIST))["chips"] == ["状态：停用"]
    assert change(client, view, action="no_first") == 302
    assert shown(soup(client, LIST))["chips"] == []


def test_the_owner_renames_replaces_and_deletes_after_a_question(app: Flask) -> None:
    client = sign_in(app, CITY)
    view, other = save(client, "一"), save(client, "二")
    assert change(client, view, action="rename", name="三") == 302
    assert change(client, other, action="rename", name="三") == 422, "the name is taken"
    assert change(client, other, action="rename", name="二") == 302, "its own name is not taken"
    assert change(client, view, action="replace", asked="f.status.eq=pending") == 302
    assert shown(soup(client, view))["chips"] == ["状态：待核验"]
    assert names(client) == ["三", "二"]
    assert change(client, view, action="delete") == 200
    assert names(client) == ["三", "二"], "nothing goes unasked"
    assert change(client, view, action="delete", confirmed="1") == 302
    assert names(client) == ["二"]
    assert "没有这个视图" in soup(client, view).select_one(".remark").text


def test_a_shared_view_is_seen_in_exactly_that_bureau_and_changed_by_its_owner_alone(app: Flask) -> None:
    client = sign_in(app, PROVINCE)
    mine, view = save(client, "自用"), save(client, "全省养老", share="1")
    assert names(sign_in(app, REVIEWER)) == ["全省养老"]
    for stranger in (CITY, DEPARTMENT, HUNAN_PROVINCE):
        other = sign_in(app, stranger)
        assert names(other) == [], stranger
        assert shown(soup(other, view))["chips"] == []
        assert change(other, view, action="first") == 404
    chosen = soup(client, VIEWS).select("select[name=share] option[selected]")
    assert [option["value"] for option in chosen] == ["37:"], "the page tells with whom it is shared"
    colleague = sign_in(app, REVIEWER)
    assert shown(soup(colleague, view))["words"] == "养老"
    assert change(colleague, view, action="first") == 302
    for action in ("rename", "replace", "share"):
        assert change(colleague, view, action=action, name="x", asked="q=x", share="") == 403, action
    assert change(colleague, view, action="delete", confirmed="1") == 403
    assert change(colleague, mine, action="first") == 404
    assert change(client, view, action="share", share="") == 302
    assert names(colleague) == []
    assert shown(soup(colleague, LIST))["words"] == "", "a view that was taken back opens nobody's list"


def test_who_may_not_edit_keeps_views_and_shares_none(app: Flask) -> None:
    client = sign_in(app, OVERSIGHT)
    view = save(client, "我看")
    assert names(client) == ["我看"]
    assert not soup(client, LIST).select("input[name=share]")
    assert client.post(VIEWS, data={"name": "x", "asked": ASKED, "share": "1"}).status_code == 400
    assert client.post(VIEWS, data={"name": "x", "asked": ASKED, "share": "37:"}).status_code == 400
    assert change(client, view, action="share", share="37:") == 400
    assert sign_in(app, CITY).post(VIEWS, data={"name": "x", "asked": "", "share": "37:"}).status_code == 400
    assert stored(app) == [("我看", False)]


@pytest.mark.parametrize(
    ("name", "asked", "status"),
    [("", ASKED, 422), ("名" * 61, ASKED, 422), ("a\x07b", ASKED, 422), ("好", "f.nope.eq=1", 422),
     ("好", "f.phone.ct=139", 422), ("好", "size=7", 400), ("好", "&".join(["f.name.ct=a"] * 31), 422)],
)  # fmt: skip
def test_what_no_list_could_show_is_not_kept(app: Flask, name: str, asked: str, status: int) -> None:
    answer = sign_in(app, OVERSIGHT).post(VIEWS, data={"name": name, "asked": asked})
    assert answer.status_code == status
    assert stored(app) == []


def test_a_view_with_a_part_that_is_gone_says_so_and_still_opens(app: Flask) -> None:
    client = sign_in(app, PROVINCE)
    view = save(client, "旧", share="1")
    conditions = [["gone", "eq", "1"], ["status", "eq", "retired"], ["status", "eq", "active"]]
    columns = ["gone", "name", "phone"]
    content = {"words": "养老", "sort": "gone", "size": 7, "columns": columns, "conditions": conditions}
    with app.app_context(), writing(), acting(Actor.system("test")):
        db.session.execute(update(SavedView).values(content=content))
        db.session.commit()
    found = soup(client, view)
    remarks = " ".join(remark.text for remark in found.select(".remark"))
    assert "“旧”中有一部分已无法显示" in remarks and "gone" in remarks and "retired" in remarks
    assert shown(found)["chips"] == ["状态：在册"]
    assert shown(found)["columns"] == ["名称"]


def test_a_person_keeps_fifty_views_of_a_list_and_no_more(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saved_views, "MOST", 2)
    client = sign_in(app, CITY)
    save(client, "一")
    save(client, "二")
    answer = client.post(VIEWS, data={"name": "三", "asked": ASKED})
    assert answer.status_code == 409
    assert "请先删除一个" in answer.get_data(as_text=True)
    answer = client.post("/purchasers/views", data={"name": "三", "asked": ""})
    assert answer.status_code == 302, "each register has views of its own"


def test_each_change_of_a_view_stands_in_the_trail(app: Flask) -> None:
    client = sign_in(app, CITY)
    view = save(client, "留痕")
    change(client, view, action="first")
    change(client, view, action="rename", name="留痕二")
    change(client, view, action="delete", confirmed="1")
    with app.app_context(), acting(Actor.system("test")):
        wanted = select(Event.kind, Event.register, Event.row_name, Event.region_code).where(
            Event.register.in_(["saved_views", "first_views"])
        )
        found = [tuple(row) for row in db.session.execute(wanted.order_by(Event.id))]
    assert [(kind, register) for kind, register, *_ in found[:3]] == [
        ("added", "saved_views"), ("added", "first_views"), ("changed", "saved_views"),
    ]  # fmt: skip
    assert sorted((kind, register) for kind, register, *_ in found[3:]) == [
        ("deleted", "first_views"), ("deleted", "saved_views"),
    ]  # fmt: skip
    assert {region for *_, region in found} == {"3703"}
    assert found[0][2] == "留痕"
