"""The routes of saved views: the page where they are kept, and what their owner does with them."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, redirect, render_template, request
from flask_appbuilder import expose, has_access
from werkzeug.wrappers import Response

from portal.access.actor import Actor, current_actor
from portal.admin import lists, queries
from portal.admin.addresses import list_address, views_address
from portal.admin.list_pages import Question, ViewLine, ViewsPage
from portal.errors import BadInput, Conflict, Invalid
from portal.extensions import db
from portal.messages import Message
from portal.models import SavedView
from portal.registers import Register
from portal.services import saved_views
from portal.services.records import Query
from portal.services.saved_views import Bureau
from portal.web.translation import translate


class SavedViewRoutes:
    """Mixed into the view of a register: whoever may see the list may keep views of it."""

    register: Register

    @expose("/views", methods=["GET", "POST"])
    @has_access
    def views(self) -> str | Response | tuple[str, int]:
        """The page; and, posted, the list as it is now under a name."""
        actor = current_actor()
        if request.method == "GET":
            return render_template("admin/views.html", page=_page(actor, self.register, queries.read(request.args)))
        name, query = request.form.get("name", ""), queries.again(request.form.get("asked", ""))
        if query is None:
            raise BadInput(Message("The list that should be saved is not understood."))
        try:
            bureau = _bureau(actor, self.register, request.form.get("share", ""))
            view = saved_views.save(db.session, actor, self.register, name, query, bureau)
        except (Invalid, Conflict) as error:
            db.session.rollback()
            page = _page(actor, self.register, query, name, _faults(error))
            return render_template("admin/views.html", page=page), error.status
        view_id = view.id
        db.session.commit()
        flash(translate(Message("The view “%(name)s” is saved.", name=name.strip())), "success")
        return redirect(f"{list_address(self.register)}?view={view_id}")

    @expose("/views/<int:pk>", methods=["POST"])
    @has_access
    def change_view(self, pk: int) -> str | Response | tuple[str, int]:
        """Rename, replace, share, delete, or open the register with it from now on."""
        actor = current_actor()
        view = saved_views.get(db.session, actor, self.register, pk)
        name = request.form.get("action", "")
        if name not in _ACTIONS:
            raise BadInput(Message("This action is not known here."))
        if name == "delete" and "confirmed" not in request.form:
            return render_template("admin/confirm.html", question=_question(self.register, view))
        try:
            message = _ACTIONS[name](actor, self.register, view)
        except (Invalid, Conflict) as error:
            db.session.rollback()
            page = _page(actor, self.register, Query(), "", _faults(error))
            return render_template("admin/views.html", page=page), error.status
        db.session.commit()
        flash(translate(message), "success")
        if name == "replace":
            return redirect(f"{list_address(self.register)}?view={pk}")
        return redirect(views_address(self.register))


def _rename(actor: Actor, register: Register, view: SavedView) -> Message:
    saved_views.rename(db.session, actor, register, view, request.form.get("name", ""))
    return Message("Saved.")


def _replace(actor: Actor, register: Register, view: SavedView) -> Message:
    query = queries.again(request.form.get("asked", ""))
    if query is None:
        raise BadInput(Message("The list that should be saved is not understood."))
    saved_views.replace(db.session, actor, register, view, query)
    return Message("The view “%(name)s” is saved.", name=view.name)


def _share(actor: Actor, register: Register, view: SavedView) -> Message:
    bureau = _bureau(actor, register, request.form.get("share", ""))
    saved_views.share(db.session, actor, register, view, bureau)
    return Message("Your bureau sees this view now.") if bureau else Message("Only you see this view now.")


def _delete(actor: Actor, register: Register, view: SavedView) -> Message:
    saved_views.delete(db.session, actor, register, view)
    return Message("Deleted.")


def _first(actor: Actor, register: Register, view: SavedView) -> Message:
    saved_views.open_first(db.session, actor, register, view)
    return Message("The list opens with this view from now on.")


def _no_first(actor: Actor, register: Register, view: SavedView) -> Message:
    saved_views.open_first(db.session, actor, register, None)
    return Message("The list opens with all records again.")


_ACTIONS: dict[str, Callable[[Actor, Register, SavedView], Message]] = {
    "rename": _rename,
    "replace": _replace,
    "share": _share,
    "delete": _delete,
    "first": _first,
    "no_first": _no_first,
}


def _bureau(actor: Actor, register: Register, text: str) -> Bureau | None:
    """A bureau as the form names it; empty is nobody, “1” the only one that there is."""
    if not text:
        return None
    known = {_value(bureau): bureau for bureau in saved_views.sharing(actor, register)}
    if text == "1" and len(known) == 1:
        return next(iter(known.values()))
    if text not in known:
        raise BadInput(Message("Choose the bureau with which to share the view."))
    return known[text]


def _value(bureau: Bureau) -> str:
    return f"{bureau.region_code}:{bureau.organization_id or ''}"


def _faults(error: Invalid | Conflict) -> list[str]:
    if isinstance(error, Invalid):
        return [translate(message) for messages in error.faults.values() for message in messages]
    return [translate(error.message)]


def _page(actor: Actor, register: Register, query: Query, name: str = "", faults: list[str] | None = None) -> ViewsPage:
    base = list_address(register)
    return ViewsPage(
        title=translate(Message("Saved views: %(register)s", register=register.label)),
        breadcrumbs=((translate(register.label), base), (translate(Message("Saved views")), None)),
        lines=[
            ViewLine(
                view.id,
                view.name,
                f"{base}?view={view.id}",
                views_address(register, view.id),
                view.own,
                view.shared,
                view.first,
                _value(view.bureau) if view.shared else "",
            )
            for view in saved_views.all_of(db.session, actor, register)
        ],
        action_href=views_address(register),
        asked=queries.address("", queries.pairs(query)).removeprefix("?"),
        said=lists.in_words(actor, register, query),
        bureaus=[
            (_value(bureau), saved_views.name_of(db.session, bureau)) for bureau in saved_views.sharing(actor, register)
        ],
        name=name,
        faults=faults or (),
    )


def _question(register: Register, view: SavedView) -> Question:
    return Question(
        title=translate(Message("Delete")),
        text=translate(Message("Delete this view? The records stay as they are.")),
        names=[view.name],
        more="",
        fields=[("action", "delete")],
        action_href=views_address(register, view.id),
        cancel_href=views_address(register),
        label=translate(Message("Delete")),
        icon="trash",
        tone="red",
    )
