"""Key areas (重点领域): the fields to be pushed, with their sub-areas, as each province lists them."""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.models.base import Model, OwnFields, Reading, Scoped, Sourced, Stamped
from portal.models.policy_document import PolicyDocument
from portal.models.region import Region


class KeyArea(OwnFields, Sourced, Scoped, Stamped, Model):
    """``kind`` is area, sub_area or open_ended; an open-ended phrase is kept but not counted."""

    __tablename__ = "key_areas"
    __reading__: ClassVar[Reading] = Reading.UPWARD

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(30))
    name: Mapped[str] = mapped_column(String(120))
    level: Mapped[int]
    kind: Mapped[str] = mapped_column(String(12))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("key_areas.id"), index=True)
    open_ended: Mapped[bool] = mapped_column(default=False)

    region: Mapped[Region] = relationship()
    parent: Mapped[KeyArea | None] = relationship(remote_side=id)
    document: Mapped[PolicyDocument | None] = relationship()

    __table_args__ = (
        UniqueConstraint("region_code", "code"),
        Index("ix_key_areas_order", "region_code", "id"),
    )

    def __str__(self) -> str:
        return f"{self.code} {self.name}"
