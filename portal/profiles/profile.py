"""A province's profile: everything that the portal does differently there, as typed data."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from portal.errors import Unusable
from portal.messages import Message
from portal.profiles.catalogue import Catalogue
from portal.profiles.faults import Objection, dotted
from portal.profiles.parties import Liaison, Provider, Purchaser
from portal.profiles.purchase import Budget, Contract, Negative, Performance, Procure
from portal.profiles.reporting import Publish, Reporting, Validity
from portal.profiles.setting import Setting, shown
from portal.profiles.typed import build, plain
from portal.profiles.vocabulary import Divisions, Terms

LABELS: Mapping[str, Message] = {
    "catalogue.kinds": Message("Which catalogs exist"),
    "catalogue.depth": Message("Number of levels"),
    "catalogue.locked_levels": Message("Levels that must equal the upper catalog"),
    "catalogue.editors": Message("Who may compile a catalog"),
    "catalogue.local_edit": Message("Whether cities and counties may edit"),
    "catalogue.dept_self_edit": Message("Whether a department may change its own catalog"),
    "catalogue.consult": Message("Consultation before adoption"),
    "catalogue.window": Message("Yearly window for compiling"),
    "catalogue.force": Message("Effect of being listed"),
    "catalogue.codes": Message("Codes of catalog items"),
    "negative.sections": Message("Sections of the negative list"),
    "purchaser.kinds": Message("Who may purchase"),
    "provider.kinds": Message("Who may provide"),
    "provider.bans": Message("Providers that are barred"),
    "provider.conditions": Message("Conditions for providers"),
    "provider.register_owner": Message("Who keeps the register of providers"),
    "provider.audit": Message("Audited financial report"),
    "liaison.kinds": Message("Kinds of liaison points"),
    "report.periodic": Message("Periodic reports"),
    "budget.form": Message("Budget document"),
    "budget.change": Message("Budget change during the year"),
    "procure.methods": Message("Ways to choose a provider"),
    "contract.term": Message("Contract term and renewal"),
    "contract.fields": Message("What a contract must say"),
    "performance.rules": Message("Evaluation of performance"),
    "publish.owner": Message("Who publishes"),
    "validity": Message("When the document is in force"),
    "divisions": Message("Words for administrative divisions"),
}
"""Every setting of a profile in the order in which it is shown, by the dotted name of its table."""


@dataclass(frozen=True, kw_only=True)
class Province:
    """``region``: its code without trailing zeros; ``slug``: its folder; ``document``: the code of its own rules."""

    region: str
    slug: str
    name: str
    name_en: str
    document: str

    def objections(self) -> Iterator[Objection]:
        if not re.fullmatch(r"\d{2}", self.region):
            yield Objection(
                ("region",),
                self.region,
                Message("A province's region code has two digits."),
                Message("Give the code without its trailing zeros, such as 37."),
            )
        if not re.fullmatch(r"[a-z][a-z0-9-]*", self.slug):
            yield Objection(
                ("slug",),
                self.slug,
                Message("A short name holds only small letters, digits and hyphens."),
                Message("Give the name of the folder, such as shandong."),
            )


@dataclass(frozen=True, kw_only=True)
class Profile:
    province: Province
    terms: Terms
    catalogue: Catalogue
    negative: Negative
    purchaser: Purchaser
    provider: Provider
    liaison: Liaison
    report: Reporting
    budget: Budget
    procure: Procure
    contract: Contract
    performance: Performance
    publish: Publish
    validity: Validity
    divisions: Divisions

    @property
    def region(self) -> str:
        return self.province.region

    @property
    def slug(self) -> str:
        return self.province.slug

    @property
    def name(self) -> str:
        return self.province.name

    @property
    def name_en(self) -> str:
        return self.province.name_en

    @property
    def document(self) -> str:
        return self.province.document

    def settings(self) -> list[Setting]:
        """One row for each setting, in the order of LABELS."""
        return [shown(key, label, attrgetter(key)(self)) for key, label in LABELS.items()]

    def to_dict(self) -> dict[str, Any]:
        """Plain data for a JSON column; ``from_dict`` gives the same profile back."""
        return dict(plain(self))

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> Profile:
        """The profile of a JSON column. Unusable if it was stored by another version and no longer fits."""
        profile, objections = build(cls, stored)
        if profile is None:
            raise Unusable(
                Message(
                    "The stored profile of a province does not fit this version of the portal (%(key)s: %(fault)s). "
                    "Load its seeds again: portal seed load.",
                    key=dotted(objections[0].path),
                    fault=objections[0].message,
                )
            )
        return profile
