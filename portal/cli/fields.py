"""``portal fields``: what own fields need beside the requests."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from portal.cli.speech import say, tell
from portal.extensions import db
from portal.messages import Message
from portal.services.fields import indexes


@click.group(help=say(Message("Own fields of the provinces.")))
def fields() -> None:
    """A group, so that later commands have a place."""


@fields.command(help=say(Message("Build the indexes and search entries that published fields need. Safe to repeat.")))
@with_appcontext
def index() -> None:
    done = indexes.run(db.session, progress=lambda name: click.echo(f"… {name}", err=True))
    tell(Message("%(count)s indexes and search entries were built or removed.", count=done))
