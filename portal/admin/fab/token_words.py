"""Refused tokens are answered in the portal's words: flask-jwt-extended would answer in English, and 422 for some."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify, make_response
from flask_jwt_extended import JWTManager

from portal.web.errors import WORDS
from portal.web.translation import translate


def speak(manager: JWTManager) -> None:
    """Whatever is wrong with a token, the answer is 401: sign in anew."""
    for loader in (
        manager.unauthorized_loader,
        manager.invalid_token_loader,
        manager.expired_token_loader,
        manager.revoked_token_loader,
        manager.needs_fresh_token_loader,
        manager.user_lookup_error_loader,
        manager.token_verification_failed_loader,
    ):
        loader(_refused)


def _refused(*_: Any) -> Response:
    return make_response(jsonify(message=translate(WORDS[401])), 401)
