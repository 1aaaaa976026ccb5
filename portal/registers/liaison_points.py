"""联系点: the register of liaison points."""

from __future__ import annotations

from portal.fields import Choice, Column, Date, LongText, Phone, Reference, Text
from portal.messages import Message
from portal.models import LiaisonPoint, Role
from portal.registers.base import Register
from portal.registers.legal_text import region, source_columns
from portal.registers.spans import in_order
from portal.registers.words import LIAISON_KINDS, LIAISON_STATUS

POINT = Message("The point")
CONTACT = Message("Contact")

KEEPERS = frozenset({Role.PROVINCE_ADMINISTRATOR, Role.CITY_EDITOR, Role.COUNTY_EDITOR})
"""Who edits the register: they alone see whom to call."""

LIAISON_POINTS = Register(
    name="liaison_points",
    model=LiaisonPoint,
    label=Message("Liaison points"),
    label_one=Message("Liaison point"),
    group="registers",
    icon="map-pin",
    columns=(
        Column("code", Text(30, "code"), Message("Code"), section=POINT, required=True, listed=True, fixed=True),
        Column(
            "name_as_printed", Text(120), Message("Name as printed"), section=POINT, required=True, listed=True,
            filtered=True, indexed="name",
        ),
        Column(
            "kind", Choice(LIAISON_KINDS), Message("Kind"), section=POINT, required=True, listed=True, filtered=True
        ),
        region(fixed=False),
        Column(
            "organization", Reference("organizations"), Message("Organization"), section=POINT,
            attribute="organization_id", relation="organization",
        ),
        Column(
            "status", Choice(LIAISON_STATUS), Message("Status"), section=POINT, required=True, listed=True,
            filtered=True, default="active",
        ),
        Column("starts_on", Date(), Message("From"), section=POINT, filtered=True),
        Column("ends_on", Date(), Message("Until"), section=POINT, filtered=True),
        Column("contact_name", Text(60), Message("Contact person"), section=CONTACT, personal=True, seen_by=KEEPERS),
        Column(
            "contact_phone", Phone(), Message("Contact's telephone"), section=CONTACT, personal=True, seen_by=KEEPERS,
            help=Message("Personal data: only those who edit the register see it."),
        ),
        Column("note", LongText(), Message("Note"), section=CONTACT),
        *source_columns(),
    ),
    checks=(in_order("starts_on", "ends_on"),),
)  # fmt: skip
