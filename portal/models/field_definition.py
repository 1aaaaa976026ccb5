"""A province's own fields and its changes to built-in columns: definitions, their revision, unique values, indexes."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.models.base import AwareDateTime, Model, Reading, RegionCode, Scoped, Stamped, now
from portal.models.region import Region


class FieldDefinition(Scoped, Stamped, Model):
    """One field of one register in one province (``region_code``), drafted and then published.

    ``draft`` and ``in_force`` are settings as plain data (``portal.services.fields.settings``). Rows are never
    removed, so a key is never used for another field. ``generation`` counts conversions to another type: each has
    its own place among a row's own values, so that text never stands where numbers are compared. ``built_in``
    rows hold what a province changes about a column of the portal, and, under ``*``, the order of all.
    """

    __tablename__ = "field_definitions"
    __reading__: ClassVar[Reading] = Reading.SUBTREE

    id: Mapped[int] = mapped_column(primary_key=True)
    register: Mapped[str] = mapped_column(String(40))
    key: Mapped[str] = mapped_column(String(48))
    built_in: Mapped[bool] = mapped_column(default=False)
    generation: Mapped[int] = mapped_column(default=1)
    draft: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    in_force: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    published_at: Mapped[datetime | None] = mapped_column(AwareDateTime)

    region: Mapped[Region] = relationship()

    __table_args__ = (UniqueConstraint("region_code", "register", "key"),)

    def __str__(self) -> str:
        return f"{self.register}.{self.key}"


class FieldRevision(Model):
    """One row: a token that changes with everything that is published. Each process keeps what it read with it."""

    __tablename__ = "field_revisions"

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(String(32))


class FieldUniqueValue(Model):
    """A value that may stand once only in ``region_code`` (a row's region, or the province). The database decides."""

    __tablename__ = "field_unique_values"

    id: Mapped[int] = mapped_column(primary_key=True)
    register: Mapped[str] = mapped_column(String(40))
    place: Mapped[str] = mapped_column(String(64))
    region_code: Mapped[str] = mapped_column(RegionCode)
    value_digest: Mapped[str] = mapped_column(String(64))
    row_id: Mapped[int]

    __table_args__ = (
        UniqueConstraint("register", "place", "region_code", "value_digest", name="uq_field_unique_values_value"),
        Index("ix_field_unique_values_row", "register", "row_id"),
    )


class FieldIndex(Model):
    """An index over an own field that is ready to be used, by its name in the database."""

    __tablename__ = "field_indexes"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(63), unique=True)
    register: Mapped[str] = mapped_column(String(40))
    place: Mapped[str] = mapped_column(String(64))
    built_at: Mapped[datetime] = mapped_column(AwareDateTime, default=now)
