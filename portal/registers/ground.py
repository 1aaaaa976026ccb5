"""What the registers stand on: regions, provinces, policy documents, organizations."""

from __future__ import annotations

from typing import Any

from portal.fields import Cell, Choice, Column, Date, LongText, Phone, Reference, RegionReference, Text, YesNo
from portal.messages import Message
from portal.models import Organization, PolicyDocument, Province, ProvinceFact, Region, Role
from portal.registers.base import Register, Related
from portal.registers.legal_text import region, source_columns
from portal.registers.spans import in_order
from portal.registers.words import DISCLOSURE, DOCUMENT_LEVELS, ORGANIZATION_KINDS, REGION_KINDS

REGION = Message("The region")
DOCUMENT = Message("The document")
DATES = Message("Dates and disclosure")
ORGANIZATION = Message("The organization")
PROVINCE = Message("The province")

KEEPERS = frozenset({Role.PROVINCE_ADMINISTRATOR})
"""Who edits documents: they alone see whom to call."""


def retired_badge(row: Any) -> Cell | None:
    return Cell(Message("Retired"), "badge", "grey") if row.valid_to else None


REGIONS = Register(
    name="regions",
    model=Region,
    order=("code",),
    label=Message("Regions"),
    label_one=Message("Region"),
    group="configuration",
    icon="map",
    columns=(
        Column(
            "code", Text(20, "code"), Message("Code"), section=REGION, required=True, listed=True, filtered=True,
            sorted=True, editable=False, indexed="code",
        ),
        Column(
            "label", Text(160), Message("Name with city"), section=REGION, listed=True, editable=False, indexed="name"
        ),
        Column("name", Text(100), Message("Name"), section=REGION, filtered=True, editable=False),
        Column(
            "kind", Choice(REGION_KINDS), Message("Kind"), section=REGION, listed=True, filtered=True, editable=False
        ),
        Column("gb_code", Text(12, "code"), Message("GB/T 2260 code"), section=REGION, listed=True, editable=False),
        Column(
            "parent", RegionReference(), Message("Belongs under"), section=REGION, filtered=True, editable=False,
            attribute="parent_code", relation="parent",
        ),
        Column("valid_from", Date(), Message("Valid from"), section=REGION, editable=False),
        Column("valid_to", Date(), Message("Valid to"), section=REGION, filtered=True, editable=False),
        Column("replaced_by", Text(20, "code"), Message("Replaced by"), section=REGION, editable=False),
        Column("virtual", YesNo(), Message("Heading only"), section=REGION, editable=False),
        Column("note", LongText(), Message("Note"), section=REGION, editable=False),
    ),
    badges=(retired_badge,),
)  # fmt: skip

PROVINCES = Register(
    name="provinces",
    model=Province,
    label=Message("Provinces"),
    label_one=Message("Province"),
    group="configuration",
    icon="flag",
    columns=(
        Column("name", Text(50), Message("Name"), section=PROVINCE, listed=True, editable=False, indexed="name"),
        Column("name_en", Text(80), Message("English name"), section=PROVINCE, listed=True, editable=False),
        Column("slug", Text(40, "code"), Message("Folder"), section=PROVINCE, listed=True, editable=False),
        Column(
            "region", RegionReference(), Message("Region"), section=PROVINCE, editable=False, attribute="region_code",
            relation="region",
        ),
    ),
)  # fmt: skip

PROVINCE_FACTS = Register(
    name="province_facts",
    model=ProvinceFact,
    label=Message("Facts of a province"),
    label_one=Message("Fact"),
    group="configuration",
    icon="info-circle",
    columns=(
        Column("key", Text(60, "code"), Message("Key"), section=PROVINCE, listed=True, editable=False),
        Column("text_zh", LongText(), Message("In Chinese"), section=PROVINCE, listed=True, editable=False),
        Column("text_en", LongText(), Message("In English"), section=PROVINCE, editable=False),
        Column("source", Text(300), Message("Source"), section=PROVINCE, listed=True, editable=False),
        Column(
            "region", RegionReference(), Message("Region"), section=PROVINCE, listed=True, filtered=True,
            editable=False, attribute="region_code", relation="region",
        ),
    ),
)  # fmt: skip

POLICY_DOCUMENTS = Register(
    name="policy_documents",
    model=PolicyDocument,
    label=Message("Policy documents"),
    label_one=Message("Policy document"),
    group="catalog",
    icon="file-text",
    columns=(
        Column(
            "number", Text(80), Message("Document number"), section=DOCUMENT, listed=True, filtered=True, sorted=True,
            indexed="code",
        ),
        Column(
            "title", Text(300), Message("Title"), section=DOCUMENT, required=True, listed=True, filtered=True,
            sorted=True, indexed="name",
        ),
        Column(
            "code", Text(40, "code"), Message("Code"), section=DOCUMENT, required=True, fixed=True, indexed="code",
            help=Message("A short name for files and links; never used twice."),
        ),
        Column("issuer", Text(120), Message("Issuer"), section=DOCUMENT, listed=True, filtered=True, indexed="name"),
        Column("level", Choice(DOCUMENT_LEVELS), Message("Level"), section=DOCUMENT, filtered=True),
        Column(
            "forwards", Reference("policy_documents"), Message("Forwards"), section=DOCUMENT, filtered=True,
            attribute="forwards_id", relation="forwards", help=Message("The document that this one passes on."),
        ),
        region(),
        Column("signed_on", Date(), Message("Signed on"), section=DATES, filtered=True, sorted=True),
        Column("issued_on", Date(), Message("Issued on"), section=DATES, listed=True, filtered=True, sorted=True),
        Column("effective_on", Date(), Message("Effective on"), section=DATES, filtered=True, sorted=True),
        Column("expires_on", Date(), Message("Expires on"), section=DATES, filtered=True, sorted=True),
        Column("disclosure", Choice(DISCLOSURE), Message("Disclosure"), section=DATES, listed=True, filtered=True),
        Column("contact_name", Text(60), Message("Contact person"), section=DATES, personal=True, seen_by=KEEPERS),
        Column("contact_phone", Phone(), Message("Contact's telephone"), section=DATES, personal=True, seen_by=KEEPERS),
        Column("link", Text(500), Message("Link"), section=DATES),
        Column("cited_in", Text(300), Message("Cited in"), section=DATES),
        Column("quote", LongText(), Message("Printed words"), section=DATES),
        Column("note", LongText(), Message("Note"), section=DATES),
        Column("text", LongText(200_000), Message("Full text"), section=Message("Full text")),
    ),
    related=(Related("policy_documents", "forwards"),),
    checks=(in_order("effective_on", "expires_on"),),
)  # fmt: skip

ORGANIZATIONS = Register(
    name="organizations",
    model=Organization,
    label=Message("Organizations"),
    label_one=Message("Organization"),
    group="registers",
    icon="building",
    columns=(
        Column(
            "name", Text(200), Message("Name"), section=ORGANIZATION, required=True, listed=True, filtered=True,
            sorted=True, indexed="name",
        ),
        Column(
            "code", Text(60, "code"), Message("Code"), section=ORGANIZATION, required=True, listed=True, fixed=True,
            indexed="code",
        ),
        Column("short_name", Text(80), Message("Short name"), section=ORGANIZATION),
        Column(
            "kind", Choice(ORGANIZATION_KINDS), Message("Kind"), section=ORGANIZATION, required=True, listed=True,
            filtered=True,
        ),
        region(),
        Column(
            "parent", Reference("organizations"), Message("Belongs under"), section=ORGANIZATION, filtered=True,
            attribute="parent_id", relation="parent",
        ),
        *source_columns(),
        Column("sample", YesNo(), Message("Sample"), section=ORGANIZATION, filtered=True, editable=False),
    ),
)  # fmt: skip
