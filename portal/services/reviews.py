"""After a body was written: doubts about it for a reviewer; and how many of the province's conditions it meets.

The portal itself writes doubts and sums, for whoever enters the body may not; events name who did it all the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, inspect, select
from sqlalchemy.orm import Session

from portal.access.actor import Actor, acting, current_actor
from portal.access.scope import covers
from portal.errors import Invalid
from portal.fields.moment import today
from portal.messages import Message
from portal.models import ConditionCheck, PartyFinding, Provider, ProviderCondition, Purchaser
from portal.models.base import now
from portal.models.finding import FindingState
from portal.registers import REGISTERS, Register
from portal.registers.eligibility import Doubt, Verdict
from portal.services import search
from portal.services.fields.effective import province_of
from portal.services.provinces import profile_at

_PORTAL = "doubts and sums that follow from a body"
_BODIES: Mapping[str, str] = {"purchasers": "purchaser_id", "providers": "provider_id"}


def raise_doubt(session: Session, register: Register, party: Any, verdict: Verdict, reason: str = "") -> None:
    """Leave a doubt for a reviewer, and the body unregistered until it is decided. A doubt that stands stays."""
    doubt = verdict.doubt
    if doubt is None:
        return
    attribute = getattr(PartyFinding, _BODIES[register.name])
    with acting(Actor.system(_PORTAL)):
        same = select(PartyFinding.id).where(
            attribute == party.id, PartyFinding.kind == doubt.kind, PartyFinding.words == doubt.words
        )
        if session.scalars(same.limit(1)).first() is None:
            raise_doubts(session, register, [(party, doubt, reason)])


def raise_doubts(session: Session, register: Register, found: Sequence[tuple[Any, Doubt, str]]) -> None:
    """Leave doubts about bodies that have none of the kind yet.

    A reason says that the doubt was decided before the body came (``review_reason`` of a seed file).
    """
    with acting(Actor.system(_PORTAL)):
        findings = []
        for party, doubt, reason in found:
            finding = PartyFinding(
                region_code=party.region_code,
                name=party.name,
                kind=doubt.kind,
                words=doubt.words,
                clause=doubt.clause[:200],
                state=FindingState.ACCEPTED.value if reason else FindingState.OPEN.value,
                reason=reason or None,
                decided_by=current_actor().username if reason else None,
                decided_at=now() if reason else None,
            )
            setattr(finding, _BODIES[register.name], party.id)
            findings.append(finding)
            party.status = waiting(party.status, reason)
        session.add_all(findings)
        session.flush()
        search.index_new(session, REGISTERS["party_findings"], findings)


def waiting(status: str, reason: str) -> str:
    """The status of a body about which there is a doubt: not registered until somebody decides it."""
    return "pending" if status == "active" and not reason else status


def is_undecided(session: Session, register: Register, party: Any) -> bool:
    """Whether a doubt about a body is open, or was decided against it: then nobody registers it again by hand."""
    attribute = getattr(PartyFinding, _BODIES[register.name])
    with acting(Actor.system(_PORTAL)):
        wanted = select(PartyFinding.id).where(attribute == party.id, PartyFinding.state != FindingState.ACCEPTED.value)
        return session.scalars(wanted.limit(1)).first() is not None


def decide(session: Session, register: Register, finding: Any) -> None:
    """A decision has a person and a moment, and the body follows it."""
    state: Any = inspect(finding).attrs
    if not state.state.history.has_changes() and not state.reason.history.has_changes():
        return
    decided = finding.state != FindingState.OPEN
    finding.decided_by = current_actor().username if decided else None
    finding.decided_at = now() if decided else None


def follow_decision(session: Session, register: Register, finding: Any) -> None:
    """Refused: the body is suspended. Accepted, and nothing else open: it is registered."""
    with acting(Actor.system(_PORTAL)):
        body: Any = None
        if finding.provider_id is not None:
            body = session.scalars(select(Provider).where(Provider.id == finding.provider_id)).one_or_none()
        elif finding.purchaser_id is not None:
            body = session.scalars(select(Purchaser).where(Purchaser.id == finding.purchaser_id)).one_or_none()
        if body is None:
            return
        attribute = PartyFinding.provider_id if isinstance(body, Provider) else PartyFinding.purchaser_id
        states = set(session.scalars(select(PartyFinding.state).where(attribute == body.id)))
        if FindingState.REFUSED in states:
            body.status = "suspended"
        elif states == {FindingState.ACCEPTED.value} and body.status in ("pending", "suspended"):
            body.status = "active"
        elif FindingState.OPEN in states and body.status == "active":
            body.status = "pending"
        session.flush()


def fit_check(session: Session, register: Register, check: Any) -> None:
    """A check stands in its provider's region, and is of a condition of that province."""
    provider = session.scalars(select(Provider).where(Provider.id == check.provider_id)).one_or_none()
    condition = session.scalars(
        select(ProviderCondition).where(ProviderCondition.id == check.condition_id)
    ).one_or_none()
    if provider is None or condition is None:
        return  # told by the engine, which knows who may not see which
    if not covers(condition.region_code, provider.region_code):
        raise Invalid({"condition": [Message("This condition belongs to another province.")]})
    if check.checked_on > today():
        raise Invalid({"checked_on": [Message("This day has not come yet.")]})
    check.region_code = provider.region_code


def sum_up(session: Session, register: Register, check: Any) -> None:
    """The provider carries how many conditions it meets, for lists and filters."""
    with acting(Actor.system(_PORTAL)):
        provider = session.scalars(select(Provider).where(Provider.id == check.provider_id)).one_or_none()
        if provider is not None:
            _sum(session, provider)


def _sum(session: Session, provider: Any) -> None:
    met = select(func.count()).where(ConditionCheck.provider_id == provider.id, ConditionCheck.met.is_(True))
    provider.conditions_met = session.scalar(met)
    session.flush()


def accompany(session: Session, register: Register, party: Any) -> None:
    """Doubts and checks stand where their body stands, under its name, within the same change.

    Whoever may see the region that it left may not see what is found about it any more. In another province other
    rules hold: doubts that nobody decided and checks of the former one's conditions go, with their events.
    """
    with acting(Actor.system(_PORTAL)):
        moved = [row for row in _found_about(session, register, party) if _stands_apart(row, party)]
        for row in moved:
            if _of_another_province(row, party):
                search.forget(session, REGISTERS[row.__tablename__], row)
                session.delete(row)
                continue
            row.region_code = party.region_code
            if isinstance(row, PartyFinding):
                row.name = party.name
        session.flush()
        for row in moved:
            if row in session:
                search.index(session, REGISTERS[row.__tablename__], row)
        if any(isinstance(row, ConditionCheck) and row not in session for row in moved):
            _sum(session, party)


def _found_about(session: Session, register: Register, party: Any) -> list[Any]:
    """Every doubt and every check of a body."""
    attribute = getattr(PartyFinding, _BODIES[register.name])
    rows: list[Any] = [*session.scalars(select(PartyFinding).where(attribute == party.id))]
    if register.name == "providers":
        rows += session.scalars(select(ConditionCheck).where(ConditionCheck.provider_id == party.id))
    return rows


def _stands_apart(row: Any, party: Any) -> bool:
    return row.region_code != party.region_code or (isinstance(row, PartyFinding) and row.name != party.name)


def _of_another_province(row: Any, party: Any) -> bool:
    """Whether a row rests on rules of a province that its body has left. A decision stays, with its reason."""
    left = province_of(row.region_code) != province_of(party.region_code)
    return left and (isinstance(row, ConditionCheck) or row.state == FindingState.OPEN)


def forget(session: Session, register: Register, party: Any) -> None:
    """A body that is removed takes its doubts and checks along, each with its own event."""
    with acting(Actor.system(_PORTAL)):
        for row in _found_about(session, register, party):
            search.forget(session, REGISTERS[row.__tablename__], row)
            session.delete(row)
        session.flush()


@dataclass(frozen=True)
class Line:
    """One condition of the list: what was found, None where nobody looked yet."""

    condition: ProviderCondition
    check: ConditionCheck | None


def checklist(session: Session, provider: Any) -> Sequence[Line] | None:
    """The conditions of the provider's province with what was found; None where the province has no such list.

    Source: the setting ``provider.conditions``.
    """
    profile = profile_at(session, provider.region_code)
    if profile is None or not profile.provider.conditions.checklist:
        return None
    conditions = session.scalars(
        select(ProviderCondition)
        .where(ProviderCondition.region_code == profile.region)
        .order_by(ProviderCondition.ordinal)
    ).all()
    checks = session.scalars(select(ConditionCheck).where(ConditionCheck.provider_id == provider.id)).all()
    known = {check.condition_id: check for check in checks}
    return [Line(condition, known.get(condition.id)) for condition in conditions]


def open_doubts(session: Session, register: Register, party: Any) -> Sequence[PartyFinding]:
    """The doubts about a body that nobody decided yet, as far as the reader may see them."""
    attribute = getattr(PartyFinding, _BODIES[register.name])
    return session.scalars(
        select(PartyFinding)
        .where(attribute == party.id, PartyFinding.state == FindingState.OPEN.value)
        .order_by(PartyFinding.id)
    ).all()
