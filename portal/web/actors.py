"""Who sent a request: from the session's cookie, or from the token of the API."""

from __future__ import annotations

import time
from functools import lru_cache

from flask import current_app, g, request, session
from flask_jwt_extended import get_jwt, verify_jwt_in_request
from flask_jwt_extended.exceptions import JWTExtendedException
from flask_login import current_user, login_user, logout_user
from jwt.exceptions import PyJWTError
from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import joinedload

from portal.access import asked
from portal.access.actor import NOBODY, Actor, acting, begin_acting
from portal.access.scope import GrantFact
from portal.extensions import db
from portal.models import Account, Grant, Organization, Role
from portal.models.transactions import expect_writing
from portal.services import passwords
from portal.web import provinces

SESSION_VERSION = "session_version"
"""Where a session keeps the version of the account that it began with."""

SESSION_BEGUN = "begun"
SESSION_USED = "used"
"""When a session began, and when it was last used: seconds, the latter written at most once a minute."""

API = "/api/"
"""Where the paths of the API begin: tokens open these and nothing else."""

_WRITING = frozenset({"POST", "PUT", "PATCH", "DELETE"})


def begin_request() -> None:
    """Set the actor before anything else reads the database; the same for whether it will be written."""
    expect_writing(request.method in _WRITING)
    begin_acting(NOBODY)
    asked.begin(current_app.testing)
    if request.endpoint == "static":
        return
    settings = current_app.config
    passwords.begin_rules(passwords.Rules(settings["PORTAL_PASSWORD_LENGTH"], settings["PORTAL_PASSWORD_DAYS"]))
    g.account = _account()
    if g.account is not None:
        begin_acting(provinces.at_work(actor_for(g.account)))


def end_request(error: BaseException | None = None) -> None:
    """Worker threads serve many people: none may inherit another's actor."""
    expect_writing(False)
    begin_acting(NOBODY)
    asked.begin(False)


def _account() -> Account | None:
    """Each door has its own key: the API opens to a token and never to a cookie, pages the other way round.

    A token that a program holds gives no session; a cookie that a foreign page sends along writes nothing by API.
    """
    return _of_token() if request.path.startswith(API) else _of_session()


def _of_token() -> Account | None:
    try:
        verify_jwt_in_request(optional=True)
    except (JWTExtendedException, PyJWTError):
        return None  # the API's own check answers 401
    user = getattr(g, "user", None)
    if isinstance(user, Account) and get_jwt().get("sv") == user.session_version:
        return user
    return None


def _of_session() -> Account | None:
    if "_user_id" in session:
        if current_user.is_authenticated and _still_good(current_user.session_version):
            account: Account = current_user._get_current_object()
            return account
        # The cookie goes too: the login page would send whoever is still known there back here, for ever.
        logout_user()
        g.session_ended = True
    return None


def _still_good(session_version: int) -> bool:
    """A new password or other grants end the sessions from before; so do idle time and the end of the working day."""
    seconds = int(time.time())
    begun, used = session.get(SESSION_BEGUN, 0), session.get(SESSION_USED, 0)
    if session.get(SESSION_VERSION) != session_version:
        return False
    if seconds - used > current_app.config["PORTAL_IDLE_MINUTES"] * 60:
        return False
    if seconds - begun > current_app.permanent_session_lifetime.total_seconds():
        return False
    if seconds - used >= 60:
        session[SESSION_USED] = seconds
    return True


def begin_session(account: Account) -> None:
    """Sign a person in. Nothing of the session before lives on but the language."""
    language = session.get("locale")
    session.clear()
    if language:
        session["locale"] = language
    login_user(account)
    session.permanent = True
    session[SESSION_VERSION] = account.session_version
    session[SESSION_BEGUN] = session[SESSION_USED] = int(time.time())


def actor_for(account: Account) -> Actor:
    """A person as the rules see them, with the grants as they stand now."""
    grants = tuple(GrantFact(Role(grant.role), grant.region_code, grant.organization_id) for grant in account.grants)
    return _person(account.id, account.username, account.first_name, grants)


# The same grants give the same scope: it is worked out once, not at every request.
_person = lru_cache(maxsize=1_024)(Actor.person)


def load_account(account_id: int) -> Account | None:
    """The account with its grants and their organizations, in one statement."""
    # Who asks is not known before: what this reads is the account's own.
    with acting(Actor.system("who asks")):
        return db.session.scalars(_ACCOUNT, {"account_id": account_id}).unique().one_or_none()


def _account_statement() -> Select[tuple[Account]]:
    """Built once: it runs at every request, and brings no more than every request needs."""
    organization = joinedload(Account.grants).joinedload(Grant.organization).load_only(Organization.name)
    wanted = select(Account).where(Account.id == bindparam("account_id"), Account.active.is_(True))
    return wanted.options(organization)


_ACCOUNT = _account_statement()
