"""Columns that every row of a legal text has: its place, its document, and the words that were printed."""

from __future__ import annotations

from portal.fields import Column, LongText, Reference, RegionReference, Text
from portal.messages import Message

WHERE = Message("Where it applies")
SOURCE = Message("Source")


def region(*, label: Message | None = None, fixed: bool = True, help: Message | None = None) -> Column:
    """The region that a row belongs to; it decides who may see and change it."""
    return Column(
        "region",
        RegionReference(),
        label or Message("Region"),
        help=help,
        section=WHERE,
        required=True,
        listed=True,
        filtered=True,
        sorted=True,
        fixed=fixed,
        attribute="region_code",
        relation="region",
    )


def source_columns() -> tuple[Column, ...]:
    """Document, section and quote."""
    return (
        Column(
            "document",
            Reference("policy_documents"),
            Message("Document"),
            section=SOURCE,
            filtered=True,
            attribute="document_id",
            relation="document",
        ),
        Column("section", Text(200), Message("Section"), section=SOURCE, listed=True),
        Column("quote", LongText(), Message("Printed words"), section=SOURCE),
    )
