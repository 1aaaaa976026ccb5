"""The menu of a person: what their scope opens, in groups, with the part of the portal that a page belongs to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from portal.access import administration
from portal.access.actor import Actor
from portal.access.permissions import TRAIL, Action
from portal.access.scope import Scope
from portal.admin.addresses import list_address
from portal.admin.pages import Group, Item
from portal.messages import Message
from portal.registers import REGISTERS
from portal.web.translation import translate

GROUPS: Mapping[str, Message] = {
    "catalog": Message("Catalogs and lists"),
    "registers": Message("Registers"),
    "oversight": Message("Supervision"),
    "configuration": Message("Configuration"),
}

COUNTED = frozenset({"catalog", "registers"})
"""The groups whose entries carry a number: the work itself, not its settings, nor logs that never end."""

PAGES = frozenset({"", "catalog", "profile", "people", "explain", "roles", "fields", "region_trail", "person_trail"})
"""First steps of addresses of the menu's entries that are no register."""


def section_of(path: str) -> str:
    """The part of the portal that a page belongs to: the first step of its address, or “?” for none of the menu's."""
    section = path.split("/")[1]
    return section if section in REGISTERS or section in PAGES else "?"


def menu_of(actor: Actor, section: str, spoken: str) -> Sequence[Group]:
    """The menu in the language ``spoken``, the entry of ``section`` marked."""
    return _menu(actor.scope, section, spoken, _keeps_people(actor))


def counted(actor: Actor) -> tuple[str, ...]:
    """The registers of the menu that carry a number, for this person."""
    return _counted(actor.scope)


@lru_cache(maxsize=1_024)
def _counted(scope: Scope) -> tuple[str, ...]:
    found = (register.name for register in REGISTERS.values() if register.group in COUNTED)
    return tuple(name for name in found if scope.may_somewhere(name, Action.VIEW))


@lru_cache(maxsize=1_024)
def _menu(scope: Scope, section: str, spoken: str, keeps_people: bool) -> list[Group]:
    """A scope stays the same object as long as the grants do."""
    home = Item(translate(Message("Workbench")), "/", "layout-dashboard", section == "")
    groups = [Group("", [home])]
    for key, label in GROUPS.items():
        items = []
        if key == "catalog" and scope.may_somewhere("catalog_items", Action.VIEW):
            items.append(Item(translate(Message("Catalog tree")), "/catalog/", "sitemap", section == "catalog"))
        for register in REGISTERS.values():
            if register.group == key and scope.may_somewhere(register.name, Action.VIEW):
                active = section == register.name
                label_text = translate(register.label)
                items.append(Item(label_text, list_address(register), register.icon, active, register.name))
        if key == "oversight":
            items += _histories(scope, section)
        if key == "configuration":
            items = [*_people(section, keeps_people), *_rules(scope, section), *items, *_rights(section)]
        if items:
            groups.append(Group(translate(label), items))
    return groups


def _histories(scope: Scope, section: str) -> list[Item]:
    if not any(scope.may_somewhere(log, Action.VIEW) for log in TRAIL):
        return []
    return [
        Item(translate(Message("History by region")), "/region_trail/", "map-pin", section == "region_trail"),
        Item(translate(Message("History by person")), "/person_trail/", "user-circle", section == "person_trail"),
    ]


def _people(section: str, keeps_people: bool) -> list[Item]:
    if not keeps_people:
        return []
    return [Item(translate(Message("People and grants")), "/people/", "users", section == "people")]


def _rules(scope: Scope, section: str) -> list[Item]:
    found = []
    if scope.may_somewhere("field_definitions", Action.VIEW):
        found.append(Item(translate(Message("Fields")), "/fields/", "forms", section == "fields"))
    if scope.may_somewhere("provinces", Action.VIEW):
        found.append(Item(translate(Message("Provincial rules")), "/profile/", "adjustments", section == "profile"))
    return found


def _rights(section: str) -> list[Item]:
    return [
        Item(translate(Message("What each role may do")), "/roles/", "shield-check", section == "roles"),
        Item(translate(Message("What I may do")), "/explain/", "user-shield", section == "explain"),
    ]


def _keeps_people(actor: Actor) -> bool:
    return bool(administration.regions_kept(actor.grants, administration.Duty.ACCOUNTS))
