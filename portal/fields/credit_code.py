"""统一社会信用代码: the 18-character identifier of a body (GB 32100-2015)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from portal.fields import gb32100
from portal.fields.base import FieldType, Operator
from portal.messages import Message


class CreditCode(FieldType):
    """Read in any width and case, kept in the standard's form.

    The check of its characters is ``faults``: a register asks for it, so that a reviewer can let a
    code pass with a reason (codes that fail and are real do exist).
    """

    name = "credit_code"
    title = Message("Unified social credit code")
    control = "code"
    cell_kind = "code"
    operators = (Operator.STARTS_WITH, Operator.EQUAL, Operator.CONTAINS)
    json_type = {"type": "string", "minLength": 18, "maxLength": 18}

    def parse(self, raw: Any) -> str | None:
        return gb32100.normalise(self._text(raw)) or None

    def validate(self, value: str) -> Iterator[Message]:
        if len(value) != 18:
            yield Message("The code has 18 characters; these are %(count)s.", count=len(value))
        elif not (value.isascii() and value.isalnum()):
            yield Message("A code has digits and capital letters only.")

    def faults(self, value: str) -> list[Message]:
        """What the standard finds wrong with a code of the right length."""
        return gb32100.check(value)
