"""Accounts and grants on pages, for the security administrator: every change of grants is shown before it is saved."""

from __future__ import annotations

from typing import Any

from flask import flash, jsonify, redirect, render_template, request
from flask_appbuilder import BaseView, expose, has_access
from werkzeug.wrappers import Response

from portal.access import administration
from portal.access.actor import current_actor
from portal.access.permissions import Action
from portal.access.role_names import ROLE_NAMES
from portal.access.scope import GrantFact
from portal.admin.pages import CellView
from portal.errors import BadInput, Conflict, Invalid, NotPermitted
from portal.extensions import db
from portal.messages import Message
from portal.models import Account, Role
from portal.registers import REGISTERS
from portal.services import accounts, explain, grants
from portal.services.grants import Difference, RegisterDifference, Wanted
from portal.web.translation import translate

HOME = "/people/"


class PeopleView(BaseView):
    route_base = "/people"
    default_view = "index"
    class_permission_name = "people"
    method_permission_name = {
        "index": Action.VIEW.value,
        "show": Action.VIEW.value,
        "pick": Action.VIEW.value,
        "add": Action.ADD.value,
        "rename": Action.EDIT.value,
        "switch": Action.EDIT.value,
        "password": Action.EDIT.value,
        "give": Action.EDIT.value,
        "take": Action.EDIT.value,
    }

    @expose("/")
    @has_access
    def index(self) -> str:
        words = request.args.get("q", "")[:100]
        found = grants.people(db.session, current_actor(), words)
        return render_template("admin/people.html", people=[_line(account) for account in found], words=words)

    @expose("/<int:pk>/")
    @has_access
    def show(self, pk: int) -> str:
        return _page(pk)

    @expose("/pick/<string:name>")
    @has_access
    def pick(self, name: str) -> Response:
        """What the pickers of a grant offer: regions and organizations of the own region."""
        if name not in ("regions", "organizations"):
            raise BadInput(Message("Regions and organizations can be chosen here."))
        found, more = grants.offered(db.session, current_actor(), REGISTERS[name], request.args.get("q", "")[:100])
        rows = [
            {"id": row.code, "text": row.label}
            if name == "regions"
            else {"id": row.id, "text": f"{row.name}（{row.region.label}）"}
            for row in found
        ]
        return jsonify(results=rows, more=more)

    @expose("/add", methods=["GET", "POST"])
    @has_access
    def add(self) -> str | Response | tuple[str, int]:
        """Name and first grant, then the preview, then the account with its first password."""
        if request.method == "GET":
            return _add_form({})
        actor = current_actor()
        try:
            wanted = _wanted()
            username, name = request.form.get("username", "").strip(), request.form.get("name", "").strip()
            if "confirmed" not in request.form:
                grants.check_opening(db.session, actor, username, name, wanted)
                return _preview(
                    Message("Open an account for %(name)s", name=name),
                    _sentence(wanted.fact),
                    grants.preview(db.session, (), (wanted.fact,)),
                    href=f"{HOME}add",
                    back=f"{HOME}add",
                )
            password = accounts.new_password()
            account = grants.open_account(db.session, actor, username, name, wanted, password)
            account_id = account.id
            db.session.commit()
        except (BadInput, Conflict, NotPermitted) as error:
            db.session.rollback()
            return _add_form(_faults(error)), error.status
        return _first_password(account_id, username, name, password)

    @expose("/<int:pk>/name", methods=["POST"])
    @has_access
    def rename(self, pk: int) -> Response | tuple[str, int]:
        actor = current_actor()
        try:
            grants.rename(db.session, actor, grants.person(db.session, actor, pk), request.form.get("name", ""))
            db.session.commit()
        except Invalid as error:
            db.session.rollback()
            return _page(pk, _faults(error)), error.status
        return _done(pk, Message("Saved."))

    @expose("/<int:pk>/switch", methods=["POST"])
    @has_access
    def switch(self, pk: int) -> Response:
        actor = current_actor()
        active = request.form.get("active") == "yes"
        grants.switch(db.session, actor, grants.person(db.session, actor, pk), active=active)
        db.session.commit()
        return _done(
            pk, Message("The account is on.") if active else Message("The account is off; its sessions ended.")
        )

    @expose("/<int:pk>/password", methods=["POST"])
    @has_access
    def password(self, pk: int) -> str:
        actor = current_actor()
        account = grants.person(db.session, actor, pk)
        password = grants.new_password(db.session, actor, account)
        username, name = account.username, account.first_name
        db.session.commit()
        return _first_password(pk, username, name, password)

    @expose("/<int:pk>/give", methods=["POST"])
    @has_access
    def give(self, pk: int) -> str | Response | tuple[str, int]:
        actor = current_actor()
        account = grants.person(db.session, actor, pk)
        try:
            wanted = _wanted()
            if "confirmed" not in request.form:
                grants.check_giving(actor, account, wanted)
                held = grants.facts(account)
                return _preview(
                    Message("Give %(name)s a grant", name=account.first_name),
                    _sentence(wanted.fact),
                    grants.preview(db.session, held, (*held, wanted.fact)),
                    href=f"{HOME}{pk}/give",
                    back=f"{HOME}{pk}/",
                )
            grants.give(db.session, actor, account, wanted)
            db.session.commit()
        except (BadInput, Conflict, NotPermitted) as error:
            db.session.rollback()
            return _page(pk, _faults(error)), error.status
        return _done(pk, Message("The grant was given; the account's sessions ended."))

    @expose("/<int:pk>/take/<int:grant_id>", methods=["GET", "POST"])
    @has_access
    def take(self, pk: int, grant_id: int) -> str | Response:
        actor = current_actor()
        account = grants.person(db.session, actor, pk)
        grant = grants.check_taking(actor, account, grant_id)
        if request.method == "GET":
            fact = GrantFact(Role(grant.role), grant.region_code, grant.organization_id)
            held = grants.facts(account)
            return _preview(
                Message("Take a grant away from %(name)s", name=account.first_name),
                _sentence(fact),
                grants.preview(db.session, held, tuple(other for other in held if other != fact)),
                href=f"{HOME}{pk}/take/{grant_id}",
                back=f"{HOME}{pk}/",
                tone="danger",
            )
        grants.take(db.session, actor, account, grant_id)
        db.session.commit()
        return _done(pk, Message("The grant was taken away; the account's sessions ended."))


def _wanted() -> Wanted:
    form = request.form
    return grants.wanted(db.session, form.get("role", ""), form.get("region", ""), form.get("organization", ""))


def _done(pk: int, message: Message) -> Response:
    flash(translate(message), "success")
    return redirect(f"{HOME}{pk}/")


def _line(account: Account) -> dict[str, Any]:
    """An account as the list and its page show it."""
    actor = current_actor()
    held = grants.facts(account)
    places = explain.places(db.session, held)
    return {
        "href": f"{HOME}{account.id}/",
        "username": account.username,
        "name": account.first_name,
        "active": bool(account.active),
        "waiting": account.must_change_password,
        "sample": account.is_demo,
        "oneself": account.id == actor.id,
        "seen": account.last_login.strftime("%Y-%m-%d %H:%M") if account.last_login else "",
        "grants": [
            (translate(ROLE_NAMES[fact.role]), places[fact], _take_href(account, held, fact, grant.id))
            for fact, grant in zip(held, account.grants, strict=True)
        ],
    }


def _take_href(account: Account, held: tuple[GrantFact, ...], fact: GrantFact, grant_id: int) -> str | None:
    actor = current_actor()
    if account.id == actor.id or administration.refusal_to_take(actor.grants, held, fact) is not None:
        return None
    return f"{HOME}{account.id}/take/{grant_id}"


def _page(pk: int, faults: dict[str, str] | None = None) -> str:
    actor = current_actor()
    account = grants.person(db.session, actor, pk)
    reason = grants.refusal(actor, account)
    return render_template(
        "admin/people_show.html",
        person=_line(account),
        refusal=translate(reason) if reason is not None else "",
        faults=faults or {},
        **_inputs(),
    )


def _add_form(faults: dict[str, str]) -> str:
    return render_template("admin/people_add.html", faults=faults, **_inputs())


def _inputs() -> dict[str, Any]:
    """The inputs of a grant, with what was chosen, so that nothing typed is lost."""
    form = request.form
    chosen: dict[str, tuple[str, str]] = {}
    for name, key in (("regions", "region"), ("organizations", "organization")):
        value = form.get(key, "")
        text = grants.name_of(db.session, current_actor(), REGISTERS[name], value) if value else None
        if text is not None:
            chosen[key] = (value, text)
    return {
        "roles": [(role.value, translate(ROLE_NAMES[role])) for role in administration.BEGINS_AT],
        "typed": form,
        "chosen": chosen,
    }


def _faults(error: BadInput | Conflict | NotPermitted) -> dict[str, str]:
    """Messages by field; one without a field stands above the form."""
    if isinstance(error, Invalid):
        return {key: " ".join(translate(m) for m in messages) for key, messages in error.faults.items()}
    return {"": translate(error.message)}


def _first_password(pk: int, username: str, name: str, password: str) -> str:
    return render_template(
        "admin/people_password.html", username=username, name=name, password=password, href=f"{HOME}{pk}/"
    )


def _sentence(fact: GrantFact) -> str:
    place = explain.places(db.session, (fact,))[fact]
    return translate(Message("%(role)s in %(place)s and below", role=ROLE_NAMES[fact.role], place=place))


def _preview(
    title: Message, sentence: str, differences: list[RegisterDifference], *, href: str, back: str, tone: str = "primary"
) -> str:
    return render_template(
        "admin/people_preview.html",
        title=translate(title),
        sentence=sentence,
        actions=[translate(explain.ACTION_NAMES[action]) for action in Action],
        rows=[(translate(d.register.label), [_cell(difference) for difference in d.actions]) for d in differences],
        hidden=[(k, v) for k, v in request.form.items() if k not in ("csrf_token", "confirmed")],
        href=href,
        back=back,
        tone=tone,
    )


def _cell(difference: Difference) -> CellView:
    """What becomes of one action on one register: “+120” rows, or the word where there is nothing to count."""
    if not difference.changed:
        return CellView("")
    before, after = difference.before, difference.after
    told = Message("before: %(before)s, after: %(after)s", before=_rows(before), after=_rows(after))
    if difference.action is Action.ADD:
        word = Message("gained") if before is None else Message("lost") if after is None else Message("other regions")
        tone = "green" if before is None else "red" if after is None else "yellow"
        return CellView(translate(word), "badge", tone)
    count = (after or 0) - (before or 0)
    if before is not None and after is not None and not count:
        return CellView(translate(Message("other regions")), "badge", "yellow", translate(told))
    more = before is None or count > 0
    word = Message("%(count)s rows", count=f"{'+' if more else '−'}{abs(count):,}")
    return CellView(translate(word), "badge", "green" if more else "red", translate(told))


def _rows(count: int | None) -> Message | str:
    return Message("not allowed") if count is None else f"{count:,}"
