"""The choices of a choice field, as an administrator writes them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from portal.fields.base import FieldFault, FieldType, is_storable
from portal.messages import Message

MOST = 300
LONGEST = 60


class OptionList(FieldType):
    """A list of choices: ``value`` (what is stored, never changed), ``zh`` and ``en`` (what people read), ``retired``.

    A choice that was published stays; retired, it is readable where it was chosen, and offered no more.
    """

    control = "options"
    operators = ()
    json_type = {"type": "array", "items": {"type": "object"}}

    def parse(self, raw: Any) -> list[dict[str, Any]] | None:
        """Reads a list of objects, JSON text of one, or lines of labels."""
        if isinstance(raw, str):
            if len(raw) > MOST * 4 * LONGEST:
                raise FieldFault(Message("At most %(most)s choices.", most=MOST))
            raw = self._from_text(raw)
        if raw is None:
            return None
        if not isinstance(raw, list | tuple) or not all(isinstance(one, Mapping) for one in raw):
            raise FieldFault(Message("A list of choices is expected here."))
        if len(raw) > MOST:
            raise FieldFault(Message("At most %(most)s choices.", most=MOST))
        return [found for one in raw if (found := self._choice(one))["value"]] or None

    @staticmethod
    def _from_text(text: str) -> Any:
        if not text.lstrip().startswith("["):
            return [{"zh": line} for line in text.splitlines() if line.strip()]
        try:
            return json.loads(text)
        except (ValueError, RecursionError):
            raise FieldFault(Message("A list of choices is expected here.")) from None

    def _choice(self, one: Mapping[str, Any]) -> dict[str, Any]:
        zh, en = self._label(one.get("zh")), self._label(one.get("en"))
        value = self._label(one.get("value")) or zh or en
        return {"value": value, "zh": zh or value, "en": en, "retired": one.get("retired") is True}

    def _label(self, raw: Any) -> str:
        text = self._text(raw)
        if len(text) > LONGEST or not text.isprintable() or not is_storable(text):
            raise FieldFault(Message("A choice has at most %(most)s printable characters.", most=LONGEST))
        return text

    def validate(self, value: list[dict[str, Any]]) -> Iterator[Message]:
        for key in ("value", "zh"):
            for text, count in Counter(one[key] for one in value).items():
                if count > 1:
                    yield Message("The choice “%(choice)s” stands here twice.", choice=text)
        if all(one["retired"] for one in value):
            yield Message("At least one choice must be in use.")

    def text(self, value: Any) -> str:
        return "、".join(f"{one['zh']}（×）" if one["retired"] else one["zh"] for one in value)

    def form_text(self, value: Any) -> str:
        return json.dumps(value, ensure_ascii=False)
