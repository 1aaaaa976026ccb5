"""What tools/make_demo.py reads of the other seed folders: regions, reference, kinds of bodies, organizations."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

FOLDER = "_demo"

Row = dict[str, str]


@dataclass(frozen=True)
class Seeds:
    """What the other folders say, as far as samples need it."""

    regions: Mapping[str, Row]
    reference: Sequence[Row]
    folders: Mapping[str, Path]
    """The seed folder of each province, by its region code."""
    organizations: Mapping[tuple[str, str], str]
    """Codes of organizations that exist already, by region and name: samples refer to them."""

    @classmethod
    def read(cls, root: Path) -> Seeds:
        folders = {}
        for profile in sorted(root.glob("[!_]*/province.toml")):
            folders[tomllib.loads(profile.read_text(encoding="utf-8"))["province"]["region"]] = profile.parent
        known = {
            (row["region_code"], row["name"]): row["code"]
            for path in sorted(root.glob("*/organizations.csv"))
            if path.parent.name != FOLDER
            for row in read(path)
        }
        regions = {row["code"]: row for row in read(root / "_national" / "regions.csv")}
        return cls(regions, read(root / "_national" / "editions" / "reference" / "items.csv"), folders, known)

    def places(self, above: str, kind: str) -> list[str]:
        """The real divisions of a kind within another: no virtual rows, no zones, none that is gone."""
        return [
            code
            for code, row in self.regions.items()
            if code.startswith(above)
            and row["kind"] == kind
            and row["gb_code"]
            and not row["virtual"]
            and not row["valid_to"]
        ]

    def table(self, province: str, name: str) -> list[Row]:
        """A table of a province's folder; empty where the province has none."""
        path = self.folders[province] / f"{name}.csv"
        return read(path) if path.exists() else []

    def full_name(self, code: str) -> str:
        """A county with its city (淄博市博山区) or, without one, its province; all others by their own name."""
        row = self.regions[code]
        if row["kind"] != "county":
            return row["name"]
        above = self.regions[row["parent_code"]]
        return (self.regions[above["parent_code"]] if above["virtual"] else above)["name"] + row["name"]


def read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))
