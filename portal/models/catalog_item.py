"""Catalog items: one entry (服务事项) of any level, and what became of it in later editions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, ClassVar

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    String,
    Table,
    UniqueConstraint,
    and_,
    or_,
    select,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.sql import ColumnElement, Select

from portal.models.base import NATION, Model, OwnFields, Reading, Scoped, Sourced, Stamped
from portal.models.catalog_edition import READABLE_STATES, CatalogEdition, EditionKind
from portal.models.key_area import KeyArea
from portal.models.policy_document import PolicyDocument
from portal.models.region import Region

catalog_item_key_areas = Table(
    "catalog_item_key_areas",
    Model.metadata,
    Column("item_id", ForeignKey("catalog_items.id", ondelete="CASCADE"), primary_key=True),
    Column("key_area_id", ForeignKey("key_areas.id"), primary_key=True, index=True),
)


def _editions_of(organization_id: Any) -> Select[Any]:
    edition = CatalogEdition.__table__.c
    return select(edition.id).where(edition.organization_id == organization_id)


class CatalogItem(OwnFields, Sourced, Scoped, Stamped, Model):
    """An entry of an edition.

    ``parent_id`` is its place; ``path`` repeats it as the chain of codes (``A/A01/A0101``), so that a
    subtree is a range and the printed order is an ORDER BY. ``open_ended`` keeps a printed 等.
    """

    __tablename__ = "catalog_items"
    __reading__: ClassVar[Reading] = Reading.UPWARD

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("catalog_editions.id"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("catalog_items.id"), index=True)
    path: Mapped[str] = mapped_column(String(200))
    code: Mapped[str] = mapped_column(String(30), index=True)
    name: Mapped[str] = mapped_column(String(200))
    level: Mapped[int]
    description: Mapped[str | None]
    legal_basis: Mapped[str | None]
    procurement_category: Mapped[str | None] = mapped_column(String(20))
    open_ended: Mapped[bool] = mapped_column(default=False)
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    note: Mapped[str | None]

    edition: Mapped[CatalogEdition] = relationship()
    parent: Mapped[CatalogItem | None] = relationship(remote_side=id)
    region: Mapped[Region] = relationship()
    document: Mapped[PolicyDocument | None] = relationship()
    key_areas: Mapped[list[KeyArea]] = relationship(secondary=catalog_item_key_areas)

    __table_args__ = (
        UniqueConstraint("edition_id", "code"),
        Index("ix_catalog_items_path", "edition_id", "path"),
        Index("ix_catalog_items_order", "region_code", "edition_id", "path"),
    )

    @classmethod
    def published(cls) -> ColumnElement[bool]:
        edition = CatalogEdition.__table__.c
        reference = and_(edition.kind == EditionKind.REFERENCE.value, edition.region_code == NATION)
        readable = or_(edition.state.in_(READABLE_STATES), reference)
        return cls.edition_id.in_(select(edition.id).where(readable))

    @classmethod
    def owned_by(cls, organization_id: Any) -> ColumnElement[bool]:
        return cls.edition_id.in_(_editions_of(organization_id))

    @classmethod
    def owner_of(cls, value: Callable[[str], Any]) -> Any:
        edition = CatalogEdition.__table__.c
        return select(edition.organization_id).where(edition.id == value("edition_id")).scalar_subquery()

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class ItemSuccession(OwnFields, Scoped, Stamped, Model):
    """What an item became: split, merged, renamed or retired. The frozen row itself never changes."""

    __tablename__ = "item_successions"
    __reading__: ClassVar[Reading] = Reading.UPWARD

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(12))
    old_item_id: Mapped[int] = mapped_column(ForeignKey("catalog_items.id"), index=True)
    new_item_id: Mapped[int | None] = mapped_column(ForeignKey("catalog_items.id"), index=True)
    reason: Mapped[str | None]

    region: Mapped[Region] = relationship()
    old_item: Mapped[CatalogItem] = relationship(foreign_keys=old_item_id)
    new_item: Mapped[CatalogItem | None] = relationship(foreign_keys=new_item_id)

    __table_args__ = (UniqueConstraint("old_item_id", "new_item_id"),)

    @classmethod
    def owned_by(cls, organization_id: Any) -> ColumnElement[bool]:
        item = CatalogItem.__table__.c
        return cls.old_item_id.in_(select(item.id).where(item.edition_id.in_(_editions_of(organization_id))))

    @classmethod
    def owner_of(cls, value: Callable[[str], Any]) -> Any:
        """Whoever owns the former item."""
        item, edition = CatalogItem.__table__.c, CatalogEdition.__table__.c
        owner = select(edition.organization_id).where(item.id == value("old_item_id"), edition.id == item.edition_id)
        return owner.scalar_subquery()

    def __str__(self) -> str:
        return f"{self.kind} {self.old_item_id}"
