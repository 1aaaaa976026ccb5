"""What the documents bar, ask for, push and list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar

from portal.seeds.columns import OneOf, Refers
from portal.seeds.shapes.base import DocumentCode, FolderRegion, OrganizationCode, RegionCode, Shape


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryShape(Shape):
    """An entry of a negative list."""

    file: ClassVar[str] = "negative_list.csv"

    region_code: FolderRegion
    code: str
    section_code: str | None
    section_name: str | None
    ordinal: int
    ordinal_printed: str | None
    text: str
    form: Annotated[str, OneOf(("matter", "subject", "conduct", "proviso"))]
    bars_as: str | None
    condition: str | None
    screening_kind: Annotated[str, OneOf(("names", "facts", "judgement"))]
    open_ended: bool
    source_document: DocumentCode
    source_section: str | None
    quote: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleShape(Shape):
    """A ban in the running text of a document."""

    file: ClassVar[str] = "prohibitive_rules.csv"

    region_code: FolderRegion
    code: str
    subject_group: str
    strength: Annotated[str, OneOf(("ban", "principle", "avoid", "scope"))]
    text: str
    source_document: DocumentCode
    source_section: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionShape(Shape):
    file: ClassVar[str] = "provider_conditions.csv"

    region_code: FolderRegion
    code: str
    ordinal: int
    text: str
    source_document: DocumentCode
    source_section: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyAreaShape(Shape):
    file: ClassVar[str] = "key_areas.csv"

    region_code: FolderRegion
    code: str
    level: int
    name: str
    parent_code: Annotated[str | None, Refers("key_areas")]
    kind: Annotated[str, OneOf(("area", "sub_area", "open_ended"))]
    open_ended: bool
    source_document: DocumentCode
    source_section: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TermShape(Shape):
    """A member of one of the small lists that a document prints."""

    file: ClassVar[str] = "listed_terms.csv"
    named_by: ClassVar[tuple[str, ...]] = ("region_code", "list", "ordinal")

    region_code: FolderRegion
    list: str
    ordinal: int
    name: str
    detail: str | None
    open_ended: bool
    source_document: DocumentCode
    source_section: str | None
    quote: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LiaisonPointShape(Shape):
    file: ClassVar[str] = "liaison_points.csv"

    code: str
    kind: Annotated[str, OneOf(("county", "city", "department"))]
    region_code: RegionCode
    organization_code: OrganizationCode
    name_as_printed: str
    document: DocumentCode
    starts_on: date | None
    ends_on: date | None
    status: Annotated[str, OneOf(("active", "ended"))]
    source_document: DocumentCode
    source_section: str | None
