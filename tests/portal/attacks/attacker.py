"""Somebody who is signed in, by cookie and by token, and means no good; and what no answer may show."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.cast import Person, sign_in, token

INSIDES = re.compile(
    r"Traceback|sqlalchemy|psycopg|sqlite3|site-packages|werkzeug|\bSELECT\b.{1,80}\bFROM\b|\bINSERT INTO\b|argon2id"
    r"|\.py\b|/usr/|/home/|/tmp/"
)
"""Tracebacks, statements, names of packages, paths of the machine."""


class Attacker:
    def __init__(self, app: Flask, person: Person) -> None:
        self.app, self.person = app, person

    @cached_property
    def browser(self) -> FlaskClient:
        return sign_in(self.app, self.person)

    @cached_property
    def headers(self) -> dict[str, str]:
        return token(self.app, self.person)

    def api(self, method: str, path: str, **kwargs: Any) -> TestResponse:
        """``path`` stands below /api/v1/."""
        program = self.app.test_client(use_cookies=False)
        headers = self.headers | kwargs.pop("headers", {})
        return program.open(f"/api/v1/{path}", method=method, headers=headers, **kwargs)

    def post(self, path: str, form: dict[str, Any] | None = None, **kwargs: Any) -> TestResponse:
        return self.browser.post(path, data=form or {}, **kwargs)

    def get(self, path: str, **kwargs: Any) -> TestResponse:
        return self.browser.get(path, **kwargs)


def is_clear(answer: TestResponse) -> bool:
    """A refusal in the 4xx range, in words, that shows nothing of the portal's insides."""
    said = answer.get_data(as_text=True)
    return 400 <= answer.status_code < 500 and len(said) > 10 and not INSIDES.search(said)
