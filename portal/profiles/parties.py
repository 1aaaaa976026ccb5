"""The settings of purchasers, providers and liaison points: who may take part, on which conditions."""

from __future__ import annotations

from dataclasses import dataclass

from portal.profiles.setting import Stated
from portal.profiles.words import LiaisonKind, Unnamed


@dataclass(frozen=True, kw_only=True)
class PartyKinds(Stated):
    """Kinds themselves are rows of purchaser_kinds.csv or provider_kinds.csv.

    ``closed``: the document's list is complete. ``unnamed``: what happens with a kind that it does not name.
    """

    closed: bool
    unnamed: Unnamed


@dataclass(frozen=True, kw_only=True)
class Purchaser:
    kinds: PartyKinds


@dataclass(frozen=True, kw_only=True)
class Bans(Stated):
    """Whether the document bars providers by kind (``barred`` names them as printed).

    ``inherited``: the exclusions of 102号令 art. 8 apply besides.
    ``unclear``: what happens with a kind near a barred one that is neither barred nor named.
    """

    by_kind: bool
    barred: tuple[str, ...]
    inherited: bool
    unclear: Unnamed


@dataclass(frozen=True, kw_only=True)
class Conditions(Stated):
    """``checklist``: a provider is checked against the rows of provider_conditions.csv."""

    checklist: bool


@dataclass(frozen=True, kw_only=True)
class RegisterOwner:
    """Which office keeps which part of the register of providers, as printed."""

    register: str
    owner: str


@dataclass(frozen=True, kw_only=True)
class RegisterOwners(Stated):
    owners: tuple[RegisterOwner, ...]


@dataclass(frozen=True, kw_only=True)
class Audit(Stated):
    """``required``: a provider's financial report is audited by a certified public accountant."""

    required: bool


@dataclass(frozen=True, kw_only=True)
class Provider:
    kinds: PartyKinds
    bans: Bans
    conditions: Conditions
    register_owner: RegisterOwners
    audit: Audit


@dataclass(frozen=True, kw_only=True)
class LiaisonKinds(Stated):
    """What may be a liaison point; ``listed``: the document prints the points themselves."""

    kinds: tuple[LiaisonKind, ...]
    listed: bool


@dataclass(frozen=True, kw_only=True)
class Liaison:
    kinds: LiaisonKinds
