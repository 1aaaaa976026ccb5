"""What is looked at before a body may take part: a province's conditions, and doubts that a reviewer decides."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from portal.fields import Choice, Column, Date, LongText, Moment, Reference, RegionReference, Text, YesNo
from portal.messages import Message
from portal.models import ConditionCheck, PartyFinding, Role
from portal.registers.base import Register
from portal.registers.words import FINDING_KINDS, FINDING_STATES

DOUBT = Message("The doubt")
DECISION = Message("Decision")
CHECK = Message("The check")
SHORTEST, LONGEST = 4, 500
"""Characters of a reason."""

REVIEWERS = frozenset({Role.REVIEWER, Role.PROVINCE_ADMINISTRATOR})


def check_reason(values: Mapping[str, Any]) -> Iterator[tuple[str, Message]]:
    """A decision says why."""
    if values.get("state") != "open" and len((values.get("reason") or "").strip()) < SHORTEST:
        yield "reason", Message("Say why: the reason stays.")


PARTY_FINDINGS = Register(
    name="party_findings",
    model=PartyFinding,
    label=Message("Eligibility to be reviewed"),
    label_one=Message("Doubt about a body"),
    lead=Message("What the documents leave to judgement. A reviewer decides, and the reason stays."),
    group="oversight",
    icon="alert-triangle",
    order=("-id",),
    columns=(
        Column(
            "name", Text(200), Message("Name"), section=DOUBT, listed=True, filtered=True, editable=False,
            indexed="name",
        ),
        Column(
            "kind", Choice(FINDING_KINDS), Message("What is open"), section=DOUBT, listed=True, filtered=True,
            editable=False,
        ),
        Column(
            "state", Choice(FINDING_STATES), Message("Decision"), section=DECISION, required=True, listed=True,
            filtered=True, edited_by=REVIEWERS,
            help=Message("Accepted: the body is registered. Refused: it is suspended."),
        ),
        Column(
            "region", RegionReference(), Message("Region"), section=DOUBT, listed=True, filtered=True, editable=False,
            attribute="region_code", relation="region",
        ),
        Column("words", LongText(), Message("Words of the document"), section=DOUBT, listed=True, editable=False),
        Column("clause", Text(200), Message("Clause"), section=DOUBT, listed=True, editable=False),
        Column(
            "purchaser", Reference("purchasers"), Message("Purchaser"), section=DOUBT, editable=False,
            attribute="purchaser_id", relation="purchaser",
        ),
        Column(
            "provider", Reference("providers"), Message("Provider"), section=DOUBT, editable=False,
            attribute="provider_id", relation="provider",
        ),
        Column("reason", LongText(LONGEST), Message("Reason"), section=DECISION, edited_by=REVIEWERS),
        Column("decided_by", Text(64), Message("Decided by"), section=DECISION, editable=False),
        Column("decided_at", Moment(), Message("Decided at"), section=DECISION, editable=False),
    ),
    checks=(check_reason,),
    quick="state",
)  # fmt: skip

CONDITION_CHECKS = Register(
    name="condition_checks",
    model=ConditionCheck,
    label=Message("Conditions checked"),
    label_one=Message("Check of a condition"),
    group="registers",
    icon="checklist",
    columns=(
        Column(
            "provider", Reference("providers"), Message("Provider"), section=CHECK, required=True, listed=True,
            filtered=True, fixed=True, attribute="provider_id", relation="provider",
        ),
        Column(
            "condition", Reference("provider_conditions"), Message("Condition"), section=CHECK, required=True,
            listed=True, filtered=True, fixed=True, attribute="condition_id", relation="condition",
        ),
        Column("met", YesNo(), Message("Met"), section=CHECK, listed=True, filtered=True),
        Column("evidence", Text(500), Message("Evidence"), section=CHECK, required=True, listed=True,
               help=Message("What was seen: a certificate with its number, a report with its date.")),
        Column("checked_on", Date(), Message("Checked on"), section=CHECK, required=True, listed=True, filtered=True),
        Column(
            "region", RegionReference(), Message("Region"), section=CHECK, listed=True, filtered=True, editable=False,
            attribute="region_code", relation="region",
        ),
    ),
)  # fmt: skip
