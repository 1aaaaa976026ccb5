"""The kinds of event, declared once: each with the keys that an event of this kind must tell."""

from __future__ import annotations

import enum
from typing import Self


class Kind(enum.StrEnum):
    """A kind is its word in the database; ``required`` are the keys without which no such event is written."""

    required: frozenset[str]

    def __new__(cls, word: str, *required: str) -> Self:
        kind = str.__new__(cls, word)
        kind._value_ = word
        kind.required = frozenset(required)
        return kind


class EventKind(Kind):
    """Changes of data: the change log."""

    ADDED = "added", "register", "row_id", "after"
    CHANGED = "changed", "register", "row_id", "before", "after"
    DELETED = "deleted", "register", "row_id", "before"


class AccessKind(Kind):
    """Who came, was refused or looked; accounts and grants; what was taken out: the access log."""

    SIGNED_IN = "signed_in", "actor_id", "row_id"
    SIGNED_OUT = "signed_out", "actor_id", "row_id"
    SIGN_IN_FAILED = "sign_in_failed", "after"
    REFUSED = "refused", "after"
    PERSONAL_READ = "personal_read", "actor_id", "register", "row_id", "after"
    PERSONAL_FORGOTTEN = "personal_forgotten", "register", "row_id", "after", "reason"
    TRAIL_EXPORTED = "trail_exported", "actor_id", "register", "after"
    ACCOUNT_ADDED = "account_added", "row_id", "after"
    ACCOUNT_CHANGED = "account_changed", "row_id", "before", "after"
    ACCOUNT_DELETED = "account_deleted", "row_id", "before"
    GRANT_GIVEN = "grant_given", "row_id", "after"
    GRANT_CHANGED = "grant_changed", "row_id", "before", "after"
    GRANT_TAKEN = "grant_taken", "row_id", "before"
    ROLES_REPAIRED = "roles_repaired", "actor_id", "before"


KINDS: dict[str, EventKind | AccessKind] = {kind.value: kind for kind in (*EventKind, *AccessKind)}
"""Every declared kind by its word; nothing else can be written."""
