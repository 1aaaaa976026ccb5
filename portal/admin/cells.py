"""Values as cells, in the reader's language."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from babel.dates import format_date

from portal.admin.pages import CellView
from portal.fields import Cell
from portal.messages import Message
from portal.services.records import COUNT_CAP
from portal.web.translation import language, translate

LONGEST = 80
"""Characters of a text that a list shows; the tooltip shows more, and the record all."""
LONGEST_TITLE = 600


def view(cell: Cell, href: str = "") -> CellView:
    text = cell.text
    words = translate(text) if isinstance(text, Message) else text
    if cell.kind == "date" and words:
        words = day(words)
    return CellView(words, cell.kind, cell.tone, cell.title, href or cell.href)


def in_list(cell: Cell) -> CellView:
    """The same, with long texts cut: a hundred rows with whole paragraphs are no list."""
    text = cell.text
    if isinstance(text, Message):
        text = translate(text)
    kind, title = cell.kind, cell.title
    if kind == "date" and text:
        text = day(text)
    if len(text) > LONGEST:
        title = _cut(title or text, LONGEST_TITLE)
        text = _cut(text, LONGEST)
    elif len(title) > LONGEST_TITLE:
        title = _cut(title, LONGEST_TITLE)
    return CellView(text, kind, cell.tone, title, cell.href)


def day(text: str) -> str:
    """A day, or a day with its time, as the reader writes it: 2022-08-16 in Chinese, 16 Aug 2022 in English."""
    return _day(text, language())


@lru_cache(maxsize=4_096)
def _day(text: str, spoken: str) -> str:
    if spoken.startswith("zh"):
        return text
    written, space, clock = text.partition(" ")
    try:
        return format_date(date.fromisoformat(written), "d MMM yyyy", locale=spoken) + space + clock
    except ValueError:  # what is held is no day: it is shown as it is
        return text


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def count_text(count: int) -> str:
    return f"{COUNT_CAP:,}+" if count > COUNT_CAP else f"{count:,}"


NOTHING = CellView("")
