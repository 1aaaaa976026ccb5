"""The roles in words."""

from __future__ import annotations

from portal.messages import Message
from portal.models.user import Role

ROLE_NAMES = {
    Role.PROVINCE_ADMINISTRATOR: Message("Province administrator"),
    Role.DEPARTMENT_EDITOR: Message("Department editor"),
    Role.CITY_EDITOR: Message("City editor"),
    Role.COUNTY_EDITOR: Message("County editor"),
    Role.REVIEWER: Message("Reviewer"),
    Role.OVERSIGHT: Message("Oversight"),
    Role.SYSTEM_ADMINISTRATOR: Message("System administrator"),
    Role.SECURITY_ADMINISTRATOR: Message("Security administrator"),
    Role.AUDIT_ADMINISTRATOR: Message("Audit administrator"),
    Role.PUBLIC: Message("Public"),
}
