"""Making a database ready: migrations, roles, seeds, and in a demo the sample data and accounts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import flask_migrate
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask, current_app
from sqlalchemy import inspect
from sqlalchemy.exc import DBAPIError, OperationalError

import config
from portal.access.actor import Actor, acting
from portal.access.circumstances import because
from portal.errors import Unusable
from portal.extensions import db
from portal.messages import Message
from portal.models import triggers
from portal.models.transactions import writing
from portal.services import demo, roles, seeding
from portal.services.demo import DemoAccount
from portal.services.fields import indexes
from portal.services.seeding import FolderReport

SEEDS = config.ROOT / "catalog_seeds"


@dataclass
class Prepared:
    """What was done, for the one who started it."""

    migrated_from: str | None = None
    migrated_to: str | None = None
    permissions_repaired: int = 0
    folders: list[FolderReport] = field(default_factory=list)
    accounts: list[DemoAccount] = field(default_factory=list)


def prepare(app: Flask, *, with_demo: bool = True, progress: Callable[[str], None] = lambda text: None) -> Prepared:
    """Bring the database of an application up to date. Safe to repeat: what is there stays.

    Raises Unusable, SeedRefused.
    """
    try:
        return _prepare(app, with_demo, progress)
    except OperationalError as error:
        raise Unusable(
            Message(
                "The database could not be written (%(reason)s). Make room or mend the rights in %(path)s, then start "
                "again: what was not finished was taken back.",
                reason=str(error.orig),
                path=app.config["PORTAL_DATA_DIR"],
            )
        ) from error


def _prepare(app: Flask, with_demo: bool, progress: Callable[[str], None]) -> Prepared:
    with app.app_context(), writing():
        done = Prepared(migrated_from=current_revision())
        refuse_newer(done.migrated_from)
        if done.migrated_from != head_revision():
            progress("migrate")
            flask_migrate.upgrade()
        with acting(Actor.system("portal init")), db.engine.begin() as connection:
            triggers.ensure(connection)
        done.migrated_to = current_revision()
        with acting(Actor.system("portal init")):
            done.permissions_repaired = roles.repair(db.session)
            db.session.commit()
            for folder in seed_folders(with_demo):
                progress(folder.name)
                with because(f"portal init: {folder.name}"):
                    done.folders.append(seeding.load(db.session, folder, SEEDS, keep_changed=True, samples=with_demo))
                    db.session.commit()
            if with_demo:
                done.accounts = demo.ensure(db.session, Path(current_app.config["PORTAL_DATA_DIR"]))
                db.session.commit()
            indexes.run(db.session)  # migrations that copy a table on SQLite lose its expression indexes
        db.session.remove()
    return done


def seed_folders(with_demo: bool) -> list[Path]:
    """The nation first, then the provinces, then the sample data; never the template."""
    folders = [path for path in sorted(SEEDS.iterdir()) if path.is_dir() and not path.name.startswith((".", "_"))]
    ends = [SEEDS / "_demo"] if with_demo and (SEEDS / "_demo").is_dir() else []
    return [SEEDS / "_national", *folders, *ends]


def current_revision() -> str | None:
    """The migration that the database stands at; None for an empty one. Raises Unusable when it cannot be asked."""
    try:
        with db.engine.connect() as connection:
            return MigrationContext.configure(connection).get_current_revision()
    except DBAPIError as error:
        raise Unusable(
            Message(
                "The database cannot be opened (%(kind)s). Check PORTAL_DATABASE_URL, and that the server runs; "
                "“portal doctor” tells more.",
                kind=type(error.orig).__name__,
            )
        ) from error


def _scripts() -> ScriptDirectory:
    return ScriptDirectory(str(config.ROOT / "migrations"))


def head_revision() -> str | None:
    return _scripts().get_current_head()


def refuse_newer(revision: str | None) -> None:
    """A database that a newer portal has migrated is not touched. Raises Unusable."""
    known: set[Any] = {script.revision for script in _scripts().walk_revisions()}
    if revision is not None and revision not in known:
        raise Unusable(
            Message(
                "The database was made by a newer portal (migration %(revision)s). Install that version, or restore "
                "the backup that was made before the upgrade.",
                revision=revision,
            )
        )


def refuse_unready() -> None:
    """Serve only a database that stands where the code does. Raises Unusable."""
    revision = current_revision()
    refuse_newer(revision)
    if revision != head_revision():
        raise Unusable(Message("The database is older than this portal. Run “portal init” first."))


def refuse_demo() -> None:
    """Production never serves demo accounts or sample rows. Raises Unusable."""
    if not inspect(db.engine).has_table("grants"):
        return
    with acting(Actor.system("start of production")):
        found = demo.exist(db.session) or demo.sample_rows(db.session)
        db.session.remove()
    if found:
        raise Unusable(
            Message(
                "Production refuses to start: this database holds demo accounts or sample rows, whose password and "
                "content are no secret. Give production a database of its own (PORTAL_DATABASE_URL)."
            )
        )
