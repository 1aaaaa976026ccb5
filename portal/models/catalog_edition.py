"""Catalog editions: a list as it stood for a year. Once published it never changes."""

from __future__ import annotations

import enum
from collections.abc import Callable
from datetime import date
from typing import Any, ClassVar

from sqlalchemy import JSON, ForeignKey, Index, String, and_, or_
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.sql import ColumnElement

from portal.models.base import NATION, Model, OwnFields, Reading, Scoped, Stamped
from portal.models.organization import Organization
from portal.models.policy_document import PolicyDocument
from portal.models.region import Region


class EditionKind(enum.StrEnum):
    """General, department and local catalogs have three levels or more; purchase content as printed."""

    GENERAL = "general"
    DEPARTMENT = "department"
    LOCAL = "local"
    PURCHASE_CONTENT = "purchase_content"
    REFERENCE = "reference"


class EditionState(enum.StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"
    PUBLISHED = "published"
    REPEALED = "repealed"


OPEN_STATES = frozenset({EditionState.DRAFT, EditionState.RETURNED})
"""States in which an edition and its items may be edited."""

READABLE_STATES = (EditionState.PUBLISHED.value, EditionState.REPEALED.value)
"""States that the levels below may read: a repealed edition still resolves last year's contracts."""


class CatalogEdition(OwnFields, Scoped, Stamped, Model):
    __tablename__ = "catalog_editions"
    __reading__: ClassVar[Reading] = Reading.UPWARD

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(80), unique=True)
    kind: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(200))
    year: Mapped[int]
    organization_id: Mapped[int | None] = mapped_column(ForeignKey("organizations.id"), index=True)
    document_id: Mapped[int | None] = mapped_column(ForeignKey("policy_documents.id"))
    state: Mapped[str] = mapped_column(String(12), default=EditionState.DRAFT.value)
    effective_on: Mapped[date | None]
    expires_on: Mapped[date | None]
    based_on_id: Mapped[int | None] = mapped_column(ForeignKey("catalog_editions.id"))
    level_names: Mapped[list[str]] = mapped_column(JSON, default=list)
    unconfirmed: Mapped[bool] = mapped_column(default=False)
    sample: Mapped[bool] = mapped_column(default=False)
    source: Mapped[str | None] = mapped_column(String(300))

    region: Mapped[Region] = relationship()
    organization: Mapped[Organization | None] = relationship()
    document: Mapped[PolicyDocument | None] = relationship()
    based_on: Mapped[CatalogEdition | None] = relationship(remote_side=id)

    __table_args__ = (Index("ix_catalog_editions_order", "region_code", "id"),)

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    @classmethod
    def published(cls) -> ColumnElement[bool]:
        reference = and_(cls.kind == EditionKind.REFERENCE.value, cls.region_code == NATION)
        return or_(cls.state.in_(READABLE_STATES), reference)

    @classmethod
    def owned_by(cls, organization_id: Any) -> ColumnElement[bool]:
        return cls.organization_id == organization_id

    @classmethod
    def owner_of(cls, value: Callable[[str], Any]) -> Any:
        return value("organization_id")

    def __str__(self) -> str:
        return self.title
