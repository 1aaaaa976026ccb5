"""The first page: what one may do here, with the counts of the registers in one's region."""

from __future__ import annotations

from flask import render_template
from flask_appbuilder import IndexView, expose
from sqlalchemy import func, select

from portal.access.actor import current_actor
from portal.access.permissions import Action
from portal.admin.addresses import list_address
from portal.extensions import db
from portal.registers import REGISTERS
from portal.services.records import COUNT_CAP
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
        cards = []
        for name in SHOWN:
            register = REGISTERS[name]
            if actor.scope.may_somewhere(name, Action.VIEW):
                capped = select(register.model.id).limit(COUNT_CAP + 1).subquery()
                count = db.session.scalar(select(func.count()).select_from(capped)) or 0
                text = f"{COUNT_CAP:,}+" if count > COUNT_CAP else f"{count:,}"
                cards.append((translate(register.label), text, list_address(register), register.icon))
        return render_template("admin/home.html", cards=cards)
