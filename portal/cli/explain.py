"""``portal user explain``: which grants and rules decide what an account may do."""

from __future__ import annotations

from typing import Any

import click
from flask.cli import with_appcontext

from portal.access.actor import Actor, acting
from portal.access.permissions import Action
from portal.access.role_names import ROLE_NAMES
from portal.access.scope import GrantFact
from portal.cli.speech import as_json, say, table, tell
from portal.errors import NotFound
from portal.extensions import db
from portal.messages import Message
from portal.registers import REGISTERS
from portal.services import accounts, explain, grants


@click.command(name="explain", help=say(Message("Which grants and rules decide what an account may see and do.")))
@click.argument("username")
@click.option("--register", "register_name", type=click.Choice(list(REGISTERS)), help=say(Message("One register.")))
@click.option("--id", "row_id", type=int, help=say(Message("The number of one record of the register.")))
@click.option("--json", "json_", is_flag=True, help=say(Message("Report as JSON.")))
@with_appcontext
def explain_(username: str, register_name: str | None, row_id: int | None, json_: bool) -> None:
    if row_id is not None and register_name is None:
        raise click.UsageError(say(Message("--id needs --register.")))
    with acting(Actor.system("portal user explain")):
        account = accounts.find(db.session, username)
        held = grants.facts(account)
        decided = _decisions(held, register_name, row_id) if register_name and row_id is not None else None
    standings = [s for s in explain.standings(held) if register_name in (None, s.register.name)]
    if json_:
        as_json(_as_data(account.active, username, held, standings, decided))
        return
    _print(account.active, held, standings, decided)


def _decisions(held: tuple[GrantFact, ...], register_name: str, row_id: int) -> list[explain.Decision]:
    facts = explain.facts_of(db.session, REGISTERS[register_name], row_id)
    if facts is None:
        raise NotFound(Message("There is no record %(id)s in this register.", id=row_id))
    return explain.decisions(held, facts)


def _print(
    active: bool | None,
    held: tuple[GrantFact, ...],
    standings: list[explain.Standing],
    decided: list[explain.Decision] | None,
) -> None:
    if not active:
        tell(Message("This account is switched off: it cannot sign in."))
    for grant in held:
        click.echo(f"{say(ROLE_NAMES[grant.role])}  {_place(grant)}")
    if not held:
        tell(Message("This account has no grant: it may do nothing."))
    if decided is not None:
        for decision in decided:
            word = say(Message("Yes") if decision.allowed else Message("No"))
            where = f"  [{_place(decision.grant)}]" if decision.grant else ""
            click.echo(f"{say(explain.ACTION_NAMES[decision.action])}: {word}. {say(decision.reason)}{where}")
        return
    head = (say(Message("Register")), *(say(word) for word in explain.ACTION_NAMES.values()))
    rows = [
        (
            say(s.register.label),
            *(", ".join(_place(g) for g in s.grants[action]) or "-" for action in explain.ACTION_NAMES),
        )
        for s in standings
    ]
    click.echo(table([head, *rows]))


def _place(grant: GrantFact) -> str:
    return grant.region_code + (f" #{grant.organization_id}" if grant.organization_id is not None else "")


def _as_data(
    active: bool | None,
    username: str,
    held: tuple[GrantFact, ...],
    standings: list[explain.Standing],
    decided: list[explain.Decision] | None,
) -> dict[str, Any]:
    data: dict[str, Any] = {
        "username": username,
        "active": bool(active),
        "grants": [_grant(grant) for grant in held],
        "registers": {
            s.register.name: {action.value: [_grant(g) for g in s.grants[action]] for action in Action}
            for s in standings
        },
    }
    if decided is not None:
        data["decisions"] = [
            {
                "action": d.action.value,
                "allowed": d.allowed,
                "rule": d.rule.value,
                "reason": str(d.reason),
                "grant": _grant(d.grant) if d.grant else None,
            }
            for d in decided
        ]
    return data


def _grant(grant: GrantFact) -> dict[str, Any]:
    return {"role": grant.role.value, "region": grant.region_code, "organization_id": grant.organization_id}
