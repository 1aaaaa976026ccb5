"""Levels fit: a row of level 1 stands alone, any other one level below its parent; editions name their levels."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from portal.messages import Message
from portal.seeds.faults import Fault, fault
from portal.seeds.folder import Folder
from portal.seeds.known import Known


def levels_fit_parents(folder: Folder, known: Known) -> Iterator[Fault]:
    for table in ("catalog_items", "key_areas"):
        for row in folder.shapes(table):
            parent = known.refers(table, "code", row, row.parent_code) if row.parent_code else None
            if row.parent_code and parent is None:
                continue  # told as a reference that does not resolve
            expected = parent.level + 1 if parent is not None else 1
            if row.level != expected:
                yield _wrong_level(row, expected)


def _wrong_level(row: Any, expected: int) -> Fault:
    message = (
        Message("The row stands below “%(parent)s”, so its level is %(level)s.", parent=row.parent_code, level=expected)
        if row.parent_code
        else Message("A row without parent is of level 1.")
    )
    return fault(row.at, "level", row.level, message, Message("Correct the level, or the parent."))


def levels_are_named(folder: Folder, known: Known) -> Iterator[Fault]:
    for row in folder.shapes("catalog_items"):
        edition = known.editions.get(row.edition)
        if edition is not None and row.level > len(edition.level_names):
            yield fault(
                row.at,
                "level",
                row.level,
                Message("The edition names %(count)s levels only.", count=len(edition.level_names)),
                Message("Name the level in level_names of edition.toml, or correct it."),
            )
