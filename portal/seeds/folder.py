"""A folder of seeds as read: its profile, its rows by table, and what is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from portal.profiles import Profile
from portal.seeds.faults import Fault
from portal.seeds.shapes import SHAPES, KeyAreaShape, Shape

NATIONAL = "_national"
DEMO = "_demo"
NATION = "00"


@dataclass(frozen=True, slots=True)
class Expected:
    """How many rows expect.toml announces for a table, and on which line."""

    count: int
    line: int


@dataclass(frozen=True)
class Folder:
    """``rows`` by plural table name, in the order of the file; only tables that the folder has.

    ``region_code`` is the province's, 00 for the national folder, '' where the folder has none of its own.
    """

    path: Path
    slug: str
    region_code: str
    profile: Profile | None
    rows: Mapping[str, tuple[Shape, ...]]
    faults: tuple[Fault, ...]
    expected: Mapping[str, Expected] = field(default_factory=dict)
    left_out: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Names of the rows that have a fault and so are not in ``rows``, by table."""
    fields: Mapping[str, Mapping[str, Mapping[str, Any]]] | None = None
    """Definitions of own fields by register and key, None where the folder says nothing of them."""
    base: str | None = None
    """The fingerprint of what ran when the folder was written by ``portal province export``."""

    def is_whole(self, table: str) -> bool:
        """Whether no row of the table's file was left out: else its numbers say nothing."""
        return all(SHAPES[table].file != fault.file.rpartition("/")[2] for fault in self.faults)

    def shapes(self, table: str) -> tuple[Any, ...]:
        return self.rows.get(table, ())


def count(folder: Folder) -> dict[str, int]:
    """How many rows each table has. An open-ended phrase among the key areas (以及其他…) is no area."""
    return {
        table: sum(not (isinstance(row, KeyAreaShape) and row.kind == "open_ended") for row in rows)
        for table, rows in folder.rows.items()
    }
