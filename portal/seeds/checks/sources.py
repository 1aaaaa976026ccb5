"""Every row says where it stands: a document and a section of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from portal.messages import Message
from portal.seeds.faults import Fault, fault
from portal.seeds.folder import Folder
from portal.seeds.known import Known
from portal.seeds.shapes import SHAPES

_NEED_NONE = frozenset({"policy_documents"})
"""A document is a source itself; its own source is where another one cites it."""


def rows_have_sources(folder: Folder, known: Known) -> Iterator[Fault]:
    for table, shape in SHAPES.items():
        if table in _NEED_NONE or "source_document" not in shape.__dataclass_fields__:
            continue
        for row in folder.shapes(table):
            if _is_made_up(row, known):
                continue
            for column in ("source_document", "source_section"):
                if not getattr(row, column):
                    yield fault(
                        row.at,
                        column,
                        "",
                        Message("The row does not say where it comes from."),
                        Message("Name the document (code of documents.csv) and its section, as printed."),
                    )


def _is_made_up(row: Any, known: Known) -> bool:
    """Samples, and rows of editions that say as a whole where they come from."""
    edition = known.editions.get(getattr(row, "edition", None))
    return bool(getattr(row, "sample", False) or (edition is not None and (edition.sample or edition.unconfirmed)))
