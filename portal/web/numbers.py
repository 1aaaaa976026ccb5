"""Numbers in addresses: plain digits, as many as an id has. Werkzeug also takes １, ١ and a thousand nines."""

from __future__ import annotations

from flask import Flask
from werkzeug.routing import IntegerConverter


class PlainNumber(IntegerConverter):
    """``<int:pk>`` in a route; anything else in its place is a 404."""

    regex = r"[0-9]{1,10}"


def install(app: Flask) -> None:
    """Before any route is added: a route keeps the converter that it was made with."""
    app.url_map.converters["int"] = PlainNumber
