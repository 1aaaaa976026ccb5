"""What all shapes have in common, and the annotations that several of them use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from portal.seeds.columns import Given, Refers
from portal.seeds.faults import Place

FolderRegion = Annotated[str, Given()]
"""The region of the folder's province, 00 for the nation: its file has no such column."""
RegionCode = Annotated[str, Refers("regions")]
DocumentCode = Annotated[str | None, Refers("policy_documents")]
OrganizationCode = Annotated[str | None, Refers("organizations")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """A row of a seed file, and where it stands."""

    file: ClassVar[str]
    named_by: ClassVar[tuple[str, ...]] = ("region_code", "code")
    """The columns that together name a row, and may so stand only once."""

    at: Annotated[Place, Given()]
