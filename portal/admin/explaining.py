"""“Why can I (not) see this?”: which grants and rules decide, for oneself, and for others by their keeper."""

from __future__ import annotations

from typing import Any

from flask import render_template, request
from flask_appbuilder import BaseView, expose, has_access

from portal.access.actor import Actor, current_actor
from portal.access.administration import DUTIES, Duty, regions_kept
from portal.access.duty_names import DUTY_NAMES
from portal.access.permissions import Action
from portal.access.role_names import ROLE_NAMES
from portal.access.scope import GrantFact
from portal.errors import BadInput, NotFound
from portal.extensions import db
from portal.messages import Message
from portal.models import Account
from portal.registers import REGISTERS
from portal.services import explain, grants
from portal.services.explain import Decision
from portal.web.translation import listed, translate


class ExplainView(BaseView):
    route_base = "/explain"
    default_view = "index"
    class_permission_name = "explain"
    method_permission_name = {"index": Action.VIEW.value}

    @expose("/")
    @has_access
    def index(self) -> str | tuple[str, int]:
        """``user`` is the number of an account (else one's own), ``register`` and ``id`` name one record."""
        actor = current_actor()
        keeper = regions_kept(actor.grants, Duty.ACCOUNTS)
        account = _account(actor, request.args.get("user", ""))
        held = grants.facts(account) if account is not None else actor.grants
        register, row_id = request.args.get("register", ""), request.args.get("id", "").strip()
        decided: list[Decision] = []
        fault, status = "", 200
        if register or row_id:
            try:
                decided = _decided(keeper if account is not None else None, held, register, row_id)
            except (BadInput, NotFound) as error:
                fault, status = translate(error.message), error.status
        page = render_template(
            "admin/explain.html",
            title=account.first_name if account is not None else "",
            switched_off=account is not None and not account.active,
            people=[(a.id, f"{a.first_name}（{a.username}）") for a in grants.people(db.session, actor)]
            if keeper
            else (),
            user=account.id if account is not None else None,
            registers=[(r.name, translate(r.label)) for r in REGISTERS.values()],
            register=register,
            row_id=row_id,
            fault=fault,
            **_tables(held, decided),
        )
        return page, status


def _account(actor: Actor, number: str) -> Account | None:
    """The account that was asked about, None for oneself. Raises NotPermitted and NotFound."""
    if not number or number == str(actor.id):
        return None
    return grants.person(db.session, actor, _number(number))


def _decided(keeper: frozenset[str] | None, held: tuple[GrantFact, ...], register: str, row_id: str) -> list[Decision]:
    if register not in REGISTERS:
        raise BadInput(Message("Choose a register."))
    number = _number(row_id)
    if not number:
        raise BadInput(Message("Type the number of the record: it stands at the end of its address."))
    if keeper is None:
        return explain.answer_for_oneself(db.session, held, REGISTERS[register], number)
    return explain.answer_for_keeper(db.session, keeper, held, REGISTERS[register], number)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _tables(held: tuple[GrantFact, ...], decided: list[Decision]) -> dict[str, Any]:
    """The grants, the decisions about one record, what may be done per register, and who administers what."""
    places = explain.places(db.session, held)
    return {
        "actions": [translate(name) for name in explain.ACTION_NAMES.values()],
        "grants": [(translate(ROLE_NAMES[grant.role]), places[grant]) for grant in held],
        "decisions": [
            (
                translate(explain.ACTION_NAMES[d.action]),
                d.allowed,
                translate(d.reason),
                f"{translate(ROLE_NAMES[d.grant.role])} · {places[d.grant]}" if d.grant is not None else "",
            )
            for d in decided
        ],
        "standings": [
            (
                translate(standing.register.label),
                [listed(dict.fromkeys(places[g] for g in standing.grants[a])) for a in explain.ACTION_NAMES],
            )
            for standing in explain.standings(held)
        ],
        "administrators": [translate(ROLE_NAMES[role]) for role in DUTIES],
        "duties": [(translate(name), [duty in DUTIES[role] for role in DUTIES]) for duty, name in DUTY_NAMES.items()],
    }
