"""What a row must get or obey before it is written: an item's place, a body's kind.

One function for each register that needs one; ``RULES`` names them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.access.scope import covers
from portal.errors import Invalid
from portal.messages import Message
from portal.models import NATION, CatalogEdition, CatalogItem
from portal.models.catalog_edition import EditionKind
from portal.models.party_kind import PartyStatus
from portal.registers import REGISTERS, Register


def complete(session: Session, register: Register, row: Any) -> None:
    """Fill in what follows from other values. Raises Invalid when they do not go together."""
    rule = RULES.get(register.name)
    if rule is not None:
        rule(session, register, row)


def place_item(session: Session, register: Register, item: Any) -> None:
    """An item's region, level and path follow from its edition and its parent."""
    edition = session.scalars(select(CatalogEdition).where(CatalogEdition.id == item.edition_id)).one()
    item.edition = edition
    item.region_code = edition.region_code
    parent = None
    if item.parent_id is not None:
        parent = session.scalars(select(CatalogItem).where(CatalogItem.id == item.parent_id)).one()
        if parent.edition_id != edition.id:
            raise Invalid({"parent": [Message("The item above belongs to another edition.")]})
    if "/" in item.code:
        raise Invalid({"code": [Message("A code cannot hold “/”.")]})
    item.level = parent.level + 1 if parent else 1
    item.path = f"{parent.path}/{item.code}" if parent else item.code
    if len(item.path) > 200:
        raise Invalid({"parent": [Message("The catalog is too deep here.")]})


def fit_kind(session: Session, register: Register, party: Any) -> None:
    """A body's kind must be one of its own province, and not one that the documents bar by name.

    Source: the kinds tables of each province, every row with its clause.
    """
    kinds = REGISTERS[register.by_key["kind"].type.register].model  # type: ignore[attr-defined]
    kind = session.scalars(select(kinds).where(kinds.id == party.kind_id)).one()
    if not covers(kind.region_code, party.region_code):
        raise Invalid({"kind": [Message("This kind belongs to another province.")]})
    if kind.status == PartyStatus.BARRED:
        raise Invalid(
            {
                "kind": [
                    Message(
                        "%(kind)s is barred here. %(source)s: %(quote)s",
                        kind=kind.name,
                        source=f"{kind.rule_source} {kind.section or ''}".strip(),
                        quote=kind.rule_quote,
                    )
                ]
            }
        )


def follow_item(session: Session, register: Register, succession: Any) -> None:
    """A succession belongs to the region of the item that it speaks of."""
    if succession.old_item_id == succession.new_item_id:
        raise Invalid({"new_item": [Message("An item cannot succeed itself.")]})
    item = session.scalars(select(CatalogItem).where(CatalogItem.id == succession.old_item_id)).one()
    if item.region_code != succession.region_code:
        raise Invalid({"region": [Message("A succession belongs to the region of its former item.")]})


def rise(session: Session, register: Register, row: Any) -> None:
    """A row may not stand below, forward or follow itself, not even by way of others."""
    attribute, key = _CHAINS[register.name]
    seen = {row.id} - {None}
    above = getattr(row, attribute)
    column = getattr(register.model, attribute)
    while above is not None:
        if above in seen:
            raise Invalid({key: [Message("A record cannot stand below itself.")]})
        seen.add(above)
        above = session.scalars(select(column).where(register.model.id == above)).one_or_none()


_CHAINS = {
    "organizations": ("parent_id", "parent"),
    "key_areas": ("parent_id", "parent"),
    "policy_documents": ("forwards_id", "forwards"),
    "catalog_editions": ("based_on_id", "based_on"),
}


def found_edition(session: Session, register: Register, edition: Any) -> None:
    """The central reference is the nation's alone; an edition is not based on itself."""
    if edition.kind == EditionKind.REFERENCE and edition.region_code != NATION:
        raise Invalid({"kind": [Message("Only the nation's reference is of this kind.")]})
    rise(session, register, edition)


RULES: Mapping[str, Callable[[Session, Register, Any], None]] = {
    "catalog_items": place_item,
    "purchasers": fit_kind,
    "providers": fit_kind,
    "item_successions": follow_item,
    "organizations": rise,
    "key_areas": rise,
    "policy_documents": rise,
    "catalog_editions": found_edition,
}
