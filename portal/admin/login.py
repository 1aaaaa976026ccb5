"""Signing in and out, one's own password, and the language."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask import flash, redirect, render_template, request, session
from flask_appbuilder import BaseView, expose
from flask_appbuilder.security.views import AuthDBView
from flask_login import current_user, logout_user
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import PasswordField, StringField
from wtforms.validators import DataRequired, EqualTo, Length

from portal.extensions import db
from portal.messages import Message
from portal.services import accounts, signing_in
from portal.web.actors import begin_session
from portal.web.translation import translate

WRONG = Message("The user name or the password is wrong.")


def next_page(target: str | None) -> str:
    """Where to go after signing in: a path of this portal, or the first page. Never another site."""
    if not target or not target.startswith("/") or target.startswith("//") or "\\" in target:
        return "/"
    parts = urlsplit(target)
    return "/" if parts.scheme or parts.netloc or any(ord(c) < 32 for c in target) else target


class PortalAuthView(AuthDBView):
    """Sign in with a password; sign out by POST, so that no picture on a foreign page can do it."""

    route_base = ""

    @expose("/login/", methods=["GET", "POST"])
    def login(self) -> str | Response | tuple[str, int]:
        if current_user.is_authenticated:
            return redirect(next_page(request.args.get("next")))
        form = _login_form()
        if request.method == "GET":
            return render_template("admin/login.html", form=form)
        if form.validate():
            account = self.appbuilder.sm.auth_user_db(form.username.data.strip(), form.password.data)
            if account is not None:
                begin_session(account)
                return redirect(next_page(request.args.get("next")))
        flash(translate(WRONG), "danger")
        return render_template("admin/login.html", form=form), 401

    @expose("/logout/", methods=["POST"])
    def logout(self) -> Response:
        if current_user.is_authenticated:
            signing_in.sign_out(db.session, current_user._get_current_object())
        language = session.get("locale")
        logout_user()
        session.clear()
        if language:
            session["locale"] = language
        return redirect("/login/")


def _login_form() -> Any:
    fields = {
        "username": StringField(translate(Message("User name")), [DataRequired(), Length(max=64)]),
        "password": PasswordField(translate(Message("Password")), [DataRequired(), Length(max=256)]),
    }
    return type("LoginForm", (FlaskForm,), fields)()


class PortalPasswordView(BaseView):
    """Change one's own password: the old one is asked for."""

    route_base = "/password"
    default_view = "change"

    @expose("/", methods=["GET", "POST"])
    def change(self) -> str | Response | tuple[str, int]:
        form = _password_form()
        if request.method == "GET":
            return render_template("admin/password.html", form=form)
        if form.validate():
            account = current_user._get_current_object()
            faults = accounts.change_password(db.session, account, form.old.data, form.new.data)
            db.session.commit()  # a wrong password is counted
            if not faults:
                begin_session(account)  # a new session goes on here, all from before end
                flash(translate(Message("Your password was changed.")), "success")
                return redirect("/")
            for key, fault in faults.items():
                form[key].errors = [translate(fault)]
        return render_template("admin/password.html", form=form), 422


def _password_form() -> Any:
    required = DataRequired(translate(Message("This must be filled in.")))
    same = EqualTo("new", translate(Message("The two passwords differ.")))
    fields = {
        "old": PasswordField(translate(Message("Present password")), [required]),
        "new": PasswordField(translate(Message("New password")), [required, Length(max=256)]),
        "again": PasswordField(translate(Message("New password again")), [required, same]),
    }
    return type("PasswordForm", (FlaskForm,), fields)()


class LanguageView(BaseView):
    """Choose the language; it is remembered for the session."""

    route_base = "/language"
    default_view = "choose"

    @expose("/<string:code>")
    def choose(self, code: str) -> Response:
        if code in self.appbuilder.languages:
            session["locale"] = code
        return redirect(next_page(request.args.get("next")))
