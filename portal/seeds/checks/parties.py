"""Purchasers and providers carry valid credit codes, and are of kinds that their province does not bar."""

from __future__ import annotations

from collections.abc import Iterator

from portal.fields import gb32100
from portal.fields.moment import today
from portal.messages import Message
from portal.registers.eligibility import judge, ruling
from portal.registers.reviewing import LONGEST, SHORTEST
from portal.seeds.faults import Fault, fault
from portal.seeds.folder import Folder
from portal.seeds.known import Known


def parties_are_allowed(folder: Folder, known: Known) -> Iterator[Fault]:
    """Judged as on entry by a form: what the folder's rules bar is a fault with its clause; a doubt is none."""
    day = today()
    for table, kinds in (("purchasers", "purchaser_kinds"), ("providers", "provider_kinds")):
        for row in folder.shapes(table):
            for message in gb32100.check(row.credit_code):
                yield fault(row.at, "credit_code", row.credit_code, message, Message("Correct the code."))
            if row.review_reason and not SHORTEST <= len(row.review_reason) <= LONGEST:
                yield fault(
                    row.at,
                    "review_reason",
                    row.review_reason,
                    Message("A reason has %(least)s to %(most)s characters.", least=SHORTEST, most=LONGEST),
                    Message("Say why the reviewer accepted the body, or leave the cell empty."),
                )
            kind = known.in_region(kinds, row.region_code, row.kind_code)
            if kind is None:
                continue
            kind = ruling(kind, known.beside(kinds, kind))
            near_barred = known.is_near_barred(kinds, kind)
            verdict = judge(kind, known.profile(row.region_code), table, day, near_barred)
            if verdict.refusal is not None:
                yield fault(row.at, "kind_code", row.kind_code, verdict.refusal, REMEDY)


REMEDY = Message("Name another kind, or leave the row out.")
