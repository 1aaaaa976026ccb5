"""Who compiles which catalog: a province's setting, asked before an edition or an item is written."""

from __future__ import annotations

import re

from sqlalchemy.orm import Session

from portal.access.actor import Actor
from portal.access.permissions import Action
from portal.access.scope import GrantFact, covers
from portal.messages import Message
from portal.models import CatalogEdition, Role
from portal.models.catalog_edition import EditionKind
from portal.profiles.described import word_label
from portal.profiles.words import Body, RegionLevel
from portal.registers.words import EDITION_KINDS
from portal.services.provinces import profile_at

_OWN_LEVEL = re.compile(r"(\d+)A\d{2}")
_LEVELS = {2: RegionLevel.PROVINCE, 4: RegionLevel.CITY, 6: RegionLevel.COUNTY}
_FINANCE = {
    RegionLevel.PROVINCE: Body.PROVINCE_FINANCE,
    RegionLevel.CITY: Body.CITY_FINANCE,
    RegionLevel.COUNTY: Body.COUNTY_FINANCE,
}
_DEPARTMENTS = {
    RegionLevel.PROVINCE: Body.PROVINCE_DEPARTMENT,
    RegionLevel.CITY: Body.CITY_DEPARTMENT,
    RegionLevel.COUNTY: Body.COUNTY_DEPARTMENT,
}


def level_of(region_code: str) -> RegionLevel | None:
    """The level of government of a region, None below the counties. An own level (37A00) counts as what it is of."""
    own_level = _OWN_LEVEL.fullmatch(region_code)
    return _LEVELS.get(len(own_level[1] if own_level else region_code))


def body_of(grant: GrantFact, region_code: str) -> Body | None:
    """As which body somebody with this grant works in a region; None where the grant does not reach."""
    level = level_of(region_code)
    if level is None or not covers(grant.region_code, region_code):
        return None
    offices = _DEPARTMENTS if grant.role is Role.DEPARTMENT_EDITOR else _FINANCE
    return offices[level]


def objection(session: Session, actor: Actor, action: Action, edition: CatalogEdition) -> Message | None:
    """Why the acting person may not compile this edition, None where they may.

    Provincial administrators keep the portal of their province and may always correct; what the central
    government gives for reference belongs to no province.
    """
    if action is Action.VIEW or actor.scope.everything or edition.kind == EditionKind.REFERENCE:
        return None
    region = edition.region_code
    if Role.PROVINCE_ADMINISTRATOR in actor.roles_at(region):
        return None
    profile = profile_at(session, region)
    if profile is None:
        return None
    level = level_of(region)
    local = profile.catalogue.local_edit
    if level is not None and not local.may_edit(level):
        return Message(
            "By the rules of this province catalogs are not edited at this level (%(level)s). %(source)s: %(text)s",
            level=word_label(level),
            source=local.source or Message("Setting of the province"),
            text=local.text,
        )
    bodies = {body for grant in actor.grants if (body := body_of(grant, region)) is not None}
    if any(profile.catalogue.editors.may_compile(body, edition.kind) for body in bodies):
        return None
    rule = profile.catalogue.editors
    return Message(
        "By the rules of this province you do not compile catalogs of the kind “%(kind)s”. %(source)s: %(text)s",
        kind=EDITION_KINDS[edition.kind].label,
        source=rule.source or Message("Setting of the province"),
        text=rule.text,
    )
