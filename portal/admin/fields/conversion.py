"""The page on which a field becomes one of another type, with a count of what would not fit; and the way back."""

from __future__ import annotations

from typing import Any

from flask import current_app, flash, redirect, render_template, request
from flask_appbuilder import expose, has_access
from werkzeug.wrappers import Response

from portal.access.actor import Actor, current_actor
from portal.access.permissions import Action
from portal.admin import forms
from portal.admin.conflicts import number
from portal.admin.fields import editor, reading
from portal.errors import BadInput, Invalid, NotFound
from portal.extensions import db
from portal.fields import OWN_TYPES
from portal.messages import Message
from portal.models import FieldDefinition, Province
from portal.registers import Register
from portal.services.fields import converting, described, drafting, indexes
from portal.services.fields.columns import PREFIX
from portal.services.fields.converting import Outcome
from portal.services.fields.settings import FieldSettings
from portal.web import jobs
from portal.web.translation import translate


class ConversionRoutes:
    """Mixed into the view of the editor."""

    @expose("/<string:name>/convert/<string:key>", methods=["GET", "POST"])
    @has_access
    def convert(self, name: str, key: str) -> str | Response | tuple[str, int]:
        actor, register, province, definition = _place(name, key)
        drafting.demand(actor, Action.EDIT, province.region_code)
        to = request.args.get("to", "")
        settings = drafting.in_force(definition)
        assert settings is not None
        targets = [(t, translate(OWN_TYPES[t].title)) for t in converting.TARGETS.get(settings.type, ())]
        if not to:
            return _page(actor, register, province, definition, targets, to)
        columns = [c for c in described.columns_for(to, built_in=False) if c.key.startswith(described.LIMIT)]
        sent = request.form if request.method == "POST" else None
        form = editor.make_form(columns, _suggested(register, province, definition, to), definition.version, sent)
        raw: dict[str, Any] = forms.raw_values(form, columns)
        if sent is None:
            return _page(actor, register, province, definition, targets, to, form, columns)
        try:
            wanted = converting.target(register, definition, to, raw)
            if "sure" not in request.form:
                outcome = converting.preview(db.session, register, province.region_code, definition, wanted)
                return _page(actor, register, province, definition, targets, to, form, columns, outcome)
            version = number(request.form.get("version", ""))
            done = converting.convert(
                db.session, actor, register, province.region_code, key, wanted, version or 0
            )  # fmt: skip
            db.session.commit()
        except Invalid as error:
            db.session.rollback()
            forms.show_faults(form, error.faults)
            definition = drafting.definitions(db.session, register, province.region_code)[key]
            return _page(actor, register, province, definition, targets, to, form, columns), error.status
        return _done(register, province, key, done)

    @expose("/<string:name>/unconvert/<string:key>", methods=["POST"])
    @has_access
    def unconvert(self, name: str, key: str) -> Response:
        actor, register, province, _ = _place(name, key)
        version = number(request.form.get("version", ""))
        if version is None:
            raise BadInput(Message("The form lacks the version of the record. Open it again."))
        done = converting.undo(db.session, actor, register, province.region_code, key, version)
        db.session.commit()
        return _done(register, province, key, done)


def _place(name: str, key: str) -> tuple[Actor, Register, Province, FieldDefinition]:
    actor = current_actor()
    register = reading.register_named(name)
    province = reading.province_chosen(actor, request.args.get("province", ""))
    definition = drafting.definitions(db.session, register, province.region_code).get(key)
    if definition is None or definition.built_in or definition.in_force is None:
        raise NotFound()
    return actor, register, province, definition


def _suggested(register: Register, province: Province, definition: FieldDefinition, to: str) -> dict[str, Any]:
    limits = converting.suggested(db.session, register, province.region_code, definition, to)
    return described.values_of(FieldSettings(type=to, limits=limits), built_in=False)


def _page(
    actor: Actor, register: Register, province: Province, definition: FieldDefinition, targets: list[tuple[str, str]],
    to: str, form: Any = None, columns: Any = (), outcome: Outcome | None = None,
) -> str:  # fmt: skip
    here = f"/fields/{register.name}/convert/{definition.key}?province={province.region_code}"
    return render_template(
        "admin/fields/convert.html",
        page=editor.fields_page(actor, register, province, ""),
        title=reading.label_of(register, definition),
        targets=[(f"{here}&to={name}", label, name == to) for name, label in targets],
        here=f"{here}&to={to}",
        to=to,
        form=form,
        sections=forms.sections(form, columns) if form is not None else (),
        outcome=outcome,
        draft=definition.draft is not None,
    )


def _done(register: Register, province: Province, key: str, done: Outcome) -> Response:
    jobs.soon(current_app._get_current_object(), indexes.run)  # type: ignore[attr-defined]
    told = Message("%(fit)s values were converted; %(unfit)s did not fit and stay where they were.",
                   fit=f"{done.fit:,}", unfit=f"{done.unfit:,}")  # fmt: skip
    flash(translate(told), "success")
    return redirect(f"/fields/{register.name}/?province={province.region_code}&field={PREFIX}{key}")
