"""One item beside its tree, by the page and by the part that a script fetches."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.access.actor import Actor, acting
from portal.extensions import db
from portal.models import CatalogEdition, CatalogItem
from tests.cast import CITY, OVERSIGHT, Person, sign_in


def items_of(app: Flask, region_code: str) -> list[tuple[int, int, str]]:
    """(edition, item, name) of the open catalog of a region, deepest last."""
    with app.app_context(), acting(Actor.system("test")):
        rows = db.session.execute(
            select(CatalogItem.edition_id, CatalogItem.id, CatalogItem.name)
            .join(CatalogEdition, CatalogEdition.id == CatalogItem.edition_id)
            .where(CatalogItem.region_code == region_code, CatalogEdition.state == "draft")
            .order_by(CatalogItem.level, CatalogItem.path)
        ).all()
        return [tuple(row) for row in rows]


def read(client: FlaskClient, path: str, status: int = 200) -> BeautifulSoup:
    answer = client.get(path)
    assert answer.status_code == status, (path, answer.status_code)
    return BeautifulSoup(answer.get_data(as_text=True), "html.parser")


def test_a_chosen_item_stands_beside_the_tree_and_its_path_is_open(app: Flask) -> None:
    client = sign_in(app, CITY)
    edition, item, name = items_of(app, CITY.home)[-1]
    page = read(client, f"/catalog/{edition}/?item={item}")
    assert name in page.select_one("[data-panel-place] h2").get_text()
    chosen = page.select_one(".node.is-chosen .name")
    assert chosen is not None and chosen.get_text() == name and chosen["aria-current"] == "true"
    alone = read(client, f"/catalog/{edition}/item/{item}")
    assert name in alone.select_one("h2").get_text()
    assert alone.find("html") is None, "a part, no page"


def test_the_panel_offers_to_edit_only_to_whoever_may(app: Flask) -> None:
    edition, item, _ = items_of(app, CITY.home)[0]
    path = f"/catalog/{edition}/item/{item}"
    editor = {a["href"] for a in read(sign_in(app, CITY), path).select("a[href]")}
    reader = {a["href"] for a in read(sign_in(app, OVERSIGHT), path).select("a[href]")}
    assert f"/catalog_items/edit/{item}" in editor
    assert f"/catalog_items/add?edition={edition}&parent={item}" in editor
    assert not [href for href in reader if "/edit/" in href or "/add" in href]


@pytest.mark.parametrize("who", [CITY], ids=lambda p: p.username)
def test_another_province_s_item_or_edition_is_not_there(app: Flask, who: Person) -> None:
    client = sign_in(app, who)
    edition, item, _ = items_of(app, CITY.home)[0]
    foreign_edition, foreign_item, foreign_name = items_of(app, "43")[0]
    for path in (
        f"/catalog/{edition}/item/{foreign_item}",
        f"/catalog/{foreign_edition}/item/{foreign_item}",
        f"/catalog/{foreign_edition}/item/{item}",
        f"/catalog/{edition}/?item={foreign_item}",
        f"/catalog/{edition}/item/999999999",
    ):
        assert foreign_name not in read(client, path, 404).select_one("main").get_text(), path


def test_the_first_two_levels_are_open_at_once(app: Flask) -> None:
    client = sign_in(app, CITY)
    edition = items_of(app, CITY.home)[0][0]
    page = read(client, f"/catalog/{edition}/")
    assert {int(li["class"][0].removeprefix("level-")) for li in page.select("[data-tree] li")} == {1, 2}
