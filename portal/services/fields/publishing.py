"""发布更改: the drafts of a register take effect, all at once, in every worker from the next request on."""

from __future__ import annotations

import secrets
from collections.abc import Mapping

from sqlalchemy import update
from sqlalchemy.orm import Session

from portal.access.actor import Actor
from portal.access.permissions import Action
from portal.errors import Conflict, Invalid
from portal.messages import Message
from portal.models import FieldDefinition, FieldRevision
from portal.models.base import now
from portal.registers import Register
from portal.services.duplicates import flush_or_explain
from portal.services.fields import backfill, checking, effective
from portal.services.fields.columns import ORDER
from portal.services.fields.drafting import definitions, demand, in_force, own_settings, settings_of


def drafts(session: Session, register: Register, province: str) -> dict[str, FieldDefinition]:
    """The definitions that have a draft, by key."""
    return {key: d for key, d in definitions(session, register, province).items() if d.draft is not None}


def publish(
    session: Session, actor: Actor, register: Register, province: str, seen: Mapping[str, int]
) -> list[FieldDefinition]:
    """Put every draft of a register in force. ``seen`` are the versions that were previewed, by key.

    Raises Conflict when the drafts are not those that were previewed, and Invalid when they do not fit together
    or values that are to stand once only repeat. The caller commits; nothing takes effect before.
    """
    demand(actor, Action.EDIT, province)
    # First, so that two who publish at once come one after the other.
    session.execute(update(FieldRevision).values(token=secrets.token_hex(12)))
    session.expire_all()
    found = definitions(session, register, province)
    pending = {key: d for key, d in found.items() if d.draft is not None}
    if {key: d.version for key, d in pending.items()} != dict(seen):
        raise Conflict(Message("The drafts changed since you looked at them. Look at them again before you publish."))
    if not pending:
        raise Conflict(Message("There is nothing to publish."))
    _fit_together(session, register, found, pending)
    before = {key: in_force(d) for key, d in pending.items() if key != ORDER}
    for definition in pending.values():
        definition.in_force, definition.draft = definition.draft, None
        definition.published_at = now()
        flush_or_explain(session, register, definition)
    effective.forget(session)
    backfill.after_publishing(session, register, province, before)
    return list(pending.values())


def touch(session: Session) -> None:
    """Let every worker read anew what is published, as after an index was built."""
    session.execute(update(FieldRevision).values(token=secrets.token_hex(12)))
    effective.forget(session)


def _fit_together(
    session: Session,
    register: Register,
    found: Mapping[str, FieldDefinition],
    pending: Mapping[str, FieldDefinition],
) -> None:
    faults: dict[str, list[Message]] = {}
    for key, definition in pending.items():
        settings = settings_of(definition) if key != ORDER else None
        if settings is None:
            continue
        if definition.built_in:
            wrong = checking.built_in_faults(register, key, settings)
        else:
            others = own_settings(found, key)
            wrong = checking.faults_of(register, key, settings, others) or checking.unknown_rows(
                session, definition.region_code, register, key, settings, others
            )
        for messages in wrong.values():
            faults.setdefault(key, []).extend(messages)
    if faults:
        raise Invalid(faults)
