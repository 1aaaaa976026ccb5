"""Texts that no database can hold are refused at the door: NUL and halves of characters, wherever they are sent."""

from __future__ import annotations

from flask import request

from portal.errors import BadInput
from portal.fields.base import is_storable
from portal.messages import Message


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
