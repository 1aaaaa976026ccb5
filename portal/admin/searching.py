"""Search over everything: what is suggested while one types, and the page of results, which needs no script."""

from __future__ import annotations

from flask import jsonify, render_template, request
from flask_appbuilder import BaseView, expose, has_access
from werkzeug.wrappers import Response

from portal.access.actor import Actor, current_actor
from portal.access.administration import Duty, regions_kept
from portal.access.permissions import Action
from portal.admin import menu, queries
from portal.admin.addresses import list_address, row_address
from portal.admin.home_pages import Hit, HitGroup
from portal.extensions import db
from portal.messages import Message
from portal.models import CatalogItem, Region
from portal.services import everywhere, grants
from portal.services.everywhere import CAP, Found
from portal.web.translation import translate, words_key

HOME = "/search/"
ON_THE_PAGE = 8
SUGGESTED = 3
LONGEST = 100


class SearchView(BaseView):
    route_base = "/search"
    default_view = "index"
    class_permission_name = "search"
    method_permission_name = {"index": Action.VIEW.value, "suggest": Action.VIEW.value}

    @expose("/")
    @has_access
    def index(self) -> str:
        words = _words()
        groups = _groups(current_actor(), words, ON_THE_PAGE)
        return render_template("admin/search.html", words=words, groups=groups)

    @expose("/suggest")
    @has_access
    def suggest(self) -> Response:
        words = _words()
        short = len(words) == 1 and words.isascii()  # a letter finds nearly everything: no use, and no small work
        groups = _groups(current_actor(), words, SUGGESTED, registers=not short)
        none = Message("Type one more character.") if short else Message("Nothing is found")
        return jsonify(
            groups=[group._asdict() | {"hits": [hit._asdict() for hit in group.hits]} for group in groups],
            all={"href": queries.address(HOME, [("q", words)]), "text": translate(Message("All results"))},
            none="" if groups else translate(none),
        )


def _words() -> str:
    return request.args.get("q", "").strip()[:LONGEST]


def _groups(actor: Actor, words: str, most: int, *, registers: bool = True) -> list[HitGroup]:
    """Pages of the portal first, then people for their keeper, then the registers."""
    if not words:
        return []
    found = [_pages(actor, words), _people(actor, words, most)]
    if registers:
        found += [_group(one, words) for one in everywhere.find(db.session, actor, words, most)]
    return [group for group in found if group.hits]


def _pages(actor: Actor, words: str) -> HitGroup:
    """Entries of the person's own menu."""
    entries = [item for group in menu.menu_of(actor, "?", words_key()) for item in group.items]
    hits = [
        Hit(item.label, "", "", item.href, item.icon)
        for item in everywhere.named(words, [(item.label, item) for item in entries])
    ]
    return HitGroup(translate(Message("Pages")), "layout-dashboard", str(len(hits)), "", hits)


def _people(actor: Actor, words: str, most: int) -> HitGroup:
    """Accounts, for a security administrator: those of the own region, by name, user name, pinyin or place."""
    label = translate(Message("People and grants"))
    if not regions_kept(actor.grants, Duty.ACCOUNTS):
        return HitGroup(label, "users", "0", "", [])
    found = grants.people(db.session, actor, words)
    hits = [Hit(p.first_name, p.username, "", f"/people/{p.id}/", "user") for p in found[:most]]
    return HitGroup(label, "users", _count(len(found)), queries.address("/people/", [("q", words)]), hits)


def _group(found: Found, words: str) -> HitGroup:
    register = found.register
    whole = queries.address(list_address(register), [("q", words)])
    code = next((column for column in register.indexed if column.indexed == "code"), None)
    hits: list[Hit] = []
    for row in found.rows:
        text = str(row)
        number = str((code.read(row) if code is not None else None) or "")
        place = "" if isinstance(row, Region) else row.region.label
        if isinstance(row, CatalogItem):
            place = f"{row.edition.title} · {place}"
        hits.append(Hit(text, "" if number in text else number, place, row_address(register, row.id), register.icon))
    return HitGroup(translate(register.label), register.icon, _count(found.count), whole, hits)


def _count(count: int) -> str:
    return f"{CAP}+" if count > CAP else str(count)
