"""What a list is asked for: its address, a saved view in its place, and filters typed into the search box."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from werkzeug.datastructures import MultiDict

from portal.access.actor import Actor
from portal.admin import queries
from portal.admin.addresses import list_address
from portal.errors import NotFound
from portal.extensions import db
from portal.messages import Message
from portal.registers import Register
from portal.services import records, saved_views, typed_filters
from portal.services.records import Query
from portal.services.saved_views import Listed
from portal.services.typed_filters import Remark
from portal.web.translation import translate


@dataclass(frozen=True)
class Opened:
    """A list as it was asked for. ``typed`` is what stands in the search box when it is not the words alone."""

    query: Query
    views: Sequence[Listed] = ()
    remarks: Sequence[Remark] = ()
    typed: str = ""
    redirect: str = ""
    """The plain address of what was typed, when all of it was understood: it can be kept and passed on."""
    kept: Query | None = None
    """What the saved view itself asks for."""


def opened(actor: Actor, register: Register, args: MultiDict[str, str]) -> Opened:
    """Raises BadInput for an address that makes no sense."""
    query = queries.read(args)
    views = saved_views.all_of(db.session, actor, register)
    first = next((view.id for view in views if view.first), None)
    wanted = query.view if query.view is not None else first if not queries.says_what(args) else None
    kept, remarks = _kept(actor, register, wanted)
    if kept is not None and not queries.says_what(args):
        query = kept
    elif kept is not None:
        query = replace(query, view=kept.view)
    else:
        # Where a view comes first, an address without anything would bring it back.
        query = replace(query, view=0 if first is not None or query.view is not None else None)
    found = Opened(query, views, remarks, kept=kept)
    if not typed_filters.has_filter(query.words):
        return found
    shown = records.register_of(db.session, actor, register, query)
    typed = typed_filters.read(db.session, actor, shown, query.words, translate)
    narrowed = typed.put_into(query)
    if typed.remarks:
        return replace(found, query=narrowed, remarks=(*remarks, *typed.remarks), typed=query.words)
    return replace(found, redirect=queries.address(list_address(register), queries.pairs(narrowed)))


def _kept(actor: Actor, register: Register, view_id: int | None) -> tuple[Query | None, list[Remark]]:
    """What a view asks for, and what of it is no longer possible. One that is gone is said to be, no more."""
    if not view_id:
        return None, []
    try:
        view = saved_views.get(db.session, actor, register, view_id)
    except NotFound as error:
        return None, [Remark(error.message)]
    query, gone = saved_views.query_of(db.session, actor, register, view)
    if not gone:
        return query, []
    broken = Message("A part of the view “%(name)s” can no longer be shown and was left out:", name=view.name)
    return query, [Remark(broken), *(Remark(message) for message in gone)]
