"""Where and by whom: regions, policy documents, organizations, facts of a province."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar

from portal.models.region import RegionKind
from portal.seeds.columns import Given, MayBeEmpty, OneOf, Refers
from portal.seeds.shapes.base import DocumentCode, FolderRegion, OrganizationCode, RegionCode, Shape


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionShape(Shape):
    file: ClassVar[str] = "regions.csv"
    named_by: ClassVar[tuple[str, ...]] = ("code",)

    code: str
    gb_code: str | None
    name: str
    short_name: str
    kind: Annotated[str, OneOf(tuple(RegionKind))]
    parent_code: Annotated[str | None, Refers("regions")]
    valid_from: date | None
    valid_to: date | None
    replaced_by: Annotated[str | None, Refers("regions")]
    virtual: bool
    note: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentShape(Shape):
    """A policy document. ``text`` is what its ``text_file`` holds."""

    file: ClassVar[str] = "documents.csv"
    named_by: ClassVar[tuple[str, ...]] = ("code",)

    code: str
    number: str | None
    title: str
    issuer: str | None
    level: Annotated[str | None, OneOf(("national", "province", "city", "county"))]
    region_code: Annotated[str | None, Refers("regions")]
    signed_on: date | None
    issued_on: date | None
    effective_on: date | None
    expires_on: date | None
    forwards: Annotated[str | None, Refers("policy_documents", by="number")]
    disclosure: Annotated[str | None, OneOf(("proactive", "on_request", "none"))]
    contact_name: str | None
    contact_phone: str | None
    text_file: str | None
    link: str | None
    source_document: DocumentCode
    source_section: str | None
    quote: str | None
    note: str | None
    text: Annotated[str | None, Given()] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganizationShape(Shape):
    file: ClassVar[str] = "organizations.csv"

    code: str
    name: str
    short_name: str | None
    kind: Annotated[
        str, OneOf(("finance_department", "competent_department", "government_office", "institution", "other"))
    ]
    region_code: RegionCode
    parent_code: OrganizationCode
    sample: bool
    source_document: DocumentCode
    source_section: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FactShape(Shape):
    """``source`` is empty where the document is silent, and the text says so."""

    file: ClassVar[str] = "facts.csv"
    named_by: ClassVar[tuple[str, ...]] = ("region_code", "key")

    region_code: FolderRegion
    key: str
    text_zh: str
    text_en: str
    source: Annotated[str, MayBeEmpty()]
