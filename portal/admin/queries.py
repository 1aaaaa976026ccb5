"""The address of a list, read into a Query and written again.

``?q=…&f.kind.eq=3&sort=-name&page=2&size=50&cols=name,region&view=7``; a form without a script sends each column by
itself, as ``col``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from urllib.parse import parse_qsl, urlencode

from werkzeug.datastructures import MultiDict

from portal.errors import BadInput
from portal.fields import Operator
from portal.messages import Message
from portal.services.records import PAGE_SIZES, Condition, Query

Pairs = Sequence[tuple[str, str]]

ASKING = frozenset({"q", "sort", "size", "page", "cols", "col"})
"""What in an address says by itself what the list shows; filters begin with ``f.``."""

MOST_COLUMNS = 60


def read(args: MultiDict[str, str]) -> Query:
    """Raises BadInput for a page that is no number, an unknown size, a filter that is not understood."""
    conditions = []
    for key, value in args.items(multi=True):
        if not key.startswith("f.") or value == "":
            continue
        parts = key.split(".")
        operator = Operator.named(parts[2]) if len(parts) == 3 else None
        if operator is None:
            raise BadInput(Message("The filter “%(filter)s” is not understood.", filter=key[:60]))
        conditions.append(Condition(parts[1], operator, value))
    size = _number(args.get("size", str(PAGE_SIZES[0])), "size")
    if size not in PAGE_SIZES:
        raise BadInput(Message("A page has %(sizes)s rows.", sizes=", ".join(str(n) for n in PAGE_SIZES)))
    return Query(
        words=args.get("q", "").strip()[:100],
        conditions=tuple(conditions),
        sort=args.get("sort", ""),
        page=_number(args.get("page", "1"), "page"),
        size=size,
        columns=tuple(key for key in (*args.get("cols", "").split(","), *args.getlist("col")) if key)[:MOST_COLUMNS],
        view=_number(args["view"], "view") if args.get("view") else None,
    )


def says_what(args: MultiDict[str, str]) -> bool:
    """Whether an address names any part of a list; else a saved view may stand in."""
    return any(key in ASKING or key.startswith("f.") for key in args)


def again(text: str) -> Query | None:
    """A query from the part of an address behind “?”, or None for one that makes no sense."""
    try:
        return read(MultiDict(parse_qsl(text)))
    except BadInput:
        return None


def _number(text: str, name: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 8):
        raise BadInput(Message("“%(value)s” is not a number: %(name)s.", value=text[:20], name=name))
    return int(text)


def pairs(query: Query) -> list[tuple[str, str]]:
    """The parts of an address that give this query, the usual ones left out."""
    found = [("q", query.words)] if query.words else []
    found += [(f"f.{c.key}.{c.operator.value}", str(c.value)) for c in query.conditions]
    if query.sort:
        found.append(("sort", query.sort))
    if query.columns:
        found.append(("cols", ",".join(query.columns)))
    if query.size != PAGE_SIZES[0]:
        found.append(("size", str(query.size)))
    if query.page > 1:
        found.append(("page", str(query.page)))
    if query.view is not None:
        # Without anything else the address of a view would bring back all that was taken away from it.
        found.append(("view", str(query.view if found else 0)))
    return found


def form_pairs(query: Query) -> list[tuple[str, str]]:
    """The same for a form that adds something itself: the view goes along, whatever else does."""
    found = [pair for pair in pairs(query) if pair[0] != "view"]
    return found if query.view is None else [*found, ("view", str(query.view))]


def address(base: str, parts: Iterable[tuple[str, str]]) -> str:
    text = urlencode(list(parts))
    return f"{base}?{text}" if text else base
