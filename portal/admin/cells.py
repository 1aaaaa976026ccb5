"""Values as cells, in the reader's language."""

from __future__ import annotations

from portal.admin.pages import CellView
from portal.fields import Cell
from portal.messages import Message
from portal.web.translation import translate


def view(cell: Cell, href: str = "") -> CellView:
    text = cell.text
    return CellView(
        translate(text) if isinstance(text, Message) else text, cell.kind, cell.tone, cell.title, href or cell.href
    )


NOTHING = CellView("")
