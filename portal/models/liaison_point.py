"""Liaison points (联系点): the counties, cities or departments chosen to try reforms."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.models.base import Model, OwnFields, Reading, Scoped, Sourced, Stamped
from portal.models.organization import Organization
from portal.models.policy_document import PolicyDocument
from portal.models.region import Region


class LiaisonPoint(OwnFields, Sourced, Scoped, Stamped, Model):
    """``kind`` is county, city or department. The contact's phone is personal data."""

    __tablename__ = "liaison_points"
    __reading__: ClassVar[Reading] = Reading.SUBTREE

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(30))
    kind: Mapped[str] = mapped_column(String(12))
    name_as_printed: Mapped[str] = mapped_column(String(120))
    organization_id: Mapped[int | None] = mapped_column(ForeignKey("organizations.id"))
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    status: Mapped[str] = mapped_column(String(12), default="active")
    contact_name: Mapped[str | None] = mapped_column(String(60))
    contact_phone: Mapped[str | None] = mapped_column(String(40))
    note: Mapped[str | None]

    region: Mapped[Region] = relationship()
    organization: Mapped[Organization | None] = relationship()
    document: Mapped[PolicyDocument | None] = relationship()

    __table_args__ = (
        UniqueConstraint("region_code", "code"),
        Index("ix_liaison_points_order", "region_code", "id"),
    )

    def __str__(self) -> str:
        return self.name_as_printed
