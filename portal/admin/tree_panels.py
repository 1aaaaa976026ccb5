"""One item beside its tree: its values, its last changes, and what the reader may do with it."""

from __future__ import annotations

from portal.access.actor import Actor
from portal.access.permissions import Action
from portal.admin import histories, queries, shows
from portal.admin.addresses import add_address, row_address
from portal.admin.pages import Panel
from portal.errors import NotFound
from portal.extensions import db
from portal.models import CatalogItem
from portal.registers import REGISTERS
from portal.services import guards, records
from portal.services.records import Query
from portal.web import recording


def panel(actor: Actor, edition_id: int, item_id: int) -> Panel:
    """Raises NotFound for an item that is none of this edition's, or that the reader may not see."""
    register = REGISTERS["catalog_items"]
    item: CatalogItem = records.get(db.session, actor, register, item_id)
    if item.edition_id != edition_id:
        raise NotFound()
    recording.personal_read(register, item, shows.personal_keys(actor, register, item))
    may_add = records.may(actor, register, Action.ADD) and guards.may_add_item(actor, item.edition)
    below = [("edition", str(edition_id)), ("parent", str(item.id))]
    return Panel(
        code=item.code,
        name=item.name,
        page=shows.show_page(actor, register, item, histories.HISTORY, Query()),
        record_href=row_address(register, item.id),
        add_below_href=queries.address(add_address(register), below) if may_add else None,
    )
