"""Messages into the reader's language. Everything below this layer speaks English msgids."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from flask import Flask, g
from flask_babel import get_locale, get_translations
from markupsafe import Markup
from sqlalchemy.exc import SQLAlchemyError

from portal.extensions import db
from portal.messages import Message, Words
from portal.services.province_words import of_profile
from portal.services.provinces import profile_at


def translate(value: Any) -> str:
    """A Message in the language of the request (and messages among its values too); other values as text."""
    if not isinstance(value, Message):
        return str(value)
    if isinstance(value, Words):
        return value.said(language())
    text = _gettext()(value.msgid)
    return text % {key: translate(part) for key, part in value.values.items()} if value.values else text


def listed(texts: Iterable[str]) -> str:
    """Several words as one text, parted as the language does: “a, b” and “甲、乙”."""
    return translate(Message(", ")).join(texts)


def _gettext() -> Callable[[str], str]:
    """The look-up in the language of the request, found once for each: flask_babel asks itself at every text."""
    try:
        return g.portal_gettext
    except AttributeError:
        found = g.portal_gettext = _with_terms(get_translations().gettext, wording().terms)
        return found
    except RuntimeError:  # no request and no command
        return get_translations().gettext


def _with_terms(gettext: Callable[[str], str], terms: Mapping[str, str]) -> Callable[[str], str]:
    """The same look-up, but what a province calls otherwise is called so."""
    return (lambda msgid: terms.get(msgid) or gettext(msgid)) if terms else gettext


@dataclass(frozen=True)
class Wording:
    """In which words a request speaks: a language, and the terms of a province. ``key`` tells wordings apart."""

    key: str
    terms: Mapping[str, str]


PLAIN = Wording("", {})


def wording() -> Wording:
    """The words of this request; those of the portal alone until somebody is known to read."""
    found: Wording | None = g.get("portal_wording")
    if found is None:
        account = g.get("account")
        if account is None:
            return PLAIN
        # Whoever works in several provinces at once reads the portal's own words.
        served = {g.get("working_province") or grant.region_code[:2] for grant in account.grants}
        found = g.portal_wording = _provincial(served.pop()) if len(served) == 1 else PLAIN
    return found


def _provincial(region_code: str) -> Wording:
    """The terms of the province that a region lies in. Where the database is away, errors are still told."""
    try:
        profile = profile_at(db.session, region_code)
    except SQLAlchemyError:
        return PLAIN
    if profile is None:
        return PLAIN
    found = of_profile(profile, language())
    return Wording(f"{profile.slug}{hash(tuple(found.items()))}", found)


def install(app: Flask) -> None:
    """Give templates a ``_('…')`` that does what Jinja's own does, with less on the way."""
    app.jinja_env.globals["_"] = _text_of_template


def _text_of_template(msgid: str, **values: Any) -> Markup:
    text = _gettext()(msgid)
    return Markup(text) % values if values else _whole(text)


@lru_cache(maxsize=4_096)
def _whole(text: str) -> Markup:
    # A pattern also without values, as Jinja has it: %% is one %.
    return Markup(text) % {}


def language() -> str:
    """The language of the request."""
    return str(get_locale())


def words_key() -> str:
    """Part of the key wherever translated words are kept: the language, and the terms of the reader's province."""
    return f"{language()}|{wording().key}"


def marked(msgid: str) -> Message:
    """Name a text of the templates or of Flask-AppBuilder here, so that it is collected for translation."""
    return Message(msgid)
