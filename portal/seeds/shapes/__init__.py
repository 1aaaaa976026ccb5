"""The shapes of seed files: one frozen dataclass for each table, whose attributes are the file's columns.

To add a table: write its shape, put it into SHAPES, and describe it in portal/services/seed_rows.py.
"""

from __future__ import annotations

from collections.abc import Mapping

from portal.seeds.shapes.base import Shape
from portal.seeds.shapes.catalog import (
    EditionShape,
    ItemShape,
)
from portal.seeds.shapes.ground import (
    DocumentShape,
    FactShape,
    OrganizationShape,
    RegionShape,
)
from portal.seeds.shapes.parties import (
    ProviderKindShape,
    ProviderShape,
    PurchaserKindShape,
    PurchaserShape,
)
from portal.seeds.shapes.rules import (
    ConditionShape,
    EntryShape,
    KeyAreaShape,
    LiaisonPointShape,
    RuleShape,
    TermShape,
)

SHAPES: Mapping[str, type[Shape]] = {
    "regions": RegionShape,
    "policy_documents": DocumentShape,
    "organizations": OrganizationShape,
    "province_facts": FactShape,
    "purchaser_kinds": PurchaserKindShape,
    "provider_kinds": ProviderKindShape,
    "negative_list_entries": EntryShape,
    "prohibitive_rules": RuleShape,
    "provider_conditions": ConditionShape,
    "key_areas": KeyAreaShape,
    "listed_terms": TermShape,
    "catalog_editions": EditionShape,
    "catalog_items": ItemShape,
    "liaison_points": LiaisonPointShape,
    "purchasers": PurchaserShape,
    "providers": ProviderShape,
}
"""The shape of every table, by the table's name."""

__all__ = [
    "SHAPES",
    "ConditionShape",
    "DocumentShape",
    "EditionShape",
    "EntryShape",
    "FactShape",
    "ItemShape",
    "KeyAreaShape",
    "LiaisonPointShape",
    "OrganizationShape",
    "ProviderKindShape",
    "ProviderShape",
    "PurchaserKindShape",
    "PurchaserShape",
    "RegionShape",
    "RuleShape",
    "Shape",
    "TermShape",
]
