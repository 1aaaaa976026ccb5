"""Chinese is complete, reads as Chinese, and wins over the catalogs of Flask-AppBuilder; English holds no Chinese."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from flask import Flask, session
from flask_babel import get_translations
from jinja2 import Environment, nodes

from tests.conftest import dispose, make_app
from tests.house.tracked import name_of, own_files, text_of
from tools import translate

PYTHON = [path for path in own_files(".py") if name_of(path).startswith(("portal/", "config.py", "tools/run.py"))]
TEMPLATES = [path for path in own_files(".html") if name_of(path).startswith("portal/templates/")]

PASSED_ON = {
    "portal/web/translation.py": "msgid",  # marked() stands for Message itself: its calls are collected
    "portal/registers/words.py": "grade",  # 5A to 1A are the same in every language
}
"""Where a Message is made from something else than a literal, and from what. Only literals can be collected."""


@pytest.fixture(scope="module")
def texts() -> Catalog:
    return translate.texts()


@pytest.fixture(scope="module")
def chinese() -> Catalog:
    return translate.catalog()


@pytest.fixture(scope="module")
def unprepared(room: Path) -> Iterator[Flask]:
    """The application on an empty database: nothing here asks it for a row."""
    app = make_app(f"sqlite:///{room / 'translations.db'}", serving=False)
    yield app
    dispose(app)


def test_every_text_has_a_sound_chinese_translation(texts: Catalog, chinese: Catalog) -> None:
    assert list(translate.faults(texts, chinese)) == [], "python tools/translate.py update, then fill in what is empty"


def test_texts_are_collected_from_code_templates_and_settings(texts: Catalog) -> None:
    places = {name for message in texts if message.id for name, _ in message.locations}
    assert {"config.py", "tools/run.py", "portal/errors.py", "portal/templates/admin/base.html"} <= places


@pytest.mark.parametrize("path", PYTHON, ids=name_of)
def test_a_message_is_made_from_a_literal(path: Path) -> None:
    calls = [node for node in ast.walk(ast.parse(text_of(path))) if isinstance(node, ast.Call) and node.args]
    sources = [ast.unparse(c.args[0]) for c in calls if is_message(c.func) and not isinstance(c.args[0], ast.Constant)]
    assert [source for source in sources if source != PASSED_ON.get(name_of(path))] == []


def is_message(function: ast.expr) -> bool:
    return isinstance(function, ast.Name) and function.id in {"Message", "marked"}


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_a_template_translates_literals_only(path: Path) -> None:
    calls = Environment(extensions=["jinja2.ext.do"]).parse(text_of(path)).find_all(nodes.Call)
    asked = [call.args[0] for call in calls if isinstance(call.node, nodes.Name) and call.node.name in {"_", "gettext"}]
    assert [argument for argument in asked if not isinstance(argument, nodes.Const)] == []


def test_in_chinese_our_words_win_over_those_of_flask_appbuilder(unprepared: Flask, chinese: Catalog) -> None:
    with unprepared.test_request_context():
        spoken = get_translations()
        other = [m.id for m in chinese if m.id and spoken.gettext(m.id) != m.string]
        assert other == [], "python tools/translate.py compile, if the catalog was changed"


def test_in_english_every_text_stays_as_it_is(unprepared: Flask, chinese: Catalog) -> None:
    with unprepared.test_request_context():
        session["locale"] = "en"
        spoken = get_translations()
        assert [m.id for m in chinese if spoken.gettext(m.id) != m.id and m.id] == []


def test_the_first_page_is_chinese_unless_english_was_chosen(unprepared: Flask) -> None:
    client = unprepared.test_client()
    page = client.get("/login/").get_data(as_text=True)
    assert '<html lang="zh-CN"' in page
    assert "用户名" in page
    assert "Sign in" not in page
    client.get("/language/en")
    page = client.get("/login/").get_data(as_text=True).replace("中文", "")
    assert '<html lang="en"' in page
    assert not translate.CHINESE_CHARACTER.search(page)


@pytest.mark.parametrize(
    ("text", "translation", "fault"),
    [
        ("Save", "", "not translated"),
        ("Save", "Save", "is not Chinese"),
        ("Save", "保存 now", "stands in the translation only"),
        ("At most %(most)s records.", "最多若干条。", "places"),
        ("Saved.", "已保存", "ends with"),
        ("Saved", "已保存。", "ends with"),
        ("Go back, please.", "请返回,再试。", "half-width"),
        ("Delete this record?", "确定删除?", "half-width"),
        ("Basis: %(source)s", "依据: %(source)s", "half-width"),
        ("%(name)s: wrong", "%(name)s: 有误", "half-width"),
        ("Missing (%(code)s)", "缺少(%(code)s)", "half-width"),
        ("State “%(state)s”", '状态"%(state)s"', "half-width"),
    ],
)
def test_an_unsound_translation_is_noticed(text: str, translation: str, fault: str) -> None:
    assert any(fault in found for found in translate.faults_of(Message(text, translation)))


def test_a_translation_that_was_only_guessed_is_noticed() -> None:
    guessed = Message("Save", "保存", flags=["fuzzy"])
    assert [fault for fault in translate.faults_of(guessed) if "fuzzy" in fault]


@pytest.mark.parametrize(
    ("text", "translation"),
    [
        ("GB/T 2260 code", "区划代码（GB/T 2260）"),
        ("%(version)s", "%(version)s"),
        ("Run: portal init", "请运行：portal init"),
        ("%(level)s: %(count)s", "%(level)s %(count)s"),
        ("Write MM-DD, such as 07-15.", "请填写，例如 07-15。"),
        ("Use key = value.", "请写成 key = value。"),
    ],
)
def test_a_sound_translation_passes(text: str, translation: str) -> None:
    assert list(translate.faults_of(Message(text, translation))) == []


def test_a_text_that_is_missing_or_gone_is_noticed(texts: Catalog) -> None:
    without = Catalog()
    without.add("No longer said", "不再使用")
    found = list(translate.faults(texts, without))
    assert "'No longer said': no such text any more" in found
    assert len(found) == len(texts) + 1


def test_a_text_inside_an_f_string_is_told(tmp_path: Path) -> None:
    module = tmp_path / "words.py"
    module.write_text("found = f\"{translate(Message('Never collected'))} {number}\"\nfine = Message('Collected')\n")
    assert [fault.partition(": ")[0] for fault in translate.uncollected(module)] == ["words.py:1"]
