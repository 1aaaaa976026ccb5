"""The API's login: Flask-AppBuilder's addresses and answers; its tokens end with the password and the grants."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request
from flask_appbuilder.api import expose, safe
from flask_appbuilder.security.api import SecurityApi as FabSecurityApi
from flask_jwt_extended import create_access_token, create_refresh_token, get_jwt, get_jwt_identity, jwt_required

from portal.admin.login import WRONG
from portal.models import Account
from portal.web.actors import load_account
from portal.web.errors import WORDS
from portal.web.translation import translate


class SecurityApi(FabSecurityApi):
    """Named as in Flask-AppBuilder: the name is part of the endpoints."""

    def create_blueprint(self, *args: Any, **kwargs: Any) -> Blueprint:
        blueprint = super().create_blueprint(*args, **kwargs)
        manager = self.appbuilder.sm
        if manager.is_auth_limited:
            manager.limiter.limit(manager.auth_rate_limit, methods=["POST"])(blueprint)
        return blueprint

    @expose("/login", methods=["POST"])
    @safe
    def login(self) -> Response:
        sent = request.get_json(silent=True) if request.is_json else None
        body: dict[str, Any] = sent if isinstance(sent, dict) else {}
        name, password = body.get("username"), body.get("password")
        if not isinstance(name, str) or not isinstance(password, str) or body.get("provider", "db") != "db":
            return self.response_400(message=translate(WORDS[400]))
        account = self.appbuilder.sm.auth_user_db(name, password)
        if account is None:
            return self.response(401, message=translate(WRONG))
        answer = {"access_token": _access_token(account, fresh=True)}
        if body.get("refresh"):
            answer["refresh_token"] = create_refresh_token(identity=str(account.id), additional_claims=_claims(account))
        return self.response(200, **answer)

    login.__doc__ = FabSecurityApi.login.__doc__

    @expose("/refresh", methods=["POST"])
    @jwt_required(refresh=True)
    @safe
    def refresh(self) -> Response:
        account = load_account(int(get_jwt_identity()))
        if account is None or get_jwt().get("sv") != account.session_version:
            return self.response(401, message=translate(WORDS[401]))
        return self.response(200, access_token=_access_token(account, fresh=False))

    refresh.__doc__ = FabSecurityApi.refresh.__doc__


def _claims(account: Account) -> dict[str, int]:
    return {"sv": account.session_version}


def _access_token(account: Account, *, fresh: bool) -> str:
    return str(create_access_token(identity=str(account.id), fresh=fresh, additional_claims=_claims(account)))
