"""Codes of catalog items are built as the province's profile says, in the editions that the province makes itself."""

from __future__ import annotations

from collections.abc import Iterator

from portal.messages import Message
from portal.models.catalog_edition import EditionKind
from portal.seeds.faults import Fault, fault
from portal.seeds.folder import Folder
from portal.seeds.known import Known

OWN_CATALOGS = frozenset({EditionKind.GENERAL, EditionKind.DEPARTMENT, EditionKind.LOCAL})
"""Purchase content keeps the numbers that are printed, the reference those of the ministry."""


def item_codes_fit_the_pattern(folder: Folder, known: Known) -> Iterator[Fault]:
    for row in folder.shapes("catalog_items"):
        edition = known.editions.get(row.edition)
        if edition is None or edition.kind not in OWN_CATALOGS:
            continue
        profile = known.profile(edition.region_code)
        if profile is None:
            continue
        codes = profile.catalogue.codes
        if not codes.fits(row.code):
            yield fault(
                row.at,
                "code",
                row.code,
                Message("“%(code)s” is not built like the codes of this province.", code=row.code),
                Message("Codes fit the pattern %(pattern)s (catalogue.codes in province.toml).", pattern=codes.pattern),
            )
