"""Kinds of purchaser and provider, as data of each province."""

from __future__ import annotations

from typing import Any

from portal.fields import Choice, Column, LongText, Reference, Text, YesNo
from portal.messages import Message
from portal.models import ProviderKind, PurchaserKind
from portal.registers.base import Register, Related
from portal.registers.legal_text import SOURCE, region
from portal.registers.words import PARTY_KIND_STATUS

KIND = Message("The kind")


def _register(name: str, model: type[Any], label: Message, label_one: Message, icon: str, parties: str) -> Register:
    return Register(
        name=name,
        model=model,
        label=label,
        label_one=label_one,
        group="configuration",
        icon=icon,
        columns=(
            Column(
                "code", Text(20, "code"), Message("Code"), section=KIND, required=True, listed=True, fixed=True,
                indexed="code",
            ),
            Column(
                "name", Text(120), Message("Name"), section=KIND, required=True, listed=True, filtered=True,
                indexed="name",
            ),
            Column("unit_kind", Text(60), Message("Kind of body"), section=KIND, required=True, filtered=True),
            Column(
                "status", Choice(PARTY_KIND_STATUS), Message("Status"), section=KIND, required=True, listed=True,
                filtered=True,
            ),
            Column("condition", LongText(), Message("Condition"), section=KIND, listed=True),
            region(),
            Column(
                "inherited", YesNo(), Message("Inherited from national rules"), section=SOURCE, filtered=True
            ),
            Column("rule_source", Text(120), Message("Clause"), section=SOURCE, required=True, listed=True),
            Column("rule_quote", LongText(), Message("Words of the clause"), section=SOURCE, required=True),
            Column(
                "document", Reference("policy_documents"), Message("Document"), section=SOURCE,
                attribute="document_id", relation="document",
            ),
            Column("section", Text(200), Message("Section"), section=SOURCE),
            Column("quote", LongText(), Message("Printed words"), section=SOURCE),
            Column("note", LongText(), Message("Note"), section=SOURCE),
        ),
        related=(Related(parties, "kind"),),
        quick="status",
    )  # fmt: skip


PURCHASER_KINDS = _register(
    "purchaser_kinds",
    PurchaserKind,
    Message("Kinds of purchaser"),
    Message("Kind of purchaser"),
    "building-community",
    "purchasers",
)
PROVIDER_KINDS = _register(
    "provider_kinds", ProviderKind, Message("Kinds of provider"), Message("Kind of provider"), "user-check", "providers"
)
