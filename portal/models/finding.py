"""Findings: what the documents leave to a person's judgement about a body, decided by a reviewer with a reason."""

from __future__ import annotations

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.models.base import AwareDateTime, Model, Scoped, Stamped
from portal.models.party import Provider, Purchaser
from portal.models.region import Region


class FindingKind(enum.StrEnum):
    """Not named by the document; conditions to be judged; barred by a rule that this province has not taken over;
    barred by a document that no longer holds."""

    NOT_NAMED = "not_named"
    CONDITION = "condition"
    INHERITED = "inherited"
    LAPSED = "lapsed"


class FindingState(enum.StrEnum):
    OPEN = "open"
    ACCEPTED = "accepted"
    REFUSED = "refused"


class PartyFinding(Scoped, Stamped, Model):
    """One doubt about one purchaser or provider. ``words`` are the document's, ``clause`` says where they stand.

    It goes with its body; until then the decision and its reason stay.
    """

    __tablename__ = "party_findings"

    id: Mapped[int] = mapped_column(primary_key=True)
    purchaser_id: Mapped[int | None] = mapped_column(ForeignKey("purchasers.id"), index=True)
    provider_id: Mapped[int | None] = mapped_column(ForeignKey("providers.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(12))
    words: Mapped[str]
    clause: Mapped[str] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(String(12), default=FindingState.OPEN.value)
    reason: Mapped[str | None] = mapped_column(String(500))
    decided_by: Mapped[str | None] = mapped_column(String(64))
    decided_at: Mapped[datetime | None] = mapped_column(AwareDateTime)

    region: Mapped[Region] = relationship()
    purchaser: Mapped[Purchaser | None] = relationship()
    provider: Mapped[Provider | None] = relationship()

    __table_args__ = (
        Index("ix_party_findings_order", "region_code", "id"),
        Index("ix_party_findings_state", "state", "region_code", "id"),
    )

    def __str__(self) -> str:
        return self.name
