"""The search over everything: by name, code and pinyin, and for nobody a row, or a number, that is not theirs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select

from portal.access.actor import Actor, acting
from portal.access.permissions import Action
from portal.extensions import db
from portal.models import Provider
from portal.registers import REGISTERS
from portal.services import accounts, everywhere, records
from portal.services.records import Query
from portal.web.actors import actor_for
from tests.cast import (
    AUDIT,
    CITY,
    COUNTY,
    DEPARTMENT,
    EVERYONE,
    HUNAN_CITY,
    OVERSIGHT,
    PROVINCE,
    SECURITY,
    SYSTEM,
    Person,
    sign_in,
)

Groups = Mapping[str, Mapping[str, Any]]


def suggested(client: FlaskClient, words: str) -> Groups:
    answer = client.get(f"/search/suggest?q={quote(words)}")
    assert answer.status_code == 200 and answer.json is not None, answer.get_data(as_text=True)[:300]
    return {group["label"]: group for group in answer.json["groups"]}


def results(client: FlaskClient, words: str) -> BeautifulSoup:
    answer = client.get(f"/search/?q={quote(words)}")
    assert answer.status_code == 200
    return BeautifulSoup(answer.get_data(as_text=True), "html.parser")


def texts(groups: Groups, label: str) -> list[str]:
    return [hit["text"] for hit in groups.get(label, {}).get("hits", [])]


@pytest.mark.parametrize("words", ["社会工作", "shehuigongzuo", "shgz"])
def test_names_are_found_in_characters_in_pinyin_and_by_initials(app: Flask, words: str) -> None:
    groups = suggested(sign_in(app, PROVINCE), words)
    assert any("社会工作" in text for text in texts(groups, "服务事项")), groups.keys()
    assert any("社会工作" in text for text in texts(groups, "承接主体"))


def test_codes_documents_liaison_points_and_pages_of_the_portal_are_found(app: Flask) -> None:
    client = sign_in(app, CITY)
    with app.app_context(), acting(Actor.system("test")):
        provider = db.session.scalars(select(Provider).where(Provider.region_code.startswith("3703"))).first()
        assert provider is not None
        code, name = provider.credit_code, provider.name
    assert texts(suggested(client, code), "承接主体") == [name]
    assert any("14号" in text for text in texts(suggested(client, "鲁财采〔2022〕14号"), "政策文件"))
    assert texts(suggested(sign_in(app, PROVINCE), "张店区"), "政府购买服务改革联系点") == ["张店区"]
    assert texts(suggested(client, "cjzt"), "页面") == ["承接主体", "承接主体类型", "承接主体条件"]
    assert "工作台" in texts(suggested(client, "gongzuotai"), "页面")


def test_what_is_found_and_how_much_of_it_is_what_the_lists_show_to_everyone_of_the_cast(app: Flask) -> None:
    """Nobody learns of a foreign row: neither from a hit nor from a number."""
    with app.app_context():
        for person in EVERYONE:
            with acting(Actor.system("test")):
                actor = actor_for(accounts.find(db.session, person.username))
            with acting(actor):
                for words in ("服务", "91"):
                    found = {one.register.name: one for one in everywhere.find(db.session, actor, words, 3)}
                    for name, register in REGISTERS.items():
                        if not register.indexed or not actor.scope.may_somewhere(name, Action.VIEW):
                            assert name not in found
                            continue
                        listed = records.find(db.session, actor, register, Query(words=words))
                        assert (found[name].count if name in found else 0) == min(listed.count, everywhere.CAP + 1)
                        shown = [row.id for row in found[name].rows] if name in found else []
                        assert shown == [row.id for row in listed.rows[:3]], (person, name)


@pytest.mark.parametrize("person", [DEPARTMENT, COUNTY], ids=lambda person: person.username)
def test_each_suggestion_and_each_list_of_all_opens(app: Flask, person: Person) -> None:
    client = sign_in(app, person)
    groups = suggested(client, "养老")
    assert len(groups) > 2
    for group in groups.values():
        assert client.get(group["href"]).status_code == 200
        assert client.get(group["hits"][0]["href"]).status_code == 200


@pytest.mark.sample(3)
@pytest.mark.parametrize("person", [PROVINCE, DEPARTMENT, CITY, COUNTY, OVERSIGHT, SYSTEM, SECURITY, AUDIT],
                         ids=lambda person: person.username)  # fmt: skip
def test_a_body_of_another_province_is_found_by_nobody_else(app: Flask, person: Person) -> None:
    with app.app_context(), acting(Actor.system("test")):
        foreign = db.session.scalars(select(Provider).where(Provider.region_code.startswith("4301"))).first()
        assert foreign is not None
        code, name = foreign.credit_code, foreign.name
    client = sign_in(app, person)
    assert "承接主体" not in suggested(client, code)
    for words in (code[:14], name):
        assert name not in texts(suggested(client, words), "承接主体")
        assert not [hit for hit in results(client, words).select(".hits .name") if name in hit.text]
    assert texts(suggested(sign_in(app, HUNAN_CITY), code), "承接主体") == [name]


def test_the_page_of_results_needs_no_script_and_leads_to_the_lists(app: Flask) -> None:
    client = sign_in(app, PROVINCE)
    found = results(client, "养老")
    form = found.select_one("form.find")
    assert form is not None and form["action"] == "/search/"
    assert form.select_one("input[name=q]")["value"] == "养老"
    heads = {card.h2.text: str(card.select_one("a.link")["href"]) for card in found.select(".hits") if card.h2}
    assert heads["承接主体"] == f"/providers/list/?q={quote('养老')}"
    assert "没有找到" in results(client, "没有这样的东西").text
    assert "您要找什么" in results(client, "").text


WILD = ("", " ", "！？", "%", "_", "'", "a" * 500, "<b>", "(((", "\\", "养" * 200, "y", "😀")


def test_whatever_is_typed_is_answered(app: Flask) -> None:
    client = sign_in(app, COUNTY)
    for words in WILD:
        suggested(client, words)
        results(client, words)


def test_a_single_letter_asks_no_register_while_one_types(app: Flask) -> None:
    client = sign_in(app, CITY)
    assert set(suggested(client, "f")) <= {"页面"}
    assert results(client, "f").select(".hits")


def test_each_register_is_asked_once_at_most(app: Flask) -> None:
    client = sign_in(app, PROVINCE)
    suggested(client, "服务")
    said: list[str] = []
    with app.app_context():
        engine = db.engine

    def note(connection: Any, cursor: Any, text: str, *rest: Any) -> None:
        said.append(text)

    event.listen(engine, "before_cursor_execute", note)
    try:
        suggested(client, "服务")
    finally:
        event.remove(engine, "before_cursor_execute", note)
    asked = [text for text in said if "search_tokens" in text and text.lstrip().startswith("WITH")]
    assert len(asked) <= len([r for r in REGISTERS.values() if r.indexed])
    assert len(said) <= len(asked) + 5, said


def test_a_security_administrator_finds_people_of_the_own_region_and_others_find_none(app: Flask) -> None:
    groups = suggested(sign_in(app, SECURITY), "zbssjjb")
    assert texts(groups, "用户与授权") == ["淄博市市级经办（示例）"]
    assert "用户与授权" not in suggested(sign_in(app, SECURITY), "hunan_city")
    for person in (PROVINCE, CITY, AUDIT):
        assert "用户与授权" not in suggested(sign_in(app, person), "市级经办")


def test_nobody_searches_without_signing_in(client: FlaskClient) -> None:
    assert client.get("/search/?q=养老").status_code == 302
    assert client.get("/search/suggest?q=养老").status_code == 302
