"""What must hold in a folder of seeds, one check a file. To add one: write it, and put it into CHECKS.

A check is a function of the folder and of what its rows may refer to; it yields faults, and neither raises
nor changes anything. It sees sound rows only: those with a cell of a wrong type were told and left out before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from portal.seeds.checks.characters import characters_are_plain
from portal.seeds.checks.codes import item_codes_fit_the_pattern
from portal.seeds.checks.dates import dates_are_in_order
from portal.seeds.checks.expected import counts_are_as_expected
from portal.seeds.checks.forwarding import forwarding_ends
from portal.seeds.checks.levels import levels_are_named, levels_fit_parents
from portal.seeds.checks.liaison import liaison_points_fit
from portal.seeds.checks.ordinals import ordinals_run_on
from portal.seeds.checks.parties import parties_are_allowed
from portal.seeds.checks.province import profile_belongs_to_folder
from portal.seeds.checks.quotes import conditions_stand_in_their_documents, quotes_stand_in_their_documents
from portal.seeds.checks.references import references_resolve
from portal.seeds.checks.regions import region_codes_are_a_tree
from portal.seeds.checks.sources import rows_have_sources
from portal.seeds.checks.uniqueness import names_are_not_taken, names_are_unique
from portal.seeds.faults import Fault
from portal.seeds.folder import Folder
from portal.seeds.known import Known

Check = Callable[[Folder, Known], Iterator[Fault]]

CHECKS: tuple[Check, ...] = (
    profile_belongs_to_folder,
    characters_are_plain,
    item_codes_fit_the_pattern,
    dates_are_in_order,
    counts_are_as_expected,
    forwarding_ends,
    levels_are_named,
    levels_fit_parents,
    liaison_points_fit,
    ordinals_run_on,
    parties_are_allowed,
    quotes_stand_in_their_documents,
    conditions_stand_in_their_documents,
    references_resolve,
    region_codes_are_a_tree,
    rows_have_sources,
    names_are_not_taken,
    names_are_unique,
)
