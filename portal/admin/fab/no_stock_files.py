"""Flask-AppBuilder's own scripts and styles (jQuery, Bootstrap 3) are not served: no page asks for them."""

from __future__ import annotations

from flask import Flask, abort

ENDPOINT = "appbuilder.static"


def _gone(**_: object) -> str:
    abort(404)


def install(app: Flask) -> None:
    app.view_functions[ENDPOINT] = _gone
