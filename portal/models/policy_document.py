"""Policy documents: the notices that set the rules, cite others, or forward them."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.models.base import Model, OwnFields, Reading, Scoped, Stamped
from portal.models.region import Region


class PolicyDocument(OwnFields, Scoped, Stamped, Model):
    """A document with its 文号, its three dates (成文, 印发, 施行) and the document it forwards."""

    __tablename__ = "policy_documents"
    __reading__: ClassVar[Reading] = Reading.UPWARD

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    number: Mapped[str | None] = mapped_column(String(80), index=True)
    title: Mapped[str] = mapped_column(String(300))
    issuer: Mapped[str | None] = mapped_column(String(120))
    level: Mapped[str | None] = mapped_column(String(12))
    signed_on: Mapped[date | None]
    issued_on: Mapped[date | None]
    effective_on: Mapped[date | None]
    expires_on: Mapped[date | None]
    forwards_id: Mapped[int | None] = mapped_column(ForeignKey("policy_documents.id"))
    disclosure: Mapped[str | None] = mapped_column(String(20))
    contact_name: Mapped[str | None] = mapped_column(String(60))
    contact_phone: Mapped[str | None] = mapped_column(String(40))
    text: Mapped[str | None]
    link: Mapped[str | None] = mapped_column(String(500))
    cited_in: Mapped[str | None] = mapped_column(String(300))
    quote: Mapped[str | None]
    note: Mapped[str | None]

    region: Mapped[Region] = relationship()
    forwards: Mapped[PolicyDocument | None] = relationship(remote_side=id)

    __table_args__ = (
        UniqueConstraint("region_code", "number", name="uq_policy_documents_region_number"),
        Index("ix_policy_documents_order", "region_code", "id"),
    )

    def __str__(self) -> str:
        return f"{self.number} {self.title}" if self.number else self.title
