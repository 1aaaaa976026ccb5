"""The catalog as a tree: levels open by click, search opens the path to each hit, one item stands beside it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import render_template, request
from flask_appbuilder import BaseView, expose, has_access
from werkzeug.exceptions import NotFound as PageNotFound

from portal.access.actor import current_actor
from portal.access.permissions import Action
from portal.admin import queries, terms, tree_panels
from portal.admin.addresses import add_address
from portal.admin.pages import Node, TreePage
from portal.extensions import db
from portal.messages import Message
from portal.models import CatalogEdition
from portal.registers import REGISTERS
from portal.registers.words import EDITION_KINDS, EDITION_STATES
from portal.services import catalog, guards, records
from portal.services.catalog import Branch
from portal.web.translation import language, translate


class CatalogTreeView(BaseView):
    route_base = "/catalog"
    default_view = "index"
    class_permission_name = "catalog_items"
    method_permission_name = {
        "index": Action.VIEW.value,
        "edition": Action.VIEW.value,
        "children": Action.VIEW.value,
        "item": Action.VIEW.value,
    }

    @expose("/")
    @has_access
    def index(self) -> str:
        """The tree of the edition that matters most to the reader: the own region's, else the nearest above."""
        editions = catalog.editions(db.session)
        if not editions:
            empty = TreePage(translate(Message("Catalog tree")), "", (), (), (), "", "")
            return render_template("admin/tree.html", page=empty)
        return self._page(editions, editions[0])

    @expose("/<int:edition_id>/")
    @has_access
    def edition(self, edition_id: int) -> str:
        editions = catalog.editions(db.session)
        chosen = next((e for e in editions if e.id == edition_id), None)
        if chosen is None:
            raise PageNotFound()
        return self._page(editions, chosen)

    @expose("/<int:edition_id>/children/<int:item_id>")
    @has_access
    def children(self, edition_id: int, item_id: int) -> str:
        records.get(db.session, current_actor(), REGISTERS["catalog_items"], item_id)  # 404 where it is out of sight
        nodes = _nodes(catalog.children(db.session, edition_id, item_id), edition_id)
        return render_template("admin/tree_nodes.html", nodes=nodes)

    @expose("/<int:edition_id>/item/<int:item_id>")
    @has_access
    def item(self, edition_id: int, item_id: int) -> str:
        """The panel alone, fetched by tree.js."""
        panel = tree_panels.panel(current_actor(), edition_id, item_id)
        return render_template("admin/tree_panel.html", panel=panel)

    def _page(self, editions: Sequence[CatalogEdition], edition: CatalogEdition) -> str:
        words = request.args.get("q", "").strip()[:100]
        chosen, opened = _number("item"), _number("open")
        branches = catalog.tree(db.session, edition.id, words, opened or chosen)
        actor = current_actor()
        register = REGISTERS["catalog_items"]
        may_add = records.may(actor, register, Action.ADD) and guards.may_add_item(actor, edition)
        page = TreePage(
            title=edition.title,
            subtitle=" · ".join(
                [edition.region.label, translate(EDITION_KINDS[edition.kind].label), str(edition.year)]
            ),
            badges=_badges(edition),
            editions=[(e.title, f"/catalog/{e.id}/", e.id == edition.id) for e in editions],
            nodes=_nodes(branches, edition.id, chosen),
            search_value=words,
            level_text=" · ".join(
                translate(Message("%(level)s: %(count)s", level=_level_name(edition, level), count=count))
                for level, count in catalog.level_counts(db.session, edition.id)
            ),
            add_href=queries.address(add_address(register), [("edition", str(edition.id))]) if may_add else None,
            panel=tree_panels.panel(actor, edition.id, chosen) if chosen is not None else None,
            notes=terms.on_edition(edition),
        )
        return render_template("admin/tree.html", page=page)


def _number(name: str) -> int | None:
    """An id in the address; anything else counts as none."""
    text = request.args.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _level_name(edition: CatalogEdition, level: int) -> Any:
    names = catalog.level_names(db.session, edition, language())
    return names[level - 1] if level <= len(names) else Message("level %(level)s", level=level)


def _badges(edition: CatalogEdition) -> list[tuple[str, str]]:
    state = EDITION_STATES[edition.state]
    badges = [(translate(state.label), state.tone)]
    if edition.unconfirmed:
        badges.append((translate(Message("Reference · to be checked")), "purple"))
    if edition.sample:
        badges.append((translate(Message("Sample")), "purple"))
    return badges


def _nodes(branches: Sequence[Branch], edition_id: int, chosen: int | None = None) -> list[Node]:
    found = []
    for branch in branches:
        item = branch.item
        badges: list[tuple[str, str]] = []
        if item.open_ended:
            badges.append((translate(Message("Open-ended (等)")), "grey"))
        if item.valid_to is not None:
            badges.append((translate(Message("Retired")), "grey"))
        children = _nodes(branch.children, edition_id, chosen) if branch.children is not None else None
        found.append(
            Node(
                item.id,
                item.code,
                item.name,
                item.level,
                branch.child_count,
                children,
                f"/catalog/{edition_id}/children/{item.id}",
                f"/catalog/{edition_id}/?item={item.id}#panel",
                f"/catalog/{edition_id}/item/{item.id}",
                badges,
                branch.matched,
                item.id == chosen,
            )
        )
    return found
