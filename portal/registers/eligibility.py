"""Whether a body of some kind may be registered as purchaser or provider: refused, for a reviewer, or free.

Source: the kinds tables of each province, every row with its clause, and the settings ``purchaser.kinds``,
``provider.kinds`` and ``provider.bans``. Only what a document bars outright is refused; what it leaves open is
for a reviewer. No rule is made stricter or wider than its document. Forms, the API, seeds and their check ask here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeVar

from portal.messages import Message
from portal.models.party_kind import PartyStatus
from portal.profiles import Profile
from portal.profiles.parties import PartyKinds
from portal.profiles.words import Unnamed

_ASKS = frozenset(
    {PartyStatus.CONDITIONAL, PartyStatus.ALLOWED, PartyStatus.ALLOWED_BY_REFERENCE, PartyStatus.ENCOURAGED}
)
"""Kinds whose condition speaks of the body itself; a preference among bodies (preferred) asks nothing of one."""


class Kind(Protocol):
    """A row of a kinds table, as the database or a seed file holds it; all of them may only be read."""

    @property
    def name(self) -> str: ...
    @property
    def unit_kind(self) -> str: ...
    @property
    def condition(self) -> str | None: ...
    @property
    def status(self) -> str: ...
    @property
    def rule_quote(self) -> str: ...
    @property
    def inherited(self) -> bool: ...
    @property
    def rule_source(self) -> str: ...
    @property
    def section(self) -> str | None: ...


AnyKind = TypeVar("AnyKind", bound=Kind)


@dataclass(frozen=True)
class Doubt:
    """What a reviewer must decide: ``kind`` is stable, ``words`` are the document's, ``clause`` says where."""

    kind: str
    words: str
    clause: str


@dataclass(frozen=True)
class Verdict:
    """``refusal`` names the clause; ``doubt`` is None where nobody need decide anything."""

    refusal: Message | None = None
    doubt: Doubt | None = None


FREE = Verdict()


def ruling(kind: AnyKind, beside: Iterable[AnyKind]) -> AnyKind:
    """The row that decides: where a province names a kind itself, its own row wins over an inherited one.

    ``beside`` are the other rows of the same table and province.
    """
    if not kind.inherited:
        return kind
    return next((row for row in beside if not row.inherited and row.name == kind.name), kind)


def judge(kind: Kind, profile: Profile | None, register: str, today: date, near_barred: bool = False) -> Verdict:
    """The verdict on a kind. ``near_barred``: a barred kind of the same sort of body stands beside it."""
    if kind.status == PartyStatus.BARRED:
        return _barred(kind, profile, today)
    if kind.status == PartyStatus.NOT_NAMED:
        return _not_named(kind, profile, register, near_barred)
    if kind.condition and kind.status in _ASKS:
        return Verdict(doubt=Doubt("condition", kind.condition, clause(kind)))
    return FREE


def _barred(kind: Kind, profile: Profile | None, today: date) -> Verdict:
    if profile is not None and kind.inherited and not profile.provider.bans.inherited:
        return Verdict(doubt=Doubt("inherited", kind.rule_quote, clause(kind)))
    if profile is not None and not kind.inherited and not profile.validity.covers(today):
        return Verdict(doubt=Doubt("lapsed", kind.rule_quote, clause(kind)))
    return Verdict(
        Message(
            "%(kind)s is barred here. %(source)s: %(quote)s",
            kind=kind.name,
            source=clause(kind),
            quote=kind.rule_quote,
        )
    )


def _not_named(kind: Kind, profile: Profile | None, register: str, near_barred: bool) -> Verdict:
    if profile is None:
        return Verdict(doubt=Doubt("not_named", kind.rule_quote, clause(kind)))
    rule: PartyKinds = profile.purchaser.kinds if register == "purchasers" else profile.provider.kinds
    handling = profile.provider.bans.unclear if near_barred else rule.unnamed
    if handling is Unnamed.ALLOW:
        return FREE
    if handling is Unnamed.REFUSE:
        return Verdict(
            Message(
                "The province's rules name no “%(kind)s” here, and what they do not name is refused. %(source)s",
                kind=kind.name,
                source=rule.source or Message("Setting of the province"),
            )
        )
    return Verdict(doubt=Doubt("not_named", kind.rule_quote, clause(kind)))


def clause(kind: Kind) -> str:
    """Where a kind's rule stands: document number and section, as printed; an inherited one names its article."""
    if kind.inherited:
        return str(kind.rule_source)
    return f"{kind.rule_source} {kind.section or ''}".strip()
