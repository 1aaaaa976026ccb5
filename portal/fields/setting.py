"""What can be set of a field type when a province makes a field of it: its limits, its choices, its unit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from portal.fields.base import FieldType
from portal.messages import Message


@dataclass(frozen=True)
class Setting:
    """One argument of a type's constructor. It is read, checked and shown by a field type itself."""

    key: str
    type: FieldType
    label: Message
    help: Message | None = None
    default: Any = None
    required: bool = False
