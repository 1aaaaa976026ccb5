"""The generated screen of a register: page, form, delete; with the routes of its lists and of its saved views."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, jsonify, redirect, render_template, request
from flask_appbuilder import ModelView, expose, has_access
from flask_appbuilder.models.sqla.interface import SQLAInterface
from werkzeug.wrappers import Response

from portal.access.actor import Actor, current_actor
from portal.access.permissions import Action
from portal.admin import conflicts, forms, histories, queries, shows
from portal.admin.addresses import add_address, list_address, row_address
from portal.admin.files import FileRoute
from portal.admin.list_routes import ListRoutes
from portal.admin.pages import FormPage
from portal.admin.saved_view_routes import SavedViewRoutes
from portal.errors import BadInput, Conflict, Invalid
from portal.extensions import db
from portal.messages import Message
from portal.registers import REGISTERS, Register
from portal.services import guards, history, records
from portal.services.fields import effective
from portal.web import recording
from portal.web.translation import translate


class RegisterView(FileRoute, ListRoutes, SavedViewRoutes, ModelView):
    """Flask-AppBuilder gives the routes and asks for the permission; the rest comes from the register.

    Nothing is kept on the view between requests: Flask-AppBuilder shares one view object among all threads.
    """

    register: Register
    exclude_route_methods = {"action", "action_post", "download"}
    method_permission_name = {
        "list": Action.VIEW.value,
        "printed": Action.VIEW.value,
        "suggest": Action.VIEW.value,
        "views": Action.VIEW.value,
        "change_view": Action.VIEW.value,
        "show": Action.VIEW.value,
        "file": Action.VIEW.value,
        "pick": Action.VIEW.value,
        "add": Action.ADD.value,
        "edit": Action.EDIT.value,
        "bulk": Action.VIEW.value,
        "restore": Action.EDIT.value,
        "delete": Action.DELETE.value,
    }

    def _init_properties(self) -> None:
        """Flask-AppBuilder would read the model's columns here; the register describes them instead."""
        for name in ("list", "show", "add", "edit", "search"):
            setattr(self, f"{name}_columns", [])
        for name in ("label_columns", "formatters_columns"):
            setattr(self, name, {})
        for name in ("related_views", "_related_views"):
            setattr(self, name, [])
        self._base_filters = self._filters = self.datamodel.get_filters([])

    def _init_forms(self) -> None:
        """Forms are made for each request, for the one who asks."""

    @expose("/show/<int:pk>")
    @has_access
    def show(self, pk: int) -> str:
        actor = current_actor()
        row = records.get(db.session, actor, self.register, pk)
        register = effective.for_row(db.session, self.register, row)
        recording.personal_read(register, row, shows.personal_keys(actor, register, row))
        page = shows.show_page(actor, register, row, request.args.get("tab", ""), queries.read(request.args))
        return render_template("admin/show.html", page=page)

    @expose("/add", methods=["GET", "POST"])
    @has_access
    def add(self) -> str | Response | tuple[str, int]:
        actor = current_actor()
        return self._form(actor, None)

    @expose("/edit/<int:pk>", methods=["GET", "POST"])
    @has_access
    def edit(self, pk: int) -> str | Response | tuple[str, int]:
        actor = current_actor()
        row = records.get(db.session, actor, self.register, pk)
        guards.demand(db.session, actor, self.register, Action.EDIT, row)
        return self._form(actor, row)

    def _form(self, actor: Actor, row: Any | None) -> str | Response | tuple[str, int]:
        register = self._register(actor, row)
        columns = register.edited(actor.roles_for(row), adding=row is None)
        if not columns:
            abort(403)
        sent = request.method == "POST"
        event = conflicts.newest_event(register, row) if row is not None else 0
        form = forms.make_form(actor, register, row, request.form if sent else None, request.args, event)
        summary: Any = ()
        conflict: Any = ()
        status = 200
        title = str(row) if row is not None else ""
        row_id = row.id if row is not None else None
        if sent:
            try:
                forms.refuse_lost(form, request.form)
                taken = request.form.getlist("take") if row is not None else []
                saved_id = self._save(
                    actor, row, forms.raw_values(form, columns, taken), request.form.get("version", "")
                )
                flash(draft_name(register, row_id), "saved-form")  # the browser lets go of what it kept
                return redirect(row_address(register, saved_id))
            except Invalid as error:
                db.session.rollback()
                summary, status = forms.show_faults(form, error.faults), error.status
            except Conflict as error:
                db.session.rollback()
                summary, status = [("", "", translate(error.message))], error.status
                if row_id is not None:
                    row = records.get(db.session, actor, register, row_id)
                    since = conflicts.number(form["event"].data) or 0
                    conflict = conflicts.lines(actor, register, row, form, columns, since)
                    # Saved again, the form stands against the record as it is now.
                    form["version"].data, form["event"].data = str(row.version), str(event)
        page = FormPage(
            title=translate(
                Message("Change %(name)s", name=title)
                if row_id is not None
                else Message("Add: %(kind)s", kind=register.label_one)
            ),
            breadcrumbs=(
                (translate(register.label), list_address(register)),
                (title or translate(Message("Add")), None),
            ),
            sections=forms.sections(form, columns),
            form=form,
            action_href=row_address(register, row_id, "edit") if row_id is not None else add_address(register),
            cancel_href=row_address(register, row_id) if row_id is not None else list_address(register),
            submit_label=translate(Message("Save")),
            summary=summary,
            conflict=conflict,
            lately=histories.lately(actor, register, row) if row is not None else None,
            draft=draft_name(register, row_id),
        )
        return render_template("admin/form.html", page=page), status

    def _register(self, actor: Actor, row: Any | None) -> Register:
        """The register as the province of the row has it, or of the region that was typed."""
        if row is not None:
            return effective.for_row(db.session, self.register, row)
        typed = request.form if request.method == "POST" else request.args
        return effective.for_values(db.session, actor, self.register, typed)

    def _save(self, actor: Actor, row: Any | None, raw: dict[str, Any], version: str) -> int:
        """Gives the row's id, taken before the commit: afterwards the row would be read again."""
        if row is None:
            row = records.create(db.session, actor, self.register, raw)
            message = Message("Added.")
        else:
            seen = conflicts.number(version)
            if seen is None:  # without it somebody else's change could be lost unseen
                raise BadInput(Message("The form lacks the version of the record. Open it again."))
            row = records.update(db.session, actor, self.register, row, raw, seen)
            message = Message("Saved.")
        row_id = int(row.id)
        db.session.commit()
        flash(translate(message), "success")
        return row_id

    @expose("/delete/<int:pk>", methods=["GET", "POST"])
    @has_access
    def delete(self, pk: int) -> str | Response:
        actor = current_actor()
        row = records.get(db.session, actor, self.register, pk)
        guards.demand(db.session, actor, self.register, Action.DELETE, row)
        if request.method == "GET":
            return render_template(
                "admin/confirm_delete.html",
                title=str(row),
                action_href=row_address(self.register, pk, "delete"),
                cancel_href=row_address(self.register, pk),
            )
        records.delete(db.session, actor, self.register, row)
        db.session.commit()
        if request.accept_mimetypes.best == "application/json":  # from the menu of a row: the list stays where it is
            return jsonify(message=translate(Message("Deleted.")))
        flash(translate(Message("Deleted.")), "success")
        return redirect(list_address(self.register))

    @expose("/restore/<int:pk>/<int:event_id>", methods=["POST"])
    @has_access
    def restore(self, pk: int, event_id: int) -> Response:
        """Put back what was there before one change, as a new change."""
        actor = current_actor()
        row = records.get(db.session, actor, self.register, pk)
        history.restore(db.session, actor, effective.for_row(db.session, self.register, row), row, event_id)
        db.session.commit()
        flash(translate(Message("The earlier values were put back.")), "success")
        return redirect(f"{row_address(self.register, pk)}?tab={histories.HISTORY}")


def draft_name(register: Register, row_id: int | None) -> str:
    """The name of a form's draft in the browser."""
    return f"{register.name}:{row_id if row_id is not None else 'new'}"


def view_of(register: Register) -> type[RegisterView]:
    """The view class of a register; Flask-AppBuilder wants a class, named after it."""
    name = "".join(part.capitalize() for part in register.name.split("_"))
    return type(
        f"{name}View",
        (RegisterView,),
        {
            "register": register,
            "datamodel": SQLAInterface(register.model, db.session),
            "route_base": f"/{register.name}",
            "class_permission_name": register.name,
            "list_title": register.label.msgid,
            "show_title": register.label_one.msgid,
            "add_title": register.label_one.msgid,
            "edit_title": register.label_one.msgid,
        },
    )


def all_views() -> list[type[RegisterView]]:
    return [view_of(register) for register in REGISTERS.values()]
