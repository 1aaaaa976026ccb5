"""What each role may do (角色权限): a table of registers and actions, with what differs from it in the database."""

from __future__ import annotations

from typing import Any, NamedTuple

from flask import flash, redirect, render_template, request
from flask_appbuilder import BaseView, expose, has_access
from werkzeug.wrappers import Response

from portal.access.actor import Actor, current_actor
from portal.access.administration import BEGINS_AT, DUTIES, FOR_ONE_ORGANIZATION, Duty
from portal.access.duty_names import DUTY_NAMES
from portal.access.permissions import Action
from portal.access.role_names import ROLE_NAMES
from portal.admin.menu import GROUPS
from portal.errors import NotFound
from portal.extensions import db
from portal.messages import Message
from portal.models import Role
from portal.models.region import RegionKind
from portal.registers.words import REGION_KINDS
from portal.services import explain, role_matrix
from portal.services.role_matrix import Sheet, Tick
from portal.web.translation import listed, translate

HOME = "/roles/"


class TickView(NamedTuple):
    """``mark`` is yes, no, missing (allowed, but not stored) or extra (stored, but not allowed)."""

    mark: str
    text: str


class RolesView(BaseView):
    route_base = "/roles"
    default_view = "index"
    class_permission_name = "roles"
    method_permission_name = {"index": Action.VIEW.value, "repair": Action.EDIT.value}

    @expose("/")
    @has_access
    def index(self) -> str:
        """``role`` chooses one of those that the reader may look at; else the first of them is shown."""
        actor = current_actor()
        shown = role_matrix.readable(actor)
        chosen = _chosen(shown, request.args.get("role", ""))
        sheets = role_matrix.sheets(db.session, shown)
        sheet = next((sheet for sheet in sheets if sheet.role is chosen), None)
        return render_template(
            "admin/roles.html",
            roles=[
                (translate(ROLE_NAMES[s.role]), f"{HOME}?role={s.role.value}", s is sheet, s.differs) for s in sheets
            ],
            actions=[translate(explain.ACTION_NAMES[action]) for action in Action],
            groups=_groups(sheet) if sheet is not None else [],
            about=_about(chosen) if chosen is not None else [],
            elsewhere=sheet.elsewhere if sheet is not None else [],
            differs=any(sheet.differs for sheet in sheets),
            repair_href=f"{HOME}repair" if role_matrix.may_repair(actor) else "",
        )

    @expose("/repair", methods=["POST"])
    @has_access
    def repair(self) -> Response:
        actor: Actor = current_actor()
        changed = role_matrix.repair(db.session, actor)
        db.session.commit()
        done = Message("%(count)s permissions were repaired.", count=changed)
        flash(translate(done if changed else Message("The roles are as the table says.")), "success")
        return redirect(HOME)


def _chosen(shown: list[Role], name: str) -> Role | None:
    if not name:
        return shown[0] if shown else None
    role = next((role for role in shown if role.value == name), None)
    if role is None:
        raise NotFound(Message("There is no such role among those that you may look at."))
    return role


def _tab(sheet: Sheet, chosen: bool) -> tuple[str, str, bool, bool]:
    return translate(ROLE_NAMES[sheet.role]), f"{HOME}?role={sheet.role.value}", chosen, sheet.differs


def _groups(sheet: Sheet) -> list[tuple[str, list[tuple[str, list[TickView]]]]]:
    """The registers in the groups of the menu, with a mark for each action."""
    found = []
    for key, label in GROUPS.items():
        lines = [
            (translate(line.register.label), [_tick(tick) for tick in line.ticks])
            for line in sheet.lines
            if line.register.group == key
        ]
        if lines:
            found.append((translate(label), lines))
    return found


def _tick(tick: Tick) -> TickView:
    if tick.differs:
        mark, text = ("missing", Message("missing")) if tick.allowed else ("extra", Message("too much"))
    else:
        mark, text = ("yes", Message("Yes")) if tick.allowed else ("no", Message("No"))
    return TickView(mark, translate(text))


def _about(role: Role) -> list[tuple[str, str]]:
    """Where the role can begin, for whom it holds, and its duties beside the registers."""
    kinds = [translate(REGION_KINDS[kind.value].label) for kind in RegionKind if kind in BEGINS_AT.get(role, ())]
    whole = Message("one organization") if role in FOR_ONE_ORGANIZATION else Message("the whole region and all below")
    lines: list[tuple[Any, str]] = [(Message("Begins at"), listed(kinds)), (Message("Holds for"), translate(whole))]
    duties = [translate(DUTY_NAMES[duty]) for duty in Duty if duty in DUTIES.get(role, ())]
    if duties:
        lines.append((Message("Duties"), listed(duties)))
    return [(translate(label), text) for label, text in lines]
