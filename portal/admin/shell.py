"""The frame around every page: the menu, whose data this is, what may be done with it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from urllib.parse import urlencode

from flask import current_app, g, request
from sqlalchemy import bindparam, select

from portal.access import administration
from portal.access.actor import Actor, current_actor
from portal.access.permissions import Action
from portal.access.role_names import ROLE_NAMES
from portal.access.scope import Scope, above
from portal.admin.addresses import list_address
from portal.admin.pages import Badge, Group, Item, Person, Shell
from portal.extensions import db
from portal.messages import Message
from portal.models import NATION, Account, Region, Role
from portal.registers import REGISTERS
from portal.web.translation import language, translate

GROUPS = {
    "catalog": Message("Catalogs and lists"),
    "registers": Message("Registers"),
    "ground": Message("Documents and regions"),
    "oversight": Message("Oversight and log"),
    "configuration": Message("Configuration"),
}


def shell() -> Shell:
    """Made once for each page; errors before the sign-in get a frame without a person."""
    actor = current_actor()
    account = g.get("account")
    return Shell(
        app_name=translate(Message("Government purchase of services")),
        menu=_menu(actor.scope, _section(request.path), language(), _keeps_people(actor)) if account else (),
        trail=_trail(account) if account else (),
        badge=_badge(actor) if account else None,
        person=Person(account.first_name, _role_names(actor)) if account else None,
        languages=_languages(),
        home_href="/",
        logout_href="/logout/",
        password_href="/password/",
        demo=current_app.config.get("PORTAL_ENV") == "demo",
    )


def _section(path: str) -> str:
    """The part of the portal that a page belongs to: the first step of its address, or “?” for none of the menu's."""
    section = path.split("/")[1]
    return section if section in REGISTERS or section in {"", "catalog", "profile", "people", "explain"} else "?"


@lru_cache(maxsize=1_024)
def _menu(scope: Scope, section: str, spoken: str, keeps_people: bool) -> list[Group]:
    """The menu in the language ``spoken``. A scope stays the same object as long as the grants do."""
    home = Item(translate(Message("Workbench")), "/", "layout-dashboard", section == "")
    rights = Item(translate(Message("What I may do")), "/explain/", "user-shield", section == "explain")
    groups = [Group("", [home, rights])]
    if keeps_people:
        accounts = Item(translate(Message("Accounts")), "/people/", "users", section == "people")
        groups.append(Group(translate(Message("People and grants")), [accounts]))
    for key, label in GROUPS.items():
        items = []
        if key == "catalog" and scope.may_somewhere("catalog_items", Action.VIEW):
            tree = Item(translate(Message("Catalog tree")), "/catalog/", "sitemap", section == "catalog")
            items.append(tree)
        for register in REGISTERS.values():
            if register.group == key and scope.may_somewhere(register.name, Action.VIEW):
                active = section == register.name
                items.append(Item(translate(register.label), list_address(register), register.icon, active))
        if key == "configuration" and scope.may_somewhere("provinces", Action.VIEW):
            rules = Item(translate(Message("Provincial rules")), "/profile/", "adjustments", section == "profile")
            items.insert(0, rules)
        if items:
            groups.append(Group(translate(label), items))
    return groups


_REGIONS = Region.__table__.c
_PLACE = (
    select(_REGIONS.name)
    .where(_REGIONS.code.in_(bindparam("codes", expanding=True)), _REGIONS.virtual.is_(False))
    .order_by(_REGIONS.code)
)
"""Built once, on the table: it is asked for every page, and regions are for everyone to read."""


def _keeps_people(actor: Actor) -> bool:
    return bool(administration.regions_kept(actor.grants, administration.Duty.ACCOUNTS))


def _trail(account: Account) -> Sequence[str]:
    """Whose data this is, from the widest grant: 山东省 › 淄博市 › 博山区."""
    if not account.grants:
        return ()
    grant = min(account.grants, key=lambda g: 0 if g.region_code == NATION else len(g.region_code))
    # The codes of the regions above are the beginnings of its own; the nation is named only where it is the place.
    codes = above(grant.region_code) - ({NATION} if grant.region_code != NATION else set())
    names = [name for (name,) in db.session.connection().execute(_PLACE, {"codes": sorted(codes)})]
    if grant.organization is not None:
        names.append(grant.organization.name)
    return names


def _badge(actor: Actor) -> Badge | None:
    scope = actor.scope
    if any(scope.may_somewhere(name, Action.EDIT) for name in REGISTERS):
        return Badge("edit", translate(Message("May edit in this region and below")))
    if any(scope.may_somewhere(name, Action.VIEW) for name in REGISTERS):
        return Badge("read", translate(Message("Read only")))
    return None


def _role_names(actor: Actor) -> str:
    return "、".join(translate(ROLE_NAMES[role]) for role in Role if role in actor.roles)


def _languages() -> list[tuple[str, str, str, bool]]:
    here = request.full_path.rstrip("?") if request.method == "GET" else "/"
    chosen = language()
    return [
        (code, words["name"], f"/language/{code}?{urlencode({'next': here})}", code == chosen)
        for code, words in current_app.config["LANGUAGES"].items()
    ]
