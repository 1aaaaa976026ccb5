"""Telephone numbers: personal data wherever they belong to a person."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import phonenumbers

from portal.fields.base import FieldType, Operator
from portal.messages import Message

_SHAPE = re.compile(r"\+?[0-9()（） #转-]{5,39}")


class Phone(FieldType):
    """A mainland number with its area code (0531-51769834) or an international one; kept as written."""

    name = "phone"
    title = Message("Telephone")
    control = "phone"
    operators = (Operator.CONTAINS, Operator.EMPTY)
    json_type = {"type": "string", "maxLength": 40}

    def validate(self, value: Any) -> Iterator[Message]:
        if not _SHAPE.fullmatch(value):
            yield Message("This is no telephone number. Landlines need the area code: 0531-51769834.")
            return
        try:
            valid = phonenumbers.is_valid_number(phonenumbers.parse(value, "CN"))
        except phonenumbers.NumberParseException:
            valid = False
        if not valid:
            yield Message("This is no telephone number. Landlines need the area code: 0531-51769834.")
