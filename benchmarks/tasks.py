"""What is measured: each page once as a request to the portal and once as the same request to the raw application."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator
from html import unescape
from typing import Any
from urllib.parse import quote, urlencode

from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from benchmarks.bodies import PASSWORD, USERNAME
from benchmarks.requests import WORDS, Request, Task, deep_page

SAVED_ROWS = 20


class Desk:
    """A signed-in administrator, and what he asks for."""

    def __init__(self, app: Flask) -> None:
        self.client: FlaskClient = app.test_client()
        self.sign_in()
        cookie = self.client.get_cookie(str(app.config["SESSION_COOKIE_NAME"]))
        assert cookie is not None
        self.cookies = {"Cookie": f"{cookie.key}={cookie.value}"}
        self.token = {"Authorization": f"Bearer {self.fetch_token()}"}
        self.some = self.first_rows()

    def sign_in(self) -> None:
        answer = self.client.post(
            "/login/", data={"username": USERNAME, "password": PASSWORD, "csrf_token": self.csrf_token("/login/")}
        )
        if answer.status_code != 302:
            raise RuntimeError(f"cannot sign in: {answer.status_code}")
        self.client.get("/providers/add")  # the first form puts the secret of all later ones into the session

    def csrf_token(self, path: str) -> str:
        text = self.client.get(path).get_data(as_text=True)
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', text)
        return unescape(found[1]) if found else ""

    def fetch_token(self) -> str:
        answer = self.client.post(
            "/api/v1/security/login", json={"username": USERNAME, "password": PASSWORD, "provider": "db"}
        )
        return str(answer.json["access_token"]) if answer.json else ""

    def first_rows(self) -> list[dict[str, Any]]:
        answer = self.client.get("/api/v1/providers/?q=(page_size:100)", headers=self.token)
        return list(answer.json["result"]) if answer.json else []

    def get(self, path: str, query: str = "") -> Callable[[], Iterator[Request]]:
        return lambda: itertools.repeat(Request(path, query, headers=self.cookies))

    def searches(self) -> Iterator[Request]:
        for word in itertools.cycle(WORDS):
            yield Request("/providers/list/", f"q={quote(word)}", headers=self.cookies)

    def each(self, page: str) -> Callable[[], Iterator[Request]]:
        def found() -> Iterator[Request]:
            for row in itertools.cycle(self.some):
                yield Request(f"/providers/{page}/{row['id']}", headers=self.cookies)

        return found

    def saves(self, *, rename: bool) -> Callable[[], Iterator[Request]]:
        """What a browser sends back after a person changed the note, or the name too."""

        def found() -> Iterator[Request]:
            paths = [f"/providers/edit/{row['id']}" for row in self.some[:SAVED_ROWS]]
            names = {path: self.form_of(path)["name"].rstrip("甲乙") for path in paths}
            for turn in itertools.count():
                for path in paths:
                    # Read anew, since the other side saves too: each save must carry the row's version.
                    form = self.form_of(path) | {"note": f"第{turn}次修改"}
                    if rename:
                        form["name"] = names[path] + "甲乙"[turn % 2]
                    yield Request(path, form=urlencode(form).encode(), headers=self.cookies)

        return found

    def form_of(self, path: str) -> dict[str, str]:
        page = BeautifulSoup(self.client.get(path).get_data(as_text=True), "html.parser")
        form = page.select_one(f'form[method="post"][action="{path}"]')
        assert form is not None, path
        values = {str(part["name"]): str(part.get("value", "")) for part in form.select("input[name]")}
        values |= {str(part["name"]): part.text.strip() for part in form.select("textarea[name]")}
        for part in form.select("select[name]"):
            chosen = part.select_one("option[selected]")
            values[str(part["name"])] = str(chosen["value"]) if chosen else ""
        return values


def tasks_of(desk: Desk, rows: int) -> list[Task]:
    """The pages with the targets of the first issue: multiples of the raw page, at most."""
    kind = desk.some[0]["kind"]["id"]
    path = "/providers/list/"
    return [
        Task("list", desk.get(path), 7, expected="/providers/edit/"),
        Task("deep page", desk.get(path, f"page={deep_page(rows)}"), 6, expected="/providers/edit/"),
        Task("search", desk.searches, 0.4, expected="/providers/edit/"),
        Task("filter", desk.get(path, f"f.kind.eq={kind}&f.status.eq=active"), 7, expected="/providers/edit/"),
        Task("show", desk.each("show"), expected="/providers/edit/"),
        Task("edit form", desk.each("edit"), 5, expected='name="credit_code"'),
        Task("save", desk.saves(rename=False), 4, status=302),
        Task("save a new name", desk.saves(rename=True), status=302),
        Task(
            "API list",
            lambda: itertools.repeat(Request("/api/v1/providers/", headers=desk.token)),
            4,
            expected='"result"',
        ),
    ]
