"""The settings along a purchase: exclusions, budget, method, contract, evaluation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from portal.messages import Message
from portal.profiles.faults import Objection
from portal.profiles.setting import Stated
from portal.profiles.words import Body, BudgetChange


@dataclass(frozen=True, kw_only=True)
class Section:
    """A section of the negative list; ``code`` is the section_code of negative_list.csv."""

    code: str
    name: str


@dataclass(frozen=True, kw_only=True)
class Sections(Stated):
    sections: tuple[Section, ...]

    def objections(self) -> Iterator[Objection]:
        yield from super().objections()
        codes = [each.code for each in self.sections]
        for position, code in enumerate(codes):
            if code in codes[:position]:
                yield Objection(
                    ("sections", position, "code"),
                    code,
                    Message("Two sections have the code “%(code)s”.", code=code),
                    Message("Give each section its own code."),
                )


@dataclass(frozen=True, kw_only=True)
class Negative:
    sections: Sections


@dataclass(frozen=True, kw_only=True)
class BudgetForm(Stated):
    """The document in which a planned purchase is budgeted, by name.

    ``itemised``: it lists single projects. ``procurement_budget``: above the threshold a procurement budget too.
    """

    name: str
    name_en: str
    itemised: bool
    procurement_budget: bool


@dataclass(frozen=True, kw_only=True)
class MidYearChange(Stated):
    rule: BudgetChange


@dataclass(frozen=True, kw_only=True)
class Budget:
    form: BudgetForm
    change: MidYearChange


@dataclass(frozen=True, kw_only=True)
class Method:
    """A way to find the provider; ``statutory``: one of the Government Procurement Law."""

    name: str
    name_en: str
    statutory: bool


@dataclass(frozen=True, kw_only=True)
class Methods(Stated):
    """``open_ended``: the printed list ends in 等. ``below_threshold``: where smaller purchases are published."""

    methods: tuple[Method, ...]
    open_ended: bool
    below_threshold: str = ""


@dataclass(frozen=True, kw_only=True)
class Procure:
    methods: Methods


@dataclass(frozen=True, kw_only=True)
class Term(Stated):
    """How long a contract runs and whether it may be renewed with the same provider.

    Years are whole years, left out where nothing is said. ``renewal_conditions``: all must hold.
    ``renewal_principle``: the limit is one in principle (原则上), so exceeding it is a finding, not a refusal.
    """

    legal_limit: bool
    renewal_allowed: bool
    renewal_principle: bool = False
    initial_max_years: int | None = None
    renewal_max_years: int | None = None
    renewal_conditions: tuple[str, ...] = ()

    def objections(self) -> Iterator[Objection]:
        yield from super().objections()
        for key in ("initial_max_years", "renewal_max_years"):
            years = getattr(self, key)
            if years is not None and years < 1:
                yield Objection(
                    (key,), years, Message("A term has at least one year."), Message("Give 1 or more, or leave it out.")
                )


@dataclass(frozen=True, kw_only=True)
class ContractFields(Stated):
    """What a contract must say, as printed; ``open_ended``: the list ends in 等."""

    fields: tuple[str, ...]
    open_ended: bool
    subcontracting_banned: bool


@dataclass(frozen=True, kw_only=True)
class Contract:
    term: Term
    fields: ContractFields


@dataclass(frozen=True, kw_only=True)
class Rules(Stated):
    """How a purchase is evaluated.

    ``ex_ante_new_major``: new major projects before they start. ``evaluators``: who takes part; empty where nobody
    is named. ``indicators``: the core indicators as printed, ``open_ended`` if they end in 等.
    """

    ex_ante_new_major: bool
    evaluators: tuple[Body, ...]
    indicators: tuple[str, ...]
    open_ended: bool
    tied_to_budget: bool
    published: bool


@dataclass(frozen=True, kw_only=True)
class Performance:
    rules: Rules
