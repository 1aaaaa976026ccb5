"""The settings of reports and publication: what is due when from whom, who publishes what, since when it holds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from portal.messages import Message
from portal.profiles.catalogue import KindBody
from portal.profiles.faults import Objection
from portal.profiles.setting import Stated
from portal.profiles.words import Body

MONTH_AND_DAY = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")


@dataclass(frozen=True, kw_only=True)
class Report:
    """A report that comes back: ``due`` is MM-DD, empty where no date is printed.

    ``next_year``: due in the year after the one that it reports on.
    """

    what: str
    what_en: str
    who: Body
    due: str = ""
    next_year: bool = False

    def objections(self) -> Iterator[Objection]:
        if self.due and not MONTH_AND_DAY.fullmatch(self.due):
            yield Objection(
                ("due",),
                self.due,
                Message("“%(value)s” is no month and day.", value=self.due),
                Message("Write MM-DD, such as 07-15, or leave it out."),
            )


@dataclass(frozen=True, kw_only=True)
class Periodic(Stated):
    reports: tuple[Report, ...]


@dataclass(frozen=True, kw_only=True)
class Reporting:
    periodic: Periodic


@dataclass(frozen=True, kw_only=True)
class Owner(Stated):
    """Who publishes which kind of list, and through which places (as printed)."""

    by: tuple[KindBody, ...]
    through: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Publish:
    owner: Owner


@dataclass(frozen=True, kw_only=True)
class Validity(Stated):
    """Since and until when the document holds; dates that it does not print are left out.

    ``years``: its term as printed. ``inclusive``: ``expires_on`` is the last day on which it holds.
    """

    inclusive: bool
    issued_on: date | None = None
    effective_on: date | None = None
    expires_on: date | None = None
    years: int | None = None

    def objections(self) -> Iterator[Objection]:
        yield from super().objections()
        if self.effective_on and self.expires_on and self.expires_on < self.effective_on:
            yield Objection(
                ("expires_on",),
                self.expires_on,
                Message("It expires before it takes effect."),
                Message("Correct one of the two dates."),
            )

    def covers(self, day: date) -> bool:
        """Whether the document holds on that day, as far as its printed dates say."""
        starts = self.effective_on or self.issued_on
        if starts and day < starts:
            return False
        return not self.expires_on or day < self.expires_on or (self.inclusive and day == self.expires_on)
