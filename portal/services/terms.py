"""What a province calls its divisions (盟市, 旗县, 市州): words of its profile, for every screen."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from portal.access.statements import explained
from portal.models import NATION, Province, Region
from portal.profiles import Profile
from portal.profiles.vocabulary import Divisions
from portal.services.counts import Kept

_KEPT = Kept(seconds=3_600, most=64)
_REGIONS = Region.__table__.c
_PROVINCES = Province.__table__.c


def _line_statement() -> Select[Any]:
    """The names of some regions, and when the profile of a province was last written: asked for every page."""
    written = select(_PROVINCES.updated_at).where(_PROVINCES.region_code == bindparam("province")).scalar_subquery()
    wanted = (
        select(_REGIONS.name, written)
        .where(_REGIONS.code.in_(bindparam("codes", expanding=True)), _REGIONS.virtual.is_(False))
        .order_by(_REGIONS.code)
    )
    return explained(wanted, "names of regions and the age of a profile are for everyone to read")


_LINE = _line_statement()
_PROFILE = explained(
    select(_PROVINCES.profile).where(_PROVINCES.region_code == bindparam("province")),
    "the words of a province are for everyone to read",
)


def line(session: Session, region_code: str, codes: list[str]) -> tuple[list[str], Divisions | None]:
    """The names of these regions from the top, and the words of the region's province; None where none is loaded."""
    province = region_code[:2]
    rows = session.connection().execute(_LINE, {"codes": codes, "province": province}).all()
    written = rows[0][1] if rows else None
    return [name for name, _ in rows], _divisions(session, province, written)


def divisions(session: Session, region_code: str) -> Divisions | None:
    """The words of a region's province; None for the nation and for a province that is not loaded."""
    if region_code == NATION:
        return None
    return line(session, region_code, [region_code])[1]


def _divisions(session: Session, province: str, written: datetime | None) -> Divisions | None:
    """Read anew whenever the profile was written: its age is part of the key."""
    if written is None:
        return None

    def find() -> Divisions | None:
        stored = session.connection().execute(_PROFILE, {"province": province}).scalar_one_or_none()
        return Profile.from_dict(stored).divisions if stored is not None else None

    return _KEPT.get((session.get_bind(), province, written), find)
