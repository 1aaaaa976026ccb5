"""Changing a setting of a province: proposed, looked at with what it touches, saved as one change with its reason.

A setting is named by the dotted name of its table (``catalogue.depth``); its values are plain data, as in
province.toml. Two people may edit two settings at once; of one setting the second is told.
"""

from __future__ import annotations

import copy
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.access import asked
from portal.access.actor import Actor, acting
from portal.access.circumstances import because
from portal.access.permissions import Action
from portal.errors import Conflict, Invalid, NotFound, NotPermitted
from portal.messages import Message
from portal.models import Event, Province
from portal.profiles import Profile
from portal.profiles.difference import EDITABLE, Difference, compare
from portal.profiles.faults import Objection
from portal.profiles.typed import build
from portal.services.setting_impacts import Impact, impacts

LONGEST_TEXT = 4_000
LONGEST = 300
MOST_ROWS = 60
_LONG = frozenset({"text", "text_en", "note", "note_en"})
MOST_HISTORY = 100


@dataclass(frozen=True)
class Proposal:
    """A setting as somebody wants it: ``table`` as it would be stored, what is wrong, what changes and what it touches.

    ``seen`` is the fingerprint of the setting that the proposal was made against.
    """

    key: str
    table: Mapping[str, Any]
    profile: Profile | None
    objections: Sequence[Objection]
    differences: Sequence[Difference]
    impacts: Sequence[Impact]

    @property
    def refused(self) -> bool:
        return self.profile is None or any(impact.refused for impact in self.impacts)

    @property
    def fingerprint(self) -> str:
        return fingerprint(self.table)


@dataclass(frozen=True)
class Change:
    """An earlier change of a province's settings."""

    event: Event
    differences: Sequence[Difference]


def province(session: Session, slug: str) -> Province:
    """Raises NotFound for one that is not there or not to be seen."""
    found = session.scalars(select(Province).where(Province.slug == slug)).one_or_none()
    if found is None:
        raise NotFound()
    return found


def may_change(actor: Actor, row: Province) -> bool:
    return actor.scope.may("provinces", Action.EDIT, row.region_code)


def demand(actor: Actor, row: Province) -> None:
    """Raises NotPermitted: only the administrators of the province itself change its rules."""
    asked.note()
    if not may_change(actor, row):
        raise NotPermitted(Message("Only an administrator of this province changes its rules."))


def table_of(stored: Mapping[str, Any], key: str) -> dict[str, Any]:
    """A setting's values. Raises NotFound for a name that is no setting."""
    if key not in EDITABLE:
        raise NotFound(Message("There is no setting of this name."))
    at: Any = stored
    for step in key.split("."):
        at = at[step]
    return dict(at)


def stored_of(row: Province) -> dict[str, Any]:
    """The whole profile as plain data, also what an older version of the portal did not store yet."""
    return Profile.from_dict(row.profile).to_dict()


def fingerprint(values: object) -> str:
    text = json.dumps(values, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def propose(session: Session, row: Province, key: str, table: Mapping[str, Any]) -> Proposal:
    """What a change would mean; nothing is written."""
    before = Profile.from_dict(row.profile)
    stored = before.to_dict()
    table_of(stored, key)
    too_much = list(_too_much(table, tuple(key.split("."))))
    if too_much:
        return Proposal(key, table, None, too_much, (), ())
    wanted = _follow(_with(stored, key, dict(table)), key)
    after, objections = build(Profile, wanted)
    if after is None:
        return Proposal(key, table, None, objections, (), ())
    differences = compare(before, after)
    touched = impacts(session, row.region_code, key, before, after) if differences else []
    return Proposal(key, table, after, (), differences, touched)


def save(
    session: Session, actor: Actor, row: Province, proposal: Proposal, *, seen: str, reason: str
) -> Sequence[Difference]:
    """Write a proposal as one change. The caller commits.

    Raises NotPermitted; Conflict if somebody changed this setting since ``seen``; Invalid for what does not fit,
    lacks a reason, or would break rows.
    """
    demand(actor, row)
    if fingerprint(table_of(stored_of(row), proposal.key)) != seen:
        raise Conflict(Message("Somebody changed this setting since you opened it. Look at it again before you save."))
    if proposal.profile is None:
        raise Invalid({})
    stopped = [impact for impact in proposal.impacts if impact.refused]
    if stopped:
        raise Invalid({}, stopped[0].text)
    if not reason.strip():
        raise Invalid({"reason": [Message("Say why: the reason stays in the log.")]})
    if proposal.differences:
        with because(reason.strip()[:LONGEST]):
            row.profile = proposal.profile.to_dict()
            session.flush()
    return proposal.differences


def history(session: Session, row: Province, key: str | None = None) -> list[Change]:
    """The earlier changes of a province's settings, newest first; of one setting if ``key`` says which."""
    with acting(Actor.system("history of settings")):
        events = session.scalars(
            select(Event)
            .where(Event.register == "provinces", Event.row_id == row.id, Event.kind == "changed")
            .order_by(Event.id.desc())
            .limit(MOST_HISTORY)
        ).all()
    found = []
    for event in events:
        differences = changed(event, None if key is None else [key])
        if differences:
            found.append(Change(event, differences))
    return found


def changed(event: Event, keys: Sequence[str] | None = None) -> list[Difference]:
    """What an event of a province's row changed about its settings (else about these); it holds them as a whole."""
    old, new = _state(event.before), _state(event.after)
    return compare(old, new, keys) if old and new else []


def before_change(session: Session, row: Province, key: str, event_id: int) -> dict[str, Any]:
    """The values of a setting before one of its changes, to be put back. Raises NotFound."""
    change = next((change for change in history(session, row, key) if change.event.id == event_id), None)
    state = _state(change.event.before) if change else None
    if state is None:
        raise NotFound()
    return table_of(state.to_dict(), key)


def _state(values: Mapping[str, Any] | None) -> Profile | None:
    """The profile that an event holds; None where this version cannot read it any more."""
    return build(Profile, (values or {}).get("profile"))[0]


def _with(stored: Mapping[str, Any], key: str, table: Mapping[str, Any]) -> dict[str, Any]:
    wanted = copy.deepcopy(dict(stored))
    *steps, last = key.split(".")
    at = wanted
    for step in steps:
        at = at[step]
    at[last] = table
    return wanted


def _follow(wanted: dict[str, Any], key: str) -> dict[str, Any]:
    """A kind of catalog that comes gets a depth, and takes it along when it goes: neither could go alone."""
    if key != "catalogue.kinds":
        return wanted
    lists = wanted["catalogue"]["kinds"].get("lists")
    kinds = [str(each.get("kind")) for each in lists if isinstance(each, dict)] if isinstance(lists, list) else []
    depth = wanted["catalogue"]["depth"]
    known = {each["kind"]: each for each in depth["by_kind"]}
    depth["by_kind"] = [known.get(kind) or _usual_depth(kind) for kind in dict.fromkeys(kinds)]
    return wanted


def _usual_depth(kind: str) -> dict[str, Any]:
    names = ["一级目录", "二级目录", "三级目录"]
    english = ["Level 1", "Level 2", "Level 3"]
    return {"kind": kind, "levels": 3, "deeper_allowed": False, "max_levels": 3, "level_names": names,
            "level_names_en": english, "stated": False}  # fmt: skip


def _too_much(values: Any, path: tuple[str | int, ...]) -> list[Objection]:
    """Texts and lists that no screen could show: told before anything else looks at them."""
    if isinstance(values, str):
        most = LONGEST_TEXT if path[-1] in _LONG else LONGEST
        if len(values) > most:
            message = Message("At most %(most)s characters; these are %(count)s.", most=most, count=len(values))
            return [Objection(path, values[:40], message, Message("Shorten it."))]
        return []
    if isinstance(values, Mapping):
        return [found for key, value in values.items() for found in _too_much(value, (*path, key))]
    if isinstance(values, list | tuple):
        if len(values) > MOST_ROWS:
            message = Message("At most %(most)s entries; these are %(count)s.", most=MOST_ROWS, count=len(values))
            return [Objection(path, "", message, Message("Shorten it."))]
        return [found for n, value in enumerate(values) for found in _too_much(value, (*path, n))]
    return []
