"""Region codes are a hierarchy: a region's code begins with its parent's, and the tree hangs together."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from portal.messages import Message
from portal.seeds.faults import Fault, fault
from portal.seeds.folder import NATION, Folder
from portal.seeds.known import Known

CODE = re.compile(r"[0-9]{2}(?:[0-9]{2}(?:[0-9]{2}(?:[0-9]{3})?)?)?(?:[A-Z][0-9]{2})?")
"""Official digits by two, the street's by three; nodes without official code end in a letter and two digits."""


def region_codes_are_a_tree(folder: Folder, known: Known) -> Iterator[Fault]:
    for row in folder.shapes("regions"):
        if not CODE.fullmatch(row.code):
            yield fault(
                row.at,
                "code",
                row.code,
                Message("“%(code)s” is no code of a region.", code=row.code),
                Message(
                    "Write official digits without trailing zeros (370304), or a letter and two digits after them."
                ),
            )
        yield from _parent(row, known)
        yield from _successor(row, known)


def _parent(row: Any, known: Known) -> Iterator[Fault]:
    if row.code == NATION:
        return
    parent = row.parent_code
    if not parent:
        message = Message("Only the nation has no region above it.")
    elif parent not in known.regions:
        message = Message("“%(value)s” is not known in %(table)s.", value=parent, table="regions")
    elif parent != NATION and (not row.code.startswith(parent) or row.code == parent):
        message = Message("The code does not begin with “%(parent)s”, the code of the region above.", parent=parent)
    else:
        return
    yield fault(
        row.at, "parent_code", parent, message, Message("Name the region directly above: its code begins this one.")
    )


def _successor(row: Any, known: Known) -> Iterator[Fault]:
    if not row.replaced_by:
        return
    remedy = Message("Name a region that stands in the file and is in force.")
    if row.replaced_by not in known.regions:
        message = Message("“%(value)s” is not known in %(table)s.", value=row.replaced_by, table="regions")
        yield fault(row.at, "replaced_by", row.replaced_by, message, remedy)
    if row.valid_to is None:
        message = Message("A region that was replaced says until when it was valid.")
        yield fault(row.at, "valid_to", "", message, Message("Write the last day on which it was valid."))
