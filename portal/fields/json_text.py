"""A value inside a JSON column as SQL text, with its key written out: an expression index can match it."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import String
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.expression import ColumnElement
from sqlalchemy.sql.visitors import InternalTraversal

_KEY = re.compile(r"[a-z][a-z0-9_.]{0,80}")


class JsonText(ColumnElement[str]):
    """``column ->> 'key'`` on PostgreSQL, ``json_extract(column, '$.key')`` on SQLite."""

    __visit_name__ = "json_text"
    _traverse_internals = [("column", InternalTraversal.dp_clauseelement), ("key", InternalTraversal.dp_string)]
    inherit_cache = True

    def __init__(self, column: Any, key: str) -> None:
        self.column = column
        self.key = key
        self.type = String()


def json_text(column: Any, key: str) -> JsonText:
    """Raises ValueError for a key that is not plain: it is written into the SQL."""
    if not _KEY.fullmatch(key):
        raise ValueError(f"not a plain key: {key!r}")
    return JsonText(column.__clause_element__() if hasattr(column, "__clause_element__") else column, key)


@compiles(JsonText, "postgresql")
def _postgresql(element: JsonText, compiler: Any, **options: Any) -> str:
    return f"({compiler.process(element.column, **options)} ->> '{element.key}')"


@compiles(JsonText)
def _sqlite(element: JsonText, compiler: Any, **options: Any) -> str:
    return f"json_extract({compiler.process(element.column, **options)}, '$.\"{element.key}\"')"
