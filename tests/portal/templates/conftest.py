"""Templates rendered alone: no database, no user, no view; English, since no catalog is loaded."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask import Flask, render_template
from flask_wtf.csrf import CSRFProtect
from markupsafe import Markup

from portal.admin.pages import Badge, Group, Item, Person, Shell
from portal.web import assets

PORTAL = Path(__file__).resolve().parents[3] / "portal"
Render = Callable[..., BeautifulSoup]


def untranslated(text: str, **values: Any) -> str:
    """As Flask-Babel's does in a page: the text is ours, and what is put into it is escaped."""
    return Markup(text) % values if values else Markup(text)


def a_shell() -> Shell:
    return Shell(
        app_name="Portal",
        menu=[
            Group("", [Item("Workbench", "/", "home", True)]),
            Group("Lists", [Item("Areas", "/areas/list/", "target", False, "areas")]),
        ],
        trail=["湖南省", "长沙市"],
        counts={"areas": "41"},
        badges=[Badge("read", "Read only")],
        person=Person("李晓明", "Oversight"),
        languages=[("zh", "中文", "/language/zh", True), ("en", "English", "/language/en", False)],
        home_href="/",
        logout_href="/logout/",
        password_href="/password/",
        demo=True,
    )


@pytest.fixture
def nobody() -> Callable[[], Shell]:
    """The frame of a page that is shown before anybody has signed in."""
    return lambda: replace(a_shell(), person=None, badges=(), trail=(), menu=())


@pytest.fixture(scope="session")
def bare_app() -> Flask:
    """Only what templates stand on. There is no shell: a page that must do without one is rendered here."""
    app = Flask("portal", root_path=str(PORTAL))
    app.config.update(SECRET_KEY="only for tests", TESTING=True)
    CSRFProtect(app)
    assets.install(app)
    app.jinja_env.globals.update(_=untranslated)
    return app


@pytest.fixture
def request_context(bare_app: Flask) -> Iterator[None]:
    with bare_app.test_request_context("/"):
        yield


@pytest.fixture
def rendered(request_context: None) -> Render:
    def render(template: str, **given: Any) -> BeautifulSoup:
        return BeautifulSoup(render_template(f"admin/{template}", **{"shell": a_shell, **given}), "html.parser")

    return render


@pytest.fixture
def rendered_without_shell(request_context: None) -> Render:
    def render(template: str, **given: Any) -> BeautifulSoup:
        return BeautifulSoup(render_template(f"admin/{template}", **given), "html.parser")

    return render
