"""What a change of a setting touches: rows and accounts, counted by the database before anything is saved.

One function for each setting that has more to tell than who sees it. An impact that is ``refused`` stops the change:
rows that can still be edited would be left in a state in which they could not be saved again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session, aliased

from portal.access.actor import Actor, acting
from portal.access.scope import GrantFact, covers, span
from portal.fields.moment import today
from portal.messages import Message
from portal.models import (
    Account,
    CatalogEdition,
    CatalogItem,
    Grant,
    LiaisonPoint,
    NegativeListEntry,
    Provider,
    ProviderCondition,
    ProviderKind,
    Purchaser,
    PurchaserKind,
    Region,
    Role,
)
from portal.models.catalog_edition import OPEN_STATES, EditionKind
from portal.models.party_kind import PartyStatus
from portal.profiles import Profile
from portal.profiles.words import RegionLevel
from portal.registers.words import EDITION_KINDS, LIAISON_KINDS
from portal.services.compiling import body_of, level_of

SAMPLES = 5


@dataclass(frozen=True)
class Impact:
    """``count`` rows or accounts that the change touches, some of them by name; ``refused``: it may not happen."""

    text: Message
    count: int
    samples: tuple[str, ...] = ()
    refused: bool = False


_Impacts = Iterator[Impact]
_Finder = Callable[[Session, str, Profile, Profile], _Impacts]


def impacts(session: Session, region: str, key: str, before: Profile, after: Profile) -> list[Impact]:
    """Everything that a change of this setting touches in the province, the refused ones first."""
    with acting(Actor.system("what a change of settings touches")), session.no_autoflush:
        found = list(_FINDERS[key](session, region, before, after)) if key in _FINDERS else []
        found.append(_readers(session, region))
    return sorted(found, key=lambda impact: not impact.refused)


def _within(column: Any, region: str) -> Any:
    low, high = span(region)
    return (column >= low) & (column < high)


def _counted(session: Session, model: Any, name: Any, *where: Any) -> tuple[int, tuple[str, ...]]:
    """How many rows, and the names of the first ones."""
    count = session.scalar(select(func.count()).select_from(model).where(*where)) or 0
    names = session.scalars(select(name).where(*where).order_by(model.id).limit(SAMPLES)).all() if count else []
    return count, tuple(str(each) for each in names)


def _told(text: Message, found: tuple[int, tuple[str, ...]], *, refused: bool = False) -> _Impacts:
    count, samples = found
    if count:
        yield Impact(text, count, samples, refused)


def _readers(session: Session, region: str) -> Impact:
    accounts = (
        select(func.count(func.distinct(Grant.user_id)))
        .join(Account, Account.id == Grant.user_id)
        .where(_within(Grant.region_code, region), Account.active.is_(True))
    )
    return Impact(Message("accounts work under these rules and see the change at once"), session.scalar(accounts) or 0)


def _kinds(session: Session, region: str, before: Profile, after: Profile) -> _Impacts:
    gone = [each.kind.value for each in before.catalogue.kinds.lists if each.kind not in after.catalogue.kinds]
    here = (_within(CatalogEdition.region_code, region), CatalogEdition.kind.in_(gone))
    open_ones = CatalogEdition.state.in_([state.value for state in OPEN_STATES])
    yield from _told(
        Message("drafts are of a kind that the province would no longer have"),
        _counted(session, CatalogEdition, CatalogEdition.title, *here, open_ones),
        refused=True,
    )
    yield from _told(
        Message("fixed editions of that kind stay as they are"),
        _counted(session, CatalogEdition, CatalogEdition.title, *here, ~open_ones),
    )


def _items(region: str, *, fixed: bool) -> tuple[Any, ...]:
    open_ones = CatalogEdition.state.in_([state.value for state in OPEN_STATES])
    return (_within(CatalogItem.region_code, region), ~open_ones if fixed else open_ones)


def _depth(session: Session, region: str, before: Profile, after: Profile) -> _Impacts:
    for depth in after.catalogue.depth.by_kind:
        for fixed in (False, True):
            deeper = (
                select(CatalogItem.code)
                .join(CatalogEdition, CatalogEdition.id == CatalogItem.edition_id)
                .where(*_items(region, fixed=fixed), CatalogEdition.kind == depth.kind.value)
                .where(CatalogItem.level > depth.max_levels)
            )
            count = session.scalar(select(func.count()).select_from(deeper.subquery())) or 0
            if not count:
                continue
            kind = EDITION_KINDS[depth.kind].label
            samples = tuple(session.scalars(deeper.order_by(CatalogItem.id).limit(SAMPLES)))
            text = (
                Message("items of fixed editions lie deeper (%(kind)s) and stay", kind=kind)
                if fixed
                else Message("items of drafts lie deeper than that (%(kind)s)", kind=kind)
            )
            yield Impact(text, count, samples, refused=not fixed)
        old = before.catalogue.depth.of(depth.kind)
        if old is not None and old.level_names != depth.level_names:
            drafts = (
                _within(CatalogEdition.region_code, region),
                CatalogEdition.kind == depth.kind.value,
                CatalogEdition.state.in_([state.value for state in OPEN_STATES]),
            )
            yield from _told(
                Message("drafts call their levels by the new names (%(kind)s)", kind=EDITION_KINDS[depth.kind].label),
                _counted(session, CatalogEdition, CatalogEdition.title, *drafts),
            )


_CODED = (EditionKind.GENERAL.value, EditionKind.DEPARTMENT.value, EditionKind.LOCAL.value)
"""Kinds of edition whose codes the province gives; purchase content keeps its printed numbers."""


def _codes(session: Session, region: str, before: Profile, after: Profile) -> _Impacts:
    rule = after.catalogue.codes
    if rule.pattern == before.catalogue.codes.pattern:
        return
    for fixed in (False, True):
        codes = session.scalars(
            select(CatalogItem.code)
            .join(CatalogEdition, CatalogEdition.id == CatalogItem.edition_id)
            .where(*_items(region, fixed=fixed), CatalogEdition.kind.in_(_CODED))
            .order_by(CatalogItem.id)
            .execution_options(yield_per=2_000)
        )
        misfits = [code for code in codes if not rule.fits(code)]
        if misfits:
            text = (
                Message("codes of fixed editions do not fit the pattern and stay")
                if fixed
                else Message("codes of drafts do not fit the pattern: keep those given before, or change them")
            )
            yield Impact(text, len(misfits), tuple(misfits[:SAMPLES]), refused=not fixed and not rule.keep_existing)


def _writers(session: Session, region: str) -> list[tuple[str, GrantFact]]:
    """Accounts in use that compile by their role, with each of their grants."""
    rows = session.execute(
        select(Account.username, Grant.role, Grant.region_code)
        .join(Grant, Grant.user_id == Account.id)
        .where(_within(Grant.region_code, region), Account.active.is_(True))
    ).all()
    writers = {Role.DEPARTMENT_EDITOR, Role.CITY_EDITOR, Role.COUNTY_EDITOR}
    return [(username, GrantFact(Role(role), code)) for username, role, code in rows if Role(role) in writers]


def _editors(session: Session, region: str, before: Profile, after: Profile) -> _Impacts:
    regions = set(session.scalars(select(Region.code).where(_within(Region.code, region))))
    lost: set[str] = set()
    gained: set[str] = set()
    for username, grant in _writers(session, region):
        bodies = {body_of(grant, code) for code in regions if covers(grant.region_code, code)} - {None}
        old = {(each.kind, each.who) for each in before.catalogue.editors.by if each.who in bodies}
        new = {(each.kind, each.who) for each in after.catalogue.editors.by if each.who in bodies}
        lost |= {username} if old - new else set()
        gained |= {username} if new - old else set()
    yield from _told(Message("accounts may no longer compile what they compiled"), _names(lost))
    yield from _told(Message("accounts may compile more than before"), _names(gained))


def _local_edit(session: Session, region: str, before: Profile, after: Profile) -> _Impacts:
    old, new = before.catalogue.local_edit, after.catalogue.local_edit
    lost = {level for level in RegionLevel if old.may_edit(level) and not new.may_edit(level)}
    gained = {level for level in RegionLevel if new.may_edit(level) and not old.may_edit(level)}
    drafts = session.execute(
        select(CatalogEdition.region_code, CatalogEdition.title)
        .where(_within(CatalogEdition.region_code, region))
        .where(CatalogEdition.state.in_([state.value for state in OPEN_STATES]))
    ).all()
    frozen = [title for code, title in drafts if level_of(code) in lost]
    yield from _told(Message("drafts could be edited by province administrators only"), _names(frozen))
    writers = _writers(session, region)
    stopped = {username for username, grant in writers if level_of(grant.region_code) in lost}
    freed = {username for username, grant in writers if level_of(grant.region_code) in gained}
    yield from _told(Message("accounts may no longer compile what they compiled"), _names(stopped))
    yield from _told(Message("accounts work at a level that may compile from now on"), _names(freed))


def _locked(session: Session, region: str, before: Profile, after: Profile) -> _Impacts:
    new = set(after.catalogue.locked_levels.hard) - set(before.catalogue.locked_levels.hard)
    above = aliased(CatalogItem)
    agrees = exists().where(
        above.edition_id == CatalogEdition.based_on_id,
        above.code == CatalogItem.code,
        above.name == CatalogItem.name,
        above.level == CatalogItem.level,
    )
    apart = (
        select(CatalogItem.code)
        .join(CatalogEdition, CatalogEdition.id == CatalogItem.edition_id)
        .where(*_items(region, fixed=False), CatalogEdition.kind == EditionKind.LOCAL.value)
        .where(CatalogEdition.based_on_id.is_not(None), CatalogItem.level.in_(new), ~agrees)
    )
    count = session.scalar(select(func.count()).select_from(apart.subquery())) or 0
    samples = tuple(session.scalars(apart.order_by(CatalogItem.id).limit(SAMPLES))) if count else ()
    text = Message("items of local drafts do not agree with the catalog above; they stay until they are changed")
    yield from _told(text, (count, samples))


def _names(names: Iterable[str]) -> tuple[int, tuple[str, ...]]:
    found = sorted(names)
    return len(found), tuple(found[:SAMPLES])


def _sections(session: Session, region: str, before: Profile, after: Profile) -> _Impacts:
    kept = [section.code for section in after.negative.sections.sections]
    sections = NegativeListEntry.section_code
    here = (NegativeListEntry.region_code == region, sections.is_not(None), sections.not_in(kept))
    yield from _told(
        Message("entries of the negative list stand in a section that would be gone"),
        _counted(
            session, NegativeListEntry, NegativeListEntry.code, *here, NegativeListEntry.section_code.not_in(kept)
        ),
        refused=True,
    )


def _liaison(session: Session, region: str, before: Profile, after: Profile) -> _Impacts:
    gone = [kind.value for kind in before.liaison.kinds.kinds if kind not in after.liaison.kinds.kinds]
    for kind in gone:
        here = (_within(LiaisonPoint.region_code, region), LiaisonPoint.kind == kind)
        yield from _told(
            Message("liaison points are of a kind that would be gone (%(kind)s)", kind=LIAISON_KINDS[kind].label),
            _counted(session, LiaisonPoint, LiaisonPoint.name_as_printed, *here),
            refused=True,
        )


def _parties(session: Session, region: str, model: Any, kinds: Any, text: Message, *where: Any) -> _Impacts:
    chosen = select(kinds.id).where(kinds.region_code == region, *where)
    here = (_within(model.region_code, region), model.kind_id.in_(chosen))
    yield from _told(text, _counted(session, model, model.name, *here))


def _purchaser_kinds(session: Session, region: str, before: Profile, after: Profile) -> _Impacts:
    if before.purchaser.kinds.unnamed is not after.purchaser.kinds.unnamed:
        unnamed = PurchaserKind.status == PartyStatus.NOT_NAMED.value
        yield from _parties(session, region, Purchaser, PurchaserKind, _UNNAMED, unnamed)


def _provider_kinds(session: Session, region: str, before: Profile, after: Profile) -> _Impacts:
    if before.provider.kinds.unnamed is not after.provider.kinds.unnamed:
        unnamed = ProviderKind.status == PartyStatus.NOT_NAMED.value
        yield from _parties(session, region, Provider, ProviderKind, _UNNAMED, unnamed)


_UNNAMED = Message("registered bodies are of a kind that is not named; they stay, new ones are treated as said")


def _bans(session: Session, region: str, before: Profile, after: Profile) -> _Impacts:
    if before.provider.bans.inherited is after.provider.bans.inherited:
        return
    text = Message("registered bodies are of a kind barred by Order No. 102; they stay, new ones are treated as said")
    for model, kinds in ((Purchaser, PurchaserKind), (Provider, ProviderKind)):
        barred = (kinds.status == PartyStatus.BARRED.value, kinds.inherited.is_(True))
        yield from _parties(session, region, model, kinds, text, *barred)
        count = _counted(session, kinds, kinds.name, kinds.region_code == region, *barred)
        yield from _told(Message("kinds are barred by Order No. 102"), count)


def _conditions(session: Session, region: str, before: Profile, after: Profile) -> _Impacts:
    if before.provider.conditions.checklist is after.provider.conditions.checklist:
        return
    here = ProviderCondition.region_code == region
    yield from _told(
        Message("conditions stand in the list"), _counted(session, ProviderCondition, ProviderCondition.text, here)
    )
    yield from _told(
        Message("providers get the list, or lose it, on their page"),
        _counted(session, Provider, Provider.name, _within(Provider.region_code, region)),
    )


def _validity(session: Session, region: str, before: Profile, after: Profile) -> _Impacts:
    day = today()
    if before.validity.covers(day) == after.validity.covers(day):
        return
    text = (
        Message("kinds are barred again from today on")
        if after.validity.covers(day)
        else Message("kinds are no longer barred from today on: a reviewer decides")
    )
    for kinds in (PurchaserKind, ProviderKind):
        barred = (kinds.region_code == region, kinds.status == PartyStatus.BARRED.value, kinds.inherited.is_(False))
        yield from _told(text, _counted(session, kinds, kinds.name, *barred))


_FINDERS: Mapping[str, _Finder] = {
    "catalogue.kinds": _kinds,
    "catalogue.depth": _depth,
    "catalogue.codes": _codes,
    "catalogue.editors": _editors,
    "catalogue.local_edit": _local_edit,
    "catalogue.locked_levels": _locked,
    "negative.sections": _sections,
    "liaison.kinds": _liaison,
    "purchaser.kinds": _purchaser_kinds,
    "provider.kinds": _provider_kinds,
    "provider.bans": _bans,
    "provider.conditions": _conditions,
    "validity": _validity,
}
