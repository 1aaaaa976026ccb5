"""``portal province``: what a province has configured, as files: written, compared with what runs, begun anew."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import with_appcontext

import config
from portal.access.actor import Actor, acting
from portal.cli.seed import line
from portal.cli.speech import as_json, say, tell
from portal.errors import BadInput, SeedRefused
from portal.extensions import db
from portal.messages import Message
from portal.profiles.difference import EDITABLE
from portal.seeds import Folder
from portal.services import new_province, province_files, seed_check

SEEDS = config.ROOT / "catalog_seeds"
TEMPLATE = "_template"


@click.group(help=say(Message("A province's configuration as files: export, compare, begin a new province.")))
def province() -> None:
    """``portal seed load`` reads them again."""


@province.command(help=say(Message("Write what a province has configured into a folder.")))
@click.argument("slug")
@click.argument("directory", type=click.Path(path_type=Path, file_okay=False))
@with_appcontext
def export(slug: str, directory: Path) -> None:
    with acting(Actor.system("portal province export")):
        files = province_files.export(province_files.state_of(db.session, slug))
    province_files.write(files, directory)
    for name in files:
        tell(Message("Written: %(file)s", file=str(directory / name)))


@province.command(help=say(Message("Show what a folder would change about what runs. Exit code 3 when it would.")))
@click.argument("directory", type=click.Path(path_type=Path, file_okay=False, exists=True))
@click.option("--json", "json_", is_flag=True, help=say(Message("Report as JSON.")))
@with_appcontext
def diff(directory: Path, json_: bool) -> None:
    folder = _read(directory)
    assert folder.profile is not None
    with acting(Actor.system("portal province diff")):
        state = province_files.state_of(db.session, folder.profile.slug)
        found = province_files.differences(state, folder)
    moved = bool(found) and folder.base is not None and state.fingerprint != folder.base
    lines = [(_heading(each.key), " › ".join(say(part) for part in each.where), say(each.before), say(each.after))
             for each in found]  # fmt: skip
    if json_:
        keys = ("setting", "value", "runs", "folder")
        as_json({"moved": moved, "differences": [dict(zip(keys, each, strict=True)) for each in lines]})
    else:
        _tell(lines, moved)
    if found:
        raise SystemExit(3)


def _tell(lines: list[tuple[str, str, str, str]], moved: bool) -> None:
    if moved:
        tell(Message("The province was changed since this folder was written; portal seed load would refuse it."))
    if not lines:
        tell(Message("No difference: the folder says what runs."))
    above = ""
    for heading, where, before, after in lines:
        if heading != above:
            click.echo(heading)
            above = heading
        click.echo(f"  {where}: {before} → {after}")


def _heading(key: str) -> str:
    return say(EDITABLE[key]) if key in EDITABLE else say(Message("Own fields"))


def _read(directory: Path) -> Folder:
    """Raises SeedRefused for a folder with faults."""
    folder = seed_check.read(directory.resolve(), SEEDS)
    if not folder.faults and folder.profile is None:
        raise BadInput(Message("%(folder)s is no folder of a province.", folder=directory.name))
    if folder.faults or folder.profile is None:
        text = Message("%(folder)s has %(count)s faults.", folder=directory.name, count=len(folder.faults))
        raise SeedRefused(text, folder.faults)
    return folder


@province.command(help=say(Message("Make the folder of a new province from a template, ready to be filled in.")))
@click.argument("slug")
@click.option(
    "--from", "template", type=click.Choice(["template"]), default="template", help=say(Message("What to copy."))
)
@click.option("--region", default="", help=say(Message("The province's code, such as 33; else found by its name.")))
@click.option(
    "--into",
    type=click.Path(path_type=Path, file_okay=False),
    default=SEEDS,
    help=say(Message("Where the folder is made; catalog_seeds if left out.")),
)
def new(slug: str, template: str, region: str, into: Path) -> None:
    made = new_province.make(SEEDS / TEMPLATE, into / slug, slug, region, SEEDS)
    place = {"folder": str(into / slug), "name": made.name, "region": made.code}
    tell(Message("Made: %(folder)s for %(name)s (%(region)s).", **place))
    faults = seed_check.read((into / slug).resolve(), SEEDS).faults
    for fault in faults:
        click.echo(line(fault))
    tell(Message("Next: fill in province.toml and the tables, then portal seed check and portal seed load."))
