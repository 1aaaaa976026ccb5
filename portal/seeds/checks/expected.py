"""The folder holds as many rows as it announces in expect.toml, so that none is lost unnoticed."""

from __future__ import annotations

from collections.abc import Iterator

from portal.messages import Message
from portal.seeds.faults import Fault
from portal.seeds.folder import Folder, count
from portal.seeds.known import Known


def counts_are_as_expected(folder: Folder, known: Known) -> Iterator[Fault]:
    counts = count(folder)
    for table, expected in folder.expected.items():
        found = counts.get(table, 0)
        if found != expected.count and folder.is_whole(table):
            yield Fault(
                "expect.toml",
                expected.line,
                table,
                str(expected.count),
                Message(
                    "%(table)s holds %(found)s rows, not %(expected)s.",
                    table=table,
                    found=found,
                    expected=expected.count,
                ),
                Message("Compare the table with the document; correct the table, or the number here."),
            )
