"""``portal fields``: what own fields need beside the requests."""

from __future__ import annotations

from dataclasses import asdict

import click
from flask.cli import with_appcontext

from portal.access.actor import current_actor
from portal.cli.acting import writing_as_portal
from portal.cli.speech import as_json, say, tell
from portal.errors import NotFound
from portal.extensions import db
from portal.fields import OWN_TYPES
from portal.messages import Message
from portal.models import FieldDefinition
from portal.registers import REGISTERS, Register
from portal.services.fields import converting, drafting, indexes, sweeping

EVERYTHING = 10**9
_REGISTER = click.argument("register_name", type=click.Choice(list(REGISTERS)), metavar="REGISTER")


@click.group(help=say(Message("Own fields of the provinces.")))
def fields() -> None:
    """A group, so that later commands have a place."""


@fields.command(help=say(Message("Build the indexes and search entries that published fields need. Safe to repeat.")))
@with_appcontext
def index() -> None:
    done = indexes.run(db.session, progress=lambda name: click.echo(f"… {name}", err=True))
    tell(Message("%(count)s indexes and search entries were built or removed.", count=done))


@fields.command(help=say(Message("Remove attached files that no record names any more.")))
@click.option(
    "--hours", default=sweeping.HOURS, type=click.IntRange(1), help=say(Message("Only files older than so many hours."))
)
@click.option("--dry-run", "dry", is_flag=True, help=say(Message("Only say what would be done.")))
@click.option("--json", "json_", is_flag=True, help=say(Message("Report as JSON.")))
@with_appcontext
def sweep(hours: int, dry: bool, json_: bool) -> None:
    done = sweeping.sweep(db.session, hours=hours, dry=dry)
    if json_:
        as_json(asdict(done))
        return
    told = {"files": done.files, "size": f"{done.size:,}", "kept": done.kept}
    if dry:
        tell(Message("%(files)s files (%(size)s bytes) would go; records name %(kept)s others.", **told))
    else:
        tell(Message("%(files)s files (%(size)s bytes) were removed; records name %(kept)s others.", **told))


@fields.command(help=say(Message("Convert a published field with all its values, however many.")))
@_REGISTER
@click.argument("province")
@click.argument("key")
@click.option("--to", "kind", required=True, type=click.Choice(list(OWN_TYPES)), help=say(Message("The new type.")))
@click.option("--limit", "limits", multiple=True, help=say(Message("A setting of the new type, such as unit=元.")))
@with_appcontext
def convert(register_name: str, province: str, key: str, kind: str, limits: tuple[str, ...]) -> None:
    register = REGISTERS[register_name]
    with writing_as_portal(f"portal fields convert {register_name} {key}"):
        definition = _definition(register, province, key)
        raw = converting.suggested(db.session, register, province, definition, kind)
        raw |= dict(part.split("=", 1) for part in limits if "=" in part)
        settings = converting.target(register, definition, kind, {f"limit_{name}": v for name, v in raw.items()})
        done = converting.convert(
            db.session, current_actor(), register, province, key, settings, definition.version, most=EVERYTHING
        )  # fmt: skip
    _tell(done)


@fields.command(help=say(Message("Take the last conversion of a field back, with all its values, however many.")))
@_REGISTER
@click.argument("province")
@click.argument("key")
@with_appcontext
def unconvert(register_name: str, province: str, key: str) -> None:
    register = REGISTERS[register_name]
    with writing_as_portal(f"portal fields unconvert {register_name} {key}"):
        version = _definition(register, province, key).version
        done = converting.undo(db.session, current_actor(), register, province, key, version, most=EVERYTHING)
    _tell(done)


def _definition(register: Register, province: str, key: str) -> FieldDefinition:
    definition = drafting.definitions(db.session, register, province).get(key)
    if definition is None:
        raise NotFound()
    return definition


def _tell(done: converting.Outcome) -> None:
    indexes.run(db.session)
    tell(Message("%(fit)s values were converted; %(unfit)s did not fit and stay where they were.",
                 fit=done.fit, unfit=done.unfit))  # fmt: skip
