"""Personal values on their way into the trail: kept beside the event, which holds their salted digest."""

from __future__ import annotations

import hashlib
import secrets
from typing import Any

from portal.registers import REGISTERS


class Hiding:
    """Takes the personal values out of what one event tells; ``beside`` gets them, with the salt of their digest.

    The salt keeps a telephone number from being found by trying them all.
    """

    def __init__(self, beside: list[dict[str, Any]]) -> None:
        self._beside = beside
        self._known: dict[str, dict[str, str]] = {}

    def columns(self, table: str, values: dict[str, Any]) -> dict[str, Any]:
        """The values without those of the register's personal columns."""
        register = REGISTERS.get(table)
        places = {column.place for column in register.columns if column.personal} if register else set()
        return values | {key: self.digest(values[key]) for key in places & values.keys() if values[key] is not None}

    def digest(self, value: Any) -> dict[str, str]:
        """What stands in the event. The same value before and after has the same digest: it did not change."""
        text = str(value)
        if text not in self._known:
            salt = secrets.token_hex(16)
            found = hashlib.sha256(f"{salt}{text}".encode()).hexdigest()
            self._beside.append({"value_digest": found, "salt": salt, "value": text})
            self._known[text] = {"digest": found}
        return self._known[text]
