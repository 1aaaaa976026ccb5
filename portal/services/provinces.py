"""The profile that holds in a region, as it stands this moment in every worker.

A profile is built once for each version of its row and kept in the process; whether that version is still the one
in force is one small statement for each transaction, so a change acts in the next request everywhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import bindparam, event, select
from sqlalchemy.orm import Session

from portal.access.statements import explained
from portal.models import Province
from portal.profiles import Profile

_WHY = "everyone works under the rules of the province, whoever may read its row"
_ROWS = Province.__table__.c
_ALL = explained(select(_ROWS.region_code, _ROWS.version, _ROWS.updated_at), _WHY)
_ONE = explained(select(_ROWS.profile).where(_ROWS.region_code == bindparam("region")), _WHY)
_MEMO = "portal_profiles"
_PROVINCE_DIGITS = 2

_Stamp = tuple[int, Any]
_kept: dict[tuple[str, str], tuple[_Stamp, Profile]] = {}


def profile_at(session: Session, region_code: str) -> Profile | None:
    """The rules of the province that a region lies in; None for the nation and for a province without rules."""
    province = region_code[:_PROVINCE_DIGITS]
    memo: dict[str, Profile | None] = session.info.setdefault(_MEMO, {})
    if province not in memo:
        memo[province] = _in_force(session, province)
    return memo[province]


def _in_force(session: Session, province: str) -> Profile | None:
    stamp = _stamps(session).get(province)
    if stamp is None:
        return None
    connection = session.connection()
    key = (str(connection.engine.url), province)
    known = _kept.get(key)
    if known is None or known[0] != stamp:
        profile = Profile.from_dict(connection.scalar(_ONE, {"region": province}) or {})
        known = _kept[key] = (stamp, profile)
    return known[1]


def _stamps(session: Session) -> Mapping[str, _Stamp]:
    """Version and moment of change of every province's row. Versions alone repeat after a rollback."""
    stamps: dict[str, _Stamp] | None = session.info.get(f"{_MEMO}_stamps")
    if stamps is None:
        rows = session.connection().execute(_ALL)
        stamps = session.info[f"{_MEMO}_stamps"] = {code: (version, at) for code, version, at in rows}
    return stamps


def _forget(session: Session, *_: Any) -> None:
    session.info.pop(_MEMO, None)
    session.info.pop(f"{_MEMO}_stamps", None)


def _forget_written(session: Session, context: Any) -> None:
    if any(isinstance(row, Province) for row in (*session.new, *session.dirty, *session.deleted)):
        _forget(session)


def install() -> None:
    event.listen(Session, "after_flush", _forget_written)
    event.listen(Session, "after_commit", _forget)
    event.listen(Session, "after_soft_rollback", _forget)


install()

__all__ = ["profile_at"]
