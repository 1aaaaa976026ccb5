"""Regions: administrative divisions, and the nodes that have no official code."""

from __future__ import annotations

import enum
from datetime import date
from typing import ClassVar

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.sql import ColumnElement

from portal.models.base import Model, Reading, RegionCode, Stamped


class RegionKind(enum.StrEnum):
    NATION = "nation"
    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"
    TOWNSHIP = "township"
    ZONE = "zone"
    DIRECT = "direct"


class Region(Stamped, Model):
    """A node of the tree of regions.

    ``code`` is a string whose prefix is the parent's code (37 山东省, 3703 淄博市, 370304 博山区,
    370304001 a street). ``gb_code`` is the official GB/T 2260 code where there is one. ``label`` is
    what people choose by, since names repeat: 市中区（济南市）.
    """

    __tablename__ = "regions"
    __reading__: ClassVar[Reading] = Reading.OPEN

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(RegionCode, unique=True)
    gb_code: Mapped[str | None] = mapped_column(String(12), unique=True)
    name: Mapped[str] = mapped_column(String(100))
    short_name: Mapped[str] = mapped_column(String(50))
    label: Mapped[str] = mapped_column(String(160))
    kind: Mapped[str] = mapped_column(String(12))
    parent_code: Mapped[str | None] = mapped_column(RegionCode, ForeignKey("regions.code"), index=True)
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    # Checked at the commit only: a retired region may be written before the one that replaced it.
    replaced_by: Mapped[str | None] = mapped_column(
        RegionCode, ForeignKey("regions.code", deferrable=True, initially="DEFERRED")
    )
    virtual: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str | None]

    parent: Mapped[Region | None] = relationship(remote_side=code, foreign_keys=parent_code)

    __table_args__ = (Index("ix_regions_kind_code", "kind", "code"),)

    @classmethod
    def pickable(cls) -> ColumnElement[bool]:
        """Regions that may be chosen: neither virtual (市辖区 as a city row) nor retired."""
        return cls.virtual.is_(False) & cls.valid_to.is_(None)

    def __str__(self) -> str:
        return self.label
