"""The trail: what was changed (events) and who came, was refused or looked (access events). Append-only.

Nothing in the code changes or removes an event, and triggers of the database refuse it (``triggers.py``).
Personal values stand in ``event_personal_values``; the event holds their salted digest, so that they can be
removed by law without touching the trail. Linking events into a chain needs no change here: a sealer will
write the links beside them. The kinds of event stand in ``event_kinds.py``.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, Index, String
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from portal.models.base import AwareDateTime, Model, Reading, Scoped
from portal.models.region import Region


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
        Index("ix_access_events_row", "register", "row_id", "id"),
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
