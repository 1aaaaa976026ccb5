"""The routes that belong to no register: who may open each, as a table. A route that is not named here fails a test."""

from __future__ import annotations

from dataclasses import dataclass

from portal.models import Role

EVERYONE = frozenset(Role) - {Role.PUBLIC}
READERS = EVERYONE - {Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR, Role.AUDIT_ADMINISTRATOR}
SECURITY = frozenset({Role.SECURITY_ADMINISTRATOR})
PROVINCE = frozenset({Role.PROVINCE_ADMINISTRATOR})
CONFIGURATION = PROVINCE | {Role.OVERSIGHT}
TRAIL = frozenset({Role.PROVINCE_ADMINISTRATOR, Role.OVERSIGHT, Role.AUDIT_ADMINISTRATOR})


@dataclass(frozen=True)
class Page:
    """A rule, how it is called, who may, and what comes then. ``sent`` goes with a POST."""

    rule: str
    path: str
    may: frozenset[Role]
    method: str = "GET"
    answers: tuple[int, ...] = (200,)
    """For whoever may. An id that names nothing of theirs is 404, a form without its values 400 or 422."""


OPEN = (
    "/static/<path:filename>", "/static/appbuilder/<path:filename>", "/health", "/login/", "/language/<string:code>",
    "/api/v1/security/login", "/api/v1/security/refresh",
)  # fmt: skip
"""Rules that nobody needs an account for."""

PAGES = (
    Page("/", "/", EVERYONE),
    Page("/password/", "/password/", EVERYONE),
    Page("/password/", "/password/", EVERYONE, "POST", (200, 422)),
    Page("/province/", "/province/", EVERYONE, "POST", (302,)),
    Page("/explain/", "/explain/", EVERYONE),
    Page("/api/<version>/_openapi", "/api/v1/_openapi", EVERYONE),
    Page("/catalog/", "/catalog/", READERS),
    Page("/catalog/<int:edition_id>/", "/catalog/2147483647/", READERS, answers=(404,)),
    Page("/catalog/<int:edition_id>/children/<int:item_id>", "/catalog/1/children/2147483647", READERS,
         answers=(404,)),
    Page("/catalog/<int:edition_id>/item/<int:item_id>", "/catalog/1/item/2147483647", READERS, answers=(404,)),
    Page("/profile/", "/profile/", READERS),
    Page("/profile/<string:slug>/", "/profile/nowhere/", READERS, answers=(404,)),
    Page("/profile/<string:slug>/<string:key>/", "/profile/nowhere/codes/", READERS, answers=(404,)),
    Page("/profile/<string:slug>/<string:key>/", "/profile/nowhere/codes/", PROVINCE, "POST", (404,)),
    Page("/search/", "/search/?q=3703", EVERYONE),
    Page("/roles/", "/roles/", EVERYONE),
    Page("/roles/repair", "/roles/repair", SECURITY, "POST", (302,)),
    Page("/search/suggest", "/search/suggest?q=3703", EVERYONE),
    Page("/api-reference/", "/api-reference/", EVERYONE),
    Page("/api-reference/<string:name>/", "/api-reference/nowhere/", EVERYONE, answers=(404,)),
    Page("/region_trail/", "/region_trail/", TRAIL),
    Page("/region_trail/pick", "/region_trail/pick?q=37", TRAIL),
    Page("/region_trail/export", "/region_trail/export", TRAIL, "POST", (400,)),
    Page("/person_trail/", "/person_trail/", TRAIL),
    Page("/fields/", "/fields/", CONFIGURATION, answers=(302,)),
    Page("/fields/<string:name>/", "/fields/providers/", CONFIGURATION),
    Page("/fields/<string:name>/changes", "/fields/providers/changes", CONFIGURATION),
    Page("/fields/<string:name>/history", "/fields/providers/history", CONFIGURATION),
    Page("/fields/<string:name>/copy", "/fields/providers/copy", PROVINCE),
    Page("/fields/<string:name>/copy", "/fields/nowhere/copy", PROVINCE, "POST", (404,)),
    Page("/fields/<string:name>/add/<string:kind>", "/fields/nowhere/add/text", PROVINCE, "POST", (404,)),
    Page("/fields/<string:name>/field/<string:key>", "/fields/nowhere/field/x", PROVINCE, "POST", (404,)),
    Page("/fields/<string:name>/discard/<string:key>", "/fields/nowhere/discard/x", PROVINCE, "POST", (404,)),
    Page("/fields/<string:name>/preview/<string:key>", "/fields/nowhere/preview/x", PROVINCE, "POST", (404,)),
    Page("/fields/<string:name>/state/<string:key>", "/fields/nowhere/state/x", PROVINCE, "POST", (404,)),
    Page("/fields/<string:name>/convert/<string:key>", "/fields/nowhere/convert/x", PROVINCE, answers=(404,)),
    Page("/fields/<string:name>/convert/<string:key>", "/fields/nowhere/convert/x", PROVINCE, "POST", (404,)),
    Page("/fields/<string:name>/unconvert/<string:key>", "/fields/nowhere/unconvert/x", PROVINCE, "POST", (404,)),
    Page("/fields/<string:name>/order", "/fields/nowhere/order", PROVINCE, "POST", (404,)),
    Page("/fields/<string:name>/publish", "/fields/nowhere/publish", PROVINCE, "POST", (404,)),
    Page("/fields/<string:name>/restore/<int:event_id>", "/fields/nowhere/restore/1", PROVINCE, "POST", (404,)),
    Page("/people/", "/people/", SECURITY),
    Page("/people/add", "/people/add", SECURITY),
    Page("/people/add", "/people/add", SECURITY, "POST", (400, 422)),
    Page("/people/pick/<string:name>", "/people/pick/regions?q=37", SECURITY),
    Page("/people/<int:pk>/", "/people/999999/", SECURITY, answers=(404,)),
    Page("/people/<int:pk>/give", "/people/999999/give", SECURITY, "POST", (404,)),
    Page("/people/<int:pk>/take/<int:grant_id>", "/people/999999/take/1", SECURITY, answers=(404,)),
    Page("/people/<int:pk>/take/<int:grant_id>", "/people/999999/take/1", SECURITY, "POST", (404,)),
    Page("/people/<int:pk>/password", "/people/999999/password", SECURITY, "POST", (404,)),
    Page("/people/<int:pk>/name", "/people/999999/name", SECURITY, "POST", (404,)),
    Page("/people/<int:pk>/switch", "/people/999999/switch", SECURITY, "POST", (404,)),
    Page("/logout/", "/logout/", EVERYONE, "POST", (302,)),
)  # fmt: skip
"""Logging out stands last: it ends the session that the others need."""

OF_REGISTERS = (
    ("/_info", "GET", "/api/v1/{register}/_info", (200,)),
    ("/views", "GET", "/{register}/views", (200,)),
    ("/views", "POST", "/{register}/views", (200, 302, 422)),
    ("/views/<int:pk>", "POST", "/{register}/views/999999", (404,)),
    ("/file/<int:pk>/<string:key>", "GET", "/{register}/file/999999/x", (404,)),
)
"""What a register has beside its rows, for whoever may read it: rule, method, path, answers."""
