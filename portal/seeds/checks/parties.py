"""Purchasers and providers carry valid credit codes, and are of kinds that their province does not bar."""

from __future__ import annotations

from collections.abc import Iterator

from portal.fields import gb32100
from portal.messages import Message
from portal.models.party_kind import PartyStatus
from portal.seeds.faults import Fault, fault
from portal.seeds.folder import Folder
from portal.seeds.known import Known


def parties_are_allowed(folder: Folder, known: Known) -> Iterator[Fault]:
    for table, kinds in (("purchasers", "purchaser_kinds"), ("providers", "provider_kinds")):
        for row in folder.shapes(table):
            for message in gb32100.check(row.credit_code):
                yield fault(row.at, "credit_code", row.credit_code, message, Message("Correct the code."))
            kind = known.in_region(kinds, row.region_code, row.kind_code)
            profile = known.profile(row.region_code)
            taken_over = profile is None or profile.provider.bans.inherited
            if kind is not None and kind.status == PartyStatus.BARRED and (taken_over or not kind.inherited):
                yield fault(
                    row.at,
                    "kind_code",
                    row.kind_code,
                    Message("%(name)s are barred here.", name=kind.name),
                    Message("Name another kind, or leave the row out."),
                )
