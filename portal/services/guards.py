"""Whether an action on one row is allowed, and if not, why: scope first, then the state of the row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session, object_session

from portal.access import asked
from portal.access.actor import Actor
from portal.access.permissions import Action
from portal.errors import NotPermitted
from portal.messages import Message
from portal.models import CatalogEdition, CatalogItem, ItemSuccession, Organization
from portal.registers import Register
from portal.registers.words import EDITION_STATES
from portal.services import compiling

_VERBS = {
    Action.VIEW: Message("see"),
    Action.ADD: Message("add"),
    Action.EDIT: Message("change"),
    Action.DELETE: Message("delete"),
}


def demand(session: Session, actor: Actor, register: Register, action: Action, row: Any) -> None:
    """Raises OutOfScope or NotPermitted with the reason."""
    asked.note()
    with session.no_autoflush:
        reason = allowed(actor, register, action, row, session)
    if reason is not None:
        raise NotPermitted(reason)


def allowed(
    actor: Actor, register: Register, action: Action, row: Any, session: Session | None = None
) -> Message | None:
    """None when the action is allowed, else the reason why not. A new row is in no session yet: give its own."""
    region = getattr(row, "region_code", None)
    if region is None or not actor.scope.may(register.name, action, region, _owner(row)):
        return Message("You may not %(verb)s a record of this region or owner.", verb=_VERBS[action])
    if actor.scope.everything:
        return None
    edition = row if isinstance(row, CatalogEdition) else row.edition if isinstance(row, CatalogItem) else None
    frozen = edition is not None and not edition.is_open
    if frozen and (action in (Action.EDIT, Action.DELETE) or (action is Action.ADD and isinstance(row, CatalogItem))):
        assert edition is not None
        return Message(
            "State of this edition: %(state)s. It cannot be changed.", state=EDITION_STATES[edition.state].label
        )
    session = session or object_session(edition) if edition is not None else None
    return compiling.objection(session, actor, action, edition) if edition is not None and session is not None else None


DECIDING: Mapping[type[Any], tuple[Any, ...]] = {
    CatalogItem: (CatalogItem.edition,),
    ItemSuccession: (ItemSuccession.old_item, CatalogItem.edition),
}
"""The way from a row to what decides about it: whoever loads rows loads these along, whatever else is shown."""


def _owner(row: Any) -> int | None:
    if isinstance(row, CatalogItem):
        return row.edition.organization_id if row.edition is not None else None
    if isinstance(row, CatalogEdition):
        return row.organization_id
    if isinstance(row, ItemSuccession):
        return _owner(row.old_item)
    return row.id if isinstance(row, Organization) else None


def may_add_item(actor: Actor, edition: CatalogEdition) -> bool:
    """Whether a button to add an item to this edition should be shown."""
    may = actor.scope.may("catalog_items", Action.ADD, edition.region_code, edition.organization_id)
    session = object_session(edition)
    stopped = compiling.objection(session, actor, Action.ADD, edition) if session is not None else None
    return may and stopped is None and (edition.is_open or actor.scope.everything)
