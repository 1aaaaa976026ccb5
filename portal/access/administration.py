"""Which administrator may do what: the separation of the three administrators (三员分立), to be read by a person.

Pure values and decisions: ``portal.services.grants`` asks them before it changes anything. The permissions that
Flask-AppBuilder checks at the door of the pages are made from ``PAGES``.

Legal source: GB/T 22239-2019 (等保三级), 8.1.5 安全管理中心: system, audit and security management are apart.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping

from portal.access.permissions import TRAIL, Action, actions_of
from portal.access.role_names import ROLE_NAMES
from portal.access.scope import GrantFact, covers
from portal.messages import Message
from portal.models.base import NATION
from portal.models.region import RegionKind
from portal.models.user import Role


class Duty(enum.StrEnum):
    """What has to be done beside the business itself."""

    SETTINGS = "settings"
    """Technical settings and the health of the portal; not the rules of a province."""
    ACCOUNTS = "accounts"
    """Open accounts, switch them off and on, give new passwords."""
    GRANTS = "grants"
    """Give roles to people and take them away."""
    ACCESS_LOG = "access_log"
    """Read who signed in, was refused, or changed accounts and grants."""
    BUSINESS = "business"
    """Read or change rows of any register but the trail."""


# Duty                        system administrator   security administrator   audit administrator
# technical settings                   x                       -                        -
# accounts                             -                       x                        -
# grants                               -                       x                        -
# access log                           -                       -                        x
# business data                        -                       -                        -
DUTIES: Mapping[Role, frozenset[Duty]] = {
    Role.SYSTEM_ADMINISTRATOR: frozenset({Duty.SETTINGS}),
    Role.SECURITY_ADMINISTRATOR: frozenset({Duty.ACCOUNTS, Duty.GRANTS}),
    Role.AUDIT_ADMINISTRATOR: frozenset({Duty.ACCESS_LOG}),
}

ADMINISTRATORS = frozenset(DUTIES)
"""Whoever holds one of these roles holds no other role at all."""

BEGINS_AT: Mapping[Role, frozenset[RegionKind]] = {
    Role.PROVINCE_ADMINISTRATOR: frozenset({RegionKind.PROVINCE}),
    Role.DEPARTMENT_EDITOR: frozenset(RegionKind),
    Role.CITY_EDITOR: frozenset({RegionKind.CITY, RegionKind.DIRECT, RegionKind.ZONE}),
    Role.COUNTY_EDITOR: frozenset({RegionKind.COUNTY, RegionKind.TOWNSHIP, RegionKind.ZONE}),
    Role.REVIEWER: frozenset(RegionKind),
    Role.OVERSIGHT: frozenset(RegionKind),
    Role.SYSTEM_ADMINISTRATOR: frozenset({RegionKind.NATION, RegionKind.PROVINCE}),
    Role.SECURITY_ADMINISTRATOR: frozenset({RegionKind.NATION, RegionKind.PROVINCE, RegionKind.CITY}),
    Role.AUDIT_ADMINISTRATOR: frozenset({RegionKind.NATION, RegionKind.PROVINCE, RegionKind.CITY}),
}
"""The kinds of region in which a role can be given. A role that is not named (the public) is given to nobody."""

FOR_ONE_ORGANIZATION = frozenset({Role.DEPARTMENT_EDITOR})
"""Roles that hold for one named organization; the others hold for all of a region."""

READERS_OF_THE_TRAIL = frozenset(role for role in Role if any(actions_of(role, log) for log in TRAIL))
"""Whoever may read one of the two logs."""

PAGES: Mapping[tuple[str, str], frozenset[Role]] = {
    (f"can_{action.value}", "people"): frozenset({Role.SECURITY_ADMINISTRATOR})
    for action in (Action.VIEW, Action.ADD, Action.EDIT)
} | {
    **{("can_view", page): frozenset(Role) - {Role.PUBLIC} for page in ("explain", "roles", "search")},
    ("can_edit", "roles"): frozenset({Role.SECURITY_ADMINISTRATOR}),
    ("can_view", "trail"): READERS_OF_THE_TRAIL,
    ("can_export", "trail"): READERS_OF_THE_TRAIL,
}
"""Who may open the pages of accounts and grants, and those of the trail, and repair roles; everyone those that explain
rights and roles, and the search. Which log somebody reads, and of which region, the permission table and scope decide.
"""


def regions_kept(grants: Iterable[GrantFact], duty: Duty) -> frozenset[str]:
    """The regions in which these grants charge their holder with a duty; each covers all below it."""
    return frozenset(grant.region_code for grant in grants if duty in DUTIES.get(grant.role, frozenset()))


def keeps(regions: Iterable[str], region_code: str) -> bool:
    """Whether a region is one of these or lies below one."""
    return any(covers(region, region_code) for region in regions)


def refusal_to_touch(keeper: Iterable[GrantFact], held: Iterable[GrantFact], *, oneself: bool) -> Message | None:
    """Why the keeper may not change an account with these grants, or None."""
    regions = regions_kept(keeper, Duty.ACCOUNTS)
    held = tuple(held)
    if not regions:
        return Message("Only a security administrator keeps accounts.")
    if oneself:
        return Message("Nobody changes their own account or grants here. Another security administrator can.")
    if not held and not keeps(regions, NATION):
        return Message("This account has no grant and so belongs to no region.")
    if not all(keeps(regions, grant.region_code) for grant in held):
        return Message("This account also holds grants outside your region.")
    return None


def refusal_to_give(
    keeper: Iterable[GrantFact], held: Iterable[GrantFact], new: GrantFact, kind: RegionKind
) -> Message | None:
    """Why the keeper may not give this grant to somebody who holds those, or None. ``kind`` is the region's."""
    held = tuple(held)
    if not keeps(regions_kept(keeper, Duty.GRANTS), new.region_code):
        return Message("You give grants in your own region and below only.")
    if kind not in BEGINS_AT.get(new.role, frozenset()):
        return Message("The role “%(role)s” does not begin at a region of this kind.", role=ROLE_NAMES[new.role])
    if (new.organization_id is not None) != (new.role in FOR_ONE_ORGANIZATION):
        return (
            Message("The role “%(role)s” holds for one organization: choose it.", role=ROLE_NAMES[new.role])
            if new.role in FOR_ONE_ORGANIZATION
            else Message("The role “%(role)s” holds for a whole region: choose no organization.",
                         role=ROLE_NAMES[new.role])
        )  # fmt: skip
    if new in held:
        return Message("This grant exists already.")
    others = {grant.role for grant in held} - {new.role}
    if others and (new.role in ADMINISTRATORS or others & ADMINISTRATORS):
        return Message("An administrator of the portal holds no other role: the three are kept apart.")
    return None


def refusal_to_take(keeper: Iterable[GrantFact], held: Iterable[GrantFact], old: GrantFact) -> Message | None:
    """Why the keeper may not take this grant away from somebody who holds those, or None."""
    if not keeps(regions_kept(keeper, Duty.GRANTS), old.region_code):
        return Message("You take grants away in your own region and below only.")
    if len(tuple(held)) == 1:
        return Message("This is the last grant. Switch the account off instead, so that it keeps its region.")
    return None
