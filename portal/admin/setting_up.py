"""Put Flask-AppBuilder into an application: its security manager, and a view and an API per register."""

from __future__ import annotations

from flask import Flask

from portal.admin.api import all_apis
from portal.admin.api_reference import ApiReferenceView
from portal.admin.explaining import ExplainView
from portal.admin.fab import known_schemas, no_stock_files
from portal.admin.fab.builder import PortalBuilder
from portal.admin.fab.rison import refuse_broken_arguments
from portal.admin.fab.security import PortalSecurityManager
from portal.admin.fields.view import FieldsView
from portal.admin.home import HomeView
from portal.admin.login import LanguageView
from portal.admin.people import PeopleView
from portal.admin.role_matrix import RolesView
from portal.admin.searching import SearchView
from portal.admin.settings import ProfileView
from portal.admin.shell import shell
from portal.admin.trail_pages import PersonTrailView, RegionTrailView
from portal.admin.tree import CatalogTreeView
from portal.admin.views import all_views
from portal.admin.working import WorkingProvinceView
from portal.extensions import db
from portal.web import translation


def build(app: Flask) -> PortalBuilder:
    known_schemas.install()
    # Made per app: a builder cannot serve a second one.
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = f"{app.root_path}/translations"
    builder = PortalBuilder(security_manager_class=PortalSecurityManager, indexview=HomeView, update_perms=False)
    builder.init_app(app, db.session)
    for view in (
        *all_views(),
        CatalogTreeView,
        FieldsView,
        ProfileView,
        LanguageView,
        WorkingProvinceView,
        PeopleView,
        ExplainView,
        ApiReferenceView,
        SearchView,
        RegionTrailView,
        PersonTrailView,
        RolesView,
    ):
        builder.add_view_no_menu(view)
    for api in all_apis():
        builder.add_api(api)
    no_stock_files.install(app)
    translation.install(app)
    app.before_request(refuse_broken_arguments)
    app.context_processor(lambda: {"shell": shell})
    return builder
