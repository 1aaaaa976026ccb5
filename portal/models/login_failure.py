"""What guards signing in: failed attempts, counted across workers, and the passwords that a person has had."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import AwareDateTime, Model, now


class LoginFailure(Model):
    """One failed attempt. Written by bulk statements: the trail tells of it by an event of its own."""

    __tablename__ = "login_failures"

    id: Mapped[int] = mapped_column(primary_key=True)
    name_digest: Mapped[str] = mapped_column(String(64))
    """SHA-256 of the name as typed, in small letters: people type passwords into this box now and then."""
    address: Mapped[str | None] = mapped_column(String(45))
    at: Mapped[datetime] = mapped_column(AwareDateTime, default=now)

    __table_args__ = (
        Index("ix_login_failures_name", "name_digest", "at"),
        Index("ix_login_failures_address", "address", "at"),
        Index("ix_login_failures_at", "at"),
    )


class FormerPassword(Model):
    """The hash of a password that a person has or had, and since when. The newest is the present one."""

    __tablename__ = "password_history"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id", ondelete="CASCADE"), index=True)
    password: Mapped[str] = mapped_column(String(256))
    set_at: Mapped[datetime] = mapped_column(AwareDateTime, default=now)
