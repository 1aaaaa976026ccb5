"""Every way to a row: pages, forms, bulk actions, pickers and the API. Each door is tried and its effect looked at."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.access.permissions import Action
from portal.registers import REGISTERS, Register
from tests.proofs.matrix.planting import Planted, mark_key


@dataclass(frozen=True)
class Visit:
    """One person at one door with one row: the browser, the header of a program, and what is there."""

    browser: FlaskClient
    token: dict[str, str]
    register: Register
    row: Planted
    version: int

    def changed(self, word: str) -> str:
        return self.row.mark + word

    def page(self, path: str, **more: Any) -> TestResponse:
        return self.browser.open(f"/{self.register.name}/{path}", **more)

    def api(self, path: str, method: str = "GET", **more: Any) -> TestResponse:
        address = f"/api/v1/{self.register.name}/{path}"
        return self.browser.open(address, method=method, headers=self.token, **more)


@dataclass(frozen=True)
class Door:
    """``action``: what is wanted there. ``done``: the statuses of a visit that had its way. ``route``: its rule's end.

    ``removes``: the row is gone afterwards. ``listing``: the answer is a list that holds the row, or does not.
    """

    name: str
    route: str
    action: Action
    done: tuple[int, ...]
    go: Callable[[Visit], TestResponse]
    writes: bool = False
    removes: bool = False
    listing: bool = False
    only: str = ""
    """The one register that has this door; empty: every one."""


def _list_query(visit: Visit) -> str:
    key = mark_key(visit.register.name)
    if visit.register.by_key[key].filtered:
        return f"f.{key}.ct={quote(visit.row.hint)}"
    return "size=100"


def _api_list(visit: Visit) -> TestResponse:
    key = mark_key(visit.register.name)
    if visit.register.by_key[key].filtered:
        query = f"(columns:!({key}),filters:!((col:{key},opr:ct,value:'{visit.row.hint}')))"
    else:
        query = f"(columns:!({key}),page_size:100)"
    return visit.api("", query_string={"q": query})


def _edit(visit: Visit) -> TestResponse:
    values = {mark_key(visit.register.name): visit.changed("改"), "version": str(visit.version), "event": "0"}
    return visit.page(f"edit/{visit.row.id}", method="POST", data=values)


def _put(visit: Visit) -> TestResponse:
    body = {mark_key(visit.register.name): visit.changed("换"), "version": visit.version}
    return visit.api(str(visit.row.id), "PUT", json=body)


def _bulk(name: str, confirmed: str = "1") -> Callable[[Visit], TestResponse]:
    sent = {"action": name} | ({"confirmed": confirmed} if confirmed else {})
    return lambda visit: visit.page("bulk", method="POST", data={"rowid": [str(visit.row.id)], **sent})


DOORS = (
    Door("list", "/list/", Action.VIEW, (200,), lambda v: v.page(f"list/?{_list_query(v)}"), listing=True),
    Door("print", "/print", Action.VIEW, (200,), lambda v: v.page(f"print?{_list_query(v)}"), listing=True),
    Door("suggestions", "/suggest", Action.VIEW, (200,), lambda v: v.page(f"suggest?q={quote(v.row.hint)}"),
         listing=True),
    Door("picker", "/pick", Action.VIEW, (200,), lambda v: v.page(f"pick?q={quote(v.row.hint)}"), listing=True),
    Door("page", "/show/<int:pk>", Action.VIEW, (200,), lambda v: v.page(f"show/{v.row.id}")),
    Door("history", "/show/<int:pk>", Action.VIEW, (200,), lambda v: v.page(f"show/{v.row.id}?tab=history")),
    Door("API list", "/", Action.VIEW, (200,), _api_list, listing=True),
    Door("API row", "/<int:pk>", Action.VIEW, (200,), lambda v: v.api(str(v.row.id))),
    Door("tree", "", Action.VIEW, (200,), lambda v: v.browser.get(f"/catalog/{v.row.id}/"), only="catalog_editions"),
    Door("place in the tree", "", Action.VIEW, (200,),
         lambda v: v.browser.get(f"/catalog/{v.row.edition_id}/item/{v.row.id}"), only="catalog_items"),
    Door("what stands below", "", Action.VIEW, (200,),
         lambda v: v.browser.get(f"/catalog/{v.row.edition_id}/children/{v.row.id}"), only="catalog_items"),
    Door("form", "/edit/<int:pk>", Action.EDIT, (200,), lambda v: v.page(f"edit/{v.row.id}")),
    Door("question before deleting", "/delete/<int:pk>", Action.DELETE, (200,), lambda v: v.page(f"delete/{v.row.id}")),
    Door("question before bulk action", "/bulk", Action.EDIT, (200,), _bulk("suspend", "")),
    Door("question before bulk delete", "/bulk", Action.DELETE, (200,), _bulk("delete", "")),
    Door("edit", "/edit/<int:pk>", Action.EDIT, (302,), _edit, writes=True),
    Door("API change", "/<pk>", Action.EDIT, (200,), _put, writes=True),
    Door(
        "put back", "/restore/<int:pk>/<int:event_id>", Action.EDIT, (302,),
        lambda v: v.page(f"restore/{v.row.id}/{v.row.event_id}", method="POST"), writes=True,
    ),
    Door("bulk action", "/bulk", Action.EDIT, (302,), _bulk("suspend"), writes=True),
    Door(
        "delete", "/delete/<int:pk>", Action.DELETE, (302,),
        lambda v: v.page(f"delete/{v.row.id}", method="POST"), removes=True,
    ),
    Door("API delete", "/<pk>", Action.DELETE, (200,), lambda v: v.api(str(v.row.id), "DELETE"), removes=True),
    Door("bulk delete", "/bulk", Action.DELETE, (302,), _bulk("delete"), removes=True),
)  # fmt: skip
"""Those that remove stand last: the row is needed by the others."""


@dataclass(frozen=True)
class Entrance:
    """A way to add a row in a region."""

    name: str
    route: str
    done: tuple[int, ...]
    go: Callable[[FlaskClient, dict[str, str], str, dict[str, Any]], TestResponse]


def _add(browser: FlaskClient, token: dict[str, str], register: str, values: dict[str, Any]) -> TestResponse:
    texts = {key: ["" if part is None else str(part) for part in (value if isinstance(value, list) else [value])]
             for key, value in values.items()}  # fmt: skip
    return browser.post(f"/{register}/add", data=texts)


def _post(browser: FlaskClient, token: dict[str, str], register: str, values: dict[str, Any]) -> TestResponse:
    body = json.dumps(values, default=str)
    headers = token | {"Content-Type": "application/json"}
    return browser.post(f"/api/v1/{register}/", data=body, headers=headers)


ENTRANCES = (Entrance("add", "/add", (302,), _add), Entrance("API add", "/", (201,), _post))


def to_send(register: str, row: Any, number: int) -> dict[str, Any]:
    """What a client would send to add a row like this one: its own values, the unique ones new."""
    found: dict[str, Any] = {}
    for column in REGISTERS[register].columns:
        if not column.editable:
            continue
        value = column.read(row)
        if isinstance(value, bool) or value is None or isinstance(value, (int, str)):
            found[column.key] = value
        elif isinstance(value, list):
            found[column.key] = [getattr(part, "id", part) for part in value]
        else:
            found[column.key] = column.type.to_json(value)
    return {key: value for key, value in found.items() if value not in (None, [])}
