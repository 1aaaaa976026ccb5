"""The security manager: accounts and grants are ours, roles and permissions are generated.

Only the views that the portal uses are registered: Flask-AppBuilder's user and role screens would let
whoever may edit users make himself administrator.
"""

from __future__ import annotations

from typing import Any

from flask import current_app, g
from flask_appbuilder.security.sqla.manager import SecurityManager
from flask_appbuilder.security.sqla.models import (
    Permission,
    PermissionView,
    Role,
    ViewMenu,
    assoc_permissionview_role,
)
from flask_jwt_extended import JWTManager
from flask_login import current_user
from sqlalchemy import Select, bindparam, select

from portal.access import asked
from portal.access.actor import current_actor
from portal.admin.fab import token_words
from portal.admin.fab.api_login import SecurityApi
from portal.admin.login import PortalAuthView, PortalPasswordView
from portal.extensions import db
from portal.models import Account
from portal.services import signing_in
from portal.web.actors import load_account


def _permissions_of_roles() -> Select[tuple[str, str]]:
    """Names of permission and view, of the roles named. Tables instead of classes: nothing is to be made of it."""
    role, pair, link = Role.__table__, PermissionView.__table__, assoc_permissionview_role
    permission, view = Permission.__table__, ViewMenu.__table__
    return (
        select(permission.c.name, view.c.name)
        .select_from(link)
        .join(role, role.c.id == link.c.role_id)
        .join(pair, pair.c.id == link.c.permission_view_id)
        .join(permission, permission.c.id == pair.c.permission_id)
        .join(view, view.c.id == pair.c.view_menu_id)
        .where(role.c.name.in_(bindparam("roles", expanding=True)))
    )


_PERMISSIONS = _permissions_of_roles()


class PortalSecurityManager(SecurityManager):
    user_model = Account
    authdbview = PortalAuthView
    security_api = SecurityApi

    def register_views(self) -> None:
        """The API's login, the login page and the password page; nothing else of Flask-AppBuilder's."""
        self.appbuilder.add_api(self.security_api)
        self.auth_view = self.authdbview()
        self.appbuilder.add_view_no_menu(self.auth_view)
        self.appbuilder.add_view_no_menu(PortalPasswordView())
        if self.is_auth_limited:
            self.limiter.limit(self.auth_rate_limit, methods=["POST"])(self.auth_view.blueprint)

    def create_jwt_manager(self, app: Any) -> JWTManager:
        manager = super().create_jwt_manager(app)
        token_words.speak(manager)
        return manager

    def auth_user_db(self, username: str | None, password: str | None) -> Account | None:
        """The one way in, for the form and for the API: locks, comparison, renewal of the hash, the trail."""
        return signing_in.sign_in(db.session, username or "", password or "")

    def load_user(self, pk: Any) -> Account | None:
        """One statement brings the account and all that its scope is built from; asked once a request."""
        account = g.get("portal_account")
        if account is None or account.id != int(pk):
            account = g.portal_account = load_account(int(pk))
        return account

    def is_item_public(self, permission_name: str, view_name: str) -> bool:
        """Nothing that Flask-AppBuilder makes is public: portal/web/gate.py lets nobody through to it."""
        return False

    def has_access(self, permission_name: str, view_name: str) -> bool:
        """Asked once a request for all permissions of the actor's roles, not once for each button."""
        asked.note()
        if "portal_permissions" not in g:
            g.portal_permissions = self._permissions()
        return (permission_name, view_name) in g.portal_permissions

    def _permissions(self) -> frozenset[tuple[str, str]]:
        roles = [role.value for role in current_actor().roles]
        if not roles:
            return frozenset()
        rows = db.session.connection().execute(_PERMISSIONS, {"roles": roles})
        return frozenset((permission, view) for permission, view in rows)

    @staticmethod
    def before_request() -> None:
        """Flask-AppBuilder's own look-up of the person, without a second query."""
        if not hasattr(g, "user"):
            g.user = current_user

    @property
    def is_auth_limited(self) -> bool:
        return bool(current_app.config.get("AUTH_RATE_LIMITED"))
