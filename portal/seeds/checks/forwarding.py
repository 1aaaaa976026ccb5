"""Documents forward one another in a chain that ends: no document forwards itself, however many steps between."""

from __future__ import annotations

from collections.abc import Iterator

from portal.messages import Message
from portal.seeds.faults import Fault, fault
from portal.seeds.folder import Folder
from portal.seeds.known import Known


def forwarding_ends(folder: Folder, known: Known) -> Iterator[Fault]:
    for row in folder.shapes("policy_documents"):
        seen = {row.number}
        step = row
        while step is not None and step.forwards and step.forwards not in seen:
            seen.add(step.forwards)
            step = known.document_numbers.get(step.forwards)
        if step is not None and step.forwards and step.forwards == row.number:
            yield fault(
                row.at,
                "forwards",
                row.forwards,
                Message("%(number)s forwards itself, by way of the documents between.", number=row.number),
                Message("Name the document that is forwarded; the first one of a chain forwards none."),
            )
