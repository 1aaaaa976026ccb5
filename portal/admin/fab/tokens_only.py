"""The API answers to tokens only: a cookie alone would need CSRF, from which Flask-AppBuilder exempts APIs."""

from __future__ import annotations

from flask import request

from portal.errors import NotPermitted
from portal.messages import Message


def refuse_cookies() -> None:
    """Raises NotPermitted for a request without a token. Flask-AppBuilder's own check runs before."""
    if not request.headers.get("Authorization", "").startswith("Bearer "):
        raise NotPermitted(Message("The API needs a token: POST /api/v1/security/login gives one."))
