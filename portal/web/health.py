"""Whether the portal serves: for whatever watches it."""

from __future__ import annotations

from flask import Blueprint
from sqlalchemy import text

from portal.extensions import db

health = Blueprint("health", __name__)


@health.get("/health")
def ready() -> tuple[dict[str, str], int]:
    db.session.execute(text("SELECT 1"))
    return {"status": "ok"}, 200
