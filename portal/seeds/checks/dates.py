"""Dates come in order: signed before expired, begun before ended."""

from __future__ import annotations

from collections.abc import Iterator

from portal.messages import Message
from portal.seeds.faults import Fault, fault
from portal.seeds.folder import Folder
from portal.seeds.known import Known

ORDERS: tuple[tuple[str, str, str], ...] = (
    ("policy_documents", "signed_on", "issued_on"),
    ("policy_documents", "effective_on", "expires_on"),
    ("liaison_points", "starts_on", "ends_on"),
    ("regions", "valid_from", "valid_to"),
)
"""Table, the column that comes first, the column that comes last. An empty cell is in order."""


def dates_are_in_order(folder: Folder, known: Known) -> Iterator[Fault]:
    for table, first, last in ORDERS:
        for row in folder.shapes(table):
            begun, ended = getattr(row, first), getattr(row, last)
            if begun and ended and ended < begun:
                yield fault(
                    row.at,
                    last,
                    ended,
                    Message("%(last)s lies before %(first)s.", last=last, first=first),
                    Message("Correct one of the two dates."),
                )
