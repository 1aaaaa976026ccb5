"""A field that is published is there in the next request, in every worker and thread, without a restart."""

from __future__ import annotations

import json
import threading
import urllib.request
from pathlib import Path

import pytest

from portal.access.actor import acting
from portal.extensions import db
from portal.models.transactions import writing
from portal.registers import REGISTERS
from portal.services import demo
from portal.services.fields import drafting
from portal.services.fields.settings import State
from tests.browser.serving import serve
from tests.cast import COUNTY
from tests.conftest import dispose, make_app
from tests.databases import Databases
from tests.own_fields import administrator, publish, publish_drafts

pytestmark = pytest.mark.prove
THREADS = 8
REQUESTS = 12


def ask(address: str, path: str, header: dict[str, str], body: object = None) -> dict[str, object]:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"{address}{path}", data, header | {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=60) as answer:
        found: dict[str, object] = json.load(answer)
        return found


def seen_by_all(address: str, header: dict[str, str]) -> set[bool]:
    """Whether the field is among those to fill in, as eight threads ask two workers at once, again and again."""
    found: set[bool] = set()
    together = threading.Barrier(THREADS)

    def look() -> None:
        together.wait()
        for _ in range(REQUESTS):
            columns = ask(address, "/api/v1/providers/_info", header)["add_columns"]
            found.add("own_at_once" in {column["name"] for column in columns})

    threads = [threading.Thread(target=look) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_two_workers_and_eight_threads_see_a_new_field_in_the_next_request(databases: Databases, room: Path) -> None:
    url = databases.another("new_field")
    app = make_app(url)
    server = serve(url, room / "data", room / f"new_field_{type(databases).__name__}.log")
    try:
        login = {"username": COUNTY.username, "password": demo.password(room / "data"), "provider": "db"}
        token = ask(server.address, "/api/v1/security/login", {}, login)["access_token"]
        header = {"Authorization": f"Bearer {token}"}
        assert seen_by_all(server.address, header) == {False}
        publish(app, "at_once", "text")
        assert seen_by_all(server.address, header) == {True}
        with app.app_context(), writing(), acting(administrator()):
            version = drafting.definitions(db.session, REGISTERS["providers"], "37")["at_once"].version
            drafting.set_state(
                db.session, administrator(), REGISTERS["providers"], "37", "at_once", State.RETIRED, version
            )  # fmt: skip
            publish_drafts(administrator())
        assert seen_by_all(server.address, header) == {False}
    finally:
        server.stop()
        dispose(app)
