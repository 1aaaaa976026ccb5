"""The description of the API as pages: which registers a program reaches, with which operations, fields and filters."""

from __future__ import annotations

from typing import Any, NamedTuple

from flask import render_template
from flask_appbuilder import BaseView, expose, has_access
from werkzeug.exceptions import NotFound as PageNotFound

from portal.access.actor import Actor, current_actor
from portal.access.permissions import Action
from portal.admin.api import MOST_ROWS
from portal.admin.fab.open_api import PortalOpenApi
from portal.extensions import db
from portal.fields import OPERATOR_LABELS, Column
from portal.messages import Message
from portal.registers import REGISTERS, Register
from portal.services.fields import effective
from portal.web.translation import listed, translate

MEANINGS = {
    ("get", ""): (Message("A page of rows, filtered and sorted"), Action.VIEW),
    ("post", ""): (Message("Add a row"), Action.ADD),
    ("get", "_info"): (Message("Fields, filters and permissions of the reader"), Action.VIEW),
    ("get", "{pk}"): (Message("One row with its version"), Action.VIEW),
    ("put", "{pk}"): (Message("Change a row; only the fields that are sent"), Action.EDIT),
    ("delete", "{pk}"): (Message("Delete a row"), Action.DELETE),
}
"""What an operation does, by method and end of its path, and the permission that it asks for."""

TYPES = {
    "string": Message("text"),
    "integer": Message("whole number"),
    "number": Message("number"),
    "boolean": Message("yes or no"),
    "array": Message("list"),
    "object": Message("object"),
}


class Operation(NamedTuple):
    method: str
    path: str
    meaning: str
    allowed: bool


class FieldLine(NamedTuple):
    key: str
    label: str
    type: str
    format: str
    required: bool
    written: bool
    operators: str
    help: str


class ApiReferenceView(BaseView):
    """For everyone who may read the description itself."""

    route_base = "/api-reference"
    default_view = "index"
    class_permission_name = "OpenApi"
    method_permission_name = {"index": "get", "register": "get"}

    @expose("/")
    @has_access
    def index(self) -> str:
        actor = current_actor()
        rows = [
            (
                translate(register.label),
                f"/api-reference/{register.name}/",
                f"/api/v1/{register.name}/",
                _may(actor, name),
            )
            for name, register in REGISTERS.items()
            if actor.scope.may_somewhere(name, Action.VIEW)
        ]
        return render_template("admin/api_reference.html", registers=rows, most=MOST_ROWS)

    @expose("/<string:name>/")
    @has_access
    def register(self, name: str) -> str:
        actor = current_actor()
        known = REGISTERS.get(name)
        if known is None or not actor.scope.may_somewhere(name, Action.VIEW):
            raise PageNotFound()
        register = effective.for_actor(db.session, actor, known)
        return render_template(
            "admin/api_register.html",
            title=translate(register.label),
            operations=operations(actor, register),
            fields=[_field(actor, register, column) for column in register.seen(actor.roles)],
            example=f"/api/v1/{name}/?q=(page:0,page_size:25)",
        )


def operations(actor: Actor, register: Register) -> list[Operation]:
    """The operations of a register that the description names, in its order."""
    root = f"/api/v1/{register.name}/"
    found = []
    for path, methods in PortalOpenApi.description()["paths"].items():
        for method in methods if path.startswith(root) else ():
            meaning, action = MEANINGS[method, path.removeprefix(root)]
            allowed = actor.scope.may_somewhere(register.name, action)
            found.append(Operation(method.upper(), path, translate(meaning), allowed))
    return found


def _may(actor: Actor, name: str) -> str:
    words = {
        Action.VIEW: Message("read"),
        Action.ADD: Message("add"),
        Action.EDIT: Message("change"),
        Action.DELETE: Message("delete"),
    }
    return " · ".join(translate(word) for action, word in words.items() if actor.scope.may_somewhere(name, action))


def _field(actor: Actor, register: Register, column: Column) -> FieldLine:
    written = {c.key for c in register.edited(actor.roles, adding=True)}
    return FieldLine(
        column.key,
        translate(column.label),
        _type(column.type.schema()),
        str(column.type.schema().get("format", "")),
        column.required,
        column.key in written,
        " ".join(operator.value for operator in column.type.operators) if column.filtered else "",
        listed(translate(OPERATOR_LABELS[o]) for o in column.type.operators) if column.filtered else "",
    )


def _type(schema: dict[str, Any]) -> str:
    """The JSON type in words."""
    kind = schema.get("type", "object")
    kind = next((part for part in kind if part != "null"), "object") if isinstance(kind, list) else kind
    return translate(TYPES[kind]) if kind in TYPES else str(kind)
