"""The console script ``portal``. Exit codes: 0 done, 1 cannot work, 2 wrong usage, 3 refused (faults, conflicts)."""

from __future__ import annotations

import sys
from typing import Any

import click
from flask.cli import FlaskGroup

from portal import create_app
from portal.cli import doctor, fields, init, personal, province, seed, user
from portal.cli.acting import begin_command
from portal.cli.speech import say
from portal.errors import PortalError, SeedRefused, Unusable
from portal.messages import Message

CANNOT_WORK = 1
REFUSED = 3


class PortalGroup(FlaskGroup):
    """Flask's group without what other packages would add (``fab create-admin`` …) and without its own options."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.params = []

    def _load_plugin_commands(self) -> None:
        self._loaded_plugin_commands = True


@click.group(
    cls=PortalGroup,
    add_default_commands=False,
    add_version_option=False,
    load_dotenv=False,
    create_app=lambda: create_app(serving=False),
    help=say(Message("The portal for government purchase of services. Each command explains itself with --help.")),
)
def cli() -> None:
    """Flask's command line underneath: commands that need the application get it."""


cli.add_command(init.init)
cli.add_command(seed.seed)
cli.add_command(province.province)
cli.add_command(user.user)
cli.add_command(personal.personal)
cli.add_command(doctor.doctor)
cli.add_command(fields.fields)


def main() -> None:
    """Run a command; errors of the portal are sentences on standard error, never tracebacks."""
    begin_command()
    try:
        cli.main(prog_name="portal", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(130)
    except SeedRefused as error:
        print(say(error.message), file=sys.stderr)
        for fault in error.faults:
            print(f"  {seed.line(fault)}", file=sys.stderr)
        sys.exit(REFUSED)
    except Unusable as error:
        print(say(error.message), file=sys.stderr)
        sys.exit(CANNOT_WORK)
    except PortalError as error:
        print(say(error.message), file=sys.stderr)
        sys.exit(REFUSED)
