"""The language of the terminal: LANG and its kin decide, Flask has no part in it."""

from __future__ import annotations

import gettext
import json
from pathlib import Path
from typing import Any

import click

from portal.messages import Message

_TRANSLATIONS = Path(__file__).parent.parent / "translations"


def say(message: Message) -> str:
    """A message in the language of the terminal."""
    catalog = gettext.translation("messages", _TRANSLATIONS, fallback=True)
    values = {key: say(value) if isinstance(value, Message) else str(value) for key, value in message.values.items()}
    text = catalog.gettext(message.msgid)
    return text % values if values else text


def tell(message: Message) -> None:
    click.echo(say(message))


def as_json(value: Any) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def table(rows: list[tuple[str, ...]]) -> str:
    """Columns side by side; Chinese characters are two cells wide."""
    widths = [max(_width(row[i]) for row in rows) for i in range(len(rows[0]))] if rows else []
    return "\n".join(
        "  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )


def _width(text: str) -> int:
    import unicodedata

    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
