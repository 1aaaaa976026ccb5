"""Addresses on the web."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from portal.fields.base import Cell, FieldType, Operator
from portal.messages import Message

LONGEST = 500


class Link(FieldType):
    """An address that begins with http:// or https://, without a user name. Shown as a link."""

    name = "link"
    title = Message("Link")
    control = "link"
    operators = (Operator.CONTAINS, Operator.EQUAL, Operator.EMPTY)
    json_type = {"type": "string", "format": "uri", "maxLength": LONGEST}

    def validate(self, value: str) -> Iterator[Message]:
        try:
            parts = urlsplit(value)
            good = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.username is None
            parts.port  # noqa: B018  a port that is no number raises here
        except ValueError:
            good = False
        if not good or any(c.isspace() or not c.isprintable() or c in "<>\"'\\" for c in value):
            yield Message("An address is expected here, such as https://www.example.gov.cn/.")
        elif len(value) > LONGEST:
            yield Message("At most %(most)s characters; these are %(count)s.", most=LONGEST, count=len(value))

    def cell(self, value: Any) -> Cell:
        if not value:
            return Cell("")
        return Cell(value, "link", href=value if not any(self.validate(value)) else "")
