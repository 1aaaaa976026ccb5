"""Structured content, only shown: what a row was before and after a change."""

from __future__ import annotations

import json
from typing import Any

from portal.fields.base import Cell, FieldType, Said


class Content(FieldType):
    """A JSON object as readable text. It is neither filtered nor edited."""

    control = "long_text"
    cell_kind = "long"
    operators = ()
    json_type = {"type": "object"}

    def cell(self, value: Any) -> Cell:
        return Cell("" if value is None else self.text(value), "long")

    def to_sheet(self, value: Any, said: Said) -> str:
        return self.text(value)

    def text(self, value: Any) -> str:
        return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True)
