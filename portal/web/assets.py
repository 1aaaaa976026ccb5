"""Static files under names that change with their content: browsers may keep them for a year."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from flask import Flask, request, url_for

A_YEAR = 365 * 24 * 3600


def install(app: Flask) -> None:
    """Give templates ``asset('portal.css')``."""
    folder = Path(app.static_folder or "")

    @cache
    def digest(name: str) -> str:
        return hashlib.sha256((folder / name).read_bytes()).hexdigest()[:12]

    @cache
    def address(root: str, name: str) -> str:
        return url_for("static", filename=name, v=digest(name))

    def asset(name: str) -> str:
        # A page has a dozen, and each would be put together anew. Only the place of the portal can vary.
        return address(request.root_path, name)

    app.jinja_env.globals["asset"] = asset
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = A_YEAR
