"""The registers, each declared once. To add one: docs/add-a-register.md."""

from __future__ import annotations

from collections.abc import Mapping

from portal.registers.base import BulkAction, Register, Related
from portal.registers.catalog import EDITIONS, ITEMS, SUCCESSION
from portal.registers.ground import ORGANIZATIONS, POLICY_DOCUMENTS, PROVINCE_FACTS, PROVINCES, REGIONS
from portal.registers.liaison_points import LIAISON_POINTS
from portal.registers.parties import PROVIDERS, PURCHASERS
from portal.registers.party_kinds import PROVIDER_KINDS, PURCHASER_KINDS
from portal.registers.reviewing import CONDITION_CHECKS, PARTY_FINDINGS
from portal.registers.rules import KEY_AREAS, LISTED_TERMS, NEGATIVE_LIST, PROHIBITIVE_RULES, PROVIDER_CONDITIONS
from portal.registers.trail import ACCESS_EVENTS, EVENTS

REGISTERS: Mapping[str, Register] = {
    register.name: register
    for register in (
        EDITIONS,
        ITEMS,
        SUCCESSION,
        NEGATIVE_LIST,
        PROHIBITIVE_RULES,
        KEY_AREAS,
        PURCHASERS,
        PROVIDERS,
        CONDITION_CHECKS,
        LIAISON_POINTS,
        PURCHASER_KINDS,
        PROVIDER_KINDS,
        PROVIDER_CONDITIONS,
        LISTED_TERMS,
        REGIONS,
        PROVINCES,
        PROVINCE_FACTS,
        POLICY_DOCUMENTS,
        ORGANIZATIONS,
        PARTY_FINDINGS,
        EVENTS,
        ACCESS_EVENTS,
    )
}
"""All registers by name, in the order in which menus show them."""

__all__ = ["REGISTERS", "BulkAction", "Register", "Related"]
