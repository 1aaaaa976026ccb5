"""配置 › 字段: the routes of the editor. Drafts are kept, previewed, published; every step asks the services."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import current_app, flash, redirect, render_template, request
from flask_appbuilder import BaseView, expose, has_access
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from portal.access.actor import Actor, current_actor
from portal.access.permissions import Action
from portal.admin import forms
from portal.admin.conflicts import number
from portal.admin.fields import editor, passing, reading
from portal.admin.fields.conversion import ConversionRoutes
from portal.admin.fields.pages import ChangeLine, Editor
from portal.errors import BadInput, Conflict, Invalid, NotFound
from portal.extensions import db
from portal.fields import OWN_TYPES
from portal.messages import Message
from portal.models import Province
from portal.registers import Register
from portal.services.fields import described, drafting, effective, indexes, publishing
from portal.services.fields.columns import PREFIX
from portal.services.fields.settings import FieldSettings, State
from portal.web import jobs
from portal.web.translation import translate

FIRST = "providers"


class FieldsView(ConversionRoutes, BaseView):
    route_base = "/fields"
    default_view = "index"
    class_permission_name = drafting.NAME
    method_permission_name = {
        **dict.fromkeys(("index", "register", "changes", "history"), Action.VIEW.value),
        **dict.fromkeys(("add", "copy"), Action.ADD.value),
        **dict.fromkeys(("field", "state", "discard", "order", "publish"), Action.EDIT.value),
        **dict.fromkeys(("preview", "restore", "convert", "unconvert"), Action.EDIT.value),
    }  # fmt: skip

    @expose("/")
    @has_access
    def index(self) -> Response:
        return redirect(f"/fields/{FIRST}/")

    @expose("/<string:name>/")
    @has_access
    def register(self, name: str) -> str:
        actor, register, province = _place(name)
        kind, chosen = request.args.get("add", ""), request.args.get("field", "")
        shown: Editor | None = None
        if kind:
            drafting.demand(actor, Action.ADD, province.region_code)
            if kind not in OWN_TYPES:
                raise NotFound()
            shown = editor.adding(actor, register, province, kind)
        elif chosen:
            shown = editor.edited(actor, register, province, chosen)
            if shown is None:
                raise NotFound()
        return _page(actor, register, province, chosen, shown)

    @expose("/<string:name>/add/<string:kind>", methods=["POST"])
    @has_access
    def add(self, name: str, kind: str) -> str | Response | tuple[str, int]:
        actor, register, province = _place(name)
        if kind not in OWN_TYPES:
            raise NotFound()
        columns = editor.columns_of(kind, built_in=False, adding=True)
        form = editor.make_form(columns, {}, 0, request.form)
        raw = forms.raw_values(form, columns)
        key = str(raw.pop("key", "")).strip()
        try:
            drafting.add(db.session, actor, register, province.region_code, key, kind, raw)
            db.session.commit()
        except Invalid as error:
            db.session.rollback()
            summary = forms.show_faults(form, error.faults)
            shown = editor.adding(actor, register, province, kind, summary=summary, form=form)
            return _page(actor, register, province, "", shown), error.status
        flash(translate(Message("Draft saved. It takes effect when you publish.")), "success")
        return _back(register, province, PREFIX + key)

    @expose("/<string:name>/field/<string:key>", methods=["POST"])
    @has_access
    def field(self, name: str, key: str) -> str | Response | tuple[str, int]:
        actor, register, province = _place(name)
        definition = drafting.definitions(db.session, register, province.region_code).get(key)
        own = definition is not None and not definition.built_in
        column_key = PREFIX + key if own else key
        settings = drafting.settings_of(definition) or FieldSettings(type="")
        columns = editor.columns_of(settings.type, built_in=not own)
        form = editor.make_form(columns, {}, 0, request.form)
        raw = forms.raw_values(form, columns)
        try:
            drafting.change(db.session, actor, register, province.region_code, key, raw, _version())
            db.session.commit()
        except Invalid as error:
            db.session.rollback()
            return self._again(actor, register, province, column_key, form, error)
        except Conflict as error:
            db.session.rollback()
            return self._conflict(actor, register, province, column_key, form, raw, error)
        flash(translate(Message("Draft saved. It takes effect when you publish.")), "success")
        return _back(register, province, column_key)

    def _again(
        self, actor: Actor, register: Register, province: Province, column_key: str, form: FlaskForm, error: Invalid
    ) -> tuple[str, int]:
        summary = forms.show_faults(form, error.faults)
        shown = editor.edited(actor, register, province, column_key, summary=summary, form=form)
        return _page(actor, register, province, column_key, shown), error.status

    def _conflict(
        self, actor: Actor, register: Register, province: Province, column_key: str, form: FlaskForm,
        raw: Mapping[str, Any], error: Conflict,
    ) -> tuple[str, int]:  # fmt: skip
        """Somebody else saved meanwhile: what stands there now beside what was typed, nothing lost."""
        own = column_key.startswith(PREFIX)
        found = drafting.definitions(db.session, register, province.region_code)
        definition = found.get(column_key.removeprefix(PREFIX) if own else column_key)
        settings = drafting.settings_of(definition) or FieldSettings(type="")
        lines: list[ChangeLine] = []
        try:
            typed = described.read(raw, settings, built_in=not own)
            made = effective.for_province(db.session, register, province.region_code)
            lines = reading.lines(made, settings, typed, built_in=not own)
        except Invalid as invalid:
            forms.show_faults(form, invalid.faults)
        form["version"].data = str(definition.version if definition is not None else 0)
        summary = [("", "", translate(error.message))]
        shown = editor.edited(
            actor, register, province, column_key, summary=summary, conflict=lines, form=form
        )  # fmt: skip
        return _page(actor, register, province, column_key, shown), error.status

    @expose("/<string:name>/state/<string:key>", methods=["POST"])
    @has_access
    def state(self, name: str, key: str) -> Response:
        actor, register, province = _place(name)
        wanted = request.form.get("state", "")
        if wanted not in set(State):
            raise BadInput(Message("This action is not known here."))
        found = drafting.set_state(
            db.session, actor, register, province.region_code, key, State(wanted), _version()
        )  # fmt: skip
        column_key = key if found.built_in else PREFIX + key
        db.session.commit()
        flash(translate(Message("Draft saved. It takes effect when you publish.")), "success")
        return _back(register, province, column_key)

    @expose("/<string:name>/discard/<string:key>", methods=["POST"])
    @has_access
    def discard(self, name: str, key: str) -> Response:
        actor, register, province = _place(name)
        drafting.discard(db.session, actor, register, province.region_code, key, _version())
        db.session.commit()
        flash(translate(Message("The draft was thrown away.")), "success")
        return _back(register, province, "")

    @expose("/<string:name>/order", methods=["POST"])
    @has_access
    def order(self, name: str) -> Response:
        actor, register, province = _place(name)
        keys = [key for key in request.form.get("order", "").split(" ") if key]
        moved, step = request.form.get("move", ""), request.form.get("step", "")
        if moved in keys and step in ("up", "down"):
            keys = editor.stepped(keys, moved, 1 if step == "down" else -1)
        drafting.reorder(db.session, actor, register, province.region_code, keys, _version())
        db.session.commit()
        return _back(register, province, moved or request.form.get("field", ""))

    @expose("/<string:name>/preview/<string:key>", methods=["POST"])
    @has_access
    def preview(self, name: str, key: str) -> str:
        """The form as it would be with what is typed, and what it would touch; nothing is kept."""
        actor, register, province = _place(name)
        shown = passing.preview(actor, register, province.region_code, key, request.form)
        return render_template("admin/fields/preview.html", preview=shown)

    @expose("/<string:name>/changes", methods=["GET"])
    @has_access
    def changes(self, name: str) -> str:
        actor, register, province = _place(name)
        return render_template(
            "admin/fields/changes.html",
            page=editor.fields_page(actor, register, province, ""),
            pending=passing.pending(actor, register, province.region_code),
        )

    @expose("/<string:name>/publish", methods=["POST"])
    @has_access
    def publish(self, name: str) -> str | Response | tuple[str, int]:
        actor, register, province = _place(name)
        seen = {}
        for part in request.form.getlist("seen"):
            key, _, version = part.partition(" ")
            seen[key] = number(version) or 0
        try:
            done = publishing.publish(db.session, actor, register, province.region_code, seen)
            count = len(done)
            db.session.commit()
        except (Invalid, Conflict) as error:
            db.session.rollback()
            faults = error.faults if isinstance(error, Invalid) else {}
            page = render_template(
                "admin/fields/changes.html",
                page=editor.fields_page(actor, register, province, ""),
                pending=passing.pending(actor, register, province.region_code),
                refused=translate(error.message),
                faults=[(key, [translate(m) for m in messages]) for key, messages in faults.items()],
            )
            return page, error.status
        jobs.soon(current_app._get_current_object(), indexes.run)  # type: ignore[attr-defined]
        told = Message("%(count)s changes are in force, at once and everywhere in the province.", count=count)
        flash(translate(told), "success")
        return _back(register, province, "")

    @expose("/<string:name>/history")
    @has_access
    def history(self, name: str) -> str:
        actor, register, province = _place(name)
        return render_template(
            "admin/fields/history.html",
            page=editor.fields_page(actor, register, province, ""),
            past=passing.past(actor, register, province.region_code),
        )

    @expose("/<string:name>/restore/<int:event_id>", methods=["POST"])
    @has_access
    def restore(self, name: str, event_id: int) -> Response:
        actor, register, province = _place(name)
        definition = passing.restore(actor, register, province.region_code, event_id)
        column_key = definition.key if definition.built_in else PREFIX + definition.key
        db.session.commit()
        flash(translate(Message("The earlier settings are a draft now. Publish them to put them in force.")), "success")
        return _back(register, province, column_key)

    @expose("/<string:name>/copy", methods=["GET", "POST"])
    @has_access
    def copy(self, name: str) -> str | Response:
        """Fields of another province as drafts of this one's."""
        actor, register, province = _place(name)
        if request.method == "GET":
            return render_template(
                "admin/fields/copy.html",
                page=editor.fields_page(actor, register, province, ""),
                offers=passing.offers(actor, register, province.region_code),
            )
        count = passing.copy(actor, register, province.region_code, request.form.getlist("field"))
        db.session.commit()
        flash(translate(Message("%(count)s fields were copied as drafts.", count=count)), "success")
        return _back(register, province, "")


def _place(name: str) -> tuple[Actor, Register, Province]:
    actor = current_actor()
    register = reading.register_named(name)
    return actor, register, reading.province_chosen(actor, request.args.get("province", ""))


def _version() -> int:
    version = number(request.form.get("version", ""))
    if version is None:
        raise BadInput(Message("The form lacks the version of the record. Open it again."))
    return version


def _page(actor: Actor, register: Register, province: Province, chosen: str, shown: Editor | None) -> str:
    return render_template(
        "admin/fields/page.html", page=editor.fields_page(actor, register, province, chosen, shown)
    )  # fmt: skip


def _back(register: Register, province: Province, column_key: str) -> Response:
    field = f"&field={column_key}" if column_key else ""
    return redirect(f"/fields/{register.name}/?province={province.region_code}{field}")
