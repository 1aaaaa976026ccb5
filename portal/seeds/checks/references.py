"""Every code that a row names is the code of a row, here or in the folders that it may refer to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from portal.messages import Message
from portal.seeds.columns import Refers, columns_of
from portal.seeds.faults import Fault, fault
from portal.seeds.folder import NATIONAL, Folder
from portal.seeds.known import Known
from portal.seeds.shapes import SHAPES, DocumentShape

_TOLD_ELSEWHERE = frozenset({"regions"})
"""Regions tell of their parents in their own check, which knows what a prefix is."""

_OF_A_REGION = frozenset({"organizations", "key_areas", "purchaser_kinds", "provider_kinds"})
"""Tables whose codes hold in a region and below it."""


def references_resolve(folder: Folder, known: Known) -> Iterator[Fault]:
    for table, shape in SHAPES.items():
        if table in _TOLD_ELSEWHERE:
            continue
        referring = [(column.name, column.refers) for column in columns_of(shape).values() if column.refers]
        if folder.slug == NATIONAL and shape is DocumentShape:
            # A national document says which province's document cites it: that folder is loaded later.
            referring = [(name, refers) for name, refers in referring if name != "source_document"]
        for row in folder.shapes(table):
            for name, refers in referring:
                value = getattr(row, name)
                if value:
                    yield from _resolve(known, row, name, refers, value)
    for row in folder.shapes("catalog_items"):
        yield from _key_areas(known, row)


def _resolve(known: Known, row: Any, column: str, refers: Refers, value: str) -> Iterator[Fault]:
    target = known.refers(refers.table, refers.by, row, value)
    if target is None and refers.table in _OF_A_REGION and not known.is_place(row.region_code):
        return  # without its region nobody knows what the row may refer to, and the region was told
    if target is None and not known.is_left_out(refers.table, row, value):
        yield fault(
            row.at,
            column,
            value,
            Message("“%(value)s” is not known in %(table)s.", value=value, table=refers.table),
            Message("Correct it, or add the row that it names to %(file)s.", file=SHAPES[refers.table].file),
        )
    elif target is not None and refers.table == "regions" and target.virtual:
        yield fault(
            row.at,
            column,
            value,
            Message("%(name)s (%(code)s) is a heading of the division code, no place.", name=target.name, code=value),
            Message("Name the city or county itself."),
        )


def _key_areas(known: Known, row: Any) -> Iterator[Fault]:
    for code in filter(None, map(str.strip, (row.key_areas or "").split(";"))):
        yield from _resolve(known, row, "key_areas", Refers("key_areas"), code)
