"""The routes of a register's list: its rows, its print, what its search box proposes, its pickers, its bulk actions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from flask import flash, jsonify, redirect, render_template, request
from flask_appbuilder import expose, has_access
from werkzeug.wrappers import Response

from portal.access.actor import Actor, current_actor
from portal.access.permissions import Action
from portal.admin import bulk_edit, lists, queries
from portal.admin.addresses import bulk_address, list_address
from portal.admin.list_pages import Question
from portal.admin.opening import opened
from portal.errors import BadInput
from portal.extensions import db
from portal.messages import Message
from portal.registers import Register
from portal.registers.base import BulkAction
from portal.services import bulk, search, suggestions
from portal.services.fields import effective
from portal.web.translation import translate

MOST_AT_ONCE = 500
MOST_NAMED = 20
PRINTED = 1_000
"""Rows of a printed list: some forty sheets of A4."""

DELETE = "delete"


class ListRoutes:
    """Mixed into the view of a register."""

    register: Register

    @expose("/list/")
    @has_access
    def list(self) -> str | Response:
        actor, base = current_actor(), list_address(self.register)
        asked = opened(actor, self.register, request.args)
        if asked.redirect:
            return redirect(asked.redirect)
        page = lists.list_page(actor, self.register, asked.query, base, opened=asked)
        return render_template("admin/list.html", page=page)

    @expose("/print")
    @has_access
    def printed(self) -> str:
        """The list as a form to be printed: up to 1,000 rows, and the conditions above them."""
        actor, base = current_actor(), list_address(self.register)
        asked = opened(actor, self.register, request.args)
        asked = replace(asked, query=replace(asked.query, page=1, size=PRINTED), redirect="")
        page = lists.list_page(actor, self.register, asked.query, base, opened=asked)
        back = queries.address(base, queries.pairs(queries.read(request.args)))
        return render_template("admin/list_print.html", page=page, back_href=back)

    @expose("/suggest")
    @has_access
    def suggest(self) -> Response:
        """What the search box proposes for the end of what was typed."""
        text = request.args.get("q", "")[:100]
        actor = current_actor()
        register = effective.for_actor(db.session, actor, self.register)
        found = suggestions.suggest(db.session, actor, register, text, translate)
        return jsonify(
            results=[
                {
                    "text": one.text,
                    "start": one.start,
                    "pairs": [(f"f.{c.key}.{c.operator.value}", str(c.value)) for c in one.conditions],
                }
                for one in found
            ]
        )

    @expose("/pick")
    @has_access
    def pick(self) -> Response:
        """What a picker offers: at most 20 rows that the reader may see, by name, code or pinyin."""
        found, more = search.offer(db.session, self.register, request.args.get("q", "")[:100])
        key = "code" if self.register.name == "regions" else "id"
        return jsonify(results=[{"id": getattr(row, key), "text": str(row)} for row in found], more=more)

    @expose("/bulk", methods=["POST"])
    @has_access
    def bulk(self) -> str | Response | tuple[str, int]:
        """One action on the chosen rows: all of them or none. The permission is that of the action."""
        ids = _ids(request.form.getlist("rowid"))
        name = request.form.get("action", "")
        if name == bulk_edit.CHANGE:
            return bulk_edit.answer(current_actor(), self.register, ids, self._back())
        action = next((a for a in self.register.bulk if a.name == name), None)
        if name != DELETE and action is None:
            raise BadInput(Message("This action is not known here."))
        actor = current_actor()
        back = self._back()
        if "confirmed" not in request.form:
            return render_template("admin/confirm.html", question=self._question(actor, ids, action, back))
        rows = bulk.chosen(db.session, actor, self.register, Action.EDIT if action else Action.DELETE, ids)
        if action is None:
            bulk.delete(db.session, actor, self.register, rows)
        else:
            bulk.carry_out(db.session, actor, self.register, action, rows)
        db.session.commit()
        flash(translate(Message("Done for %(count)s records.", count=len(rows))), "success")
        return redirect(back)

    def _back(self) -> str:
        """The list as it was, from the part of its address that the form carries."""
        query = queries.again(request.form.get("asked", ""))
        return queries.address(list_address(self.register), queries.pairs(query) if query else ())

    def _question(self, actor: Actor, ids: Sequence[int], action: BulkAction | None, back: str) -> Question:
        rows = bulk.chosen(db.session, actor, self.register, Action.EDIT if action else Action.DELETE, ids)
        more = len(rows) - MOST_NAMED
        return Question(
            title=translate(action.label if action else Message("Delete")),
            text=translate(
                Message(
                    "%(count)s records are chosen. %(question)s",
                    count=f"{len(rows):,}",
                    question=action.confirm if action else Message("Delete the chosen records?"),
                )
            ),
            names=[str(row) for row in rows[:MOST_NAMED]],
            more=translate(Message("… and %(count)s more", count=f"{more:,}")) if more > 0 else "",
            fields=[
                ("action", request.form.get("action", "")),
                ("asked", request.form.get("asked", "")),
                *(("rowid", str(row_id)) for row_id in ids),
            ],
            action_href=bulk_address(self.register),
            cancel_href=back,
            label=translate(action.label if action else Message("Delete")),
            icon=action.icon if action else "trash",
            tone="" if action else "red",
        )


def _ids(texts: Sequence[str]) -> Sequence[int]:
    if not texts:
        raise BadInput(Message("Choose at least one record."))
    if len(texts) > MOST_AT_ONCE:
        raise BadInput(Message("At most %(most)s records at once.", most=MOST_AT_ONCE))
    if not all(text.isascii() and text.isdigit() and len(text) < 11 for text in texts):
        raise BadInput(Message("A chosen record is not a number."))
    return sorted({int(text) for text in texts})
