"""``portal personal``: personal data that must go by law."""

from __future__ import annotations

from dataclasses import asdict

import click
from flask.cli import with_appcontext

from portal.cli.acting import writing_as_portal
from portal.cli.speech import as_json, say, tell
from portal.extensions import db
from portal.messages import Message
from portal.models import OwnFields
from portal.registers import REGISTERS
from portal.services import forgetting

_WITH_PERSONAL = [
    name
    for name, register in REGISTERS.items()
    if issubclass(register.model, OwnFields) or any(c.personal for c in register.columns)
]
"""Registers with personal columns, or to which a province can add some."""


@click.group(help=say(Message("Personal data: what must go by law.")))
def personal() -> None:
    """Requests for deletion come in writing; whoever carries them out on the machine is recorded with the reason."""


@personal.command(
    name="forget",
    help=say(
        Message("Remove the personal values of one record, in the record and beside the log. It cannot be undone.")
    ),
)
@click.argument("register", type=click.Choice(_WITH_PERSONAL))
@click.argument("row_id", type=int)
@click.option("--column", "columns", multiple=True, help=say(Message("Only this column; may be repeated.")))
@click.option("--reason", required=True, help=say(Message("Why: who asked for it when, and by which rule.")))
@click.option("--json", "json_", is_flag=True, help=say(Message("Report as JSON.")))
@with_appcontext
def forget(register: str, row_id: int, columns: tuple[str, ...], reason: str, json_: bool) -> None:
    with writing_as_portal("portal personal forget"):
        done = forgetting.forget(db.session, REGISTERS[register], row_id, reason, columns)
    if json_:
        as_json(asdict(done))
        return
    tell(
        Message(
            "Emptied in the record: %(columns)s. Removed: beside the log %(values)s values, and %(files)s files.",
            columns=", ".join(done.columns) or "—",
            values=done.values,
            files=done.files,
        )
    )
