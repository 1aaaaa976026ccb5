"""One field of many chosen records set to one value, built-in and own fields alike: all of them or none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, request
from werkzeug.wrappers import Response

from portal.access.actor import Actor
from portal.access.permissions import Action
from portal.admin import forms
from portal.admin.addresses import bulk_address
from portal.errors import BadInput, Conflict
from portal.extensions import db
from portal.fields import Attachment, Column, References
from portal.messages import Message
from portal.registers import BulkAction, Register
from portal.services import bulk
from portal.services.fields import effective
from portal.web.translation import language, translate

CHANGE = "change"
LABEL = Message("Change a field")


def answer(actor: Actor, register: Register, ids: Sequence[int], back: str) -> str | Response | tuple[str, int]:
    """The page on which a field is chosen, then the one for its value; once sent, the change itself."""
    rows = bulk.chosen(db.session, actor, register, Action.EDIT, ids)
    columns = offered(actor, register, rows)
    column = columns.get(request.form.get("column", ""))
    if column is None:
        if request.form.get("column"):
            raise BadInput(Message("This field cannot be changed for all of these records."))
        return _page(register, ids, back, columns=columns)
    typed = request.form if "confirmed" in request.form else None
    form = forms.form_class((column,), language())(formdata=typed)
    if typed is None:
        return _page(register, ids, back, column=column, form=form)
    raw = forms.raw_values(form, [column])
    action = BulkAction(CHANGE, LABEL, LABEL, column.key, raw.get(column.key, ""))
    try:
        bulk.carry_out(db.session, actor, register, action, rows)
        db.session.commit()
    except Conflict as error:  # it names the record that does not take the value
        db.session.rollback()
        summary = [("", "", translate(error.message))]
        return _page(register, ids, back, column=column, form=form, summary=summary), error.status
    flash(translate(Message("Done for %(count)s records.", count=len(ids))), "success")
    return redirect(back)


def offered(actor: Actor, register: Register, rows: Sequence[Any]) -> dict[str, Column]:
    """The fields that this person may change in every one of these rows, as their province has them.

    Left out is what must differ from row to row, and what is no single value.
    """
    registers = {id(made): made for row in rows for made in (effective.for_row(db.session, register, row),)}
    made = next(iter(registers.values())) if len(registers) == 1 else register
    roles = {actor.roles_for(row) for row in rows}
    return {
        column.key: column
        for column in made.columns
        if not (column.fixed or column.unique or column.indexed or isinstance(column.type, References | Attachment))
        and all(column.is_edited_by(held) for held in roles)
    }


def _page(register: Register, ids: Sequence[int], back: str, **more: Any) -> str:
    columns: dict[str, Column] = more.pop("columns", {})
    return render_template(
        "admin/bulk_edit.html",
        title=translate(Message("Change a field of %(count)s records", count=f"{len(ids):,}")),
        choices=[(key, translate(column.label)) for key, column in columns.items()],
        hidden=[("action", CHANGE), ("asked", request.form.get("asked", "")), *(("rowid", str(i)) for i in ids)],
        action_href=bulk_address(register),
        back=back,
        crumbs=((translate(register.label), back), (translate(LABEL), None)),
        **more,
    )
