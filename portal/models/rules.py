"""What the documents bar or ask: negative-list entries, bans in the running text, provider conditions."""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy import Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.models.base import Model, OwnFields, Reading, Scoped, Sourced, Stamped
from portal.models.policy_document import PolicyDocument
from portal.models.region import Region


class NegativeListEntry(OwnFields, Sourced, Scoped, Stamped, Model):
    """One barred subject, matter or conduct. National entries (102号令) are inherited by all provinces.

    ``screening_kind``: names (words of an item can show it), facts (data decides), judgement (a person does).
    """

    __tablename__ = "negative_list_entries"
    __reading__: ClassVar[Reading] = Reading.UPWARD

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(30))
    section_code: Mapped[str | None] = mapped_column(String(20))
    section_name: Mapped[str | None] = mapped_column(String(100))
    ordinal: Mapped[int]
    ordinal_printed: Mapped[str | None] = mapped_column(String(20))
    text: Mapped[str]
    form: Mapped[str] = mapped_column(String(12))
    bars_as: Mapped[str | None] = mapped_column(String(60))
    condition: Mapped[str | None]
    screening_kind: Mapped[str] = mapped_column(String(12))
    open_ended: Mapped[bool] = mapped_column(default=False)

    region: Mapped[Region] = relationship()
    document: Mapped[PolicyDocument | None] = relationship()

    __table_args__ = (
        UniqueConstraint("region_code", "code"),
        Index("ix_negative_list_entries_order", "region_code", "id"),
    )

    def __str__(self) -> str:
        return f"{self.code} {self.text[:40]}"


class ProhibitiveRule(OwnFields, Sourced, Scoped, Stamped, Model):
    """A ban in the running text of a document. ``strength``: ban, principle, avoid or scope."""

    __tablename__ = "prohibitive_rules"
    __reading__: ClassVar[Reading] = Reading.UPWARD

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(30))
    subject_group: Mapped[str] = mapped_column(String(30))
    strength: Mapped[str] = mapped_column(String(12))
    text: Mapped[str]

    region: Mapped[Region] = relationship()
    document: Mapped[PolicyDocument | None] = relationship()

    __table_args__ = (
        UniqueConstraint("region_code", "code"),
        Index("ix_prohibitive_rules_order", "region_code", "id"),
    )

    def __str__(self) -> str:
        return f"{self.code} {self.text[:40]}"


class ProviderCondition(OwnFields, Sourced, Scoped, Stamped, Model):
    """A condition that every provider of a province must meet (Inner Mongolia: six)."""

    __tablename__ = "provider_conditions"
    __reading__: ClassVar[Reading] = Reading.UPWARD

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(30))
    ordinal: Mapped[int]
    text: Mapped[str]

    region: Mapped[Region] = relationship()
    document: Mapped[PolicyDocument | None] = relationship()

    __table_args__ = (
        UniqueConstraint("region_code", "code"),
        Index("ix_provider_conditions_order", "region_code", "id"),
    )

    def __str__(self) -> str:
        return f"{self.ordinal} {self.text}"


class ListedTerm(OwnFields, Sourced, Scoped, Stamped, Model):
    """A member of one of the small lists that a document prints: methods, target groups, duties, fields."""

    __tablename__ = "listed_terms"
    __reading__: ClassVar[Reading] = Reading.UPWARD

    id: Mapped[int] = mapped_column(primary_key=True)
    list: Mapped[str] = mapped_column(String(40))
    ordinal: Mapped[int]
    name: Mapped[str]
    detail: Mapped[str | None]
    open_ended: Mapped[bool] = mapped_column(default=False)

    region: Mapped[Region] = relationship()
    document: Mapped[PolicyDocument | None] = relationship()

    __table_args__ = (
        UniqueConstraint("region_code", "list", "ordinal"),
        Index("ix_listed_terms_order", "region_code", "id"),
    )

    def __str__(self) -> str:
        return self.name
