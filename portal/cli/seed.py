"""``portal seed``: check folders of seeds, and load them."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

import config
from portal.cli.acting import writing_as_portal
from portal.cli.speech import as_json, say, table, tell
from portal.errors import BadInput, SeedRefused, Unusable
from portal.extensions import db
from portal.messages import Message
from portal.seeds import Fault, count
from portal.services import seed_check, seeding
from portal.services.fields import indexes
from portal.services.seeding import FolderReport

SEEDS = config.ROOT / "catalog_seeds"
DEMO = "_demo"

_FOLDERS = click.argument("folders", nargs=-1, type=click.Path(path_type=Path))
_JSON = click.option("--json", "json_", is_flag=True, help=say(Message("Report as JSON.")))


@click.group(help=say(Message("Folders of seeds: check them, load them.")))
def seed() -> None:
    """Without a folder, all of catalog_seeds is meant, sample data left out."""


@seed.command(help=say(Message("Look for every fault in folders of seeds. Exit code 3 when there is one.")))
@_FOLDERS
@_JSON
def check(folders: tuple[Path, ...], json_: bool) -> None:
    counts: dict[str, dict[str, int]] = {}
    faults: list[Fault] = []
    for path in _chosen(folders, with_template=True):
        folder = seed_check.read(path, SEEDS)
        counts[path.name] = count(folder)
        faults += folder.faults
    if json_:
        as_json(counts)
        for fault in faults:
            click.echo(line(fault), err=True)
    else:
        names = sorted({name for found in counts.values() for name in found})
        head = ("", *counts)
        click.echo(table([head, *((n, *(str(c.get(n, "")) for c in counts.values())) for n in names)]))
        for fault in faults:
            click.echo(line(fault))
        tell(Message("%(count)s faults.", count=len(faults)) if faults else Message("No fault found."))
    if faults:
        raise SystemExit(3)


@seed.command(help=say(Message("Load folders of seeds: each wholly or not at all, never over a person's changes.")))
@_FOLDERS
@click.option("--dry-run", is_flag=True, help=say(Message("Only say what would be done.")))
@click.option(
    "--keep-changed", is_flag=True, help=say(Message("Keep rows that a person changed, and load the others."))
)
@_JSON
@with_appcontext
def load(folders: tuple[Path, ...], dry_run: bool, keep_changed: bool, json_: bool) -> None:
    reports: list[FolderReport] = []
    with writing_as_portal("portal seed load"):
        for path in _chosen(folders, with_template=False):
            if path.name == DEMO and current_app.config["PORTAL_ENV"] == "production":
                raise Unusable(Message("Sample data never goes into production: leave out %(folder)s.", folder=DEMO))
            try:
                report = seeding.load(
                    db.session,
                    path,
                    SEEDS,
                    keep_changed=keep_changed,
                    samples=current_app.config["PORTAL_ENV"] != "production",
                    progress=(lambda name, rows: None) if json_ else _progress,
                )
            except SeedRefused:
                db.session.rollback()
                raise
            reports.append(report)
            if dry_run:
                db.session.rollback()
            else:
                db.session.commit()
    if not dry_run:
        indexes.run(db.session)  # what fields that came with a folder need: their computed values, indexes, search
    if json_:
        as_json({"dry_run": dry_run, "folders": [asdict(report) for report in reports]})
        return
    for report in reports:
        _tell_report(report, dry_run)
    if not seeding.total(reports):
        tell(Message("Nothing to change: everything was loaded before."))


def line(fault: Fault) -> str:
    """A fault in one line: where, what, and what to do."""
    place = f"{fault.file}:{fault.line}" + (f" [{fault.column}]" if fault.column else "")
    value = f" “{fault.value[:60]}”" if fault.value else ""
    return f"{place}{value}: {say(fault.message)} {say(fault.remedy)}"


def _progress(name: str, rows: int) -> None:
    click.echo(f"  {name}: {rows}", err=True)


def _tell_report(report: FolderReport, dry_run: bool) -> None:
    values = {"folder": report.folder, "changed": report.changed, "unchanged": report.unchanged}
    if dry_run:
        tell(Message("%(folder)s: would write %(changed)s rows, %(unchanged)s stay as they are.", **values))
    else:
        tell(Message("%(folder)s: %(changed)s rows written, %(unchanged)s unchanged.", **values))
    gone = sum(found.gone for found in report.tables.values())
    if gone:
        tell(Message("%(count)s rows are no longer in the folder; they were left as they are.", count=gone))
    for key in report.kept:
        tell(Message("Kept as a person changed it: %(key)s", key=key))


def _chosen(folders: tuple[Path, ...], *, with_template: bool) -> list[Path]:
    if folders:
        for path in folders:
            if not path.is_dir():
                raise BadInput(Message("There is no folder %(path)s.", path=path))
        return [path.resolve() for path in folders]
    found = [p for p in sorted(SEEDS.iterdir()) if p.is_dir() and not p.name.startswith(".")]
    return [p for p in found if p.name != DEMO and (with_template or p.name != "_template")]
