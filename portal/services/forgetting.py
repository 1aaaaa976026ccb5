"""Personal data of one record, forgotten by law: in the record itself and beside the trail, which stays as it is.

Legal source: 个人信息保护法 第四十七条 (deletion), 第五十四条 (what is done with personal data is recorded).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal.access.actor import Actor, acting
from portal.access.circumstances import because
from portal.errors import BadInput, NotFound
from portal.messages import Message
from portal.models import NATION, AccessKind, Event, EventPersonalValue
from portal.registers import Register
from portal.services import search, trail
from portal.services.fields import personal, sweeping, uniqueness
from portal.services.fields.columns import PREFIX

_AT_ONCE = 500
_LONGEST_REASON = 500

OWN = "own"
"""The JSON column that holds the values of a province's own fields."""

_FILE = re.compile(r"'id': '([0-9a-f]{32})'")
"""The number of a file in an attachment's value as it is kept beside an event."""

Place = tuple[str, str]
"""Where a value stands: the JSON column that holds it (or “”), and its key there or its attribute."""


@dataclass(frozen=True)
class Forgotten:
    """What was removed: the columns that were emptied in the record, and how many values beside the trail."""

    columns: Sequence[str]
    values: int
    files: int = 0
    """Attached files that were removed: those of the record, and those of its past."""


def forget(session: Session, register: Register, row_id: int, reason: str, keys: Sequence[str] = ()) -> Forgotten:
    """Remove the personal values of one record, whether it still stands or not. Leaves one event of its own; commits.

    ``keys`` name some of the columns; without them all go, also those of hidden and retired fields. The record is
    emptied in a transaction of its own: that change leaves an event too, whose value goes with the rest. May be
    repeated: what is gone stays gone. Raises BadInput without a reason, NotFound for what never was.
    """
    reason = reason.strip()
    if not reason or len(reason) > _LONGEST_REASON:
        raise BadInput(Message("Give the reason in 1 to %(most)s characters.", most=_LONGEST_REASON))
    with acting(Actor.system("forgetting personal data")), because(reason):
        row = session.get(register.model, row_id)
        region = getattr(row, "region_code", NATION) if row is not None else _last_region(session, register, row_id)
        chosen = _places(session, register, region, keys)
        held = {place: _held(place, row.__dict__) for place in chosen} if row is not None else {}
        emptied = _empty(session, register, row, chosen) if row is not None else []
        session.commit()
        values, told = _remove(session, list(_digests(session, register, row_id, chosen)))
        numbers = {*sweeping.numbers_in(held), *_FILE.findall("\n".join(told))}
        trail.note(
            session,
            AccessKind.PERSONAL_FORGOTTEN,
            region=region,
            register=register.name,
            row_id=row_id,
            after={"columns": sorted(chosen.values()), "emptied": emptied, "values": values},
        )
        session.commit()
        files = sweeping.remove_unnamed(session, numbers)  # what a crash leaves here, the sweep takes
    return Forgotten(emptied, values, files)


def _last_region(session: Session, register: Register, row_id: int) -> str:
    """Where a record that is gone belonged. Raises NotFound for one that never was."""
    last = select(Event.region_code).where(Event.register == register.name, Event.row_id == row_id)
    region = session.scalars(last.order_by(Event.id.desc()).limit(1)).first()
    if region is None:
        raise NotFound(Message("There is no record %(id)s in this register.", id=row_id))
    return region


def _places(session: Session, register: Register, region: str, keys: Sequence[str]) -> dict[Place, str]:
    """Where personal values stand in rows and events → what the column is called. Raises BadInput for other keys."""
    found: dict[Place, str] = {("", c.place): c.key for c in register.columns if c.personal}
    own = personal.places(session, register.name, region)
    found |= {(OWN, place): PREFIX + place.split(".")[1] for place in own}
    names = set(found.values())
    if not names or set(keys) - names:
        raise BadInput(
            Message(
                "“%(register)s” has these personal columns: %(columns)s.",
                register=register.label,
                columns=", ".join(sorted(names)) or "—",
            )
        )
    return {place: name for place, name in found.items() if not keys or name in keys}


def _empty(session: Session, register: Register, row: Any, chosen: Mapping[Place, str]) -> list[str]:
    """Empty these places of the record. Gives the names of those that were filled."""
    filled = {place: name for place, name in chosen.items() if _held(place, row.__dict__) not in (None, "")}
    for inside, place in filled:
        if not inside:
            setattr(row, place, None)
    own = {place for inside, place in filled if inside}
    if own:
        row.own = {key: value for key, value in row.own.items() if key not in own}
    session.flush()
    uniqueness.keep(session, register, row)
    search.index(session, register, row)
    return sorted(set(filled.values()))


def _held(place: Place, values: Mapping[str, Any]) -> Any:
    inside, key = place
    return ((values.get(inside) or {}) if inside else values).get(key)


def _digests(session: Session, register: Register, row_id: int, chosen: Iterable[Place]) -> Iterator[str]:
    """The digests that the record's events hold in place of the values."""
    chosen = tuple(chosen)
    told = select(Event.before, Event.after).where(Event.register == register.name, Event.row_id == row_id)
    for before, after in session.execute(told):
        for values in (before or {}, after or {}):
            for place in chosen:
                value = _held(place, values)
                if isinstance(value, dict) and "digest" in value:
                    yield value["digest"]


def _remove(session: Session, digests: Sequence[str]) -> tuple[int, list[str]]:
    """Remove the values with these digests. Gives how many, and what they said."""
    told: list[str] = []
    for start in range(0, len(digests), _AT_ONCE):
        chosen = EventPersonalValue.value_digest.in_(digests[start : start + _AT_ONCE])
        told += session.scalars(select(EventPersonalValue.value).where(chosen))
        session.execute(delete(EventPersonalValue).where(chosen))
    return len(told), told
