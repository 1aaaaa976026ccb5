"""``portal init``: the database made ready, again and again without harm."""

from __future__ import annotations

import time
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from portal.access.role_names import ROLE_NAMES
from portal.cli.speech import as_json, say, table, tell
from portal.errors import Unusable
from portal.messages import Message
from portal.services import demo
from portal.web import preparing
from portal.web.preparing import Prepared


@click.command(help=say(Message("Create or update the database: migrations, roles, seeds. Safe to repeat.")))
@click.option("--demo", "with_demo", is_flag=True, help=say(Message("Also load sample data and demo accounts.")))
@click.option("--json", "json_", is_flag=True, help=say(Message("Report as JSON.")))
@with_appcontext
def init(with_demo: bool, json_: bool) -> None:
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    if with_demo and app.config["PORTAL_ENV"] == "production":
        raise Unusable(Message("Sample data and demo accounts never go into production: leave out --demo."))
    begun = time.perf_counter()
    done = preparing.prepare(app, with_demo=with_demo, progress=(lambda name: None) if json_ else _progress)
    if app.config["PORTAL_ENV"] == "production":
        preparing.refuse_demo()
    if json_:
        as_json(_report(done))
        return
    changed = sum(folder.changed for folder in done.folders)
    tell(
        Message(
            "Ready after %(seconds)s s: migration %(revision)s, %(changed)s rows written, %(unchanged)s unchanged.",
            seconds=f"{time.perf_counter() - begun:.1f}",
            revision=done.migrated_to,
            changed=changed,
            unchanged=sum(folder.unchanged for folder in done.folders),
        )
    )
    for key in (key for folder in done.folders for key in folder.kept):
        tell(Message("Kept as a person changed it: %(key)s", key=key))
    if done.accounts:
        _show_accounts(done, Path(app.config["PORTAL_DATA_DIR"]))


def _progress(name: str) -> None:
    click.echo(f"… {name}", err=True)


def _show_accounts(done: Prepared, data_dir: Path) -> None:
    head = tuple(say(m) for m in (Message("User name"), Message("Role"), Message("Works in")))
    rows = [(a.username, say(ROLE_NAMES[a.role]), a.place) for a in done.accounts]
    click.echo(f"\n{table([head, *rows])}\n")
    tell(
        Message(
            "Password of all demo accounts: %(password)s (kept in %(file)s)",
            password=demo.password(data_dir),
            file=data_dir / demo.PASSWORD_FILE,
        )
    )


def _report(done: Prepared) -> dict[str, object]:
    return {
        "migrated_from": done.migrated_from,
        "migrated_to": done.migrated_to,
        "permissions_repaired": done.permissions_repaired,
        "folders": {f.folder: {"changed": f.changed, "unchanged": f.unchanged} for f in done.folders},
        "accounts": [{"username": a.username, "role": a.role.value, "place": a.place} for a in done.accounts],
    }
