"""The rows that seeds refer to, by the names that seed files use."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.errors import SeedRefused
from portal.messages import Message
from portal.models import (
    NATION,
    CatalogEdition,
    CatalogItem,
    KeyArea,
    Organization,
    PolicyDocument,
    ProviderKind,
    PurchaserKind,
    Region,
    SeedRecord,
)


def upward(region: str) -> Sequence[str]:
    """The codes of a region and of all that may lie above it, nearest first."""
    return [*(region[:length] for length in range(len(region), 1, -1)), NATION]


class Removed(Exception):
    """A seed row stands in one that a person has removed since."""


class Known:
    """The rows that seeds refer to, by the names that seed files use; grows while a folder is loaded."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.documents = self._pairs(PolicyDocument.code, PolicyDocument.id)
        # By the number that the seed gave: a person may have corrected the printed one since.
        seeded = select(SeedRecord.key, SeedRecord.row_id).where(SeedRecord.table == "policy_documents")
        self.seeded_documents = {key: int(row_id) for key, row_id in session.execute(seeded)}
        self.editions = self._pairs(CatalogEdition.code, CatalogEdition.id)
        self.edition_regions = self._pairs(CatalogEdition.code, CatalogEdition.region_code)
        self.organizations = self._triples(Organization)
        self.key_areas = self._triples(KeyArea)
        self.kinds = {model: self._triples(model) for model in (PurchaserKind, ProviderKind)}
        self.items: dict[tuple[int, str], tuple[int, str]] = {}
        """(edition, code) → (item, path), for the editions of this load."""
        self.region_labels = self._pairs(Region.code, Region.name)
        """What a region below is called after; a heading passes on the name above it."""

    def _pairs(self, key: Any, value: Any) -> dict[Any, Any]:
        return {k: v for k, v in self.session.execute(select(key, value)) if k is not None}

    def _triples(self, model: Any) -> dict[tuple[str, str], int]:
        rows = self.session.execute(select(model.region_code, model.code, model.id))
        return {(region, code): key for region, code, key in rows}

    def learn(self, rows: Iterable[Any]) -> None:
        """Remember rows that were just written."""
        for row in rows:
            if isinstance(row, PolicyDocument):
                self.documents[row.code] = row.id
                self.seeded_documents[row.number or row.code] = row.id
            elif isinstance(row, Organization):
                self.organizations[row.region_code, row.code] = row.id
            elif isinstance(row, KeyArea):
                self.key_areas[row.region_code, row.code] = row.id
            elif isinstance(row, PurchaserKind | ProviderKind):
                self.kinds[type(row)][row.region_code, row.code] = row.id
            elif isinstance(row, CatalogEdition):
                self.editions[row.code] = row.id
                self.edition_regions[row.code] = row.region_code
            elif isinstance(row, CatalogItem):
                self.items[row.edition_id, row.code] = (row.id, row.path)

    def edition(self, code: str) -> int:
        """The edition of that code. Raises Removed."""
        if code not in self.editions:
            raise Removed(code)
        return int(self.editions[code])

    def forwarded(self, number: str | None) -> int | None:
        """The document that another one passes on. Raises SeedRefused when it was never loaded."""
        if number is None:
            return None
        if number not in self.seeded_documents:
            raise SeedRefused(
                Message("The document %(number)s, which another one forwards, is not known.", number=number)
            )
        return self.seeded_documents[number]

    def item(self, edition: str, code: str) -> tuple[int, str] | None:
        """An item of an edition; those of earlier loads are looked up once."""
        edition_id = self.edition(edition)
        if (edition_id, code) not in self.items:
            rows = self.session.execute(
                select(CatalogItem.code, CatalogItem.id, CatalogItem.path).where(CatalogItem.edition_id == edition_id)
            )
            self.items |= {(edition_id, c): (key, path) for c, key, path in rows}
        return self.items.get((edition_id, code))

    def by_region(self, known: Mapping[tuple[str, str], int], region: str, code: str | None, what: str) -> int | None:
        """A row named by its code, of the region itself or the nearest one above that has it."""
        if not code:
            return None
        for prefix in upward(region):
            if (prefix, code) in known:
                return known[prefix, code]
        raise SeedRefused(
            Message("%(what)s “%(code)s” is not known in %(region)s.", what=what, code=code, region=region)
        )
