"""The generated REST API of a register: Flask-AppBuilder's routes and arguments, our values and scope.

``GET /api/v1/providers/?q=(filters:!((col:kind,opr:eq,value:3)),columns:!(name,kind),page:0,page_size:25)``
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any

from apispec import APISpec
from flask import Response, request
from flask_appbuilder import ModelRestApi
from flask_appbuilder.api import BaseApi
from flask_appbuilder.models.sqla.interface import SQLAInterface

from portal.access.actor import Actor, current_actor
from portal.access.permissions import Action
from portal.admin.fab.numbered import by_number
from portal.errors import BadInput, PortalError
from portal.extensions import db
from portal.fields import OPERATOR_LABELS, Column, Operator, Reference, References
from portal.messages import Message
from portal.registers import REGISTERS, Register
from portal.services import records
from portal.services.fields import effective
from portal.services.records import Condition, Query
from portal.web import recording
from portal.web.errors import NOT_NOW, WORDS, error_payload, unavailable
from portal.web.translation import translate

_SAME = {"rel_o_m": "eq", "nrel_o_m": "neq"}
"""Flask-AppBuilder's names for comparisons of references."""

MOST_ROWS = 100
BROKEN_ARGUMENT = Message("The argument q does not fit what the description of the API says of it.")


def answering(verb: Callable[..., Response]) -> Callable[..., Response]:
    """Errors of the portal become answers here: Flask-AppBuilder would make a 500 of each."""

    @functools.wraps(verb)
    def wrapped(self: RegisterApi, *args: Any, **kwargs: Any) -> Response:
        try:
            return verb(self, *args, **kwargs)
        except PortalError as error:
            db.session.rollback()
            return self.response(error.status, **error_payload(error))
        except NOT_NOW:
            return unavailable()

    return wrapped


class RegisterApi(ModelRestApi):
    """Routes and permission from Flask-AppBuilder; values, filters, schema and scope from the register."""

    register: Register
    allow_browser_login = False
    put = by_number(ModelRestApi.put)
    delete = by_number(ModelRestApi.delete)
    method_permission_name = {
        "info": Action.VIEW.value,
        "get": Action.VIEW.value,
        "get_list": Action.VIEW.value,
        "post": Action.ADD.value,
        "put": Action.EDIT.value,
        "delete": Action.DELETE.value,
    }

    def _init_properties(self) -> None:
        """Nothing is read from the model, and nothing of a request is kept here: the object is shared."""
        for name in ("list", "show", "add", "edit", "order", "search"):
            setattr(self, f"{name}_columns", [])
        for name in ("label", "description"):
            setattr(self, f"{name}_columns", {})
        self._base_filters = self._filters = self.datamodel.get_filters([])

    def response_401(self) -> Response:
        return self.response(401, message=translate(WORDS[401]))

    def response_403(self) -> Response:
        return self.response(403, message=translate(WORDS[403]))

    def response_400(self, message: str = "") -> Response:
        """Flask-AppBuilder's own complaints are about the argument q, and in English."""
        return self.response(400, message=translate(BROKEN_ARGUMENT))

    def _init_model_schemas(self) -> None:
        """The schemas of the description are written from the field types."""

    def add_apispec_components(self, api_spec: APISpec) -> None:
        BaseApi.add_apispec_components(self, api_spec)
        readable = {c.key: c.type.schema() | {"description": c.label.msgid} for c in self.register.columns}
        for name in (self.list_model_schema_name, self.show_model_schema_name):
            api_spec.components.schema(name, {"type": "object", "properties": readable})
        for name, adding in ((self.add_model_schema_name, True), (self.edit_model_schema_name, False)):
            columns = [c for c in self.register.columns if c.editable and (adding or not c.fixed)]
            required = [c.key for c in columns if c.required and adding]
            schema: dict[str, Any] = {
                "type": "object",
                "properties": {c.key: readable[c.key] for c in columns},
                "additionalProperties": False,
            }
            if not adding:
                schema["properties"]["version"] = {"type": "integer"}
            api_spec.components.schema(name, schema | ({"required": required} if required else {}))

    @answering
    def get_list_headless(self, **kwargs: Any) -> Response:
        actor = current_actor()
        args = kwargs.get("rison") or {}
        query = _query(args)
        register = records.register_of(db.session, actor, self.register, query)
        columns = self._chosen(register, args, register.listed(actor.roles))
        page = records.find(db.session, actor, register, query, columns)
        seen = [(row, _seen_at(actor, row, columns)) for row in page.rows]
        for row, here in seen:
            recording.personal_read(self.register, row, [c.key for c in here if c.personal and c.read(row)])
        answer = self._labels(args, "list", columns)
        answer["count"] = page.count
        answer["ids"] = [row.id for row in page.rows]
        answer["result"] = [values_of(row, here) for row, here in seen]
        return self.response(200, **answer)

    @answering
    def get_headless(self, pk: Any, **kwargs: Any) -> Response:
        actor = current_actor()
        args = kwargs.get("rison") or {}
        row = records.get(db.session, actor, self.register, _key(pk))
        register = effective.for_row(db.session, self.register, row)
        columns = self._chosen(register, args, register.seen(actor.roles))
        columns = _seen_at(actor, row, columns)
        recording.personal_read(self.register, row, [c.key for c in columns if c.personal and c.read(row)])
        answer = self._labels(args, "show", columns)
        answer |= {"id": row.id, "version": row.version, "result": values_of(row, columns)}
        return self.response(200, **answer)

    @answering
    def info_headless(self, **kwargs: Any) -> Response:
        actor = current_actor()
        register = effective.for_actor(db.session, actor, self.register)
        return self.response(
            200,
            permissions=sorted(f"can_{a.value}" for a in Action if actor.scope.may_somewhere(register.name, a)),
            add_columns=[_described(c) for c in register.edited(actor.roles, adding=True)],
            edit_columns=[_described(c) for c in register.edited(actor.roles, adding=False)],
            filters={
                c.key: [{"name": translate(OPERATOR_LABELS[o]), "operator": o.value} for o in c.type.operators]
                for c in register.seen(actor.roles)
                if c.filtered
            },
            order_columns=[c.key for c in register.seen(actor.roles) if c.sorted],
            add_title=translate(register.label_one),
            edit_title=translate(register.label_one),
        )

    @answering
    def post_headless(self) -> Response:
        actor = current_actor()
        row = records.create(db.session, actor, self.register, _body())
        db.session.commit()
        return self._written(201, row.id)

    @answering
    def put_headless(self, pk: Any) -> Response:
        actor = current_actor()
        row = records.get(db.session, actor, self.register, _key(pk))
        body = _body()
        version = body.pop("version", None)
        if version is not None and (isinstance(version, bool) or not isinstance(version, int)):
            raise BadInput(Message("“version” must be the number that was read."))
        row = records.update(db.session, actor, self.register, row, body, version)
        db.session.commit()
        return self._written(200, row.id)

    @answering
    def delete_headless(self, pk: Any) -> Response:
        actor = current_actor()
        row = records.get(db.session, actor, self.register, _key(pk))
        records.delete(db.session, actor, self.register, row)
        db.session.commit()
        return self.response(200, message="OK")

    def _written(self, status: int, row_id: int) -> Response:
        actor = current_actor()
        row = records.get(db.session, actor, self.register, row_id)
        register = effective.for_row(db.session, self.register, row)
        result = values_of(row, register.seen(actor.roles_for(row)))
        return self.response(status, id=row.id, version=row.version, result=result)

    def _chosen(self, register: Register, args: dict[str, Any], usual: Sequence[Column]) -> Sequence[Column]:
        """The columns that were asked for. Raises BadInput for one that does not exist or is hidden."""
        wanted = args.get("columns") or args.get("select_columns")
        if not wanted:
            return usual
        known = {column.key: column for column in register.seen(current_actor().roles)}
        for key in wanted:
            if key not in known and key != "id":
                raise BadInput(
                    Message("“%(register)s” has no column “%(key)s”.", register=register.label, key=key[:60])
                )
        return [known[key] for key in dict.fromkeys(wanted) if key != "id"]

    def _labels(self, args: dict[str, Any], kind: str, columns: Sequence[Column]) -> dict[str, Any]:
        """What Flask-AppBuilder's clients read beside the values; ``keys`` chooses among it."""
        found: dict[str, Any] = {
            f"{kind}_columns": [c.key for c in columns],
            f"{kind}_title": translate(self.register.label if kind == "list" else self.register.label_one),
            "label_columns": {c.key: translate(c.label) for c in columns},
            "description_columns": {c.key: translate(c.help) for c in columns if c.help},
        }
        if kind == "list":
            found["order_columns"] = [c.key for c in columns if c.sorted]
        keys = args.get("keys")
        return {key: value for key, value in found.items() if not keys or key in keys}


def _seen_at(actor: Actor, row: Any, columns: Sequence[Column]) -> Sequence[Column]:
    """Those of the columns that the actor sees of this row: what one is differs from region to region."""
    if all(column.seen_by is None for column in columns):
        return columns
    roles = actor.roles_for(row)
    return [column for column in columns if column.is_seen_by(roles)]


def values_of(row: Any, columns: Sequence[Column]) -> dict[str, Any]:
    """A row as JSON: plain values, references with their key and name, several references as a list."""
    return {"id": row.id} | {column.key: _value(row, column) for column in columns}


def _value(row: Any, column: Column) -> Any:
    if isinstance(column.type, References):
        return [{"id": linked.id, "text": str(linked)} for linked in getattr(row, column.place)]
    if isinstance(column.type, Reference):
        related, key = column.related(row), column.read(row)
        if key is None or (related is None and not column.own):
            return None
        return {"id": key, "text": str(related) if related is not None else None}
    return column.type.to_json(column.read(row))


def _described(column: Column) -> dict[str, Any]:
    return {
        "name": column.key,
        "label": translate(column.label),
        "description": translate(column.help) if column.help else "",
        "required": column.required,
        "type": type(column.type).__name__,
        "schema": column.type.schema(),
    }


def _query(args: dict[str, Any]) -> Query:
    """Flask-AppBuilder's list arguments as a Query. Its pages count from 0."""
    conditions = []
    for part in args.get("filters", ()):
        operator = Operator.named(_SAME.get(part["opr"], part["opr"]))
        if operator is None:
            raise BadInput(Message("The filter “%(filter)s” is not understood.", filter=part["opr"][:60]))
        conditions.append(Condition(part["col"], operator, part["value"]))
    size = args.get("page_size", 25)
    if not 1 <= size <= MOST_ROWS:
        raise BadInput(Message("A page has 1 to %(most)s rows.", most=MOST_ROWS))
    sort = args.get("order_column", "")
    if sort and args.get("order_direction") == "desc":
        sort = f"-{sort}"
    words = request.args.get("search", "")
    return Query(words[:100], tuple(conditions), sort, args.get("page", 0) + 1, size)


def _body() -> dict[str, Any]:
    body = request.get_json(silent=True) if request.is_json else None
    if not isinstance(body, dict):
        raise BadInput(Message("A JSON object is expected."))
    return dict(body)


def _key(pk: Any) -> int:
    text = str(pk)
    if not (text.isascii() and text.isdigit() and len(text) < 11):
        raise BadInput(Message("“%(value)s” is not a number: %(name)s.", value=text[:20], name="id"))
    return int(text)


def api_of(register: Register) -> type[RegisterApi]:
    name = "".join(part.capitalize() for part in register.name.split("_"))
    return type(
        f"{name}Api",
        (RegisterApi,),
        {
            "register": register,
            "datamodel": SQLAInterface(register.model, db.session),
            "resource_name": register.name,
            "class_permission_name": register.name,
            "openapi_spec_tag": register.label.msgid,
        },
    )


def all_apis() -> list[type[RegisterApi]]:
    return [api_of(register) for register in REGISTERS.values()]
