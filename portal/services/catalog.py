"""Reading catalogs as trees: which editions there are, their branches, and the path to a hit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from portal.models import CatalogEdition, CatalogItem
from portal.models.catalog_edition import EditionKind
from portal.registers import REGISTERS
from portal.services import search
from portal.services.provinces import profile_at

MOST_HITS = 200
MOST_OPEN = 120
"""As many items of the second level as are shown at first; catalogs with more begin closed."""


@dataclass(frozen=True)
class Branch:
    """An item of the tree. ``children`` is None while they are not opened."""

    item: CatalogItem
    child_count: int
    children: Sequence[Branch] | None = None
    matched: bool = False


def editions(session: Session) -> list[CatalogEdition]:
    """The editions that the actor may read: own ones first, the central reference last, newest first."""
    found = session.scalars(
        select(CatalogEdition).options(joinedload(CatalogEdition.region)).order_by(CatalogEdition.id)
    ).all()
    return sorted(found, key=lambda e: (e.kind == EditionKind.REFERENCE, e.sample, -len(e.region_code), -e.year))


def level_names(session: Session, edition: CatalogEdition, language: str) -> Sequence[str]:
    """What the levels of an edition are called: as its province says now, or as it was when it was fixed.

    Source: the setting ``catalogue.depth``. The printed names of purchase content are its own.
    """
    fixed: Sequence[str] = edition.level_names or ()
    profile = profile_at(session, edition.region_code)
    depth = profile.catalogue.depth.of(edition.kind) if profile is not None else None
    if depth is None or (fixed and not edition.is_open):
        return fixed
    return depth.level_names if language.startswith("zh") else depth.level_names_en


def level_counts(session: Session, edition_id: int) -> list[tuple[int, int]]:
    """How many items each level has."""
    rows = session.execute(
        select(CatalogItem.level, func.count())
        .where(CatalogItem.edition_id == edition_id)
        .group_by(CatalogItem.level)
        .order_by(CatalogItem.level)
    )
    return [(level, count) for level, count in rows]


def children(session: Session, edition_id: int, item_id: int | None) -> list[Branch]:
    """The items right below one (or the first level), with the number of theirs."""
    items = session.scalars(
        select(CatalogItem)
        .where(CatalogItem.edition_id == edition_id, CatalogItem.parent_id == item_id)
        .order_by(CatalogItem.path)
    ).all()
    counts = _child_counts(session, edition_id)
    return [Branch(item, counts.get(item.id, 0)) for item in items]


def tree(session: Session, edition_id: int, words: str, open_id: int | None) -> list[Branch]:
    """The first two levels; with search words the paths to all hits; with ``open_id`` the path to that item."""
    if not words and open_id is None:
        return _beginning(session, edition_id)
    wanted = _hits(session, edition_id, words) if words else [open_id]
    by_id = {
        item.id: item
        for item in session.scalars(
            select(CatalogItem).where(CatalogItem.edition_id == edition_id).order_by(CatalogItem.path)
        )
    }
    hits = {item_id for item_id in wanted if item_id in by_id}
    shown: set[int] = set()
    for item_id in hits:
        node: int | None = item_id
        while node is not None and node not in shown:
            shown.add(node)
            node = by_id[node].parent_id
    if not words:  # opening one item shows its neighbours and children too
        shown |= {i.id for i in by_id.values() if i.parent_id is None or i.parent_id in shown}
    counts = _child_counts(session, edition_id)
    below: dict[int | None, list[CatalogItem]] = defaultdict(list)
    for item in by_id.values():
        if item.id in shown:
            below[item.parent_id].append(item)

    def grow(parent: int | None) -> list[Branch]:
        return [
            Branch(
                item,
                counts.get(item.id, 0),
                grow(item.id) if item.id in below else None,
                item.id in hits,
            )
            for item in below.get(parent, ())
        ]

    return grow(None)


def _beginning(session: Session, edition_id: int) -> list[Branch]:
    """What a reader sees first: the classes with what stands right below them, unless that is too long to look over."""
    counts = _child_counts(session, edition_id)
    few = dict(level_counts(session, edition_id)).get(2, 0) <= MOST_OPEN
    items = session.scalars(
        select(CatalogItem)
        .where(CatalogItem.edition_id == edition_id, CatalogItem.level <= (2 if few else 1))
        .order_by(CatalogItem.path)
    ).all()
    below: dict[int | None, list[Branch]] = defaultdict(list)
    for item in items:
        if item.parent_id is not None:
            below[item.parent_id].append(Branch(item, counts.get(item.id, 0)))
    return [Branch(item, counts.get(item.id, 0), below.get(item.id)) for item in items if item.parent_id is None]


def _hits(session: Session, edition_id: int, words: str) -> Sequence[int]:
    found = search.narrow(REGISTERS["catalog_items"], words)
    statement = found.join(select(CatalogItem.id)).where(CatalogItem.edition_id == edition_id, *found.clauses)
    return session.scalars(statement.limit(MOST_HITS)).all()


def _child_counts(session: Session, edition_id: int) -> dict[int, int]:
    rows = session.execute(
        select(CatalogItem.parent_id, func.count())
        .where(CatalogItem.edition_id == edition_id, CatalogItem.parent_id.is_not(None))
        .group_by(CatalogItem.parent_id)
    )
    return {parent: count for parent, count in rows if parent is not None}
