"""The trail as registers: read like any other, written by nobody."""

from __future__ import annotations

from typing import Any

from portal.fields import Choice, Column, Content, Integer, Moment, Option, RegionReference, Text
from portal.messages import Message
from portal.models import AccessEvent, AccessKind, Event, EventKind
from portal.models.user import Role
from portal.registers import catalog, ground, liaison_points, parties, party_kinds, reviewing, rules
from portal.registers.base import Register
from portal.registers.words import ROLE_NAMES

NOBODY = "system"
THE_PORTAL = Message("The portal")

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


class RegisterName(Choice):
    """The register that an event is about, by its label; accounts and the like are none, and have labels too."""

    def parse(self, raw: Any) -> str | None:
        """What is no register any more can still be looked for."""
        return self._text(raw) or None

    def schema(self) -> dict[str, Any]:
        return {"type": "string"}


class ActorName(Text):
    """A user name; what nobody did, the portal did."""

    def text(self, value: str) -> str | Message:
        return THE_PORTAL if value == NOBODY else value


class RecordName(Text):
    """The name of a record, as it was then; a grant is named by its role."""

    def text(self, value: str) -> str | Message:
        return ROLE_NAMES[Role(value)] if value in set(Role) else value


def _registers() -> dict[str, Option]:
    modules = (catalog, ground, liaison_points, parties, party_kinds, reviewing, rules)
    found = [part for module in modules for part in vars(module).values() if isinstance(part, Register)]
    return {register.name: Option(register.label) for register in found} | {
        "field_definitions": Option(Message("Fields")),
        "saved_views": Option(Message("Saved views")),
        "accounts": Option(Message("Accounts")),
        "people": Option(Message("Accounts")),
        "events": Option(Message("Change log")),
        "access_events": Option(Message("Access log")),
    }


def _columns(kinds: dict[str, Option]) -> tuple[Column, ...]:
    return (
        Column("at", Moment(), Message("Time"), section=WHAT, **_LISTED),
        Column("actor_name", ActorName(64, "code"), Message("Person"), section=WHO, **_LISTED),
        Column("kind", Choice(kinds), Message("Action"), section=WHAT, **_LISTED),
        Column("register", RegisterName(_registers()), Message("Register"), section=WHAT, **_LISTED),
        Column("row_name", RecordName(200), Message("Record"), section=WHAT, **_LISTED),
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
