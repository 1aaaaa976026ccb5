"""The conditions of a field, as an administrator writes them: a list of other fields and what they must hold."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from portal.fields.base import FieldFault, FieldType
from portal.fields.condition import Test
from portal.messages import Message

MOST = 5
LONGEST = 10_000
_NOT_READ = Message("A condition names a field, how it is looked at, and values.")
WORDS = {
    Test.IS: Message("is one of"),
    Test.IS_NOT: Message("is none of"),
    Test.FILLED: Message("is filled in"),
    Test.EMPTY: Message("is empty"),
}


class ConditionList(FieldType):
    """A list of objects with ``key``, ``test`` and ``values``; all of them must hold."""

    control = "conditions"
    operators = ()
    json_type = {"type": "array", "items": {"type": "object"}}

    def parse(self, raw: Any) -> list[dict[str, Any]] | None:
        if isinstance(raw, str):
            if len(raw) > LONGEST:
                raise FieldFault(_NOT_READ)
            try:
                raw = json.loads(raw) if raw.strip() else None
            except (ValueError, RecursionError):
                raise FieldFault(_NOT_READ) from None
        if not raw:
            return None
        if not isinstance(raw, list | tuple):
            raise FieldFault(_NOT_READ)
        if len(raw) > MOST:
            raise FieldFault(Message("At most %(most)s conditions.", most=MOST))
        return [self._one(part) for part in raw]

    def _one(self, part: Any) -> dict[str, Any]:
        if not isinstance(part, Mapping) or not isinstance(part.get("values", []), list | tuple):
            raise FieldFault(_NOT_READ)
        test = str(part.get("test"))
        if test not in set(Test) or len(part.get("values", ())) > 50:
            raise FieldFault(_NOT_READ)
        values = sorted({text for value in part.get("values", ()) if (text := self._text(value))})
        return {"key": self._text(part.get("key"))[:60], "test": test, "values": values}

    def validate(self, value: list[dict[str, Any]]) -> Iterator[Message]:
        for one in value:
            if bool(one["values"]) is not (one["test"] in (Test.IS, Test.IS_NOT)):
                yield Message("“is one of” and “is none of” need values; the others have none.")

    def text(self, value: Any) -> str:
        return "; ".join(" ".join((one["key"], str(WORDS[Test(one["test"])]), *one["values"])) for one in value)

    def form_text(self, value: Any) -> str:
        return json.dumps(value, ensure_ascii=False)
