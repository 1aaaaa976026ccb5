"""Migrations: up, down, and the same tables as the models, on both databases."""

from __future__ import annotations

import flask_migrate
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from sqlalchemy import inspect, text

from portal.access.actor import Actor, acting
from portal.errors import Unusable
from portal.extensions import db
from portal.models import INTERNAL_TABLES, Model, Scoped
from portal.models.transactions import writing
from portal.web import preparing
from tests.conftest import dispose, make_app
from tests.databases import Databases


@pytest.fixture
def empty_app(databases: Databases):  # type: ignore[no-untyped-def]
    app = make_app(databases.another("empty", empty=True), serving=False)
    yield app
    dispose(app)


def test_upgrade_makes_the_tables_of_the_models_and_downgrade_takes_them_all_away(empty_app: Flask) -> None:
    with empty_app.app_context(), writing():
        flask_migrate.upgrade()
        with db.engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            assert compare_metadata(context, Model.metadata) == []
        flask_migrate.downgrade(revision="base")
        assert set(inspect(db.engine).get_table_names()) <= {"alembic_version"}
        flask_migrate.upgrade()
        assert "providers" in inspect(db.engine).get_table_names()


def test_a_database_of_a_newer_portal_is_refused_and_not_touched(empty_app: Flask) -> None:
    with empty_app.app_context(), writing():
        flask_migrate.upgrade()
        db.session.execute(text("UPDATE alembic_version SET version_num = 'f00d'"))
        db.session.commit()
    with pytest.raises(Unusable, match="newer portal"):
        preparing.prepare(empty_app)


def test_a_server_does_not_start_on_a_database_that_is_older(databases: Databases) -> None:
    with pytest.raises(Unusable, match="portal init"):
        make_app(databases.another("old", empty=True))


def test_every_table_is_scoped_or_named_as_internal() -> None:
    ours = {m.class_ for m in Model.registry.mappers if m.class_.__module__.startswith("portal.")}
    loose = {c.__tablename__ for c in ours if not issubclass(c, Scoped)}
    assert loose == INTERNAL_TABLES


def test_region_codes_sort_by_bytes_on_postgresql(app: Flask) -> None:
    with app.app_context(), acting(Actor.system("test")):
        if db.engine.dialect.name == "postgresql":
            collation = db.session.scalar(
                text(
                    "SELECT collation_name FROM information_schema.columns "
                    "WHERE table_name = 'providers' AND column_name = 'region_code'"
                )
            )
            assert collation == "C"
        else:
            mode = db.session.scalar(text("PRAGMA journal_mode"))
            keys = db.session.scalar(text("PRAGMA foreign_keys"))
            assert (mode, keys) == ("wal", 1)
