"""The trail for auditors, as a file that grows while it is sent: CSV for a spreadsheet, or one JSON object a line."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from portal.fields.moment import BEIJING

BOM = "\ufeff"
"""Excel reads UTF-8 only behind it."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a spreadsheet takes for a formula at the beginning of a cell, full-width forms too (OWASP: CSV injection)."""

COLUMNS = (
    "id", "at", "actor_name", "acting_as", "kind", "register", "row_id", "row_name", "region_code",
    "reason", "before", "after", "address", "request_id", "actor_id", "digest",
)  # fmt: skip
"""Everything that an event says: whoever holds the file can work out the digest of each line."""


def as_csv(batches: Iterable[Sequence[Any]], heads: Mapping[str, str]) -> Iterator[str]:
    """``heads`` are the headings by column. Times are Beijing's, with their offset."""
    yield BOM + _lines([[heads[column] for column in COLUMNS]])
    for rows in batches:
        yield _lines([[_cell(getattr(row, column)) for column in COLUMNS] for row in rows])


def as_json_lines(batches: Iterable[Sequence[Any]]) -> Iterator[str]:
    """The values as they are held; times in UTC."""
    for rows in batches:
        yield "".join(json.dumps(_plain(row), ensure_ascii=False) + "\n" for row in rows)


def safe(text: str) -> str:
    """A cell that no spreadsheet takes for a formula: an apostrophe in front says that it is text."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if hasattr(value, "astimezone"):
        return str(value.astimezone(BEIJING).isoformat(timespec="microseconds"))
    if isinstance(value, dict | list):
        return safe(json.dumps(value, ensure_ascii=False, sort_keys=True))
    return safe(value) if isinstance(value, str) else str(value)


def _plain(row: Any) -> dict[str, Any]:
    values = {column: getattr(row, column) for column in COLUMNS}
    return values | {"at": values["at"].isoformat(timespec="microseconds")}


def _lines(rows: Iterable[Sequence[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue()
