"""What each person may do with each row: read once more from the declared table, without the portal's own reading.

Nothing of ``portal.access.scope``, the engine, the models, the guards or the views is used here: only the permission
table, the provinces' files of settings and the words of the requirement. Where portal and
oracle differ, one of them is wrong.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass

import config
from portal.access.permissions import PERMISSIONS, Action
from portal.models import Role

NATION = "00"
OF_EDITIONS = ("catalog_editions", "catalog_items")
"""Registers whose rows belong to an organization and have a state, by the edition that they are or stand in."""

OWNED = (*OF_EDITIONS, "item_successions", "organizations")
"""Registers of which a grant for one organization reaches that organization's rows only. An organization is its own;
a succession belongs to whoever owns the former item."""

OPEN = ("regions",)
UPWARD = (
    *OWNED, "negative_list_entries", "prohibitive_rules", "provider_conditions", "key_areas", "purchaser_kinds",
    "provider_kinds", "listed_terms", "province_facts", "provinces", "policy_documents",
)  # fmt: skip
"""What everyone reads, and what is also read from below: catalogs, lists, rules and documents of the levels above
(issue: "reading upward"). Of all else, own region and below."""

FILES = {
    region: tomllib.loads((config.ROOT / "catalog_seeds" / slug / "province.toml").read_text(encoding="utf-8"))
    for region, slug in (("37", "shandong"), ("15", "neimenggu"), ("43", "hunan"))
}
"""By province: its file of settings."""

COMPILED_BY = {
    region: {(each["kind"], each["who"]) for each in file["catalogue"]["editors"]["by"]}
    for region, file in FILES.items()
}
"""By province: who compiles catalogs of which kind."""

OWN, BELOW, ABOVE, SIBLING, ELSEWHERE = "own region", "below", "above", "sibling", "another province"
RELATIONS = (OWN, BELOW, ABOVE, SIBLING, ELSEWHERE)


@dataclass(frozen=True)
class Reader:
    """A person of the cast: one role, one region, at most one organization."""

    username: str
    role: Role
    home: str
    organization_id: int | None = None

    def actions(self, register: str) -> frozenset[Action]:
        return PERMISSIONS[self.role].get(register, frozenset())


@dataclass(frozen=True)
class Facts:
    """What decides about a row."""

    register: str
    region: str
    owner: int | None = None
    published: bool = False
    """Of editions and their items: disclosed to the levels below, and closed to changes."""
    kind: str = ""
    """Of editions and their items: what kind of catalog it is. Empty: whoever the table names may compile it."""


def relation(home: str, region: str) -> str:
    """How a row's region lies to the home of a person."""
    if region == home:
        return OWN
    if home == NATION or region.startswith(home):
        return BELOW
    if region == NATION or home.startswith(region):
        return ABOVE
    return SIBLING if region[:2] == home[:2] else ELSEWHERE


def sees(reader: Reader, row: Facts) -> bool:
    """Own region and below; of the regions above what is published; catalogs of others only once published."""
    if Action.VIEW not in reader.actions(row.register):
        return False
    if row.register in OPEN:
        return True
    where = relation(reader.home, row.region)
    limited = row.register in OWNED and reader.organization_id is not None
    if where in (OWN, BELOW) and (not limited or row.owner == reader.organization_id):
        return True
    disclosed = row.published if row.register in OF_EDITIONS else True
    return row.register in UPWARD and where in (OWN, ABOVE) and disclosed


def compiles(reader: Reader, row: Facts) -> bool:
    """Whether the province lets this body compile catalogs of this kind; its administrator may always correct."""
    if row.register not in OF_EDITIONS or not row.kind or reader.role is Role.PROVINCE_ADMINISTRATOR:
        return True
    place = {2: "province", 4: "city", 6: "county"}[len(row.region)]
    file = FILES.get(row.region[:2])
    if file is not None and not file["catalogue"]["local_edit"].get(place, True):
        return False
    office = "department" if reader.role is Role.DEPARTMENT_EDITOR else "finance"
    return (row.kind, f"{place}_{office}") in COMPILED_BY.get(row.region[:2], ())


def kinds_of_catalogs(region: str) -> tuple[str, ...]:
    """The kinds that a province has; the nation, which has no file, has them all."""
    file = FILES.get(region[:2])
    return tuple(each["kind"] for each in file["catalogue"]["kinds"]["lists"]) if file else ()


def has_liaison_points(region: str) -> bool:
    """Whether a province's file names any kind of them: without a kind none can be added."""
    file = FILES.get(region[:2])
    return file is None or bool(file["liaison"]["kinds"]["kinds"])


def may(reader: Reader, row: Facts, action: Action) -> bool:
    """Own region and below, own catalogs for a department, and nothing of an edition that is closed."""
    if action not in reader.actions(row.register):
        return False
    if action is Action.VIEW:
        return sees(reader, row)
    if relation(reader.home, row.region) not in (OWN, BELOW):
        return False
    if reader.organization_id is not None and row.owner != reader.organization_id:
        return False
    if not compiles(reader, row):
        return False
    closed = row.register in OF_EDITIONS and row.published
    # An edition may be begun in any state that its form offers; a row of a closed one may not even be added.
    return not closed or (action is Action.ADD and row.register == "catalog_editions")


def answer(reader: Reader | None, row: Facts, action: Action, done: tuple[int, ...]) -> tuple[int, ...]:
    """The statuses that are right for an action on a row: not signed in, no such right, no such row, not this one."""
    if reader is None:
        return (302, 401)
    if action not in reader.actions(row.register):
        return (403,)
    if not sees(reader, row):
        return (404,)
    return done if may(reader, row, action) else (403,)
