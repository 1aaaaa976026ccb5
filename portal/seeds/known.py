"""What the rows of a folder may refer to: its own rows and those of its neighbours, by their names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from portal.models.party_kind import PartyStatus
from portal.profiles import Profile
from portal.seeds.folder import NATION, Folder


class Known:
    """Rows by the names that seed files use."""

    def __init__(self, folder: Folder, others: Iterable[Folder]) -> None:
        self._folders = [folder, *others]
        self.regions = self._by(lambda row: row.code, "regions")
        self.documents = self._by(lambda row: row.code, "policy_documents")
        self.document_numbers = self._by(lambda row: row.number, "policy_documents")
        self.editions = self._by(lambda row: row.code, "catalog_editions")
        self.items = self._by(lambda row: (row.edition, row.code), "catalog_items")
        self._elsewhere: dict[str, set[str]] = {}
        self._profiles = {f.region_code: f.profile for f in self._folders if f.profile is not None}
        self._in_region: dict[str, Mapping[Any, Any]] = {}
        self._barred: dict[str, set[tuple[str, str]]] = {}

    def _rows(self, table: str) -> Iterator[Any]:
        for folder in self._folders:
            yield from folder.shapes(table)

    def _by(self, name: Callable[[Any], Any], table: str) -> dict[Any, Any]:
        """The first row of each name: a second one is a fault of its own."""
        found: dict[Any, Any] = {}
        for row in self._rows(table):
            found.setdefault(name(row), row)
        return found

    def is_place(self, region: str) -> bool:
        """Whether the code is that of a region in which something can be."""
        return region in self.regions and not self.regions[region].virtual

    def is_left_out(self, table: str, row: Any, value: str) -> bool:
        """Whether ``row`` means a row that stands in its file, but has a fault of its own."""
        name = f"{row.edition}/{value}" if table == "catalog_items" else value
        return any(name in folder.left_out.get(table, ()) for folder in self._folders)

    def stands_elsewhere(self, table: str, code: str) -> bool:
        """Whether a neighbouring folder has a row of that code."""
        if table not in self._elsewhere:
            self._elsewhere[table] = {row.code for folder in self._folders[1:] for row in folder.shapes(table)}
        return code in self._elsewhere[table]

    def profile(self, region: str) -> Profile | None:
        """The profile of the province that a region lies in."""
        return next((profile for code, profile in self._profiles.items() if code and region.startswith(code)), None)

    def refers(self, table: str, by: str, row: Any, value: str) -> Any | None:
        """The row of ``table`` that ``row`` means by ``value``, or None."""
        if table == "regions":
            return self.regions.get(value)
        if table == "policy_documents":
            return (self.document_numbers if by == "number" else self.documents).get(value)
        if table == "catalog_items":
            return self.items.get((row.edition, value))
        return self.in_region(table, row.region_code, value)

    def in_region(self, table: str, region: str, code: str) -> Any | None:
        """The row of that code in the region itself, or in the nearest one above that has it."""
        if table not in self._in_region:
            self._in_region[table] = self._by(lambda row: (row.region_code, row.code), table)
        rows = self._in_region[table]
        above = [region[:length] for length in range(len(region), -1, -1)]
        return next((rows[place, code] for place in (*above, NATION) if (place, code) in rows), None)

    def beside(self, table: str, kind: Any) -> Iterator[Any]:
        """The rows of the same region in a kinds table, in their order."""
        return (row for row in self._rows(table) if row.region_code == kind.region_code)

    def is_near_barred(self, table: str, kind: Any) -> bool:
        """Whether a barred kind of the same sort of body stands beside this one."""
        if table not in self._barred:
            barred = (row for row in self._rows(table) if row.status == PartyStatus.BARRED)
            self._barred[table] = {(row.region_code, row.unit_kind) for row in barred}
        return (kind.region_code, kind.unit_kind) in self._barred[table]
