"""The description of the API, made once per process: Flask-AppBuilder makes it anew for every request (220 ms)."""

from __future__ import annotations

from typing import Any

from flask import Response, current_app
from flask_appbuilder.api import BaseApi, expose, protect, safe
from flask_appbuilder.api.manager import OpenApi

from portal.admin.fab import own_fields


class PortalOpenApi(OpenApi):
    """``GET /api/v1/_openapi``, for everyone who may sign in."""

    class_permission_name = "OpenApi"
    _made: dict[str, Any] | None = None

    @expose("/<version>/_openapi")
    @protect()
    @safe
    def get(self, version: str) -> Response:
        if version != "v1":
            return self.response_404()
        if PortalOpenApi._made is None:
            spec = self._create_api_spec(version)
            for api in current_app.appbuilder.baseviews:  # type: ignore[attr-defined]
                if isinstance(api, BaseApi) and api.version == version:
                    api.add_api_spec(spec)
            PortalOpenApi._made = spec.to_dict() | {"servers": [{"url": "/"}]}
        return self.response(200, **own_fields.described(PortalOpenApi._made))
