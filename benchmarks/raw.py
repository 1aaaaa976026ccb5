"""The other side of every ratio: the same pages by raw SQL and hand-written templates.

``site`` is what the ratios are taken of: a small Flask site that knows who asks, and nothing else of what the
portal does. ``RawPages`` alone, a bare WSGI application without framework, session or account, is measured beside
it as the floor. The statements are those that the portal sends, with its scope; only the search is the usual
LIKE, on name and code.
"""

from __future__ import annotations

import json
import os
import sqlite3
import threading
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import jinja2
import jwt
import psycopg
from flask import Flask, g, request, session
from sqlalchemy import make_url

LOW, HIGH = "37", "38"
"""The span of the administrator's region codes."""

SIZE = 25
COUNT_CAP = 10_000

_COLUMNS = """
    p.id, p.name, p.credit_code, p.status, p.own, p.note, p.registered_on, p.register_owner, p.conditions_met,
    p.phone, p.version, p.region_code, p.kind_id, r.label, k.name
"""
_NAMES = (
    "id", "name", "credit_code", "status", "own", "note", "registered_on", "register_owner", "conditions_met",
    "phone", "version", "region_code", "kind_id", "region", "kind",
)  # fmt: skip
_JOINS = "JOIN regions r ON r.code = p.region_code JOIN provider_kinds k ON k.id = p.kind_id"
_SCOPE = "p.region_code >= %s AND p.region_code < %s"

Row = dict[str, Any]
Answer = tuple[str, list[tuple[str, str]], str]
"""Status, headers, body."""


class RawPages:
    """The pages of the providers over one database. Each thread keeps its connection."""

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self.own = threading.local()
        folder = Path(__file__).parent / "templates"
        self.templates = jinja2.Environment(loader=jinja2.FileSystemLoader(folder), autoescape=True, auto_reload=False)

    def __call__(self, environ: Mapping[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        query = {name: values[0] for name, values in parse_qs(environ.get("QUERY_STRING", "")).items()}
        status, headers, text = self.answer(environ, environ["PATH_INFO"], query)
        body = text.encode()
        start(status, [*headers, ("Content-Length", str(len(body)))])
        return [body]

    def answer(self, environ: Mapping[str, Any], path: str, query: Mapping[str, str]) -> Answer:
        page, _, key = path.removeprefix("/providers/").partition("/")
        if path == "/api/v1/providers/":
            return _json(self.api(query))
        if page == "list":
            return _html(self.templates.get_template("list.html").render(self.list_page(query)))
        if page == "show":
            return _html(self.templates.get_template("show.html").render(row=self.row(int(key))))
        if environ["REQUEST_METHOD"] == "GET":
            return _html(self.templates.get_template("form.html").render(row=self.row(int(key))))
        length = int(environ["CONTENT_LENGTH"])
        self.save(int(key), parse_qs(environ["wsgi.input"].read(length).decode(), keep_blank_values=True))
        return "302 FOUND", [("Location", f"/providers/show/{key}")], ""

    def list_page(self, query: Mapping[str, str]) -> dict[str, Any]:
        rows, count, page = self.find(query)
        return {"rows": rows, "count": count, "page": page, "q": query.get("q", ""), "size": SIZE}

    def api(self, query: Mapping[str, str]) -> dict[str, Any]:
        rows, count, _ = self.find(query)
        return {
            "count": count,
            "ids": [row["id"] for row in rows],
            "result": [
                {
                    "id": row["id"],
                    "name": row["name"],
                    "credit_code": row["credit_code"],
                    "kind": {"id": row["kind_id"], "text": row["kind"]},
                    "region": {"id": row["region_code"], "text": row["region"]},
                    "evaluation_grade": row["own"].get("evaluation_grade"),
                    "status": row["status"],
                }
                for row in rows
            ],
        }

    def find(self, query: Mapping[str, str]) -> tuple[list[Row], int, int]:
        clauses, values = [_SCOPE], [LOW, HIGH]
        for name, column in (("f.kind.eq", "p.kind_id"), ("f.status.eq", "p.status")):
            if name in query:
                clauses.append(f"{column} = %s")
                values.append(query[name])
        if "q" in query:
            clauses.append("(p.name LIKE %s OR p.credit_code LIKE %s)")
            values += [f"%{query['q']}%"] * 2
        where = " AND ".join(clauses)
        page = int(query.get("page", "1"))
        if page == 1:
            found = self.read(
                f"SELECT {_COLUMNS} FROM providers p {_JOINS} WHERE {where} ORDER BY p.region_code, p.id LIMIT {SIZE}",
                values,
            )
        else:
            keys = f"SELECT p.id FROM providers p WHERE {where} ORDER BY p.region_code, p.id LIMIT {SIZE} OFFSET %s"
            found = self.read(
                f"SELECT {_COLUMNS} FROM ({keys}) AS keys JOIN providers p ON p.id = keys.id {_JOINS}"
                " ORDER BY p.region_code, p.id",
                [*values, (page - 1) * SIZE],
            )
        if page == 1 and len(found) < SIZE:
            return found, len(found), page
        counted = f"SELECT p.id FROM providers p WHERE {where} LIMIT {COUNT_CAP + 1}"
        ((count,),) = self.execute(f"SELECT count(*) FROM ({counted}) AS counted", values).fetchall()
        return found, count, page

    def row(self, key: int) -> Row:
        (row,) = self.read(
            f"SELECT {_COLUMNS} FROM providers p {_JOINS} WHERE p.id = %s AND {_SCOPE}", [key, LOW, HIGH]
        )
        return row

    def save(self, key: int, form: Mapping[str, list[str]]) -> None:
        texts = {name: values[0].strip() or None for name, values in form.items()}
        self.begin()
        ((held, text),) = self.execute(
            f"SELECT p.version, p.own FROM providers p WHERE p.id = %s AND {_SCOPE}", [key, LOW, HIGH]
        ).fetchall()
        own = json.loads(text) if isinstance(text, str) else text
        own.pop("evaluation_grade", None)
        if texts.get("evaluation_grade"):
            own["evaluation_grade"] = texts["evaluation_grade"]
        registered = texts["registered_on"]
        self.execute(
            "UPDATE providers SET name = %s, credit_code = %s, kind_id = %s, region_code = %s, own = %s,"
            " registered_on = %s, register_owner = %s, conditions_met = %s, phone = %s, status = %s, note = %s,"
            " version = %s, updated_at = %s WHERE id = %s AND version = %s",
            [
                texts["name"], texts["credit_code"], int(texts["kind"] or 0), texts["region"], json.dumps(own),
                date.fromisoformat(registered).isoformat() if registered else None, texts["register_owner"],
                texts["conditions_met"], texts["phone"], texts["status"], texts["note"], held + 1,
                datetime.now(UTC).isoformat(" "), key, held,
            ],
        )  # fmt: skip
        self.connection().execute("COMMIT")

    def read(self, statement: str, values: list[Any]) -> list[Row]:
        rows = [dict(zip(_NAMES, row, strict=True)) for row in self.execute(statement, values)]
        for row in rows:
            row["own"] = json.loads(row["own"]) if isinstance(row["own"], str) else row["own"]
        return rows

    def execute(self, statement: str, values: list[Any]) -> Any:
        if self.url.get_backend_name() == "sqlite":
            statement = statement.replace("%s", "?")
        return self.connection().execute(statement, values)

    def begin(self) -> None:
        sqlite = self.url.get_backend_name() == "sqlite"
        self.connection().execute("BEGIN IMMEDIATE" if sqlite else "BEGIN")

    def connection(self) -> Any:
        if not hasattr(self.own, "connection"):
            self.own.connection = self.connect()
        return self.own.connection

    def connect(self) -> Any:
        if self.url.get_backend_name() != "sqlite":
            url = self.url.set(drivername="postgresql")
            return psycopg.connect(url.render_as_string(hide_password=False), autocommit=True)
        connection = sqlite3.connect(self.url.database or "", isolation_level=None)
        connection.execute("PRAGMA busy_timeout = 15000")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA cache_size = -64000")
        return connection


def site(url: str, secret_key: str = "") -> Flask:
    """The pages as a small hand-written site: Flask, the session's cookie or a token, the account's row.

    It reads the portal's own cookie and token, whose ``secret_key`` it is given; without one it asks nobody.
    """
    pages = RawPages(url)
    app = Flask(__name__)
    app.config.update(SECRET_KEY=secret_key, SESSION_COOKIE_NAME="portal_session")

    def account() -> str:
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return jwt.decode(token, secret_key, algorithms=["HS256"])["sub"] if token else session["_user_id"]

    @app.before_request
    def know_who_asks() -> None:
        if secret_key:
            known = pages.execute(
                "SELECT first_name FROM ab_user WHERE id = %s AND active", [int(account())]
            ).fetchall()
            g.name = known[0][0]

    @app.route("/<path:path>", methods=["GET", "POST"])
    def page(path: str) -> tuple[str, int, list[tuple[str, str]]]:
        status, headers, text = pages.answer(request.environ, f"/{path}", request.args)
        return text, int(status[:3]), headers

    return app


def served_site() -> Flask:
    """For gunicorn, on the database of PORTAL_DATABASE_URL."""
    return site(os.environ["PORTAL_DATABASE_URL"], os.environ["PORTAL_SECRET_KEY"])


def served_bare() -> RawPages:
    return RawPages(os.environ["PORTAL_DATABASE_URL"])


def _html(text: str) -> Answer:
    return "200 OK", [("Content-Type", "text/html; charset=utf-8")], text


def _json(value: Any) -> Answer:
    return "200 OK", [("Content-Type", "application/json")], json.dumps(value, ensure_ascii=False)
