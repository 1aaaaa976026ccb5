"""What a row quotes stands in the text of its document, word by word; spaces and line breaks do not count."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from portal.messages import Message
from portal.seeds.faults import Fault, fault
from portal.seeds.folder import Folder
from portal.seeds.known import Known
from portal.seeds.shapes import SHAPES

QUOTES = ("quote", "source_quote")


def quotes_stand_in_their_documents(folder: Folder, known: Known) -> Iterator[Fault]:
    """Only where the text of the document is at hand."""
    for table, shape in SHAPES.items():
        columns = [column for column in QUOTES if column in shape.__dataclass_fields__]
        for row in folder.shapes(table) if columns else ():
            document = known.documents.get(row.source_document)
            if document is None or not document.text:
                continue
            for column in columns:
                value = getattr(row, column)
                if value and _bare(value) not in _bare(document.text):
                    yield fault(
                        row.at,
                        column,
                        value,
                        Message("The quoted words do not stand in %(document)s.", document=document.code),
                        Message("Copy them from the text of the document, or correct the document."),
                    )


@lru_cache(maxsize=256)
def _bare(text: str) -> str:
    return re.sub(r"\s+", "", text)


def conditions_stand_in_their_documents(folder: Folder, known: Known) -> Iterator[Fault]:
    """The conditions of a kind are the document's own words; what an editor thinks of them belongs in the note.

    Parts are joined by “；”. Those of an inherited rule stand in the words of its own clause.
    """
    for table in ("purchaser_kinds", "provider_kinds"):
        for row in folder.shapes(table):
            document = known.documents.get(row.source_document)
            if document is None or not document.text or not row.condition:
                continue
            words = _bare(document.text) + _bare(row.rule_quote)
            for part in row.condition.split("；"):
                if _bare(part) not in words:
                    yield fault(
                        row.at,
                        "condition",
                        part,
                        Message("This part of the condition does not stand in %(document)s.", document=document.code),
                        Message("Use the document's own words, joined by “；”; a remark belongs in the note."),
                    )
