"""Requests as nobody would send them, drawn from the API's own description and from the list of routes."""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import schemathesis
from flask import Flask
from hypothesis import strategies as st
from schemathesis import GenerationMode

from portal.fields import Operator, Reference, References, RegionReference
from portal.registers import REGISTERS, Register

Strategy = st.SearchStrategy[Any]

NASTY = (
    "", " ", "0", "-1", "1", "2", "7", "25", "2147483647", "2147483648", "9223372036854775808", "1" * 40, "1e309",
    "-0.0", "NaN", "Infinity", "null", "true", "[]", "{}", "\0", "a\0b", "\ud800", "\udfff", "\u202e", "\ufeff",
    "'", "' OR 1=1 --", '"', "%", "%00", "_", "\\", "../../etc/passwd", "//elsewhere.example", "<script>x</script>",
    "{{ 7*7 }}", "%(x)s", "\r\nX-Evil: 1", "养老", "yanglao", "é", "𠀀", "x" * 300, "养" * 5_000, "00", "37", "3703",
    "370304", "43", "~", "2020-02-30", "2020-01-01", "9999-12-31", "0000-00-00", "active", "allowed", "delete",
)  # fmt: skip
"""What breaks programs: ends of ranges, halves of characters, and the languages of everyone who reads it later."""

TEXTS: Strategy = st.sampled_from(NASTY) | st.text(st.characters(exclude_categories=()), max_size=30)
NUMBERS: Strategy = st.sampled_from((0, 1, 2, 3, 25, 100, 2**31 - 1, 2**31, 2**63, -1)) | st.integers()
VALUES: Strategy = st.recursive(
    TEXTS | NUMBERS | st.none() | st.booleans() | st.floats(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=4,
)


@dataclass(frozen=True)
class Wild:
    """One request: ``query`` as it stands in the address; ``body`` is JSON, a form (a dict of lists) or bytes."""

    method: str
    path: str
    query: str = ""
    json: Any = None
    form: Mapping[str, Sequence[str]] | None = None
    raw: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, repr=False)
class Known:
    """What is there to be hit: by register some ids and rows, and the routes of the pages with their methods."""

    ids: Mapping[str, Sequence[int]]
    rows: Mapping[str, Sequence[Mapping[str, Any]]]
    """Values as a client sends them, by column: those of ``ids``, without what nobody can write."""
    pages: Sequence[tuple[str, str]]

    @staticmethod
    def pages_of(app: Flask) -> list[tuple[str, str]]:
        """Every route that is neither the API's nor a file. Signing out would only end the rest."""
        return sorted(
            (method, rule.rule)
            for rule in app.url_map.iter_rules()
            if not rule.rule.startswith(("/api/", "/static/", "/logout"))
            for method in (rule.methods or set()) & {"GET", "POST"}
        )


def of_the_api(description: Mapping[str, Any], known: Known) -> Strategy:
    """As described, against the description, and what stands beside it: broken arguments and bodies."""
    schema = schemathesis.openapi.from_dict(with_what_is_there(description, known))
    fitting = schema.as_strategy(generation_mode=GenerationMode.POSITIVE)
    against = schema.as_strategy(generation_mode=GenerationMode.NEGATIVE)
    described = (fitting | fitting | against).map(_of_case)
    anything = described | described | _lists(known) | _nearly_right(known) | _nearly_right(known) | _broken()

    @st.composite
    def drawn(draw: st.DrawFn) -> Wild:  # a name of its own: Hypothesis would spell the whole description out
        return draw(anything)

    return drawn()


def _of_case(case: Any) -> Wild:
    query = "&".join(f"{quoted(key)}={quoted(value)}" for key, value in (case.query or {}).items())
    headers = {str(k): str(v) for k, v in (case.headers or {}).items() if str(k).lower() != "authorization"}
    body = case.body
    if isinstance(body, bytes | bytearray):
        return Wild(case.method, case.formatted_path, query, raw=bytes(body), headers=headers)
    there = type(body).__name__ != "NotSet"
    return Wild(case.method, case.formatted_path, query, json=body if there else None, headers=headers)


def with_what_is_there(description: Mapping[str, Any], known: Known) -> dict[str, Any]:
    """The description, its numbers drawn half from the rows that exist: else nearly all answers would be 404."""
    found = copy.deepcopy(dict(description))
    schemas = found["components"]["schemas"]
    for path, operations in found["paths"].items():
        register = REGISTERS.get(path.split("/")[3])
        if register is None:
            continue
        for operation in operations.values():
            for parameter in operation.get("parameters", ()):
                if parameter["name"] == "pk":
                    parameter["schema"] = _or_any({"enum": list(known.ids[register.name]) or [1]}, {"type": "integer"})
        name = "".join(part.capitalize() for part in register.name.split("_"))
        for verb in ("post", "put"):
            properties = schemas[f"{name}Api.{verb}"]["properties"]
            for column in register.columns:
                if column.key in properties and isinstance(column.type, Reference):
                    properties[column.key] = _reference(column.type, known, properties[column.key])
    return found


def _reference(kind: Reference, known: Known, schema: dict[str, Any]) -> dict[str, Any]:
    there: dict[str, Any] = {"enum": list(known.ids[kind.register]) or [1]}
    if isinstance(kind, RegionReference):
        there = {"enum": ["37", "3703", "370304", "43", "00"]}
    elif isinstance(kind, References):
        there = {"type": "array", "items": there, "maxItems": 3}
    return _or_any(there, schema)


def _or_any(there: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [there, schema]}


@st.composite
def _changed(draw: st.DrawFn, register: Register, known: Known) -> tuple[int, dict[str, Any]]:
    """An id of a row and its values, none to two of them replaced by what does not belong there."""
    place = draw(st.integers(0, len(known.rows[register.name]) - 1))
    values = dict(known.rows[register.name][place])
    for key in draw(st.lists(st.sampled_from([*values, "id", "version", "phone"]), max_size=2)):
        values[key] = draw(VALUES)
    return known.ids[register.name][place], values


@st.composite
def _nearly_right(draw: st.DrawFn, known: Known) -> Wild:
    """A row that is there, sent back nearly as it is: what is checked last is reached, and now and then written."""
    register = REGISTERS[draw(st.sampled_from([name for name, rows in known.rows.items() if rows]))]
    row_id, values = draw(_changed(register, known))
    if draw(st.booleans()):
        return Wild("PUT", f"/api/v1/{register.name}/{row_id}", json=values)
    return Wild("POST", f"/api/v1/{register.name}/", json=values)


@st.composite
def _lists(draw: st.DrawFn, known: Known) -> Wild:
    """Filters, orders and columns that exist, compared in every way with everything; as JSON or as Rison."""
    register: Register = draw(st.sampled_from(list(REGISTERS.values())))
    keys = st.sampled_from([column.key for column in register.columns]) | TEXTS
    operators = st.sampled_from([*(o.value for o in Operator), "rel_o_m", "nrel_o_m", "in"])
    condition = st.fixed_dictionaries({"col": keys, "opr": operators, "value": VALUES})
    arguments = draw(
        st.fixed_dictionaries(
            {},
            optional={
                "filters": st.lists(condition, max_size=3),
                "order_column": keys,
                "order_direction": st.sampled_from(["asc", "desc"]),
                "columns": st.lists(keys, max_size=4),
                "page": NUMBERS,
                "page_size": st.sampled_from([1, 5, 100]) | NUMBERS,
            },
        )
    )
    query = "q=" + quoted(draw(st.sampled_from([_json, _rison]))(arguments))
    if draw(st.integers(0, 3)) == 0:
        query += "&search=" + quoted(draw(TEXTS))
    return Wild("GET", f"/api/v1/{register.name}/", query)


@st.composite
def _broken(draw: st.DrawFn) -> Wild:
    """Arguments that are no Rison, bodies that are no JSON or no object, ids that are no numbers, strange headers."""
    name = draw(st.sampled_from([*REGISTERS, "security", "_openapi", "nowhere"]))
    tail = draw(st.sampled_from(["", "_info", "1", "login", "refresh"]) | TEXTS.map(quoted))
    pieces = st.sampled_from(
        ["(", ")", "!", "!(", "!n", "!t", ":", ",", "'", "col", "filters", "1", "-", "e", "\0", "养"]
    )
    query = draw(st.just("") | st.lists(pieces, max_size=8).map(lambda parts: "q=" + quoted("".join(parts))))
    raw = draw(st.none() | st.binary(max_size=40) | st.sampled_from([b"{", b"null", b"[]", b"[" * 9_999, b'"\\ud800"']))
    body = draw(VALUES) if raw is None and draw(st.booleans()) else None
    kinds = st.sampled_from(["application/json", "application/xml", "multipart/form-data", "text/plain; charset=x"])
    headers = {"Content-Type": draw(kinds)} if raw is not None else {}
    return Wild(draw(st.sampled_from(["GET", "POST", "PUT", "DELETE", "PATCH"])), f"/api/v1/{name}/{tail}", query,
                json=body, raw=raw, headers=headers)  # fmt: skip


@st.composite
def of_the_pages(draw: st.DrawFn, known: Known) -> Wild:
    """Any page with any query; any form with fields that exist and values that do not fit."""
    method, rule = draw(st.sampled_from(known.pages))
    parts = rule.split("/")
    register = REGISTERS.get(parts[1])
    path = "/".join(_filled(draw, part, register, known) if part.startswith("<") else part for part in parts)
    fields = _fields_of(register)
    pairs = draw(st.lists(st.tuples(st.sampled_from(_arguments_of(register)) | TEXTS, TEXTS), max_size=4))
    query = "&".join(f"{quoted(key)}={quoted(value)}" for key, value in pairs)
    if method == "GET":
        return Wild(method, path, query)
    form = draw(st.dictionaries(st.sampled_from(fields), st.lists(TEXTS, min_size=1, max_size=2), max_size=12))
    if register is not None and known.rows[register.name] and draw(st.booleans()):
        _, values = draw(_changed(register, known))
        form = {key: _typed(value) for key, value in values.items() if value is not None} | dict(list(form.items())[:1])
    if "version" not in form and draw(st.booleans()):
        form["version"] = ["1"]
    return Wild(method, path, query if draw(st.booleans()) else "", form=form)


def _filled(draw: st.DrawFn, part: str, register: Register | None, known: Known) -> str:
    if part.startswith("<int:"):
        there = list(known.ids[register.name]) if register is not None else []
        return str(draw(st.sampled_from(there or [1, 2, 3]) | st.integers(0, 2**70)))
    return quoted(draw(st.sampled_from(["shandong", "regions", "zh", "en"]) | TEXTS)) or "x"


def _typed(value: Any) -> list[str]:
    return [str(part) for part in value] if isinstance(value, list) else [str(value)]


def _fields_of(register: Register | None) -> list[str]:
    known = ["version", "event", "take", "rowid", "action", "csrf_token", "username", "password", "name", "role",
             "region", "organization", "confirmed", "active", "old", "new", "again"]  # fmt: skip
    return [*known, *(column.key for column in register.columns)] if register is not None else known


def _arguments_of(register: Register | None) -> list[str]:
    known = ["q", "page", "size", "sort", "tab", "open", "next", "user", "register", "id", "edition", "view"]
    if register is None:
        return known
    return [*known, *(f"f.{c.key}.{o.value}" for c in register.columns for o in (Operator.EQUAL, *c.type.operators))]


def quoted(text: Any) -> str:
    return quote(str(text), safe="", errors="surrogatepass")


def _json(value: Any) -> str:
    return json.dumps(value)


def _rison(value: Any) -> str:
    """Rison as people write it: nothing is escaped that they would not escape."""
    if isinstance(value, dict):
        return "(" + ",".join(f"{key}:{_rison(part)}" for key, part in value.items()) + ")"
    if isinstance(value, list):
        return "!(" + ",".join(map(_rison, value)) + ")"
    if value is None or isinstance(value, bool):
        return {None: "!n", True: "!t", False: "!f"}[value]
    return str(value)
