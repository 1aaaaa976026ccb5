"""As whom a command acts: always the portal itself, for a purpose that is said and recorded with the machine's user."""

from __future__ import annotations

import getpass
import platform
import secrets
from collections.abc import Iterator
from contextlib import contextmanager

import click

from portal.access.actor import Actor, acting
from portal.access.circumstances import Circumstances, begin_circumstances
from portal.cli.speech import say
from portal.messages import Message
from portal.models.transactions import writing

_LONGEST_PLACE = 45


def begin_command() -> None:
    """Every event of this command carries one number, and the machine's user in place of an address."""
    begin_circumstances(Circumstances(place(), secrets.token_hex(8)))


def place() -> str:
    """Who runs the command and where, as the machine knows it."""
    try:
        user = getpass.getuser()
    except (KeyError, OSError):  # a container's user may have no name
        user = "?"
    return f"{user}@{platform.node()}"[:_LONGEST_PLACE]


@contextmanager
def writing_as_portal(purpose: str) -> Iterator[None]:
    """What is inside is written as the portal itself; whoever runs the command reads so on standard error."""
    click.echo(say(Message("Acting as the portal itself (%(purpose)s) for %(place)s.",
                           purpose=purpose, place=place())), err=True)  # fmt: skip
    with writing(), acting(Actor.system(purpose)):
        yield
