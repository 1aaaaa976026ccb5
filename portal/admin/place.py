"""Whose data a page shows and what may be done with it: the first words of the top bar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, select

from portal.access.actor import Actor
from portal.access.administration import Duty, regions_kept
from portal.access.permissions import Action
from portal.access.scope import above
from portal.admin.pages import Badge
from portal.extensions import db
from portal.messages import Message
from portal.models import NATION, Account, Region
from portal.profiles.vocabulary import Divisions
from portal.registers import REGISTERS
from portal.services.provinces import profile_at
from portal.web.translation import translate

_REGIONS = Region.__table__.c
_PLACE = (
    select(_REGIONS.name)
    .where(_REGIONS.code.in_(bindparam("codes", expanding=True)), _REGIONS.virtual.is_(False))
    .order_by(_REGIONS.code)
)
"""Built once, on the table: it is asked for every page, and regions are for everyone to read."""

WRITING = (Action.ADD, Action.EDIT, Action.DELETE)


@dataclass(frozen=True)
class Place:
    """``names`` from the top (山东省, 淄博市, 博山区); ``region_code`` is the last one's, empty without a grant."""

    names: Sequence[str] = ()
    region_code: str = ""
    divisions: Divisions | None = None


def place_of(actor: Actor, account: Account) -> Place:
    """Where the widest grant begins, as far as the person is at work there now."""
    if not actor.grants:
        return Place()
    widest = min(actor.grants, key=lambda grant: 0 if grant.region_code == NATION else len(grant.region_code))
    code = widest.region_code
    # The codes of the regions above are the beginnings of its own; the nation is named only where it is the place.
    codes = above(code) - ({NATION} if code != NATION else set())
    names = [name for (name,) in db.session.connection().execute(_PLACE, {"codes": sorted(codes)})]
    profile = profile_at(db.session, code)
    organization = next(
        (g.organization for g in account.grants if g.organization_id == widest.organization_id and g.organization), None
    )
    if organization is not None:
        names.append(organization.name)
    return Place(names, code, profile.divisions if profile is not None else None)


def badges_of(actor: Actor, place: Place, section: str, spoken: str) -> list[Badge]:
    """What may be done here: with the register whose page it is, else with any of the portal."""
    scope = actor.scope
    names = [section] if section in REGISTERS else ["catalog_items"] if section == "catalog" else list(REGISTERS)
    reaches = [reach for name in names for action in WRITING for reach in scope.of(name, action)]
    if reaches:
        owners_only = all(reach.organization_id is not None for reach in reaches)
        editable = Badge("edit", translate(_editable(place, owners_only, spoken)))
        if len(place.region_code) > 2 and place.region_code[:2] != NATION:
            title = translate(
                Message("What the regions above have published can be read, and is changed by them only.")
            )
            return [editable, Badge("above", translate(Message("Levels above: read only")), title)]
        return [editable]
    if any(scope.may_somewhere(name, Action.VIEW) for name in names):
        return [Badge("read", translate(Message("Read only")))]
    if regions_kept(actor.grants, Duty.ACCOUNTS):
        return [Badge("edit", translate(Message("Keeps accounts and grants, no business data")))]
    return [Badge("read", translate(Message("No business data")))] if actor.grants else []


def _editable(place: Place, owners_only: bool, spoken: str) -> Message:
    """Which part may be changed, in the words of the province."""
    if owners_only:
        return Message("May edit: own organization")
    words, length = place.divisions, len(place.region_code)
    if words is None:
        return Message("May edit in this region and below")
    city, county = words.city.text(spoken), words.county.text(spoken)
    if length == 2:
        return Message("May edit: the whole province")
    if length == 4:
        counties = words.county_list_label.text(spoken)
        return Message("May edit: this %(city)s and its %(counties)s", city=city, counties=counties)
    return Message("May edit: this %(county)s", county=county)
