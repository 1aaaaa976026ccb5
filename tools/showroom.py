"""The portal with a door to every error page, for pictures and browser tests: never for serving.

``gunicorn -c tools/gunicorn_config.py "tools.showroom:application()"``. It is the portal as it stands, with one more
address, ``/fault/<status>``, behind the same gate; and many people may sign in within a minute.
"""

from __future__ import annotations

from flask import Flask, abort

import config
from portal import create_app
from portal.errors import Conflict
from portal.messages import Message

STATUSES = (400, 401, 403, 404, 405, 409, 413, 422, 429, 500, 503)


def application() -> Flask:
    app = create_app(config.read() | {"AUTH_RATE_LIMIT": "300 per minute"})
    app.add_url_rule("/fault/<int:status>", "showroom.fault", fault)
    return app


def fault(status: int) -> str:
    """Fail as the portal itself would."""
    if status == 409:
        raise Conflict(Message("Somebody changed this record since you opened it. Look at it again before you save."))
    abort(status)
