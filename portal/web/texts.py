"""Texts that no database can hold are refused at the door, wherever they are sent: NUL and halves of characters;
and JSON that is nested more deeply than anybody means it.
"""

from __future__ import annotations

from typing import Any

from flask import request
from flask.json.provider import DefaultJSONProvider

from portal.errors import BadInput
from portal.fields.base import is_storable
from portal.messages import Message


class ShallowJson(DefaultJSONProvider):
    """A hundred thousand brackets are no JSON: Python's parser would end in an error that nobody expects of it."""

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        try:
            return super().loads(s, **kwargs)
        except RecursionError as error:
            raise ValueError("nested too deeply") from error


def refuse_broken_text() -> None:
    """Raises BadInput for such a text in an address or a form. JSON is read by the field types, but for the login."""
    texts = [request.path, *request.args.values()]
    if request.method == "POST" and not request.is_json:
        texts += [value for _, value in request.form.items(multi=True)]
    if request.is_json and request.path.startswith("/api/v1/security/"):
        body = request.get_json(silent=True)
        texts += [value for value in body.values() if isinstance(value, str)] if isinstance(body, dict) else []
    if not all(is_storable(text) for text in texts):
        raise BadInput(Message("The request holds characters that cannot be stored."))
