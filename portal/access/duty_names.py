"""The duties of the administrators in words."""

from __future__ import annotations

from portal.access.administration import Duty
from portal.messages import Message

DUTY_NAMES = {
    Duty.SETTINGS: Message("Technical settings"),
    Duty.ACCOUNTS: Message("Open accounts, switch them off, give new passwords"),
    Duty.GRANTS: Message("Give grants and take them away"),
    Duty.ACCESS_LOG: Message("Read the access log"),
    Duty.BUSINESS: Message("Read or change business data"),
}
