"""The tables, one noun per file. Imports SQLAlchemy only; base.py and user.py alone know Flask-AppBuilder's."""

from __future__ import annotations

from portal.models.base import NATION, Model, OwnFields, Reading, Scoped
from portal.models.bookkeeping import SearchToken, SeedRecord
from portal.models.catalog_edition import CatalogEdition
from portal.models.catalog_item import (
    CatalogItem,
    ItemSuccession,
    catalog_item_key_areas,
)
from portal.models.condition_check import ConditionCheck
from portal.models.event import AccessEvent, Event, EventPersonalValue
from portal.models.event_kinds import KINDS, AccessKind, EventKind
from portal.models.field_definition import FieldDefinition, FieldIndex, FieldRevision, FieldUniqueValue
from portal.models.finding import PartyFinding
from portal.models.key_area import KeyArea
from portal.models.liaison_point import LiaisonPoint
from portal.models.login_failure import FormerPassword, LoginFailure
from portal.models.organization import Organization
from portal.models.party import Provider, Purchaser
from portal.models.party_kind import ProviderKind, PurchaserKind
from portal.models.policy_document import PolicyDocument
from portal.models.province import Province, ProvinceFact
from portal.models.region import Region
from portal.models.rules import (
    ListedTerm,
    NegativeListEntry,
    ProhibitiveRule,
    ProviderCondition,
)
from portal.models.saved_view import FirstView, SavedView
from portal.models.user import Account, Grant, Role

for _table in Model.metadata.tables.values():
    # SQLite would give the id of a removed row to the next one, and with it that row's history.
    if "id" in _table.c and not _table.name.startswith("ab_"):
        _table.dialect_kwargs["sqlite_autoincrement"] = True

INTERNAL_TABLES = frozenset(
    {
        "regions",
        "grants",
        "ab_user",
        "login_failures",
        "password_history",
        "seed_records",
        "search_tokens",
        "event_personal_values",
        "field_indexes",
        "field_revisions",
        "field_unique_values",
        "saved_views",
        "first_views",
    }
)
"""Tables of ours without a region to guard them by: shown to everyone (regions) or to nobody."""

__all__ = [
    "INTERNAL_TABLES",
    "KINDS",
    "NATION",
    "AccessEvent",
    "AccessKind",
    "Account",
    "CatalogEdition",
    "CatalogItem",
    "ConditionCheck",
    "Event",
    "EventKind",
    "EventPersonalValue",
    "FieldDefinition",
    "FieldIndex",
    "FieldRevision",
    "FieldUniqueValue",
    "FirstView",
    "FormerPassword",
    "Grant",
    "ItemSuccession",
    "KeyArea",
    "LiaisonPoint",
    "ListedTerm",
    "LoginFailure",
    "Model",
    "NegativeListEntry",
    "Organization",
    "OwnFields",
    "PartyFinding",
    "PolicyDocument",
    "ProhibitiveRule",
    "Provider",
    "ProviderCondition",
    "ProviderKind",
    "Province",
    "ProvinceFact",
    "Purchaser",
    "PurchaserKind",
    "Reading",
    "Region",
    "Role",
    "SavedView",
    "Scoped",
    "SearchToken",
    "SeedRecord",
    "catalog_item_key_areas",
]
