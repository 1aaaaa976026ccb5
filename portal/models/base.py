"""What every table shares: the declarative base, names of constraints, and how a row is scoped.

A model is either ``Scoped`` (it belongs to a region and is guarded by ``portal.access.engine``) or
it is named in ``INTERNAL_TABLES``: tables that no register shows and that only services touch.
"""

from __future__ import annotations

import enum
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, ClassVar

from flask_appbuilder.models.sqla import Model
from sqlalchemy import JSON, DateTime, ForeignKey, String, event, true
from sqlalchemy.orm import Mapped, Mapper, declared_attr, mapped_column
from sqlalchemy.sql import ColumnElement
from sqlalchemy.types import TypeDecorator

# Set before any table of Flask-AppBuilder is imported, so that its constraints get names too.
Model.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

NATION = "00"
"""The code of the nation: the one region that covers all others without being their prefix."""

# COLLATE "C" lets a range of codes use the index on PostgreSQL; SQLite compares bytes anyway.
RegionCode = String(20).with_variant(String(20, collation="C"), "postgresql")


class AwareDateTime(TypeDecorator[datetime]):
    """Times with their zone, also on SQLite, which forgets it."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("a time without a zone")
        return value.astimezone(UTC) if value is not None else None

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is not None and value.tzinfo is None:
            return value.replace(tzinfo=UTC)
        return value


@event.listens_for(Mapper, "mapper_configured")
def _remember_what_was_there(mapper: Mapper[Any], cls: type[Any]) -> None:
    """A value that is replaced is read first, even where a commit has let go of it: the trail tells what was before."""
    for attribute in mapper.column_attrs:
        getattr(cls, attribute.key).impl.active_history = True


def now() -> datetime:
    return datetime.now(UTC)


class Reading(enum.Enum):
    """Which rows of a scoped table a grant lets its holder read."""

    SUBTREE = "own region and below"
    UPWARD = "own region and below, and what the regions above have published"
    OPEN = "every row, for everyone who is signed in"


class Scoped:
    """A row that belongs to a region. ``portal.access.engine`` guards every statement on it."""

    __reading__: ClassVar[Reading] = Reading.SUBTREE

    @declared_attr
    def region_code(cls) -> Mapped[str]:
        return mapped_column(RegionCode, ForeignKey("regions.code"), index=True)

    @classmethod
    def published(cls) -> ColumnElement[bool]:
        """The rows that regions below (and, once disclosed, the public) may read."""
        return true()

    @classmethod
    def owned_by(cls, organization_id: Any) -> ColumnElement[bool] | None:
        """The rows that a grant limited to one organization may write; None: the table has no owner."""
        return None

    @classmethod
    def owner_of(cls, value: Callable[[str], Any]) -> Any:
        """The organization that owns a row: a number or an SQL expression over what ``value`` gives for a column."""
        return None


class Stamped:
    """When a row was made and changed, and its version: the second of two editors is told."""

    created_at: Mapped[datetime] = mapped_column(AwareDateTime, default=now)
    updated_at: Mapped[datetime] = mapped_column(AwareDateTime, default=now, onupdate=now)
    version: Mapped[int] = mapped_column(default=1)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.__dict__["version"]} if "version" in cls.__dict__ else {}


class OwnFields:
    """``own`` holds the values of a province's own fields, under keys that carry the province."""

    own: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, server_default="{}")


class Sourced:
    """Where a row of a legal text stands: document and section, as printed."""

    document_id: Mapped[int | None] = mapped_column(ForeignKey("policy_documents.id"), index=True)
    section: Mapped[str | None] = mapped_column(String(200))
    quote: Mapped[str | None]
