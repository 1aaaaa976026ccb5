"""目录: editions, their items, and what became of an item."""

from __future__ import annotations

from typing import Any

from portal.fields import Cell, Choice, Column, Date, Integer, LongText, Reference, References, Text, YesNo
from portal.messages import Message
from portal.models import CatalogEdition, CatalogItem, ItemSuccession
from portal.registers.base import Register, Related
from portal.registers.legal_text import region, source_columns
from portal.registers.spans import in_order
from portal.registers.words import EDITION_KINDS, EDITION_STATES, SUCCESSIONS

EDITION = Message("The edition")
ITEM = Message("The item")
BASIS = Message("Basis")


def sample_badge(row: Any) -> Cell | None:
    return Cell(Message("Sample"), "badge", "purple") if row.sample else None


def unconfirmed_badge(row: Any) -> Cell | None:
    return Cell(Message("Reference · to be checked"), "badge", "purple") if row.unconfirmed else None


EDITIONS = Register(
    name="catalog_editions",
    model=CatalogEdition,
    label=Message("Catalog editions"),
    label_one=Message("Catalog edition"),
    group="catalog",
    icon="versions",
    columns=(
        Column(
            "title", Text(200), Message("Title"), section=EDITION, required=True, listed=True, filtered=True,
            sorted=True, indexed="name",
        ),
        Column(
            "code", Text(80, "code"), Message("Code"), section=EDITION, required=True, fixed=True, indexed="code",
            help=Message("A short name for files and links; never used twice."),
        ),
        Column(
            "kind", Choice(EDITION_KINDS), Message("Kind"), section=EDITION, required=True, listed=True, filtered=True,
            fixed=True,
        ),
        Column(
            "year", Integer(1949, 2100), Message("Year"), section=EDITION, required=True, listed=True, filtered=True,
            sorted=True,
        ),
        Column(
            "state", Choice(EDITION_STATES), Message("State"), section=EDITION, listed=True, filtered=True,
            editable=False, default="draft",
        ),
        region(),
        Column(
            "organization", Reference("organizations"), Message("Owner"), section=EDITION, listed=True, filtered=True,
            attribute="organization_id", relation="organization",
            help=Message("The department whose catalog it is; empty for a region's own."),
        ),
        Column(
            "document", Reference("policy_documents"), Message("Document"), section=BASIS,
            attribute="document_id", relation="document",
        ),
        Column(
            "based_on", Reference("catalog_editions"), Message("Based on"), section=BASIS, attribute="based_on_id",
            relation="based_on",
        ),
        Column("effective_on", Date(), Message("Effective on"), section=BASIS, filtered=True),
        Column("expires_on", Date(), Message("Expires on"), section=BASIS, filtered=True),
        Column("source", Text(300), Message("Source"), section=BASIS),
        Column("unconfirmed", YesNo(), Message("Unconfirmed"), section=BASIS, editable=False, filtered=True),
        Column("sample", YesNo(), Message("Sample"), section=BASIS, editable=False, filtered=True),
    ),
    related=(Related("catalog_items", "edition"),),
    checks=(in_order("effective_on", "expires_on"),),
    quick="state",
    badges=(unconfirmed_badge, sample_badge),
)  # fmt: skip

ITEMS = Register(
    name="catalog_items",
    model=CatalogItem,
    label=Message("Catalog items"),
    label_one=Message("Catalog item"),
    group="catalog",
    icon="list-tree",
    order=("region_code", "edition_id", "path"),
    columns=(
        Column(
            "code", Text(30, "code"), Message("Code"), section=ITEM, required=True, listed=True, filtered=True,
            sorted=True, fixed=True, indexed="code", help=Message("Once used, a code is never used again."),
        ),
        Column(
            "name", Text(200), Message("Name"), section=ITEM, required=True, listed=True, filtered=True, sorted=True,
            indexed="name",
        ),
        Column(
            "level", Integer(1, 9), Message("Level"), section=ITEM, listed=True, filtered=True, sorted=True,
            editable=False,
        ),
        Column(
            "edition", Reference("catalog_editions"), Message("Edition"), section=ITEM, required=True, listed=True,
            filtered=True, fixed=True, attribute="edition_id", relation="edition",
        ),
        Column(
            "parent", Reference("catalog_items"), Message("Belongs under"), section=ITEM, filtered=True, fixed=True,
            attribute="parent_id", relation="parent", help=Message("Empty for an item of the first level."),
        ),
        Column(
            "open_ended", YesNo(), Message("Open-ended (等)"), section=ITEM, filtered=True,
            help=Message("The document prints 等 after the list: it is not closed."),
        ),
        Column("description", LongText(), Message("Description"), section=ITEM),
        Column("key_areas", References("key_areas"), Message("Key areas"), section=BASIS),
        Column("legal_basis", LongText(), Message("Legal basis"), section=BASIS),
        Column(
            "procurement_category", Text(20, "code"), Message("Procurement category"), section=BASIS, filtered=True
        ),
        Column("valid_from", Date(), Message("Valid from"), section=BASIS, filtered=True),
        Column("valid_to", Date(), Message("Valid to"), section=BASIS, filtered=True),
        Column("note", LongText(), Message("Note"), section=BASIS),
        Column(
            "region", region().type, Message("Region"), section=BASIS, filtered=True, editable=False,
            attribute="region_code", relation="region",
        ),
        *source_columns(),
    ),
    related=(Related("catalog_items", "parent"),),
    checks=(in_order("valid_from", "valid_to"),),
)  # fmt: skip

SUCCESSION = Register(
    name="item_successions",
    model=ItemSuccession,
    label=Message("Successions"),
    label_one=Message("Succession"),
    group="catalog",
    icon="arrows-split",
    columns=(
        Column(
            "kind", Choice(SUCCESSIONS), Message("What happened"), section=ITEM, required=True, listed=True,
            filtered=True,
        ),
        Column(
            "old_item", Reference("catalog_items"), Message("Former item"), section=ITEM, required=True, listed=True,
            filtered=True, fixed=True, attribute="old_item_id", relation="old_item",
        ),
        Column(
            "new_item", Reference("catalog_items"), Message("Became"), section=ITEM, listed=True, filtered=True,
            attribute="new_item_id", relation="new_item", help=Message("Empty for an item that was retired."),
        ),
        Column("reason", LongText(), Message("Reason"), section=ITEM),
        region(),
    ),
)  # fmt: skip
