"""The first page (工作台): what one may do here, how much there is and where, what changed lately, where to go on.

What a person sees follows from the permission table, not from the name of a role: tiles and regions for those who
read registers, accounts for their keeper, the access log for its reader, the state of the portal for whoever runs it.
"""

from __future__ import annotations

from datetime import datetime

from flask import render_template
from flask_appbuilder import IndexView, expose
from flask_babel import format_date

from portal.access.actor import Actor, current_actor
from portal.access.administration import Duty, regions_kept
from portal.access.permissions import Action
from portal.admin import home_cards, home_lists
from portal.admin.addresses import list_address
from portal.admin.cells import count_text
from portal.admin.home_pages import HomePage, RecentPart, Tile
from portal.extensions import db
from portal.fields.moment import BEIJING
from portal.messages import Message
from portal.registers import REGISTERS
from portal.services import counts
from portal.web.translation import translate

SHOWN = (
    "catalog_editions",
    "catalog_items",
    "negative_list_entries",
    "key_areas",
    "purchasers",
    "providers",
    "liaison_points",
    "policy_documents",
)


class HomeView(IndexView):
    """Open to everyone who is signed in; what it counts is scoped like everything else."""

    @expose("/")
    def index(self) -> str:
        actor = current_actor()
        page = HomePage(
            title=translate(Message("Workbench")),
            day=format_date(datetime.now(BEIJING), "full"),
            rights=home_cards.rights(actor),
            tiles=_tiles(actor),
            shortcuts=home_cards.shortcuts(actor),
            by_region=home_lists.by_region(actor),
            recent=_recent(actor),
            facts=home_cards.facts(actor),
        )
        return render_template("admin/home.html", page=page)


def _tiles(actor: Actor) -> list[Tile]:
    readable = tuple(name for name in SHOWN if actor.scope.may_somewhere(name, Action.VIEW))
    found = counts.of_registers(db.session, actor, readable)
    registers = [REGISTERS[name] for name in readable]
    return [Tile(translate(r.label), count_text(found[r.name]), list_address(r), r.icon) for r in registers]


def _recent(actor: Actor) -> RecentPart | None:
    """Changes of data for those who have to do with data, accesses and accounts for the administrators of both."""
    if any(actor.scope.may_somewhere(name, Action.VIEW) for name in SHOWN):
        return home_lists.changes(actor)
    keeps = bool(regions_kept(actor.grants, Duty.ACCOUNTS))
    reads = actor.scope.may_somewhere("access_events", Action.VIEW)
    return home_lists.accesses(actor) if keeps or reads else None
