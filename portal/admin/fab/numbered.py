"""Rows of the API are named by number on every route.

Flask-AppBuilder takes any text for PUT and DELETE and a number for GET: ``GET /api/v1/providers/abc`` was then a 405,
as if the row were there. No upstream issue is known.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

ANY_TEXT = "/<pk>"
NUMBER = "/<int:pk>"


def by_number(verb: Callable[..., Any]) -> Callable[..., Any]:
    """The same verb, reached by a number only; anything else in its place is a 404."""

    @functools.wraps(verb)
    def numbered(*args: Any, **kwargs: Any) -> Any:
        return verb(*args, **kwargs)

    routes = [(NUMBER if route == ANY_TEXT else route, methods) for route, methods in verb._urls]  # type: ignore[attr-defined]
    numbered._urls = routes  # type: ignore[attr-defined]
    return numbered
