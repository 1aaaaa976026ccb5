"""购买主体 and 承接主体: the registers of purchasers and providers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from portal.fields import (
    Choice,
    Column,
    CreditCode,
    Date,
    Integer,
    LongText,
    Phone,
    Reference,
    Text,
    YesNo,
)
from portal.messages import Message
from portal.models import Provider, Purchaser, Role
from portal.registers.base import BulkAction, Register, Related
from portal.registers.legal_text import region
from portal.registers.words import EVALUATION_GRADES, PARTY_STATUS

BODY = Message("The body")
STANDING = Message("Standing")

REVIEWERS = frozenset({Role.REVIEWER, Role.PROVINCE_ADMINISTRATOR})
EDITORS = frozenset({Role.PROVINCE_ADMINISTRATOR, Role.CITY_EDITOR, Role.COUNTY_EDITOR, Role.REVIEWER})

_CREDIT_CODE = CreditCode()


def check_credit_code(values: Mapping[str, Any]) -> Iterator[tuple[str, Message]]:
    """GB 32100-2015, unless a reviewer lets the code pass and says why."""
    code = values.get("credit_code")
    if code and len(code) == 18 and not values.get("code_override_reason"):
        for message in _CREDIT_CODE.faults(code):
            yield "credit_code", message


def _columns(kinds: str) -> tuple[Column, ...]:
    return (
        Column(
            "name", Text(200), Message("Name"), section=BODY, required=True, listed=True, filtered=True,
            sorted=True, indexed="name",
        ),
        Column(
            "credit_code", _CREDIT_CODE, Message("Unified social credit code"), section=BODY, required=True,
            listed=True, filtered=True, indexed="code", source="GB 32100-2015",
            help=Message("18 characters; the last one checks the others."),
        ),
        Column(
            "code_override_reason", Text(300), Message("Reason to accept the code"), section=BODY,
            edited_by=REVIEWERS,
            help=Message("Only a reviewer fills this: why a code that fails the check is right."),
        ),
        Column(
            "kind", Reference(kinds), Message("Kind"), section=BODY, required=True, listed=True, filtered=True,
            attribute="kind_id", relation="kind",
            help=Message("The kinds that the province's documents name, with their clause."),
        ),
        region(fixed=False),
    )  # fmt: skip


def _closing() -> tuple[Column, ...]:
    return (
        Column(
            "status", Choice(PARTY_STATUS), Message("Status"), section=STANDING, required=True, listed=True,
            filtered=True, default="active",
        ),
        Column("note", LongText(), Message("Note"), section=STANDING),
        Column("sample", YesNo(), Message("Sample"), section=STANDING, filtered=True, editable=False),
    )  # fmt: skip


_BULK = (
    BulkAction(
        "suspend", Message("Suspend"), Message("Suspend the chosen records?"), "status", "suspended", "player-pause"
    ),
    BulkAction("restore", Message("Register again"), Message("Register the chosen records again?"), "status", "active"),
)

PURCHASERS = Register(
    name="purchasers",
    model=Purchaser,
    label=Message("Purchasers"),
    label_one=Message("Purchaser"),
    group="registers",
    icon="building-bank",
    columns=(
        *_columns("purchaser_kinds"),
        Column(
            "organization", Reference("organizations"), Message("Organization"), section=STANDING, filtered=True,
            attribute="organization_id", relation="organization",
        ),
        *_closing(),
    ),
    related=(Related("party_findings", "purchaser"),),
    checks=(check_credit_code,),
    bulk=_BULK,
    quick="status",
)  # fmt: skip

PROVIDERS = Register(
    name="providers",
    model=Provider,
    label=Message("Providers"),
    label_one=Message("Provider"),
    group="registers",
    icon="users-group",
    columns=(
        *_columns("provider_kinds"),
        Column(
            "evaluation_grade", Choice(EVALUATION_GRADES), Message("Evaluation grade"), section=STANDING,
            listed=True, filtered=True, sorted=True, inside="own",
            help=Message("Grade of a social organization, where it was evaluated."),
        ),
        Column("registered_on", Date(), Message("Registered on"), section=STANDING, filtered=True, sorted=True),
        Column("register_owner", Text(120), Message("Roster kept by"), section=STANDING),
        Column(
            "conditions_met", Integer(0, 99), Message("Conditions met"), section=STANDING, filtered=True,
            editable=False, help=Message("How many of the province's conditions were proved."),
        ),
        Column(
            "phone", Phone(), Message("Telephone"), section=STANDING, personal=True, seen_by=EDITORS,
            help=Message("Personal data: only those who edit the register see it."),
        ),
        *_closing(),
    ),
    related=(Related("condition_checks", "provider"), Related("party_findings", "provider")),
    checks=(check_credit_code,),
    bulk=_BULK,
    quick="status",
)  # fmt: skip
