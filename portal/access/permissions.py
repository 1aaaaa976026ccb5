"""Which role may do what on which register: the one table, to be read by a person.

Flask-AppBuilder's roles and permissions are generated from it by ``portal init``; the scope under the
session is built from it. A role that is not named for a register may do nothing there.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping

from portal.models.user import Role


class Action(enum.StrEnum):
    VIEW = "view"
    ADD = "add"
    EDIT = "edit"
    DELETE = "delete"


READ = frozenset({Action.VIEW})
AMEND = frozenset({Action.VIEW, Action.EDIT})
KEEP = frozenset({Action.VIEW, Action.ADD, Action.EDIT})
WRITE = frozenset(Action)

CATALOG = ("catalog_editions", "catalog_items", "item_successions")
LISTS = (
    "negative_list_entries",
    "prohibitive_rules",
    "provider_conditions",
    "key_areas",
    "purchaser_kinds",
    "provider_kinds",
    "listed_terms",
    "province_facts",
)
PARTIES = ("purchasers", "providers")
GROUND = ("regions", "provinces", "policy_documents", "organizations")
TRAIL = ("events", "access_events")
"""What happened: written by the portal alone, read by those whom the table names."""
CONFIGURATION = ("field_definitions",)
"""What a province sets for itself; no register, but screens of its own."""
REVIEWS = ("condition_checks", "party_findings")
"""What is looked at before a body may take part; doubts are written by the portal and decided by reviewers."""
EVERYTHING = (*CATALOG, *LISTS, *PARTIES, *REVIEWS, "liaison_points", *GROUND)


def _row(*parts: tuple[tuple[str, ...], frozenset[Action]]) -> Mapping[str, frozenset[Action]]:
    """Later parts win: first what may be read, then what may be written."""
    return {register: actions for registers, actions in parts for register in registers}


PERMISSIONS: Mapping[Role, Mapping[str, frozenset[Action]]] = {
    Role.PROVINCE_ADMINISTRATOR: _row(
        (EVERYTHING, WRITE),
        (("regions", "province_facts", "events"), READ),
        (("provinces", "party_findings"), AMEND),
        (CONFIGURATION, KEEP),
    ),
    Role.DEPARTMENT_EDITOR: _row((EVERYTHING, READ), (CATALOG, WRITE)),
    Role.CITY_EDITOR: _row(
        (EVERYTHING, READ),
        (CATALOG, WRITE),
        ((*PARTIES, "condition_checks"), WRITE),
        (("organizations",), WRITE),
        (("liaison_points",), AMEND),
    ),
    Role.COUNTY_EDITOR: _row(
        (EVERYTHING, READ),
        (CATALOG, WRITE),
        ((*PARTIES, "condition_checks"), WRITE),
        (("organizations",), WRITE),
        (("liaison_points",), AMEND),
    ),
    Role.REVIEWER: _row((EVERYTHING, READ), ((*PARTIES, *REVIEWS), AMEND)),
    Role.OVERSIGHT: _row((EVERYTHING, READ), (("events",), READ), (CONFIGURATION, READ)),
    # 三员: the three administrators run the portal and see no business data; one of them reads the trail.
    Role.SYSTEM_ADMINISTRATOR: {},
    Role.SECURITY_ADMINISTRATOR: {},
    Role.AUDIT_ADMINISTRATOR: _row((TRAIL, READ)),
    # What the public reads is disclosed on pages of its own; here it may do nothing.
    Role.PUBLIC: {},
}


def actions_of(role: Role, register: str) -> frozenset[Action]:
    """What a role may do on a register, wherever its region allows."""
    return PERMISSIONS[role].get(register, frozenset())
