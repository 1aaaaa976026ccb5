"""The description of the API, made once per process: Flask-AppBuilder makes it anew for every request (220 ms)."""

from __future__ import annotations

from typing import Any

from flask import Response, current_app
from flask_appbuilder.api import BaseApi, expose, protect, safe
from flask_appbuilder.api.manager import OpenApi

from portal.admin.fab import own_fields
from portal.web.errors import WORDS
from portal.web.translation import translate

TITLE = "政府购买服务低代码管理门户 · Government purchase of services"


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
        return self.response(200, **own_fields.described(self.description()))

    def response_404(self) -> Response:
        return self.response(404, message=translate(WORDS[404]))

    @classmethod
    def description(cls) -> dict[str, Any]:
        """All operations of all registers, as OpenAPI."""
        if PortalOpenApi._made is None:
            spec = cls._create_api_spec("v1")
            for api in current_app.appbuilder.baseviews:  # type: ignore[attr-defined]
                if isinstance(api, BaseApi) and api.version == "v1":
                    api.add_api_spec(spec)
            info = {"info": {"title": TITLE, "version": "v1"}}
            PortalOpenApi._made = spec.to_dict() | {"servers": [{"url": "/"}]} | info
        return PortalOpenApi._made
