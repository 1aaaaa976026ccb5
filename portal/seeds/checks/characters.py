"""No invisible characters anywhere, and no full-width digits or letters where a code or a number is meant."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from portal.messages import Message
from portal.seeds.columns import columns_of
from portal.seeds.faults import Fault, fault
from portal.seeds.folder import Folder
from portal.seeds.known import Known
from portal.seeds.shapes import SHAPES

INVISIBLE = re.compile(
    "[\u0000-\u0008\u000b-\u001f\u007f\u00a0\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\ufffd]"
)
"""Control and zero-width characters, the no-break space, and the mark of a broken decoding."""
FULL_WIDTH = re.compile("[０-９Ａ-Ｚａ-ｚ]")
AS_PRINTED = frozenset({"quote", "rule_quote", "source_quote", "text", "title", "text_zh", "name_as_printed"})
"""Columns that repeat the document to the letter: there full width stays as it is printed."""


def characters_are_plain(folder: Folder, known: Known) -> Iterator[Fault]:
    for table, shape in SHAPES.items():
        columns = columns_of(shape)
        for row in folder.shapes(table):
            cells = {name: value for name in columns if isinstance(value := getattr(row, name), str)}
            whole = "".join(cells.values())
            if INVISIBLE.search(whole) or FULL_WIDTH.search(whole):
                for name, message, remedy in _wrong(cells):
                    yield fault(row.at, name, cells[name], message, remedy)


def _wrong(cells: Mapping[str, str]) -> Iterator[tuple[str, Message, Message]]:
    for name, value in cells.items():
        if found := INVISIBLE.search(value):
            code = f"U+{ord(found[0]):04X}"
            yield name, Message("The cell holds an invisible character (%(code)s).", code=code), Message("Remove it.")
        if name not in AS_PRINTED and (found := FULL_WIDTH.search(value)):
            message = Message("“%(character)s” is written in full width.", character=found[0])
            yield name, message, Message("Write it in half width, such as 1 or A.")
