"""``portal user``: accounts and their grants."""

from __future__ import annotations

from typing import Any

import click
from flask.cli import with_appcontext

from portal.access.actor import Actor, acting
from portal.cli.acting import writing_as_portal
from portal.cli.explain import explain_
from portal.cli.speech import as_json, say, table, tell
from portal.extensions import db
from portal.messages import Message
from portal.models import Account, Role
from portal.services import accounts, grants, lockout

_JSON = click.option("--json", "json_", is_flag=True, help=say(Message("Report as JSON.")))


@click.group(help=say(Message("Accounts and what they may do.")))
def user() -> None:
    """Every command acts as the portal itself: whoever may run it on this machine holds the database anyway.

    What a grant must be holds here too: the role begins at a region of this kind, for one organization where the role
    asks for one, and the three administrators stay apart. Only the keeper's own region sets no limit.
    """


user.add_command(explain_)


@user.command(name="add", help=say(Message("Make an account. Its password is made up and printed once.")))
@click.argument("username")
@click.option("--name", required=True, help=say(Message("The person's name.")))
@_JSON
@with_appcontext
def add(username: str, name: str, json_: bool) -> None:
    password = accounts.new_password()
    with writing_as_portal("portal user add"):
        accounts.add(db.session, username, name, password)
        db.session.commit()
    if json_:
        as_json({"username": username, "password": password})
    else:
        tell(Message("Added %(username)s. First password: %(password)s", username=username, password=password))


@user.command(name="list", help=say(Message("All accounts with their grants.")))
@_JSON
@with_appcontext
def list_(json_: bool) -> None:
    with acting(Actor.system("portal user list")):
        found = [_described(account) for account in accounts.everyone(db.session)]
    if json_:
        as_json(found)
        return
    head = tuple(say(m) for m in (Message("User name"), Message("Name"), Message("Grants"), Message("Active")))
    rows = [
        (
            str(a["username"]),
            str(a["name"]),
            ", ".join(
                f"{g['role']} {g['region']}" + (f" {g['organization']}" if g["organization"] else "")
                for g in a["grants"]
            ),
            say(Message("Yes") if a["active"] else Message("No")),
        )
        for a in found
    ]
    click.echo(table([head, *rows]))


@user.command(name="grant", help=say(Message("Give an account a role in a region and below.")))
@click.argument("username")
@click.argument("role", type=click.Choice([role.value for role in Role if role is not Role.PUBLIC]))
@click.argument("region")
@click.option("--organization", help=say(Message("The code of the one organization that it holds for.")))
@_JSON
@with_appcontext
def grant(username: str, role: str, region: str, organization: str | None, json_: bool) -> None:
    with writing_as_portal("portal user grant"):
        grants.give_on_the_machine(db.session, accounts.find(db.session, username), Role(role), region, organization)
        db.session.commit()
    if json_:
        as_json({"username": username, "role": role, "region": region, "organization": organization})
    else:
        tell(Message("%(username)s is now %(role)s in %(region)s.", username=username, role=role, region=region))


@user.command(name="reset-password", help=say(Message("Give an account a new password, printed once.")))
@click.argument("username")
@_JSON
@with_appcontext
def reset_password(username: str, json_: bool) -> None:
    password = accounts.new_password()
    with writing_as_portal("portal user reset-password"):
        accounts.reset_password(db.session, accounts.find(db.session, username), password)
        db.session.commit()
    if json_:
        as_json({"username": username, "password": password})
    else:
        tell(Message("New password of %(username)s: %(password)s", username=username, password=password))


@user.command(name="unlock", help=say(Message("Lift the lock of an account after too many failures to sign in.")))
@click.argument("username")
@_JSON
@with_appcontext
def unlock(username: str, json_: bool) -> None:
    with writing_as_portal("portal user unlock"):
        lockout.lift(db.session, accounts.find(db.session, username).username)
        db.session.commit()
    if json_:
        as_json({"username": username})
    else:
        tell(Message("%(username)s may try to sign in again.", username=username))


def _described(account: Account) -> dict[str, Any]:
    return {
        "username": account.username,
        "name": account.first_name,
        "active": bool(account.active),
        "grants": [
            {
                "role": grant.role,
                "region": grant.region_code,
                "organization": grant.organization.code if grant.organization else None,
            }
            for grant in account.grants
        ],
    }
