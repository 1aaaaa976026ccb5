"""One language at a time: no Chinese but data on English pages, no English of the frameworks on Chinese ones."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask, template_rendered
from flask.testing import FlaskClient

from portal.access.permissions import PERMISSIONS, Action
from portal.models import Role
from portal.registers import REGISTERS
from tests.cast import AUDIT, EVERYONE, NEIMENGGU_PROVINCE, PROVINCE, SECURITY, Person, sign_in
from tests.journeys.crawler import Crawler, Page
from tests.journeys.wording import Held, chinese, english

ONE_DATABASE = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)


def speaking(app: Flask, person: Person, language: str) -> FlaskClient:
    client = sign_in(app, person)
    client.get(f"/language/{language}")
    return client


def foreign_words(language: str, page: Page, held: Held) -> set[str]:
    return english(page.texts, held.texts) if language == "zh" else chinese(page.texts, held)


def crawl_in_english(app: Flask, person: Person, held: Held, most: int, per_shape: int) -> int:
    found = []
    count = 0
    for page in Crawler(speaking(app, person, "en"), most, per_shape).pages():
        if "<body" in page.content:
            count += 1
            assert '<html lang="en"' in page.content
            found += [f"{page.address}: {text[:100]}" for text in chinese(page.texts, held)]
    assert not found, "\n".join(found)
    return count


@ONE_DATABASE
@pytest.mark.parametrize("person", [PROVINCE, SECURITY, AUDIT, NEIMENGGU_PROVINCE], ids=lambda person: person.username)
def test_english_pages_hold_no_chinese_but_data(app: Flask, held: Held, person: Person) -> None:
    assert crawl_in_english(app, person, held, most=60, per_shape=1) > 3


@pytest.mark.prove
@ONE_DATABASE
@pytest.mark.parametrize("person", EVERYONE, ids=lambda person: person.username)
def test_thousands_of_english_pages_hold_no_chinese_but_data(app: Flask, held: Held, person: Person) -> None:
    assert crawl_in_english(app, person, held, most=1_500, per_shape=15) > 3


@ONE_DATABASE
@pytest.mark.parametrize("language", ["zh", "en"])
def test_refused_forms_speak_one_language(app: Flask, held: Held, language: str) -> None:
    """Empty and overlong values meet the messages of WTForms, of Flask-AppBuilder and of the field types."""
    refused: list[tuple[FlaskClient, str, dict[str, str]]] = []
    stranger = app.test_client()
    stranger.get(f"/language/{language}")
    refused += [(stranger, "/login/", {}), (stranger, "/login/", {"username": "x" * 99, "password": "y" * 999})]
    admin, keeper = speaking(app, PROVINCE, language), speaking(app, SECURITY, language)
    refused += [(admin, "/password/", {}), (admin, "/password/", {"old": "x", "new": "y", "again": "z"})]
    refused += [(keeper, "/people/add", {}), (keeper, "/people/add", {"username": "!", "name": "x" * 99})]
    for name, register in REGISTERS.items():
        if Action.ADD in PERMISSIONS[Role.PROVINCE_ADMINISTRATOR].get(name, ()):
            wrong = {
                column.key: "?" * 600
                for column in register.edited(frozenset({Role.PROVINCE_ADMINISTRATOR}), adding=True)
            }
            refused += [(admin, f"/{name}/add", {}), (admin, f"/{name}/add", wrong)]
    assert len(refused) > 12
    found = []
    for client, path, values in refused:
        answer = client.post(path, data=values)
        assert answer.status_code in (401, 403, 422), f"{answer.status_code} at {path}"
        page = Page(path, answer.status_code, "", answer.get_data(as_text=True), "")
        found += [f"{path}: {text[:120]}" for text in foreign_words(language, page, held)]
    assert not found, "\n".join(found)


@ONE_DATABASE
@pytest.mark.parametrize("language", ["zh", "en"])
def test_error_pages_speak_one_language(app: Flask, held: Held, language: str) -> None:
    client = speaking(app, AUDIT, language)
    for path, status in (("/providers/list/", 403), ("/nowhere", 404)):
        answer = client.get(path)
        assert answer.status_code == status, path
        page = Page(path, answer.status_code, "", answer.get_data(as_text=True), "")
        assert foreign_words(language, page, held) == set()


@contextmanager
def templates_of(app: Flask) -> Iterator[set[str]]:
    names: set[str] = set()

    def note(sender: Flask, template: object, **_: object) -> None:
        names.add(str(getattr(template, "name", "?")))

    with template_rendered.connected_to(note, app):
        yield names


@ONE_DATABASE
def test_no_page_comes_from_a_template_of_flask_appbuilder(app: Flask) -> None:
    """Whatever address takes a GET, for one who may do most, and for one who keeps the accounts."""
    with templates_of(app) as names:
        for person in (PROVINCE, SECURITY):
            client = sign_in(app, person)
            for rule in app.url_map.iter_rules():
                if "GET" in (rule.methods or ()) and not rule.endpoint.endswith("static"):
                    values = {name: 1 if "int" in str(rule) else "v1" for name in rule.arguments}
                    client.get(rule.rule if not values else _filled(rule.rule, values)).close()
    assert len(names) > 12
    assert {name for name in names if not name.startswith("admin/")} == set()


def _filled(rule: str, values: dict[str, int | str]) -> str:
    for name, value in values.items():
        for kind in (f"<int:{name}>", f"<string:{name}>", f"<{name}>"):
            rule = rule.replace(kind, str(value))
    return rule


def test_a_foreign_word_is_noticed(app: Flask, held: Held) -> None:
    assert english(["保存 now"], held.texts) == {"保存 now"}
    assert english(["This field is required."], held.texts) == {"This field is required."}
    assert chinese(["Save 保存"], held) == {"Save 保存"}
    assert chinese(["山东省", "Change 山东省", "中文"], held) == set()
