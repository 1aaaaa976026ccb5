"""Every error as a page or as JSON, in the reader's language: never a traceback, never SQL, never a path."""

from __future__ import annotations

import logging
from typing import Any
from urllib.parse import urlencode, urlsplit

from flask import Flask, Response, g, jsonify, make_response, render_template, request, session
from flask_login import AnonymousUserMixin
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoConnection
from werkzeug.exceptions import HTTPException

from portal.errors import Invalid, PortalError
from portal.extensions import db
from portal.messages import Message
from portal.web.gate import OPEN_ENDPOINTS
from portal.web.translation import translate

log = logging.getLogger(__name__)

TITLES = {
    400: Message("This request cannot be read"),
    401: Message("Please sign in"),
    403: Message("This is not for you"),
    404: Message("Not found"),
    405: Message("This is not possible here"),
    409: Message("Somebody was faster"),
    413: Message("This is too large"),
    422: Message("Some values do not fit"),
    429: Message("Too many requests"),
    500: Message("Something went wrong"),
    503: Message("The database cannot serve now"),
}

WORDS = {
    400: Message("The address or the form holds something that is not understood. Go back and try again."),
    401: Message("Your session has ended, or you have not signed in yet."),
    403: Message("Your account may not open this. If you need it, ask your security administrator."),
    404: Message("There is no such page, or no such record among those that you may see."),
    405: Message("The page does not answer to this kind of request."),
    413: Message("At most 16 MB can be sent at once."),
    429: Message("Wait a minute and try again."),
    500: Message("The fault was recorded. Nothing was changed. Try again, and tell your administrator if it stays."),
    503: Message("Nothing was changed. Try again in a minute, and tell your administrator if it stays."),
}

NOT_SAVED = Message(
    "Your session has ended, so nothing was saved. What you typed into a form is kept in this browser: "
    "sign in, and it stands there again."
)


def install(app: Flask) -> None:
    app.register_error_handler(PortalError, _portal_error)
    app.register_error_handler(CSRFError, _forgery)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(SQLAlchemyError, _database_error)
    app.register_error_handler(Exception, _any_error)


def error_payload(error: PortalError) -> dict[str, Any]:
    """An error as the API says it."""
    payload: dict[str, Any] = {"message": translate(error.message)}
    if isinstance(error, Invalid):
        payload["faults"] = {key: [translate(m) for m in messages] for key, messages in error.faults.items()}
    return payload


def _portal_error(error: PortalError) -> Response:
    db.session.rollback()
    if error.status >= 500:
        log.error("%s", error)
    return _answer(error.status, translate(error.message), error_payload(error))


def _forgery(error: CSRFError) -> Response:
    g.forged = True  # a refused attempt, for the access log
    if "_user_id" not in session and request.endpoint not in OPEN_ENDPOINTS:
        return _answer(401, translate(WORDS[401]), None)  # the token ended with the session
    message = Message("This form is too old or came from elsewhere. Open the page again and repeat what you did.")
    return _answer(400, translate(message), None)


def _http_error(error: HTTPException) -> Response:
    code = error.code or 500
    if error.response is not None:
        return make_response(error.response)
    answer = _answer(code, translate(WORDS.get(code, WORDS[400 if code < 500 else 500])), None)
    for name, value in error.get_headers(request.environ):
        if name.lower() != "content-type":  # Allow, Retry-After: what a program goes by
            answer.headers[name] = value
    return answer


NOT_NOW = (OperationalError, NoConnection)
"""A database that is gone, locked for too long, or without a free connection: it may answer in a minute."""


def _database_error(error: SQLAlchemyError) -> Response:
    return unavailable() if isinstance(error, NOT_NOW) else _any_error(error)


def unavailable() -> Response:
    """The answer to an error of ``NOT_NOW``, inside its ``except``."""
    log.exception("the database cannot serve")
    return _answer(503, translate(WORDS[503]), None)


def _any_error(error: Exception) -> Response:
    log.exception("unexpected error")
    return _answer(500, translate(WORDS[500]), None)


def _answer(code: int, text: str, payload: dict[str, Any] | None) -> Response:
    if code >= 500:
        db.session.rollback()
        # The database may be what failed: nobody is asked who is looking.
        g.account, g._login_user = None, AnonymousUserMixin()
    title = translate(TITLES.get(code, TITLES[400 if code < 500 else 500]))
    if request.path.startswith("/api/") or request.accept_mimetypes.best == "application/json":
        return make_response(jsonify(payload or {"message": text}), code)
    login = None
    if code == 401:
        login = f"/login/?{urlencode({'next': _page_of_the_form()})}"
        text = translate(NOT_SAVED) if request.method == "POST" else text
    # Who works in one of several provinces may have asked for a record of another one.
    here = request.path if code == 404 and g.get("working_province") else ""
    page = render_template("admin/error.html", status=code, title=title, message=text, login_href=login, here=here)
    return make_response(page, code)


def _page_of_the_form() -> str:
    """Where a person goes on after signing in: the page that what was sent came from, or the first one."""
    rule = request.url_rule
    if rule is not None and "GET" in (rule.methods or ()):
        return request.full_path.rstrip("?")
    came_from = urlsplit(request.referrer or "")
    if came_from.netloc != request.host:
        return "/"
    return f"{came_from.path}?{came_from.query}" if came_from.query else came_from.path
