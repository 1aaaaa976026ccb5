"""What stands above pages about terms that ended or soon end: editions of catalogs, the document of a province."""

from __future__ import annotations

from collections.abc import Iterable

from portal.extensions import db
from portal.fields.moment import today
from portal.models import CatalogEdition
from portal.profiles import Profile
from portal.registers import Register
from portal.services import validity
from portal.services.validity import Notice
from portal.web.translation import translate


def on_list(register: Register) -> list[tuple[str, str]]:
    """Above the list of editions; nothing above another."""
    return _said(validity.of_editions(db.session, today())) if register.name == "catalog_editions" else []


def on_edition(edition: CatalogEdition) -> list[tuple[str, str]]:
    return _said(validity.of_catalog(db.session, edition, today()))


def on_rules(profile: Profile) -> list[tuple[str, str]]:
    return _said(validity.of_document(profile, today()))


def _said(notices: Iterable[Notice]) -> list[tuple[str, str]]:
    return [(translate(message), source) for message, source in notices]
