"""Numbered lists run 1, 2, 3 … without gap, as the document prints them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from portal.messages import Message
from portal.seeds.faults import Fault, fault
from portal.seeds.folder import Folder
from portal.seeds.known import Known

LISTS: Mapping[str, str] = {"negative_list_entries": "section_code", "provider_conditions": "", "listed_terms": "list"}
"""Tables with ordinals, and the column by which each falls into lists ('' for none)."""


def ordinals_run_on(folder: Folder, known: Known) -> Iterator[Fault]:
    for table, column in LISTS.items():
        last: dict[Any, int] = {}
        for row in folder.shapes(table) if folder.is_whole(table) else ():
            group = getattr(row, column) if column else ""
            expected = last.get(group, 0) + 1
            last[group] = row.ordinal
            if row.ordinal != expected:
                yield fault(
                    row.at,
                    "ordinal",
                    row.ordinal,
                    Message("The list runs on with %(expected)s here.", expected=expected),
                    Message("Number the rows of a list from 1, in the order in which they are printed."),
                )
