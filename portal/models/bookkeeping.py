"""Tables that the portal keeps for itself: what seeds loaded, and the tokens of the search index."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import AwareDateTime, Model, RegionCode, now


class SeedRecord(Model):
    """A row that a seed folder loaded, and the digest of the values that it gave it.

    A later load compares: the same digest means nothing to do; another one, and a row that a person
    changed since, is a conflict that is reported and never overwritten.
    """

    __tablename__ = "seed_records"

    id: Mapped[int] = mapped_column(primary_key=True)
    folder: Mapped[str] = mapped_column(String(60))
    table: Mapped[str] = mapped_column(String(40))
    key: Mapped[str] = mapped_column(String(160))
    row_id: Mapped[str] = mapped_column(String(40))
    digest: Mapped[str] = mapped_column(String(64))
    declined: Mapped[str | None] = mapped_column(String(64))
    """The digest of values that the folder offered later and that were declined to keep a person's change."""
    loaded_at: Mapped[datetime] = mapped_column(AwareDateTime, default=now)

    __table_args__ = (UniqueConstraint("folder", "table", "key"),)


class SearchToken(Model):
    """One token of one row: bigrams of its name, trigrams of its code, syllables and initials.

    The key begins with register and token and goes on with the region, so that a search inside a
    region is one range of one index, in the lists' own order (region, row).
    """

    __tablename__ = "search_tokens"

    register: Mapped[str] = mapped_column(String(24), primary_key=True)
    token: Mapped[str] = mapped_column(
        String(40).with_variant(String(40, collation="C"), "postgresql"),
        primary_key=True,
    )
    region_code: Mapped[str] = mapped_column(RegionCode, primary_key=True)
    row_id: Mapped[int] = mapped_column(primary_key=True)

    __table_args__ = (
        Index("ix_search_tokens_row", "register", "row_id"),
        {"sqlite_with_rowid": False},
    )
