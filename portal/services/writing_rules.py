"""What a row must get or obey before it is written: an item's place, a body's kind.

One function for each register that needs one; ``RULES`` names them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from portal.access.actor import Actor, acting
from portal.access.scope import covers
from portal.errors import Invalid
from portal.fields.moment import today
from portal.messages import Message, listed
from portal.models import NATION, CatalogEdition, CatalogItem
from portal.models.catalog_edition import EditionKind
from portal.models.party_kind import PartyStatus
from portal.profiles import Profile
from portal.profiles.catalogue import Catalogue, LockedLevels
from portal.registers import REGISTERS, Register
from portal.registers.eligibility import Verdict, judge, ruling
from portal.services import reviews
from portal.services.provinces import profile_at


def complete(session: Session, register: Register, row: Any) -> None:
    """Fill in what follows from other values. Raises Invalid when they do not go together."""
    rule = RULES.get(register.name)
    if rule is not None:
        rule(session, register, row)


def place_item(session: Session, register: Register, item: Any) -> None:
    """An item's region, level and path follow from its edition and its parent."""
    edition = session.scalars(select(CatalogEdition).where(CatalogEdition.id == item.edition_id)).one()
    item.edition = edition
    item.region_code = edition.region_code
    parent = None
    if item.parent_id is not None:
        parent = session.scalars(select(CatalogItem).where(CatalogItem.id == item.parent_id)).one()
        if parent.edition_id != edition.id:
            raise Invalid({"parent": [Message("The item above belongs to another edition.")]})
    if "/" in item.code:
        raise Invalid({"code": [Message("A code cannot hold “/”.")]})
    item.level = parent.level + 1 if parent else 1
    item.path = f"{parent.path}/{item.code}" if parent else item.code
    if len(item.path) > 200:
        raise Invalid({"parent": [Message("The catalog is too deep here.")]})
    profile = profile_at(session, item.region_code)
    if profile is not None and edition.kind != EditionKind.REFERENCE:
        fit_catalog(profile.catalogue, edition, item)
        fit_locked(session, profile.catalogue.locked_levels, edition, item)


def fit_catalog(rules: Catalogue, edition: CatalogEdition, item: CatalogItem) -> None:
    """An item that comes new is as deep, and coded, as its province lets it be. Older ones stay as they are.

    Source: the settings ``catalogue.depth`` and ``catalogue.codes``. Purchase content keeps its printed numbers.
    """
    depth = rules.depth.of(edition.kind)
    state: Any = inspect(item)
    if depth is not None and item.level > depth.max_levels and state.attrs.level.history.has_changes():
        raise Invalid(
            {
                "parent": [
                    Message(
                        "Catalogs of this kind have at most %(levels)s levels here. %(source)s",
                        levels=depth.max_levels,
                        source=rules.depth.source or Message("Setting of the province"),
                    )
                ]
            }
        )
    printed = edition.kind == EditionKind.PURCHASE_CONTENT
    if not printed and state.attrs.code.history.has_changes() and not rules.codes.fits(item.code):
        raise Invalid(
            {
                "code": [
                    Message(
                        "“%(code)s” is not built like the codes of this province (%(pattern)s).",
                        code=item.code,
                        pattern=rules.codes.pattern,
                    )
                ]
            }
        )


def fit_locked(session: Session, rule: LockedLevels, edition: CatalogEdition, item: Any) -> None:
    """On levels that must agree, a local catalog takes only what the catalog above has by the same code and name.

    Asked where the edition says what it is based on, of items that come or change. Source: the setting
    ``catalogue.locked_levels``.
    """
    state: Any = inspect(item).attrs
    touched = any(getattr(state, name).history.has_changes() for name in ("code", "name", "level"))
    if edition.kind != EditionKind.LOCAL or edition.based_on_id is None or item.level not in rule.hard or not touched:
        return
    with acting(Actor.system("levels that must agree with the catalog above")):
        same = select(CatalogItem.id).where(
            CatalogItem.edition_id == edition.based_on_id,
            CatalogItem.code == item.code,
            CatalogItem.name == item.name,
            CatalogItem.level == item.level,
        )
        found = session.scalars(same.limit(1)).first()
    if found is None:
        text = Message(
            "Level %(level)s must agree with the catalog above, which has no item of this code and name. %(source)s",
            level=item.level,
            source=rule.source or Message("Setting of the province"),
        )
        raise Invalid({"code": [text]})


def fit_kind(session: Session, register: Register, party: Any) -> None:
    """A body's kind must be one of its own province, and not one that is barred there.

    Asked when a body comes, moves, changes its kind or is registered again: older ones may still be suspended.
    """
    kinds = REGISTERS[register.by_key["kind"].type.register].model  # type: ignore[attr-defined]
    kind = session.scalars(select(kinds).where(kinds.id == party.kind_id)).one()
    if not covers(kind.region_code, party.region_code):
        raise Invalid({"kind": [Message("This kind belongs to another province.")]})
    state: Any = inspect(party).attrs
    if party.id is not None and (state.region_code.history.has_changes() or state.name.history.has_changes()):
        session.info.setdefault(_MOVED, set()).add(party)
    moved = state.kind_id.history.has_changes() or state.region_code.history.has_changes()
    if not moved and not (state.status.history.has_changes() and party.status == "active"):
        return
    verdict = verdict_on(session, register, party.region_code, kind)
    if verdict.refusal is not None:
        raise Invalid({"kind": [verdict.refusal]})
    if not moved and reviews.is_undecided(session, register, party):
        raise Invalid({"status": [Message("A reviewer has to decide first: there is a doubt about this body.")]})
    session.info.setdefault(_VERDICTS, {})[party] = verdict


_VERDICTS = "portal_verdicts"
_MOVED = "portal_moved_parties"


def follow_party(session: Session, register: Register, party: Any) -> None:
    """What was found about a body goes where it goes; what the documents leave open about it goes to a reviewer."""
    changes = session.info.get(_MOVED, set())
    if party in changes:
        changes.discard(party)
        reviews.accompany(session, register, party)
    verdict = session.info.get(_VERDICTS, {}).pop(party, None)
    if verdict is not None:
        reviews.raise_doubt(session, register, party, verdict)


def verdict_on(session: Session, register: Register, region_code: str, kind: Any) -> Verdict:
    """What the province's rules of today say of a body of this kind."""
    if kind.inherited:
        own = select(type(kind)).where(
            type(kind).region_code == kind.region_code, type(kind).name == kind.name, type(kind).inherited.is_(False)
        )
        kind = ruling(kind, session.scalars(own.order_by(type(kind).id).limit(1)))
    near = select(type(kind).id).where(
        type(kind).region_code == kind.region_code,
        type(kind).unit_kind == kind.unit_kind,
        type(kind).status == PartyStatus.BARRED.value,
    )
    near_barred = kind.status == PartyStatus.NOT_NAMED and session.scalars(near.limit(1)).first() is not None
    return judge(kind, profile_at(session, region_code), register.name, today(), near_barred)


def follow_item(session: Session, register: Register, succession: Any) -> None:
    """A succession belongs to the region of the item that it speaks of."""
    if succession.old_item_id == succession.new_item_id:
        raise Invalid({"new_item": [Message("An item cannot succeed itself.")]})
    item = session.scalars(select(CatalogItem).where(CatalogItem.id == succession.old_item_id)).one()
    if item.region_code != succession.region_code:
        raise Invalid({"region": [Message("A succession belongs to the region of its former item.")]})
    succession.old_item = item  # whose owner decides


def rise(session: Session, register: Register, row: Any) -> None:
    """A row may not stand below, forward or follow itself, not even by way of others."""
    attribute, key = _CHAINS[register.name]
    seen = {row.id} - {None}
    above = getattr(row, attribute)
    column = getattr(register.model, attribute)
    while above is not None:
        if above in seen:
            raise Invalid({key: [Message("A record cannot stand below itself.")]})
        seen.add(above)
        above = session.scalars(select(column).where(register.model.id == above)).one_or_none()


_CHAINS = {
    "organizations": ("parent_id", "parent"),
    "key_areas": ("parent_id", "parent"),
    "policy_documents": ("forwards_id", "forwards"),
    "catalog_editions": ("based_on_id", "based_on"),
}


def found_edition(session: Session, register: Register, edition: Any) -> None:
    """The central reference is the nation's alone; an edition is not based on itself."""
    if edition.kind == EditionKind.REFERENCE and edition.region_code != NATION:
        raise Invalid({"kind": [Message("Only the nation's reference is of this kind.")]})
    profile = profile_at(session, edition.region_code)
    if profile is not None:
        _fit_edition(profile, edition)
    rise(session, register, edition)


def _fit_edition(profile: Profile, edition: CatalogEdition) -> None:
    """A new edition is of a kind that its province has. Until it is fixed, its levels are called as the province does.

    Source: the settings ``catalogue.kinds`` and ``catalogue.depth``.
    """
    if edition.kind not in profile.catalogue.kinds and inspect(edition).attrs.kind.history.has_changes():
        raise Invalid(
            {
                "kind": [
                    Message(
                        "This province has no catalogs of this kind. %(source)s: %(text)s",
                        source=profile.catalogue.kinds.source or Message("Setting of the province"),
                        text=profile.catalogue.kinds.text,
                    )
                ]
            }
        )
    depth = profile.catalogue.depth.of(edition.kind)
    if depth is not None and edition.is_open and not edition.level_names:
        edition.level_names = list(depth.level_names)


def fit_section(session: Session, register: Register, entry: Any) -> None:
    """A province's entry stands in one of its sections. Source: the setting ``negative.sections``."""
    profile = profile_at(session, entry.region_code)
    state: Any = inspect(entry).attrs
    if profile is None or not entry.section_code or not state.section_code.history.has_changes():
        return
    known = [section.code for section in profile.negative.sections.sections]
    if entry.section_code not in known:
        raise Invalid(
            {"section_code": [Message("The province's list has the sections %(codes)s.", codes=listed(known) or "—")]}
        )


def fit_liaison(session: Session, register: Register, point: Any) -> None:
    """A liaison point is of a kind that its province has. Source: the setting ``liaison.kinds``."""
    profile = profile_at(session, point.region_code)
    state: Any = inspect(point).attrs
    if profile is None or not state.kind.history.has_changes():
        return
    if point.kind not in profile.liaison.kinds.kinds:
        rule = profile.liaison.kinds
        raise Invalid(
            {
                "kind": [
                    Message(
                        "This province has no liaison points of this kind. %(source)s",
                        source=rule.source or Message("Setting of the province"),
                    )
                ]
            }
        )


RULES: Mapping[str, Callable[[Session, Register, Any], None]] = {
    "catalog_items": place_item,
    "purchasers": fit_kind,
    "providers": fit_kind,
    "negative_list_entries": fit_section,
    "party_findings": reviews.decide,
    "condition_checks": reviews.fit_check,
    "liaison_points": fit_liaison,
    "item_successions": follow_item,
    "organizations": rise,
    "key_areas": rise,
    "policy_documents": rise,
    "catalog_editions": found_edition,
}

FOLLOWING: Mapping[str, Callable[[Session, Register, Any], None]] = {
    "purchasers": follow_party,
    "providers": follow_party,
    "party_findings": reviews.follow_decision,
    "condition_checks": reviews.sum_up,
}
"""What follows from a row once it is written."""

LEAVING: Mapping[str, Callable[[Session, Register, Any], None]] = {
    "purchasers": reviews.forget,
    "providers": reviews.forget,
}
"""What goes before a row can."""

LEFT: Mapping[str, Callable[[Session, Register, Any], None]] = {"condition_checks": reviews.sum_up}
"""What follows from a row once it is gone."""


def follow(
    rules: Mapping[str, Callable[[Session, Register, Any], None]], session: Session, register: Register, row: Any
) -> None:
    rule = rules.get(register.name)
    if rule is not None:
        rule(session, register, row)
