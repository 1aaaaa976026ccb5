"""Saved views: what somebody wants to see of a register again, alone or with the bureau, and which comes first."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.models.base import Model, RegionCode, Stamped


class SavedView(Stamped, Model):
    """A named list: search, filters, order, columns and page size, in ``content``.

    ``region_code`` and ``organization_id`` name the bureau of the owner: when the view is ``shared``, those with a
    grant of exactly that bureau see it too. No register shows these rows; ``portal.services.saved_views`` alone reads
    and writes them, and asks for owner and bureau in every statement.
    """

    __tablename__ = "saved_views"

    id: Mapped[int] = mapped_column(primary_key=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id", ondelete="CASCADE"))
    register: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(60))
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    shared: Mapped[bool] = mapped_column(default=False)
    region_code: Mapped[str] = mapped_column(RegionCode, ForeignKey("regions.code"))
    organization_id: Mapped[int | None] = mapped_column(ForeignKey("organizations.id", ondelete="CASCADE"), index=True)

    first_for: Mapped[list[FirstView]] = relationship(back_populates="view", cascade="all, delete-orphan")

    __table_args__ = (
        UniqueConstraint("owner_id", "register", "name"),
        Index("ix_saved_views_bureau", "register", "region_code", "organization_id"),
    )

    def __str__(self) -> str:
        return self.name


class FirstView(Model):
    """The view with which a register opens for one person."""

    __tablename__ = "first_views"

    id: Mapped[int] = mapped_column(primary_key=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id", ondelete="CASCADE"))
    register: Mapped[str] = mapped_column(String(40))
    view_id: Mapped[int] = mapped_column(ForeignKey("saved_views.id", ondelete="CASCADE"), index=True)
    region_code: Mapped[str] = mapped_column(RegionCode, ForeignKey("regions.code"))

    view: Mapped[SavedView] = relationship(back_populates="first_for")

    __table_args__ = (UniqueConstraint("owner_id", "register"),)
