"""Editions of catalogs and their items."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar

from portal.models.catalog_edition import EditionKind, EditionState
from portal.seeds.columns import Given, OneOf, Refers
from portal.seeds.shapes.base import DocumentCode, FolderRegion, OrganizationCode, RegionCode, Shape


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionShape(Shape):
    """An edition, from its edition.toml. ``code`` is the folder's slug, a slash, and the directory's name."""

    file: ClassVar[str] = "edition.toml"
    named_by: ClassVar[tuple[str, ...]] = ("code",)

    code: Annotated[str, Given()]
    kind: Annotated[str, OneOf(tuple(EditionKind))]
    title: str
    year: int
    region_code: RegionCode
    organization: OrganizationCode = None
    document: DocumentCode = None
    state: Annotated[str, OneOf(tuple(EditionState))]
    effective_on: date | None = None
    level_names: Annotated[tuple[str, ...], Given()]
    unconfirmed: bool = False
    sample: bool = False
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemShape(Shape):
    """An item of an edition. ``key_areas`` are codes, separated by semicolons."""

    file: ClassVar[str] = "items.csv"
    named_by: ClassVar[tuple[str, ...]] = ("edition", "code")

    edition: Annotated[str, Given()]
    region_code: FolderRegion
    code: str
    name: str
    level: int
    parent_code: Annotated[str | None, Refers("catalog_items")]
    open_ended: bool
    description: str | None
    legal_basis: str | None
    procurement_category: str | None
    key_areas: str | None
    source_document: DocumentCode
    source_section: str | None
    quote: str | None
    note: str | None
