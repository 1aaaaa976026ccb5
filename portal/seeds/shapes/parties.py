"""Kinds of purchasers and providers, and the bodies themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar

from portal.models.party_kind import PartyStatus
from portal.seeds.columns import OneOf, Refers
from portal.seeds.shapes.base import DocumentCode, FolderRegion, OrganizationCode, RegionCode, Shape


@dataclass(frozen=True, slots=True, kw_only=True)
class KindShape(Shape):
    """A kind of purchaser or provider. ``inherited``: from the national rule that the document cites."""

    region_code: FolderRegion
    code: str
    name: str
    unit_kind: str
    condition: str | None
    status: Annotated[str, OneOf(tuple(PartyStatus))]
    rule_quote: str
    inherited: bool
    rule_source: str
    source_document: DocumentCode
    source_section: str | None
    source_quote: str | None
    note: str | None

    @property
    def section(self) -> str | None:
        """Where its rule stands in the document, as the register calls it."""
        return self.source_section


@dataclass(frozen=True, slots=True, kw_only=True)
class PurchaserKindShape(KindShape):
    file: ClassVar[str] = "purchaser_kinds.csv"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderKindShape(KindShape):
    file: ClassVar[str] = "provider_kinds.csv"


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyShape(Shape):
    """What the registers of purchasers and providers have in common.

    ``review_reason``: why a reviewer accepted what the documents leave open about the body, before it came into the
    file. Without one the doubt is open, and the body is registered once somebody decided it.
    """

    named_by: ClassVar[tuple[str, ...]] = ("credit_code",)

    name: str
    credit_code: str
    region_code: RegionCode
    status: Annotated[str, OneOf(("active", "suspended", "pending"))]
    review_reason: str | None
    note: str | None
    sample: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PurchaserShape(PartyShape):
    file: ClassVar[str] = "purchasers.csv"

    kind_code: Annotated[str, Refers("purchaser_kinds")]
    organization_code: OrganizationCode


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderShape(PartyShape):
    file: ClassVar[str] = "providers.csv"

    kind_code: Annotated[str, Refers("provider_kinds")]
    register_owner: str | None
    evaluation_grade: Annotated[str | None, OneOf(("1A", "2A", "3A", "4A", "5A", "none"))]
    registered_on: date | None
    phone: str | None
