"""The settings of the guiding catalogs: which exist, how deep, who compiles, what must agree, how they are coded."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from dataclasses import dataclass

from portal.messages import Message
from portal.profiles import patterns
from portal.profiles.faults import Objection
from portal.profiles.setting import Stated
from portal.profiles.words import Body, CatalogKind, ConsultForm, ListingEffect, LocalCatalog, RegionLevel


@dataclass(frozen=True, kw_only=True)
class CatalogList:
    """One list: its kind, what the document calls it, the level of government that has it."""

    kind: CatalogKind
    name: str
    level: RegionLevel


@dataclass(frozen=True, kw_only=True)
class Kinds(Stated):
    lists: tuple[CatalogList, ...]

    def __contains__(self, kind: object) -> bool:
        """Whether the province has lists of this kind."""
        return any(each.kind == kind for each in self.lists)


@dataclass(frozen=True, kw_only=True)
class KindDepth:
    """How many levels a kind of list has.

    ``levels``: the levels it is made of. ``deeper_allowed``: whether more may be added; then ``max_levels`` is
    the most there may be, the portal's own limit where the document names none. ``level_names``: one for each
    of ``max_levels``. ``stated``: whether the document says this of this kind.
    """

    kind: CatalogKind
    levels: int
    deeper_allowed: bool
    max_levels: int
    level_names: tuple[str, ...]
    level_names_en: tuple[str, ...]
    stated: bool = True

    def objections(self) -> Iterator[Objection]:
        if self.levels < 1:
            yield Objection(
                ("levels",), self.levels, Message("A list has at least one level."), Message("Give 1 or more.")
            )
        if self.deeper_allowed and self.max_levels <= self.levels:
            yield Objection(
                ("max_levels",),
                self.max_levels,
                Message("Deeper levels are allowed, but the limit leaves no room for them."),
                Message("Give more than the %(levels)s levels, or set deeper_allowed = false.", levels=self.levels),
            )
        if not self.deeper_allowed and self.max_levels != self.levels:
            yield Objection(
                ("max_levels",),
                self.max_levels,
                Message("No deeper levels are allowed, so the limit must be the number of levels."),
                Message("Give %(levels)s, or set deeper_allowed = true.", levels=self.levels),
            )
        for key in ("level_names", "level_names_en"):
            names = getattr(self, key)
            if len(names) < self.max_levels:
                yield Objection(
                    (key,),
                    "、".join(names),
                    Message("%(count)s names for up to %(levels)s levels.", count=len(names), levels=self.max_levels),
                    Message("Name every level that there may be."),
                )


@dataclass(frozen=True, kw_only=True)
class Depth(Stated):
    by_kind: tuple[KindDepth, ...]

    def of(self, kind: CatalogKind | str) -> KindDepth | None:
        """The depth of a kind, None for a kind that the province does not have."""
        return next((each for each in self.by_kind if each.kind == kind), None)


@dataclass(frozen=True, kw_only=True)
class LockedLevels(Stated):
    """Levels of a lower catalog that must equal the upper one (``hard``) or should where they can (``soft``)."""

    hard: tuple[int, ...]
    soft: tuple[int, ...]

    def objections(self) -> Iterator[Objection]:
        yield from super().objections()
        for position, level in enumerate(self.soft):
            if level in self.hard:
                yield Objection(
                    ("soft", position),
                    level,
                    Message("Level %(level)s is both hard and soft.", level=level),
                    Message("Keep it in one of the two."),
                )


@dataclass(frozen=True, kw_only=True)
class KindBody:
    """Who does something with a kind of list; ``stated`` is false where that is an inference."""

    kind: CatalogKind
    who: Body
    stated: bool = True


@dataclass(frozen=True, kw_only=True)
class Editors(Stated):
    by: tuple[KindBody, ...]

    def may_compile(self, who: Body | str, kind: CatalogKind | str) -> bool:
        return any(each.who == who and each.kind == kind for each in self.by)


@dataclass(frozen=True, kw_only=True)
class LocalEdit(Stated):
    """Whether cities and counties may have their own catalog, and in which way."""

    policy: LocalCatalog
    city: bool
    county: bool

    def may_edit(self, level: RegionLevel) -> bool:
        """Whether regions of this level may have a catalog of their own; the province itself always may."""
        return {RegionLevel.CITY: self.city, RegionLevel.COUNTY: self.county}.get(level, True)

    def objections(self) -> Iterator[Objection]:
        yield from super().objections()
        for key in ("city", "county"):
            if self.policy is LocalCatalog.FOLLOW and getattr(self, key):
                yield Objection(
                    (key,),
                    True,
                    Message("Where lower levels only follow, none of them may edit."),
                    Message("Set it to false, or choose another policy."),
                )


@dataclass(frozen=True, kw_only=True)
class DepartmentSelfEdit(Stated):
    """Whether a department may change its own catalog by itself; ``approver`` says who must agree otherwise."""

    allowed: bool
    needs_approval: bool
    approver: Body | None = None

    def objections(self) -> Iterator[Objection]:
        yield from super().objections()
        if self.needs_approval and self.approver is None:
            yield Objection(
                ("approver",),
                "",
                Message("A change needs approval, but nobody is named to give it."),
                Message("Name the approver; if the document is silent, add it to “unstated”."),
            )


@dataclass(frozen=True, kw_only=True)
class Consult(Stated):
    """Whose opinion is asked before which lists are adopted."""

    form: ConsultForm
    kinds: tuple[CatalogKind, ...]
    whom: tuple[Body, ...]


@dataclass(frozen=True, kw_only=True)
class Window(Stated):
    """The day of the year by which compiling and adjusting is done; none where month and day are left out."""

    principle: bool
    month: int | None = None
    day: int | None = None

    def objections(self) -> Iterator[Objection]:
        yield from super().objections()
        if (self.month is None) != (self.day is None):
            yield Objection(
                ("month",) if self.day is None else ("day",),
                "",
                Message("A day of the year needs both month and day."),
                Message("Give both, or neither."),
            )
            return
        # 2024 is a leap year, so that 29 February passes.
        month, day = self.month or 1, self.day or 1
        if not 1 <= month <= 12 or not 1 <= day <= calendar.monthrange(2024, month)[1]:
            yield Objection(
                ("month",) if not 1 <= month <= 12 else ("day",),
                f"{month}-{day}",
                Message("There is no such day in a year."),
                Message("Correct month and day."),
            )


@dataclass(frozen=True, kw_only=True)
class Force(Stated):
    """What it means that a service is listed, and whether it must also have a budget."""

    effect: ListingEffect
    principle: bool
    needs_budget: bool


@dataclass(frozen=True, kw_only=True)
class Codes(Stated):
    """The codes of catalog items: the portal's own rule (source ``portal``), no document prints one.

    ``pattern`` matches a whole code. ``segments``: how many characters each level adds, joined by ``separator``.
    ``keep_existing``: codes given before stay where the pattern changes; else a change that drafts do not fit
    is refused.
    """

    pattern: str
    separator: str = ""
    segments: tuple[int, ...] = ()
    keep_existing: bool = False

    def objections(self) -> Iterator[Objection]:
        yield from super().objections()
        wrong = patterns.fault(self.pattern)
        if wrong is not None:
            yield Objection(
                ("pattern",), self.pattern, wrong, Message("Correct the pattern; in TOML write it in single quotes.")
            )
        for position, length in enumerate(self.segments):
            if length < 1:
                yield Objection(
                    ("segments", position),
                    length,
                    Message("A level adds at least one character to a code."),
                    Message("Give 1 or more."),
                )

    def fits(self, code: str) -> bool:
        return patterns.fits(self.pattern, code)


@dataclass(frozen=True, kw_only=True)
class Catalogue:
    kinds: Kinds
    depth: Depth
    locked_levels: LockedLevels
    editors: Editors
    local_edit: LocalEdit
    dept_self_edit: DepartmentSelfEdit
    consult: Consult
    window: Window
    force: Force
    codes: Codes

    def objections(self) -> Iterator[Objection]:
        """Every kind has a depth and every depth a kind; locked levels exist."""
        has, deep = {each.kind for each in self.kinds.lists}, {each.kind for each in self.depth.by_kind}
        for kind in sorted(has - deep):
            yield Objection(
                ("depth", "by_kind"),
                kind,
                Message("The depth of “%(kind)s” is missing.", kind=kind),
                Message("Add a [[catalogue.depth.by_kind]] for it."),
            )
        for position, each in enumerate(self.depth.by_kind):
            if each.kind not in has:
                yield Objection(
                    ("depth", "by_kind", position, "kind"),
                    each.kind,
                    Message("The province has no list of the kind “%(kind)s”.", kind=each.kind),
                    Message("Add it to catalogue.kinds, or remove it here."),
                )
        deepest = max((each.max_levels for each in self.depth.by_kind), default=0)
        for key in ("hard", "soft"):
            for position, level in enumerate(getattr(self.locked_levels, key)):
                if not 1 <= level <= deepest:
                    yield Objection(
                        ("locked_levels", key, position),
                        level,
                        Message("No list has a level %(level)s.", level=level),
                        Message("Name levels from 1 to %(deepest)s.", deepest=deepest),
                    )
