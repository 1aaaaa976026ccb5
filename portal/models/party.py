"""Purchasers (购买主体) and providers (承接主体): the two registers of bodies."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from portal.models.base import Model, OwnFields, Scoped, Stamped
from portal.models.organization import Organization
from portal.models.party_kind import ProviderKind, PurchaserKind
from portal.models.region import Region


class Party(OwnFields, Scoped, Stamped):
    """What both registers hold of a body.

    ``credit_code`` is the 统一社会信用代码 (GB 32100). A reviewer may let a code pass that fails the
    check, with ``code_override_reason``.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    credit_code: Mapped[str] = mapped_column(String(18))
    code_override_reason: Mapped[str | None] = mapped_column(String(300))
    status: Mapped[str] = mapped_column(String(12), default="active")
    note: Mapped[str | None]
    sample: Mapped[bool] = mapped_column(default=False)

    @declared_attr
    def region(cls) -> Mapped[Region]:
        return relationship(Region)

    def __str__(self) -> str:
        return self.name


class Purchaser(Party, Model):
    __tablename__ = "purchasers"

    kind_id: Mapped[int] = mapped_column(ForeignKey("purchaser_kinds.id"))
    organization_id: Mapped[int | None] = mapped_column(ForeignKey("organizations.id"), index=True)

    kind: Mapped[PurchaserKind] = relationship()
    organization: Mapped[Organization | None] = relationship()

    __table_args__ = (
        UniqueConstraint("credit_code", "region_code"),
        Index("ix_purchasers_order", "region_code", "id"),
        Index("ix_purchasers_kind", "kind_id", "region_code", "id"),
        Index("ix_purchasers_status", "status", "region_code", "id"),
        Index("ix_purchasers_name", "name", "id"),
    )


class Provider(Party, Model):
    __tablename__ = "providers"

    kind_id: Mapped[int] = mapped_column(ForeignKey("provider_kinds.id"))
    register_owner: Mapped[str | None] = mapped_column(String(120))
    registered_on: Mapped[date | None]
    conditions_met: Mapped[int | None]
    phone: Mapped[str | None] = mapped_column(String(40))

    kind: Mapped[ProviderKind] = relationship()

    __table_args__ = (
        UniqueConstraint("credit_code", "region_code"),
        Index("ix_providers_order", "region_code", "id"),
        Index("ix_providers_kind", "kind_id", "region_code", "id"),
        Index("ix_providers_status", "status", "region_code", "id"),
        Index("ix_providers_name", "name", "id"),
        Index("ix_providers_registered_on", "registered_on", "id"),
    )
