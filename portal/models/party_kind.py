"""Kinds of purchaser and provider: who may be one in a province, on which condition, by which clause."""

from __future__ import annotations

import enum
from typing import ClassVar

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from portal.models.base import Model, OwnFields, Reading, Scoped, Stamped
from portal.models.policy_document import PolicyDocument
from portal.models.region import Region


class PartyStatus(enum.StrEnum):
    ALLOWED = "allowed"
    ALLOWED_BY_REFERENCE = "allowed_by_reference"
    PREFERRED = "preferred"
    ENCOURAGED = "encouraged"
    CONDITIONAL = "conditional"
    BARRED = "barred"
    NOT_NAMED = "not_named"


class PartyKind(OwnFields, Scoped, Stamped):
    """A row of a province's kinds table. ``inherited`` rows come from 财政部令第102号."""

    __reading__: ClassVar[Reading] = Reading.UPWARD

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(120))
    unit_kind: Mapped[str] = mapped_column(String(60))
    condition: Mapped[str | None]
    status: Mapped[str] = mapped_column(String(24))
    rule_quote: Mapped[str]
    inherited: Mapped[bool] = mapped_column(default=False)
    rule_source: Mapped[str] = mapped_column(String(120))
    document_id: Mapped[int | None] = mapped_column(ForeignKey("policy_documents.id"))
    section: Mapped[str | None] = mapped_column(String(200))
    quote: Mapped[str | None]
    note: Mapped[str | None]

    @declared_attr
    def region(cls) -> Mapped[Region]:
        return relationship(Region)

    @declared_attr
    def document(cls) -> Mapped[PolicyDocument | None]:
        return relationship(PolicyDocument)

    def __str__(self) -> str:
        return self.name


class PurchaserKind(PartyKind, Model):
    __tablename__ = "purchaser_kinds"
    __table_args__ = (
        UniqueConstraint("region_code", "code"),
        Index("ix_purchaser_kinds_order", "region_code", "id"),
    )


class ProviderKind(PartyKind, Model):
    __tablename__ = "provider_kinds"
    __table_args__ = (
        UniqueConstraint("region_code", "code"),
        Index("ix_provider_kinds_order", "region_code", "id"),
    )
