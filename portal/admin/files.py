"""Attached files on their way: from a form, and out to who may see the record and the field."""

from __future__ import annotations

from typing import Any

from flask import request, send_file
from flask_appbuilder import expose, has_access
from werkzeug.wrappers import Response

from portal.access.actor import current_actor
from portal.errors import NotFound
from portal.extensions import db
from portal.fields import Attachment, Column, Upload
from portal.fields.attachment import plain_name
from portal.registers import Register
from portal.services import records
from portal.services.fields import attachments, effective
from portal.web import recording

REMOVE = "-remove"
"""What the name of the box ends with that takes a file away."""


def sent(column: Column) -> Any:
    """The file that a form carries, “” to take the present one away, None to leave it."""
    file = request.files.get(column.key)
    if file is not None and file.filename:
        content = file.read()
        file.close()
        return Upload(plain_name(file.filename), content)
    return "" if request.form.get(f"{column.key}{REMOVE}") else None


class FileRoute:
    """Mixed into the view of every register."""

    register: Register

    @expose("/file/<int:pk>/<string:key>")
    @has_access
    def file(self, pk: int, key: str) -> Response:
        """One attached file, always as a download. The record is read in scope, the field by role."""
        actor = current_actor()
        row = records.get(db.session, actor, self.register, pk)
        register = effective.for_row(db.session, self.register, row)
        column = register.by_key.get(key)
        if column is None or not isinstance(column.type, Attachment) or not column.is_seen_by(actor.roles_for(row)):
            raise NotFound()
        value = column.read(row)
        if not value:
            raise NotFound()
        path = attachments.path_of(value)
        if column.personal:
            recording.personal_read(register, row, [key])
        answer: Response = send_file(
            path, mimetype="application/octet-stream", as_attachment=True, download_name=str(value["name"])
        )
        return answer
