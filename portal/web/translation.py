"""Messages into the reader's language. Everything below this layer speaks English msgids."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from flask import Flask, g
from flask_babel import get_locale, get_translations
from markupsafe import Markup

from portal.messages import Message, Words


def translate(value: Any) -> str:
    """A Message in the language of the request (and messages among its values too); other values as text."""
    if not isinstance(value, Message):
        return str(value)
    if isinstance(value, Words):
        return value.said(language())
    text = _gettext()(value.msgid)
    return text % {key: translate(part) for key, part in value.values.items()} if value.values else text


def _gettext() -> Callable[[str], str]:
    """The look-up in the language of the request, found once for each: flask_babel asks itself at every text."""
    try:
        return g.portal_gettext
    except AttributeError:
        found = g.portal_gettext = get_translations().gettext
        return found
    except RuntimeError:  # no request and no command
        return get_translations().gettext


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
    """The language of the request: part of the key wherever translated words are kept."""
    return str(get_locale())


def marked(msgid: str) -> Message:
    """Name a text of the templates or of Flask-AppBuilder here, so that it is collected for translation."""
    return Message(msgid)
