"""Which of a province's conditions a provider was proved to meet: by which evidence, on which day."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.models.base import Model, Scoped, Stamped
from portal.models.party import Provider
from portal.models.region import Region
from portal.models.rules import ProviderCondition


class ConditionCheck(Scoped, Stamped, Model):
    """One condition of one provider. It goes with its provider."""

    __tablename__ = "condition_checks"

    id: Mapped[int] = mapped_column(primary_key=True)
    provider_id: Mapped[int] = mapped_column(ForeignKey("providers.id"))
    condition_id: Mapped[int] = mapped_column(ForeignKey("provider_conditions.id"), index=True)
    met: Mapped[bool]
    evidence: Mapped[str] = mapped_column(String(500))
    checked_on: Mapped[date]

    region: Mapped[Region] = relationship()
    provider: Mapped[Provider] = relationship()
    condition: Mapped[ProviderCondition] = relationship()

    __table_args__ = (
        UniqueConstraint("provider_id", "condition_id"),
        Index("ix_condition_checks_order", "region_code", "id"),
    )

    def __str__(self) -> str:
        return self.evidence[:80]
