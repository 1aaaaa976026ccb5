"""The province switch of the top bar: its address. What it does stands in ``portal.web.provinces``."""

from __future__ import annotations

from flask import redirect, request
from flask_appbuilder import BaseView, expose
from werkzeug.wrappers import Response

from portal.admin.login import next_page
from portal.errors import BadInput
from portal.extensions import db
from portal.messages import Message
from portal.web import provinces
from portal.web.translation import language


class WorkingProvinceView(BaseView):
    """Open to everyone who is signed in: it changes nothing but one's own session, and narrows only."""

    route_base = "/province"
    default_view = "choose"

    @expose("/", methods=["POST"])
    def choose(self) -> Response:
        """``code`` is one of the person's provinces, or nothing for all; ``next`` the page to go on with."""
        code = request.form.get("code", "")
        if code and code not in dict(provinces.choices(db.session, provinces.everywhere(), language())):
            raise BadInput(Message("You have no grant in this province."))
        provinces.choose(code)
        return redirect(next_page(request.form.get("next")))
