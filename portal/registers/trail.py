"""The trail as registers: read like any other, written by nobody."""

from __future__ import annotations

from typing import Any

from portal.fields import Choice, Column, Content, Integer, Moment, Option, RegionReference, Text
from portal.messages import Message
from portal.models import AccessEvent, Event
from portal.registers.base import Register

WHAT = Message("What happened")
WHO = Message("Who and from where")

_LISTED: dict[str, Any] = {"listed": True, "filtered": True, "editable": False}

EVENT_KINDS = {
    "added": Option(Message("Added"), "green"),
    "changed": Option(Message("Changed"), "orange"),
    "deleted": Option(Message("Removed"), "red"),
}

ACCESS_KINDS = {
    "signed_in": Option(Message("Signed in"), "green"),
    "signed_out": Option(Message("Signed out"), "grey"),
    "sign_in_failed": Option(Message("Sign-in failed"), "orange"),
    "refused": Option(Message("Refused attempt"), "red"),
    "personal_read": Option(Message("Personal data read"), "blue"),
    "account_added": Option(Message("Account added"), "green"),
    "account_changed": Option(Message("Account changed"), "orange"),
    "account_deleted": Option(Message("Account removed"), "red"),
    "grant_given": Option(Message("Grant given"), "green"),
    "grant_changed": Option(Message("Grant changed"), "orange"),
    "grant_taken": Option(Message("Grant taken away"), "red"),
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
