"""E-mail addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from portal.fields.base import FieldType, Operator
from portal.messages import Message

_SHAPE = re.compile(r"[A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.){1,8}[A-Za-z]{2,24}")


class Email(FieldType):
    """An address of the usual form; the part after the @ is kept in small letters."""

    name = "email"
    title = Message("E-mail")
    control = "email"
    operators = (Operator.CONTAINS, Operator.EQUAL, Operator.EMPTY)
    json_type = {"type": "string", "format": "email", "maxLength": 254}

    def parse(self, raw: Any) -> str | None:
        name, at, place = self._text(raw).rpartition("@")
        return f"{name}{at}{place.lower() if at else place}" or None

    def validate(self, value: str) -> Iterator[Message]:
        if len(value) > 254 or not _SHAPE.fullmatch(value) or ".." in value or value.startswith("."):
            yield Message("An e-mail address is expected here, such as name@example.gov.cn.")
