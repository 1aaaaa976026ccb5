"""Organizations: departments and units that own catalogs or appear in registers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.models.base import Model, OwnFields, Reading, Scoped, Sourced, Stamped
from portal.models.policy_document import PolicyDocument
from portal.models.region import Region


class Organization(OwnFields, Sourced, Scoped, Stamped, Model):
    __tablename__ = "organizations"
    __reading__: ClassVar[Reading] = Reading.UPWARD

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(200))
    short_name: Mapped[str | None] = mapped_column(String(80))
    kind: Mapped[str] = mapped_column(String(30))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("organizations.id"))
    sample: Mapped[bool] = mapped_column(default=False)

    region: Mapped[Region] = relationship()
    parent: Mapped[Organization | None] = relationship(remote_side=id)
    document: Mapped[PolicyDocument | None] = relationship()

    __table_args__ = (
        UniqueConstraint("region_code", "code"),
        Index("ix_organizations_order", "region_code", "id"),
    )

    @classmethod
    def owned_by(cls, organization_id: Any) -> Any:
        return cls.id == organization_id

    @classmethod
    def owner_of(cls, value: Callable[[str], Any]) -> Any:
        return value("id")

    def __str__(self) -> str:
        return self.name
