"""The rules of a province on one page: every setting with what the document says and where."""

from __future__ import annotations

from flask import render_template
from flask_appbuilder import BaseView, expose, has_access
from flask_babel import get_locale
from sqlalchemy import select
from werkzeug.exceptions import NotFound as PageNotFound

from portal.access.permissions import Action
from portal.extensions import db
from portal.messages import Message
from portal.models import Province, ProvinceFact
from portal.profiles import Profile
from portal.web.translation import translate

OWN = "portal"
"""What stands in province.toml as the source of a setting that no document prints."""


def _source(source: str) -> str:
    return translate(Message("The portal's own")) if source == OWN else source


class ProfileView(BaseView):
    route_base = "/profile"
    default_view = "index"
    class_permission_name = "provinces"
    method_permission_name = {"index": Action.VIEW.value, "province": Action.VIEW.value}

    @expose("/")
    @has_access
    def index(self) -> str:
        province = db.session.scalars(select(Province).order_by(Province.region_code)).first()
        if province is None:
            raise PageNotFound()
        return self._page(province)

    @expose("/<string:slug>/")
    @has_access
    def province(self, slug: str) -> str:
        province = db.session.scalars(select(Province).where(Province.slug == slug)).one_or_none()
        if province is None:
            raise PageNotFound()
        return self._page(province)

    def _page(self, province: Province) -> str:
        profile = Profile.from_dict(province.profile)
        language = str(get_locale())
        settings = [
            (setting.key, translate(setting.label), setting.text(language), _source(setting.source), setting.stated)
            for setting in profile.settings()
        ]
        facts = db.session.scalars(
            select(ProvinceFact).where(ProvinceFact.region_code == province.region_code).order_by(ProvinceFact.id)
        )
        others = db.session.scalars(select(Province).order_by(Province.region_code)).all()
        return render_template(
            "admin/province.html",
            title=province.name if language == "zh" else province.name_en,
            settings=settings,
            facts=[(f.key, f.text_zh if language == "zh" else f.text_en, f.source) for f in facts],
            provinces=[
                (p.name if language == "zh" else p.name_en, f"/profile/{p.slug}/", p is province) for p in others
            ],
        )
