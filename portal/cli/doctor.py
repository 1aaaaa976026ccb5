"""``portal doctor``: is everything as it should be, and if not, what to do."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
from sqlalchemy import text

import config
from portal.access.actor import Actor, acting
from portal.cli.speech import as_json, say
from portal.errors import PortalError
from portal.messages import Message
from portal.models import triggers

CHECKED_PACKAGES = ("flask", "flask-appbuilder", "sqlalchemy", "wtforms", "pandas", "gunicorn")


@dataclass(frozen=True)
class Finding:
    """What one check found; ``remedy`` is empty when all is well."""

    name: str
    fine: bool
    message: Message
    remedy: Message | None = None


@click.command(
    help=say(Message("Check configuration, database, write access and versions. Exit code 1: something is wrong."))
)
@click.option("--json", "json_", is_flag=True, help=say(Message("Report as JSON.")))
def doctor(json_: bool) -> None:
    findings = list(examine(os.environ))
    if json_:
        as_json([_as_dict(finding) for finding in findings])
    else:
        for finding in findings:
            click.echo(f"{'✓' if finding.fine else '✗'} {finding.name}: {say(finding.message)}")
            if finding.remedy is not None:
                click.echo(f"    → {say(finding.remedy)}")
    if not all(finding.fine for finding in findings):
        raise SystemExit(1)


def examine(environ: Any) -> Iterator[Finding]:
    """Every check in turn; a check that cannot be made because an earlier one failed is left out."""
    yield from _versions()
    try:
        settings = config.read(environ)
    except PortalError as error:
        yield Finding("configuration", False, error.message, Message("Correct the variable and run the doctor again."))
        return
    yield Finding("configuration", True, Message("environment: %(name)s", name=settings["PORTAL_ENV"]))
    yield _write_access(Path(settings["PORTAL_DATA_DIR"]))
    yield from _database(settings)


def _versions() -> Iterator[Finding]:
    fine = sys.version_info >= (3, 11)
    remedy = None if fine else Message("Install Python 3.11 or newer.")
    yield Finding("python", fine, Message("%(version)s", version=platform.python_version()), remedy)
    names = [f"{name} {importlib.metadata.version(name)}" for name in CHECKED_PACKAGES]
    yield Finding("packages", True, Message("%(names)s", names=", ".join(names)))


def _write_access(directory: Path) -> Finding:
    try:
        probe = directory / ".doctor"
        probe.write_text("x", encoding="utf-8")
        probe.unlink()
    except OSError as error:
        return Finding(
            "data directory",
            False,
            Message("%(path)s cannot be written: %(reason)s", path=directory, reason=error.strerror),
            Message("Give the portal's user the right to write there, or make room on the disk."),
        )
    return Finding("data directory", True, Message("%(path)s can be written", path=directory))


def _database(settings: dict[str, Any]) -> Iterator[Finding]:
    from portal import create_app
    from portal.extensions import db
    from portal.web import preparing

    app = create_app(settings, serving=False)
    with app.app_context(), acting(Actor.system("portal doctor")):
        try:
            db.session.execute(text("SELECT 1"))
            revision, head = preparing.current_revision(), preparing.head_revision()
        except Exception as error:  # whatever the driver says: it is reported, not raised
            yield Finding(
                "database",
                False,
                Message("cannot be reached: %(kind)s", kind=type(error).__name__),
                Message("Check PORTAL_DATABASE_URL, and that the server runs."),
            )
            return
        yield Finding("database", True, Message("%(dialect)s answers", dialect=db.engine.dialect.name))
        try:
            preparing.refuse_newer(revision)
        except PortalError as error:
            yield Finding("migrations", False, error.message, Message("Install the newer portal."))
            return
        yield Finding(
            "migrations",
            revision == head,
            Message("at %(revision)s, newest %(head)s", revision=revision or "—", head=head),
            None if revision == head else Message("Run: portal init"),
        )
        if revision == head:
            with db.engine.connect() as connection:
                gone = sorted(triggers.missing(connection))
            yield Finding(
                "triggers",
                not gone,
                Message("missing: %(names)s", names=", ".join(gone)) if gone else Message("the trail is append-only"),
                Message("Run: portal init") if gone else None,
            )
            yield from _contents(settings, db.session)


def _contents(settings: dict[str, Any], session: Any) -> Iterator[Finding]:
    from portal.services import demo, roles

    drift = roles.repair(session)
    session.rollback()
    yield Finding(
        "roles",
        drift == 0,
        Message("%(count)s permissions differ from the table", count=drift),
        None if drift == 0 else Message("Run: portal init"),
    )
    if settings["PORTAL_ENV"] == "production":
        found = demo.exist(session) or demo.sample_rows(session)
        yield Finding(
            "demo data",
            not found,
            Message("there are demo accounts or sample rows") if found else Message("none"),
            Message("Start production on a database of its own: a demo cannot be turned into it.") if found else None,
        )


def _as_dict(finding: Finding) -> dict[str, Any]:
    return {
        "name": finding.name,
        "fine": finding.fine,
        "message": say(finding.message),
        "remedy": say(finding.remedy) if finding.remedy is not None else None,
    }
