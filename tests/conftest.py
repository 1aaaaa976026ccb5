"""Fixtures for every test: a prepared database of each kind, the application on it, and a client.

A test that asks for ``database_url``, ``app`` or ``client`` runs twice, on SQLite and on PostgreSQL.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from argon2 import PasswordHasher
from hypothesis import settings as hypothesis_settings

import config
from portal.services import passwords
from tests import sampling
from tests.databases import DATABASES, KINDS, Databases, Room

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient

# The machines of CI are slow now and then; a deadline would make that look like a fault. And every run tries the same:
# a test that fails by chance is mended by nobody.
hypothesis_settings.register_profile("house", deadline=None, derandomize=True)
hypothesis_settings.load_profile("house")

# Nearly every test signs somebody in; what a password's hash costs is measured by its own tests.
passwords._HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)

ROOM = pytest.StashKey[Room]()


def pytest_configure(config: pytest.Config) -> None:
    # Workers of pytest-xdist share the room of their controller, and whoever runs pytest many times lends one.
    if not hasattr(config, "workerinput") and Room.VARIABLE not in os.environ:
        config.stash[ROOM] = Room()


def pytest_unconfigure(config: pytest.Config) -> None:
    if ROOM in config.stash:
        config.stash[ROOM].leave()


@pytest.hookimpl(tryfirst=True)  # before pytest leaves out what is marked as a proof
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    sampling.apply(items)


@pytest.fixture(scope="session")
def room() -> Path:
    return Room.of_this_session()


@pytest.fixture(scope="session", params=KINDS)
def database_kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="session")
def databases(database_kind: str, room: Path, opened: dict[str, Databases]) -> Databases:
    if database_kind not in opened:
        owner = os.environ.get("PYTEST_XDIST_WORKER", "only")
        opened[database_kind] = DATABASES[database_kind](room, owner, prepare)
    return opened[database_kind]


@pytest.fixture(scope="session")
def opened() -> dict[str, Databases]:
    """Kept for the whole session: pytest ends a parametrized fixture whenever its parameter changes."""
    return {}


@pytest.fixture
def database_url(databases: Databases) -> str:
    """A migrated and seeded database, as nobody has touched it."""
    return databases.fresh()


@pytest.fixture(scope="session")
def applications() -> Iterator[dict[str, Flask]]:
    """By the URL of their database. They let go of their connections at the end: an open one is a warning, an error."""
    made: dict[str, Flask] = {}
    yield made
    for app in made.values():
        dispose(app)


@pytest.fixture
def app(database_url: str, databases: Databases, applications: dict[str, Flask]) -> Flask:
    """The application. It is made once for each kind of database (that takes longer than most tests)."""
    return application_on(database_url, databases, applications)


def application_on(database_url: str, databases: Databases, applications: dict[str, Flask]) -> Flask:
    """The application on one of the databases, as it was made before or made now."""
    if database_url not in applications:
        applications[database_url] = made = make_app(database_url)
        databases.before_copying.append(lambda: dispose(made))
    return applications[database_url]


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def settings_for(database_url: str) -> dict[str, Any]:
    """The settings of a demo on that database, without what would only stand in a test's way."""
    environ: Mapping[str, str] = {
        "PORTAL_DATABASE_URL": database_url,
        "PORTAL_DATA_DIR": str(Room.of_this_session() / "data"),
    }
    return config.read(environ) | {
        "TESTING": True,
        "WTF_CSRF_ENABLED": False,
        "AUTH_RATE_LIMITED": False,
        "RATELIMIT_ENABLED": False,
    }


def make_app(database_url: str, *, serving: bool = True) -> Flask:
    from portal import create_app

    return create_app(settings_for(database_url), serving=serving)


def prepare(database_url: str) -> None:
    """Fill the template: migrations, roles, seeds, demo accounts."""
    from portal.web import preparing

    app = make_app(database_url, serving=False)
    preparing.prepare(app)
    dispose(app)


def dispose(app: Flask) -> None:
    from portal.extensions import db

    with app.app_context():
        db.engine.dispose()
