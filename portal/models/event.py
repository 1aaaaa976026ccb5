"""The trail: what was changed (events) and who came, was refused or looked (access events). Append-only.

Nothing in the code changes or removes an event, and triggers of the database refuse it (``triggers.py``).
Personal values stand in ``event_personal_values``; the event holds their salted digest, so that they can be
removed by law without touching the trail. Linking events into a chain needs no change here: a sealer will
write the links beside them.
"""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, Index, String
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from portal.models.base import AwareDateTime, Model, Reading, Scoped
from portal.models.region import Region


class EventKind(enum.StrEnum):
    """Changes of data. Required keys: register, row_id; before for changed and deleted, after for added and changed."""

    ADDED = "added"
    CHANGED = "changed"
    DELETED = "deleted"


class AccessKind(enum.StrEnum):
    """Who came, was refused or looked; changes of accounts and grants."""

    SIGNED_IN = "signed_in"
    SIGNED_OUT = "signed_out"
    SIGN_IN_FAILED = "sign_in_failed"
    REFUSED = "refused"
    PERSONAL_READ = "personal_read"
    ACCOUNT_ADDED = "account_added"
    ACCOUNT_CHANGED = "account_changed"
    ACCOUNT_DELETED = "account_deleted"
    GRANT_GIVEN = "grant_given"
    GRANT_CHANGED = "grant_changed"
    GRANT_TAKEN = "grant_taken"


REQUIRED_KEYS: dict[str, frozenset[str]] = {
    EventKind.ADDED: frozenset({"register", "row_id", "after"}),
    EventKind.CHANGED: frozenset({"register", "row_id", "before", "after"}),
    EventKind.DELETED: frozenset({"register", "row_id", "before"}),
    AccessKind.SIGNED_IN: frozenset({"actor_id"}),
    AccessKind.SIGNED_OUT: frozenset({"actor_id"}),
    AccessKind.SIGN_IN_FAILED: frozenset({"after"}),
    AccessKind.REFUSED: frozenset({"after"}),
    AccessKind.PERSONAL_READ: frozenset({"register", "row_id", "after"}),
    AccessKind.ACCOUNT_ADDED: frozenset({"row_id", "after"}),
    AccessKind.ACCOUNT_CHANGED: frozenset({"row_id", "before", "after"}),
    AccessKind.ACCOUNT_DELETED: frozenset({"row_id", "before"}),
    AccessKind.GRANT_GIVEN: frozenset({"row_id", "after"}),
    AccessKind.GRANT_CHANGED: frozenset({"row_id", "before", "after"}),
    AccessKind.GRANT_TAKEN: frozenset({"row_id", "before"}),
}
"""What an event of each kind must tell; ``portal.services.trail`` refuses to write one that lacks it."""


class EventRow(Scoped):
    """When, who, acting as what, from where, on which row of which region, what it was before and after, and why."""

    __reading__: ClassVar[Reading] = Reading.SUBTREE

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(AwareDateTime)
    kind: Mapped[str] = mapped_column(String(20))
    actor_id: Mapped[int | None]
    actor_name: Mapped[str] = mapped_column(String(64))
    acting_as: Mapped[str] = mapped_column(String(200))
    address: Mapped[str | None] = mapped_column(String(45))
    request_id: Mapped[str | None] = mapped_column(String(32))
    register: Mapped[str | None] = mapped_column(String(40))
    row_id: Mapped[int | None]
    row_name: Mapped[str | None] = mapped_column(String(200))
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    after: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    reason: Mapped[str | None]
    digest: Mapped[str] = mapped_column(String(64))

    @declared_attr
    def region(cls) -> Mapped[Region]:
        return relationship(Region)

    @property
    def version(self) -> int:
        """An event has one version for ever."""
        return 1

    def __str__(self) -> str:
        return f"{self.id}"


class Event(EventRow, Model):
    __tablename__ = "events"
    __table_args__ = (
        Index("ix_events_order", "region_code", "id"),
        Index("ix_events_row", "register", "row_id", "id"),
        Index("ix_events_actor_name", "actor_name", "id"),
        Index("ix_events_at", "at"),
    )


class AccessEvent(EventRow, Model):
    __tablename__ = "access_events"
    __table_args__ = (
        Index("ix_access_events_order", "region_code", "id"),
        Index("ix_access_events_actor_name", "actor_name", "id"),
        Index("ix_access_events_at", "at"),
    )


class EventPersonalValue(Model):
    """A personal value of an event in clear, with the salt of its digest. Removing it leaves the event as it is."""

    __tablename__ = "event_personal_values"

    id: Mapped[int] = mapped_column(primary_key=True)
    value_digest: Mapped[str] = mapped_column(String(64), index=True)
    """The digest that stands in the event in place of the value."""
    salt: Mapped[str] = mapped_column(String(32))
    value: Mapped[str]
