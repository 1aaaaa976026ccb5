"""The description of the API with the own fields that the reader sees, over the one that is made once."""

from __future__ import annotations

from typing import Any

from flask import current_app

from portal.access.actor import current_actor
from portal.extensions import db
from portal.registers import Register
from portal.services.fields import effective


def described(spec: dict[str, Any]) -> dict[str, Any]:
    """The same description with the own fields of the reader's province in the schemas of its registers."""
    actor = current_actor()
    schemas: dict[str, Any] = spec.get("components", {}).get("schemas", {})
    changed: dict[str, Any] = {}
    for api in current_app.appbuilder.baseviews:  # type: ignore[attr-defined]
        register = getattr(api, "register", None)
        if not isinstance(register, Register) or not hasattr(api, "list_model_schema_name"):
            continue
        made = effective.for_actor(db.session, actor, register)
        if made is register:
            continue
        seen = {c.key: c.type.schema() | {"description": c.label.msgid} for c in made.seen(actor.roles)}
        for name in (api.list_model_schema_name, api.show_model_schema_name):
            changed[name] = schemas[name] | {"properties": seen}
        for name, adding in ((api.add_model_schema_name, True), (api.edit_model_schema_name, False)):
            columns = made.edited(actor.roles, adding=adding)
            kept = {k: v for k, v in schemas[name]["properties"].items() if k == "version"}
            required = [c.key for c in columns if c.required and not c.shown_when] if adding else []
            schema = schemas[name] | {"properties": {c.key: seen[c.key] for c in columns} | kept}
            changed[name] = schema | ({"required": required} if required else {})
    if not changed:
        return spec
    return spec | {"components": spec["components"] | {"schemas": schemas | changed}}
