"""The trail: every write that a session commits leaves exactly one event per row, in the same transaction.

What a flush changes is gathered; several flushes of one row become one event when the session commits.
Writers only insert, so nobody queues for the trail.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import event, insert, inspect
from sqlalchemy.orm import Mapper, Session, object_session

from portal.access.actor import Actor, acting, current_actor
from portal.access.circumstances import circumstances
from portal.models import (
    KINDS,
    NATION,
    AccessEvent,
    AccessKind,
    Account,
    Event,
    EventKind,
    EventPersonalValue,
    Grant,
)
from portal.models.base import now
from portal.services.fields.personal import hide
from portal.services.hiding import Hiding

_BUFFER = "portal_trail"
_OWN_TABLES = frozenset(
    {
        "events",
        "access_events",
        "event_personal_values",
        "seed_records",
        "search_tokens",
        "field_revisions",
        "field_unique_values",
        "field_indexes",
    }
)
_NOISE = frozenset({"created_at", "updated_at", "version", "id"})
_ACCOUNT_NOISE = frozenset(
    {"last_login", "login_count", "fail_login_count", "created_on", "changed_on", "session_version"}
)
_SECRET = frozenset({"password"})
_HIDDEN = "***"
_CHUNK = 500

_ACCOUNT_KINDS = {EventKind.ADDED: AccessKind.ACCOUNT_ADDED, EventKind.CHANGED: AccessKind.ACCOUNT_CHANGED,
                  EventKind.DELETED: AccessKind.ACCOUNT_DELETED}  # fmt: skip
_GRANT_KINDS = {EventKind.ADDED: AccessKind.GRANT_GIVEN, EventKind.CHANGED: AccessKind.GRANT_CHANGED,
                EventKind.DELETED: AccessKind.GRANT_TAKEN}  # fmt: skip


@dataclass
class Pending:
    """What one transaction has done to one row so far."""

    row: Any
    kind: EventKind
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)
    reason: str | None = None


def note(
    session: Session,
    kind: AccessKind,
    *,
    region: str = NATION,
    actor: tuple[int | None, str, str] | None = None,
    register: str | None = None,
    row_id: int | None = None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    """Record what is no change of a row: a sign-in, a refusal, a look at personal data. The caller commits.

    Raises ValueError at once for an event that lacks what its kind must tell.
    """
    values = _common(region, actor) | {
        "kind": AccessKind(kind).value,
        "register": register,
        "row_id": row_id,
        "row_name": None,
        "before": before,
        "after": after,
    }
    session.info.setdefault(_BUFFER, ({}, []))[1].append(_sealed(values))


def _gather(session: Session, context: Any) -> None:
    """After a flush: keys are known, and what was there before is still at hand."""
    for kind, changed in ((EventKind.ADDED, session.new), (EventKind.CHANGED, session.dirty)):
        for row in changed:
            _keep(session, row, kind)


def _gather_deleted(mapper: Any, connection: Any, row: Any) -> None:
    """Each removal, also of rows that go with another one: those never stand in ``session.deleted``."""
    session = object_session(row)
    if session is not None:
        _keep(session, row, EventKind.DELETED)


def _keep(session: Session, row: Any, kind: EventKind) -> None:
    table = getattr(row, "__tablename__", "ab_")
    if table in _OWN_TABLES or (table.startswith("ab_") and not isinstance(row, Account)):
        return
    before, after = _difference(row, kind)
    if kind is EventKind.CHANGED and not after:
        return
    rows, _ = session.info.setdefault(_BUFFER, ({}, []))
    _merge(rows, (table, row.id), Pending(row, kind, before, after, circumstances().reason))


def _merge(rows: dict[tuple[str, int], Pending], key: tuple[str, int], new: Pending) -> None:
    """Several flushes of one row are one event: from the first before to the last after."""
    old = rows.get(key)
    if old is None:
        rows[key] = new
    elif new.kind is EventKind.DELETED:
        if old.kind is EventKind.ADDED:
            del rows[key]  # made and removed in one transaction: nothing happened
        else:
            rows[key] = Pending(new.row, EventKind.DELETED, {**new.before, **old.before}, {}, new.reason)
    else:
        old.before = {**new.before, **old.before} if old.kind is EventKind.CHANGED else {}
        old.after |= new.after
        old.reason = new.reason or old.reason


def _difference(row: Any, kind: EventKind) -> tuple[dict[str, Any], dict[str, Any]]:
    state = inspect(row)
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    skipped = _NOISE | _ACCOUNT_NOISE if isinstance(row, Account) else _NOISE
    for attribute in state.mapper.column_attrs:
        key = attribute.key
        if key in skipped:
            continue
        history = state.attrs[key].history
        if kind is EventKind.CHANGED and not history.has_changes():
            continue
        new = getattr(row, key) if kind is not EventKind.DELETED else None
        old = history.deleted[0] if history.deleted else None
        if kind is EventKind.DELETED:
            old = history.deleted[0] if history.deleted else state.dict.get(key)
        if kind is EventKind.CHANGED and old == new:
            continue
        if key in _SECRET:
            old, new = (_HIDDEN if old is not None else None), (_HIDDEN if new is not None else None)
        if kind is not EventKind.ADDED:
            before[key] = _plain(old)
        if kind is not EventKind.DELETED:
            after[key] = _plain(new)
    for relation in state.mapper.relationships:
        if relation.secondary is None or relation.secondary.name.startswith("ab_"):
            continue
        history = state.attrs[relation.key].history
        if history.has_changes():
            before[relation.key] = sorted(r.id for r in (*history.unchanged, *history.deleted))
            after[relation.key] = sorted(r.id for r in (*history.unchanged, *history.added))
    return before, after


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, str | int | float | bool | dict | list) else str(value)


def _write(session: Session) -> None:
    """Before the commit: everything gathered becomes events, in the same transaction."""
    session.flush()
    rows, notes = session.info.pop(_BUFFER, ({}, []))
    if not rows and not notes:
        return
    personal: list[dict[str, Any]] = []
    events: list[dict[str, Any]] = []
    access = list(notes)
    for (table, row_id), pending in rows.items():
        _hide(session, table, pending, Hiding(personal))
        values = _row_values(table, row_id, pending)
        (access if table in ("ab_user", "grants") else events).append(_sealed(values))
    # The trail is the portal's own: the actor may write events that he may not read.
    with acting(Actor.system("trail")):
        for model, batch in ((Event, events), (AccessEvent, access), (EventPersonalValue, personal)):
            for start in range(0, len(batch), _CHUNK):
                session.connection().execute(insert(model.__table__), batch[start : start + _CHUNK])


def _hide(session: Session, table: str, pending: Pending, hiding: Hiding) -> None:
    """Personal values go beside the event: those of columns, and of the province's own fields in their JSON column."""
    region = _region_of(pending.row)
    for side in ("before", "after"):
        told = hiding.columns(table, getattr(pending, side))
        setattr(pending, side, hide(session, table, region, told, hiding.digest))


def _row_values(table: str, row_id: int, pending: Pending) -> dict[str, Any]:
    row, kind = pending.row, pending.kind
    kinds = _ACCOUNT_KINDS if isinstance(row, Account) else _GRANT_KINDS if isinstance(row, Grant) else None
    before = None if kind is EventKind.ADDED else pending.before
    after = None if kind is EventKind.DELETED else pending.after
    return _common(_region_of(row), None) | {
        "kind": kinds[kind].value if kinds else kind.value,
        "register": "accounts" if kinds else table,
        "row_id": row.user_id if isinstance(row, Grant) else row_id,
        "row_name": _name_of(row),
        "before": before,
        "after": after,
        "reason": pending.reason,
    }


def _name_of(row: Any) -> str | None:
    state = inspect(row)
    for key in ("name", "title", "username", "name_as_printed", "text", "code", "role"):
        if isinstance(state.dict.get(key), str):
            return str(state.dict[key])[:200]
    return None


def _region_of(row: Any) -> str:
    if isinstance(row, Account):
        codes = [grant.region_code for grant in row.__dict__.get("grants", ())]
        return min(codes, key=len) if codes else NATION
    found = inspect(row).dict.get("region_code") or inspect(row).dict.get("code")
    return found if isinstance(found, str) else NATION


def _common(region: str, actor: tuple[int | None, str, str] | None) -> dict[str, Any]:
    who, around = current_actor(), circumstances()
    acting_as = ",".join(sorted(role.value for role in who.roles)) or who.purpose
    actor_id, actor_name, acting_as = actor or (who.id, who.username, acting_as)
    return {
        "at": now(),
        "region_code": region,
        "actor_id": actor_id,
        "actor_name": actor_name[:64],
        "acting_as": acting_as[:200],
        "address": around.address,
        "request_id": around.request_id,
        "reason": around.reason,
    }


def _sealed(values: dict[str, Any]) -> dict[str, Any]:
    """The event with the digest of its content.

    Raises ValueError for a kind that is not declared, and for an event that lacks what its kind must tell.
    """
    if values["kind"] not in KINDS:
        raise ValueError(f"no kind of event is called {values['kind']}")
    lacking = [key for key in KINDS[values["kind"]].required if values.get(key) is None]
    if lacking:
        raise ValueError(f"an event of kind {values['kind']} lacks {', '.join(sorted(lacking))}")
    return values | {"digest": content_digest(values)}


def content_digest(values: dict[str, Any]) -> str:
    """The digest of what an event says, the same from both databases."""
    told = {key: value for key, value in values.items() if key not in ("id", "digest", "at")}
    told["at"] = values["at"].isoformat(timespec="microseconds")
    text = json.dumps(told, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def _forget(session: Session, previous: Any) -> None:
    """After a rollback nothing of it happened. A refused attempt is recorded anew, by the edges."""
    if not session.in_nested_transaction():
        session.info.pop(_BUFFER, None)


def install() -> None:
    event.listen(Session, "after_flush", _gather)
    event.listen(Mapper, "after_delete", _gather_deleted)
    event.listen(Session, "before_commit", _write)
    event.listen(Session, "after_soft_rollback", _forget)


install()

__all__ = ["content_digest", "note"]
