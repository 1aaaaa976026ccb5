"""Flask-Admin on the same table, beside the same raw pages. It runs in an environment of its own:

    python3 -m venv /tmp/peers && /tmp/peers/bin/pip install "flask-admin[sqlalchemy]" pyjwt "psycopg[binary]"
    /tmp/peers/bin/python -m benchmarks.peers sqlite:////path/benchmark.db

The database is one that `python -m benchmarks --keep DIR` has left there. It is only read.
"""

from __future__ import annotations

import argparse
import itertools
import json
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

from flask import Flask
from flask_admin import Admin  # type: ignore[import-not-found]
from flask_admin.contrib.sqla import ModelView  # type: ignore[import-not-found]
from sqlalchemy import create_engine, func, select
from sqlalchemy.ext.automap import automap_base
from sqlalchemy.orm import scoped_session, sessionmaker

from benchmarks.measuring import measure
from benchmarks.raw import RawPages, site
from benchmarks.requests import WORDS, Request, Task, deep_page


class ProviderView(ModelView):
    """The columns that the portal lists, with its search and its scope."""

    page_size = 25
    column_list = ("name", "credit_code", "provider_kinds.name", "regions.label", "status", "registered_on")
    column_searchable_list = ("name", "credit_code")
    column_filters = ("kind_id", "status")
    column_default_sort = [("region_code", False), ("id", False)]
    form_columns = (
        "name", "credit_code", "provider_kinds", "regions", "status", "registered_on", "register_owner",
        "conditions_met", "phone", "note",
    )  # fmt: skip
    form_ajax_refs = {
        "provider_kinds": {"fields": ("name",), "page_size": 20},
        "regions": {"fields": ("name",), "page_size": 20},
    }

    def get_query(self) -> Any:
        return super().get_query().filter(self.model.region_code >= "37", self.model.region_code < "38")

    def get_count_query(self) -> Any:
        return super().get_count_query().filter(self.model.region_code >= "37", self.model.region_code < "38")


def flask_admin(url: str) -> tuple[Flask, int, int]:
    """The application, the id of a row to edit, and the number of rows."""
    engine = create_engine(url)
    base = automap_base()
    tables = {"providers", "regions", "provider_kinds"}
    base.metadata.reflect(engine, only=lambda name, _: name in tables)
    base.prepare()
    session = scoped_session(sessionmaker(engine))
    model = base.classes.providers
    app = Flask(__name__)
    app.secret_key = "only for measuring"
    app.teardown_appcontext(lambda error: session.remove())
    view = ProviderView(model, session, endpoint="providers", url="/providers/admin")
    Admin(app, name="peer").add_view(view)
    key = session.scalar(select(model.id).where(model.region_code >= "37", model.region_code < "38").limit(1))
    rows = session.scalar(select(func.count()).select_from(model))
    session.remove()
    return app, int(key or 0), int(rows or 0)


def tasks(key: int, rows: int) -> Iterator[tuple[Task, Task]]:
    """Each page at the peer and by hand."""
    ours = "/providers/list/"
    theirs = "/providers/admin/"

    def always(path: str, query: str = "") -> Callable[[], Iterator[Request]]:
        return lambda: itertools.repeat(Request(path, query))

    def searched(path: str, name: str) -> Callable[[], Iterator[Request]]:
        return lambda: (Request(path, f"{name}={quote(word)}") for word in itertools.cycle(WORDS))

    yield Task("list", always(theirs)), Task("list", always(ours))
    yield (
        Task("deep page", always(theirs, f"page={deep_page(rows) - 1}")),
        Task("deep page", always(ours, f"page={deep_page(rows)}")),
    )
    yield Task("search", searched(theirs, "search")), Task("search", searched(ours, "q"))
    yield (
        Task("edit form", always("/providers/admin/edit/", f"id={key}")),
        Task("edit form", always(f"/providers/edit/{key}")),
    )


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.peers", description=__doc__)
    parser.add_argument("database")
    parser.add_argument("--runs", type=int, default=60)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    app, key, rows = flask_admin(options.database)
    sides = (app.wsgi_app, site(options.database).wsgi_app, RawPages(options.database))
    results = [measure(peer, sides, options.runs, by_hand) for peer, by_hand in tasks(key, rows)]
    if options.json:
        print(json.dumps([result.as_json() for result in results], indent=2))
        return
    for result in results:
        figures = f"{result.portal.median:>8.2f} ms, raw {result.raw.median:.2f} ms, ratio {result.ratio:.1f}"
        print(f"Flask-Admin {result.name:<12}{figures}")


if __name__ == "__main__":
    main()
