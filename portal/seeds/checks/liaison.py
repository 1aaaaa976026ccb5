"""A liaison point is of a kind that the province has, and stands where its kind belongs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from portal.messages import Message
from portal.models.region import RegionKind
from portal.seeds.faults import Fault, fault
from portal.seeds.folder import Folder
from portal.seeds.known import Known

PLACES: Mapping[str, frozenset[str]] = {
    "county": frozenset({RegionKind.COUNTY, RegionKind.ZONE}),
    "city": frozenset({RegionKind.CITY}),
    "department": frozenset({RegionKind.PROVINCE, RegionKind.DIRECT}),
}
"""The kinds of region in which each kind of liaison point stands."""


def liaison_points_fit(folder: Folder, known: Known) -> Iterator[Fault]:
    for row in folder.shapes("liaison_points"):
        profile = known.profile(row.region_code)
        if profile is not None and row.kind not in profile.liaison.kinds.kinds:
            kinds = ", ".join(profile.liaison.kinds.kinds)
            yield fault(
                row.at,
                "kind",
                row.kind,
                Message("The province has no liaison points of this kind."),
                Message("Its kinds are: %(kinds)s (liaison.kinds in province.toml).", kinds=kinds or "-"),
            )
        region = known.regions.get(row.region_code)
        if region is not None and region.kind not in PLACES[row.kind]:
            yield fault(
                row.at,
                "region_code",
                row.region_code,
                Message(
                    "%(name)s is no region of a liaison point of the kind “%(kind)s”.", name=region.name, kind=row.kind
                ),
                Message("Correct the region or the kind."),
            )
        if row.kind == "department" and not row.organization_code:
            yield fault(
                row.at,
                "organization_code",
                "",
                Message("A department that is a liaison point is named."),
                Message("Write its code, as in organizations.csv."),
            )
