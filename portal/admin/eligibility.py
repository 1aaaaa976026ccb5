"""Parts of a body's page: the province's conditions with what was found, and doubts that wait for a reviewer."""

from __future__ import annotations

from typing import Any

from portal.access.actor import Actor
from portal.access.permissions import PARTIES, Action
from portal.admin import queries
from portal.admin.addresses import add_address, row_address
from portal.admin.pages import CellView, Line, ShowSection
from portal.extensions import db
from portal.messages import Message
from portal.registers import REGISTERS, Register
from portal.services import reviews
from portal.web.translation import translate


def conditions(actor: Actor, register: Register, row: Any) -> list[ShowSection]:
    """The check list of a provider with its sum; nothing where the province has none."""
    if register.name != "providers" or not actor.scope.may_somewhere("condition_checks", Action.VIEW):
        return []
    lines = reviews.checklist(db.session, row)
    if not lines:
        return []
    met = sum(line.check is not None and line.check.met for line in lines)
    tone = "green" if met == len(lines) else "orange"
    total = translate(Message("%(met)s of %(count)s met", met=met, count=len(lines)))
    may_add = actor.scope.may("condition_checks", Action.ADD, row.region_code)
    found = [Line(translate(Message("Sum")), CellView(total, "badge", tone))]
    found += [_line(line, row, may_add=may_add) for line in lines]
    return [ShowSection(translate(Message("Conditions of the province")), found)]


def _line(line: reviews.Line, row: Any, *, may_add: bool) -> Line:
    condition, check = line.condition, line.check
    label = f"{condition.ordinal}. {condition.text}"
    if check is None:
        checks = REGISTERS["condition_checks"]
        prefill = [("provider", str(row.id)), ("condition", str(condition.id))]
        href = queries.address(add_address(checks), prefill) if may_add else ""
        text = Message("Not checked yet: enter what was found") if may_add else Message("Not checked yet")
        return Line(label, CellView(translate(text), "text", "", "", href))
    word = translate(Message("Met") if check.met else Message("Not met"))
    href = row_address(REGISTERS["condition_checks"], check.id)
    evidence = f"{check.evidence} · {check.checked_on.isoformat()}"
    return Line(label, CellView(f"{word} · {evidence}", "text", "", "", href))


def doubts(register: Register, row: Any) -> list[tuple[str, str]]:
    """What a reviewer has not decided yet about a body."""
    if register.name not in PARTIES:
        return []
    return [
        (translate(Message("A reviewer has to decide: %(words)s", words=doubt.words)), doubt.clause)
        for doubt in reviews.open_doubts(db.session, register, row)
    ]
