"""Provinces: one row for each, with its profile as read from province.toml."""

from __future__ import annotations

from typing import Any, ClassVar

from sqlalchemy import JSON, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.models.base import Model, Reading, Scoped, Stamped
from portal.models.region import Region


class Province(Scoped, Stamped, Model):
    """What a province does differently. ``profile`` is ``portal.profiles.Profile`` as plain data."""

    __tablename__ = "provinces"
    __reading__: ClassVar[Reading] = Reading.UPWARD

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(50))
    name_en: Mapped[str] = mapped_column(String(80))
    profile: Mapped[dict[str, Any]] = mapped_column(JSON)

    region: Mapped[Region] = relationship()
    __table_args__ = (UniqueConstraint("region_code"),)

    def __str__(self) -> str:
        return self.name


class ProvinceFact(Scoped, Stamped, Model):
    """A point in which provinces differ and that changes nothing in the portal: it is only shown."""

    __tablename__ = "province_facts"
    __reading__: ClassVar[Reading] = Reading.UPWARD

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(60))
    text_zh: Mapped[str]
    text_en: Mapped[str]
    source: Mapped[str] = mapped_column(String(300))

    region: Mapped[Region] = relationship()
    __table_args__ = (UniqueConstraint("region_code", "key"),)

    def __str__(self) -> str:
        return self.key
