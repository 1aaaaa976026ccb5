"""The trail as registers: read like any other, written by nobody."""

from __future__ import annotations

from typing import Any

from portal.fields import Choice, Column, Content, Integer, Moment, Option, RegionReference, Text
from portal.messages import Message
from portal.models import AccessEvent, AccessKind, Event, EventKind
from portal.registers.base import Register

WHAT = Message("What happened")
WHO = Message("Who and from where")

_LISTED: dict[str, Any] = {"listed": True, "filtered": True, "editable": False}

EVENT_KINDS: dict[str, Option] = {
    EventKind.ADDED: Option(Message("Added"), "green"),
    EventKind.CHANGED: Option(Message("Changed"), "orange"),
    EventKind.DELETED: Option(Message("Removed"), "red"),
}

ACCESS_KINDS: dict[str, Option] = {
    AccessKind.SIGNED_IN: Option(Message("Signed in"), "green"),
    AccessKind.SIGNED_OUT: Option(Message("Signed out"), "grey"),
    AccessKind.SIGN_IN_FAILED: Option(Message("Sign-in failed"), "orange"),
    AccessKind.REFUSED: Option(Message("Refused attempt"), "red"),
    AccessKind.PERSONAL_READ: Option(Message("Personal data read"), "blue"),
    AccessKind.PERSONAL_FORGOTTEN: Option(Message("Personal data forgotten"), "red"),
    AccessKind.TRAIL_EXPORTED: Option(Message("Log exported"), "blue"),
    AccessKind.ACCOUNT_ADDED: Option(Message("Account added"), "green"),
    AccessKind.ACCOUNT_CHANGED: Option(Message("Account changed"), "orange"),
    AccessKind.ACCOUNT_DELETED: Option(Message("Account removed"), "red"),
    AccessKind.GRANT_GIVEN: Option(Message("Grant given"), "green"),
    AccessKind.GRANT_CHANGED: Option(Message("Grant changed"), "orange"),
    AccessKind.GRANT_TAKEN: Option(Message("Grant taken away"), "red"),
    AccessKind.ROLES_REPAIRED: Option(Message("Roles repaired"), "orange"),
}


def _columns(kinds: dict[str, Option]) -> tuple[Column, ...]:
    return (
        Column("at", Moment(), Message("Time"), section=WHAT, **_LISTED),
        Column("actor_name", Text(64, "code"), Message("Person"), section=WHO, **_LISTED),
        Column("kind", Choice(kinds), Message("Action"), section=WHAT, **_LISTED),
        Column("register", Text(40, "code"), Message("Register"), section=WHAT, **_LISTED),
        Column("row_name", Text(200), Message("Record"), section=WHAT, **_LISTED),
        Column("row_id", Integer(), Message("Number of the record"), section=WHAT, filtered=True, editable=False),
        Column(
            "region", RegionReference(), Message("Region"), section=WHAT, listed=True, filtered=True, editable=False,
            attribute="region_code", relation="region",
        ),
        Column("before", Content(), Message("Before"), section=WHAT, editable=False),
        Column("after", Content(), Message("After"), section=WHAT, editable=False),
        Column("reason", Text(2000), Message("Reason"), section=WHAT, editable=False),
        Column("acting_as", Text(200), Message("Acting as"), section=WHO, editable=False),
        Column("address", Text(45, "code"), Message("Address"), section=WHO, filtered=True, editable=False),
        Column("request_id", Text(32, "code"), Message("Request"), section=WHO, filtered=True, editable=False),
        Column("digest", Text(64, "code"), Message("Content digest"), section=WHO, editable=False),
    )  # fmt: skip


EVENTS = Register(
    name="events",
    model=Event,
    label=Message("Change log"),
    label_one=Message("Change"),
    group="oversight",
    icon="history",
    order=("-id",),
    columns=_columns(EVENT_KINDS),
    quick="kind",
)

ACCESS_EVENTS = Register(
    name="access_events",
    model=AccessEvent,
    label=Message("Access log"),
    label_one=Message("Access"),
    group="oversight",
    icon="shield-lock",
    order=("-id",),
    columns=_columns(ACCESS_KINDS),
)
