"""What names a row names only one: codes within a region or edition, numbers of documents, members of a list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from portal.messages import Message
from portal.seeds.faults import Fault, fault
from portal.seeds.folder import Folder
from portal.seeds.known import Known
from portal.seeds.shapes import SHAPES

FURTHER_NAMES = {"regions": "gb_code", "policy_documents": "number"}
"""Columns that are unique beside the key, where they are filled."""


def names_are_unique(folder: Folder, known: Known) -> Iterator[Fault]:
    for table, shape in SHAPES.items():
        rows = folder.shapes(table)
        yield from _repeated(rows, shape.named_by)
        if table in FURTHER_NAMES:
            yield from _repeated([row for row in rows if getattr(row, FURTHER_NAMES[table])], (FURTHER_NAMES[table],))


def names_are_not_taken(folder: Folder, known: Known) -> Iterator[Fault]:
    """Codes that hold for the whole country are not those of a neighbouring folder's rows."""
    for table in ("regions", "policy_documents"):
        for row in folder.shapes(table):
            if known.stands_elsewhere(table, row.code):
                yield fault(
                    row.at,
                    "code",
                    row.code,
                    Message("“%(value)s” stands in another folder already.", value=row.code),
                    Message("Leave the row out here: rows of the national folder may be referred to."),
                )


def _repeated(rows: Sequence[Any], columns: tuple[str, ...]) -> Iterator[Fault]:
    first: dict[tuple[Any, ...], Any] = {}
    for row in rows:
        name = tuple(getattr(row, column) for column in columns)
        if name not in first:
            first[name] = row
            continue
        yield fault(
            row.at,
            columns[-1],
            name[-1],
            Message("“%(value)s” stands on line %(line)s already.", value=name[-1], line=first[name].at.line),
            Message("Give the row a name of its own, or remove it."),
        )
