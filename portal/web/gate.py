"""The gate: a request of nobody reaches only what is named here. Default deny for every other route."""

from __future__ import annotations

from flask import Response, abort, current_app, flash, g, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from portal.access import asked
from portal.access.actor import NOBODY, current_actor
from portal.errors import NotPermitted, NotSignedIn
from portal.messages import Message
from portal.web.actors import API
from portal.web.translation import translate

OPEN_ENDPOINTS = frozenset(
    {
        "static",
        "PortalAuthView.login",
        "LanguageView.choose",
        "SecurityApi.login",
        "SecurityApi.refresh",
        "health.ready",
    }
)
"""Endpoints that need no account."""

FOR_EVERYBODY = frozenset(
    {
        "HomeView.index",
        "PortalPasswordView.change",
        "PortalAuthView.logout",
        "WorkingProvinceView.choose",
        "appbuilder.static",
    }
)
"""Endpoints for everyone who is signed in, whatever their role. All others ask the permission table."""

BEFORE_THE_CHANGE = frozenset({"PortalPasswordView.change", "PortalAuthView.logout"})
"""Endpoints that a person reaches who must change the password first."""


_FORMS = frozenset({"", "application/x-www-form-urlencoded", "multipart/form-data"})


def guard_request() -> BaseResponse | None:
    """Send people to the login page, programs a 401."""
    _refuse_oversized()
    _refuse_strange_bodies()
    if request.endpoint in OPEN_ENDPOINTS:
        return None
    if current_actor() is not NOBODY:
        return _ask_for_a_new_password()
    if request.endpoint is None:
        return None  # 404 and 405 are Flask's to answer
    if request.path.startswith(API):
        raise NotSignedIn(Message("The API needs a token: POST /api/v1/security/login gives one."))
    if request.method != "GET":
        abort(401)
    if g.get("session_ended"):
        flash(translate(Message("Your session has ended. Please sign in again.")), "info")
    here = request.full_path.rstrip("?")
    return redirect(url_for("PortalAuthView.login", next=here if here != "/" else None))


def _refuse_oversized() -> None:
    """Before any view reads the body: Flask-AppBuilder's API would make a 500 of it."""
    most = current_app.config["MAX_CONTENT_LENGTH"]
    if request.content_length is not None and request.content_length > most:
        abort(413)
    if request.headers.get("Transfer-Encoding") and len(request.get_data()) >= most:
        abort(413)  # sent in pieces: Werkzeug reads no more than this, and would hand on what it cut off


def _refuse_strange_bodies() -> None:
    """Pages read forms only: of anything else Flask-WTF would make a form too, or a 500."""
    if request.method == "POST" and request.mimetype not in _FORMS and not request.path.startswith(API):
        abort(415)


def _ask_for_a_new_password() -> BaseResponse | None:
    """A first password, or one that was reset, opens only the page on which it is changed."""
    if not getattr(g.get("account"), "must_change_password", False) or request.endpoint in BEFORE_THE_CHANGE:
        return None
    if request.path.startswith(API):
        raise NotPermitted(Message("Change your first password on the portal's pages before you use the API."))
    return redirect(url_for("PortalPasswordView.change"))


def demand_a_decision(response: Response) -> Response:
    """Raises NotAsked, in the tests only: an answer was given by a route that is not open and asked for nothing."""
    open_to_all = request.endpoint is None or request.endpoint in OPEN_ENDPOINTS | FOR_EVERYBODY
    turned_away = current_actor() is NOBODY or getattr(g.get("account"), "must_change_password", False)
    if response.status_code < 400 and not open_to_all and not turned_away:
        asked.demand(str(request.endpoint))
    return response


def add_headers(response: Response) -> Response:
    """What every answer says to browsers: no foreign scripts, no frames, no guessing of types."""
    headers = response.headers
    headers.setdefault(
        "Content-Security-Policy",
        "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'; object-src 'none'",
    )
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("X-Frame-Options", "DENY")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()")
    if current_app.config["SESSION_COOKIE_SECURE"]:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    if request.endpoint != "static":
        headers.setdefault("Cache-Control", "no-store")
    return response
