"""Saved views of a register: one's own, and those that the own bureau shares.

A bureau is a region with one organization, or with none: exactly what a grant names. A view is seen by its owner,
and, when it is shared, by everyone with a grant of exactly that bureau; nobody above or beside it sees it. Whoever
may edit the register there may share; only the owner renames, replaces, shares or deletes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, and_, bindparam, false, func, or_, select
from sqlalchemy.orm import Session

from portal.access import asked
from portal.access.actor import Actor
from portal.access.permissions import Action
from portal.errors import Conflict, Invalid, NotFound, NotPermitted
from portal.fields import FieldFault, Operator, Text
from portal.messages import Message
from portal.models import Account, FirstView, Organization, Region, SavedView
from portal.registers import Register
from portal.services import records
from portal.services.records import PAGE_SIZES, Condition, Query

LONGEST_NAME = 60
MOST = 50
"""Views of one person for one register."""

MOST_CONDITIONS = 30
LONGEST_VALUE = 200

_NAME = Text(LONGEST_NAME)


@dataclass(frozen=True)
class Bureau:
    """Where somebody works, as a grant names it."""

    region_code: str
    organization_id: int | None = None


@dataclass(frozen=True)
class Listed:
    """A view as a menu needs it."""

    id: int
    name: str
    own: bool
    shared: bool
    first: bool
    bureau: Bureau


def bureaus(actor: Actor) -> tuple[Bureau, ...]:
    return tuple(dict.fromkeys(Bureau(grant.region_code, grant.organization_id) for grant in actor.grants))


def sharing(actor: Actor, register: Register) -> tuple[Bureau, ...]:
    """The bureaus with which this person may share a view: where they may edit the register."""
    return tuple(
        bureau
        for bureau in bureaus(actor)
        if actor.scope.may(register.name, Action.EDIT, bureau.region_code, bureau.organization_id)
    )


def name_of(session: Session, bureau: Bureau) -> str:
    """A bureau in words: its organization, or its region."""
    if bureau.organization_id is not None:
        name = session.scalar(select(Organization.name).where(Organization.id == bureau.organization_id))
        if name is not None:
            return str(name)
    return str(session.scalar(select(Region.label).where(Region.code == bureau.region_code)) or bureau.region_code)


def all_of(session: Session, actor: Actor, register: Register) -> list[Listed]:
    """The views that this person may open here: their own first, each by name."""
    homes = bureaus(actor)
    values: dict[str, Any] = {"actor": actor.id, "register": register.name}
    for number, bureau in enumerate(homes):
        values |= {f"region_{number}": bureau.region_code, f"organization_{number}": bureau.organization_id or 0}
    found = session.connection().execute(_all_of(len(homes)), values)
    return [
        Listed(view_id, name, bool(own), bool(shared), first is not None, Bureau(region, organization))
        for view_id, name, own, shared, first, region, organization in found
    ]


@lru_cache(maxsize=32)
def _all_of(homes: int) -> Select[Any]:
    """The views of one person with so many bureaus. Built once, on the tables: every list asks for it."""
    views, first = SavedView.__table__.c, FirstView.__table__
    me = bindparam("actor", type_=Integer())
    own = views.owner_id == me
    shared = [
        and_(
            views.region_code == bindparam(f"region_{number}"),
            func.coalesce(views.organization_id, 0) == bindparam(f"organization_{number}"),
        )
        for number in range(homes)
    ]
    return (
        select(
            views.id, views.name, own.label("own"), views.shared, first.c.id, views.region_code, views.organization_id
        )
        .select_from(SavedView.__table__.outerjoin(first, and_(first.c.view_id == views.id, first.c.owner_id == me)))
        .where(views.register == bindparam("register"), or_(own, and_(views.shared.is_(True), or_(false(), *shared))))
        .order_by(own.desc(), views.name, views.id)
        .limit(10 * MOST)
    )


def get(session: Session, actor: Actor, register: Register, view_id: int) -> SavedView:
    """Raises NotFound for one that does not exist or that somebody else has: nobody learns which."""
    wanted = select(SavedView).where(SavedView.id == view_id, SavedView.register == register.name, _seen_by(actor))
    found = session.scalars(wanted).one_or_none() if 0 < view_id < 2**31 else None
    if found is None:
        raise NotFound(Message("There is no such view, or it is shared no longer."))
    return found


def query_of(session: Session, actor: Actor, register: Register, view: SavedView) -> tuple[Query, list[Message]]:
    """What a view asks for, without what can no longer be asked; the messages say what that was."""
    content = view.content
    size = content.get("size", PAGE_SIZES[0])
    named = [(key, Operator.named(way), value) for key, way, value in content.get("conditions", ())]
    query = Query(
        words=content.get("words", ""),
        conditions=tuple(Condition(key, way, value) for key, way, value in named if way is not None),
        sort=content.get("sort", ""),
        size=size if size in PAGE_SIZES else PAGE_SIZES[0],
        columns=tuple(content.get("columns", ())),
        view=view.id,
    )
    return records.mended(session, actor, register, query)


def content_of(query: Query) -> dict[str, Any]:
    """What is kept of a query; the page that one was on is not. Raises Invalid for more than a view may hold."""
    values = [str(condition.value) for condition in query.conditions]
    if len(values) > MOST_CONDITIONS or any(len(value) > LONGEST_VALUE for value in values):
        raise Invalid({"conditions": [Message("A view holds at most %(most)s filters.", most=MOST_CONDITIONS)]})
    return {
        "words": query.words,
        "conditions": [[c.key, c.operator.value, str(c.value)] for c in query.conditions],
        "sort": query.sort,
        "columns": list(query.columns),
        "size": query.size,
    }


def save(
    session: Session, actor: Actor, register: Register, name: str, query: Query, bureau: Bureau | None = None
) -> SavedView:
    """Keep a list under a name; with ``bureau`` it is shared there. Raises Invalid, Conflict, NotPermitted."""
    if not records.may(actor, register, Action.VIEW):
        raise NotPermitted(Message("You may not do this with “%(register)s”.", register=register.label))
    home = bureau or next(iter(bureaus(actor)), None)
    if actor.id is None or home is None:
        raise NotPermitted(Message("Only a person with an account can keep views."))
    # Whoever saves twice at once waits here, so that the count and the names hold.
    session.execute(select(Account.id).where(Account.id == actor.id).with_for_update())
    mine = select(func.count()).where(SavedView.owner_id == actor.id, SavedView.register == register.name)
    if (session.scalar(mine) or 0) >= MOST:
        raise Conflict(Message("You have %(most)s views of this list already. Delete one first.", most=MOST))
    view = SavedView(
        owner_id=actor.id,
        register=register.name,
        name=_new_name(session, actor, register, name),
        content=content_of(_askable(session, actor, register, query)),
        region_code=home.region_code,
        organization_id=home.organization_id,
        shared=False,
    )
    if bureau is not None:
        _demand_sharing(actor, register, bureau)
        view.shared = True
    session.add(view)
    session.flush()
    return view


def rename(session: Session, actor: Actor, register: Register, view: SavedView, name: str) -> None:
    _demand_own(actor, register, view)
    if name.strip() != view.name:
        view.name = _new_name(session, actor, register, name)
    session.flush()


def replace(session: Session, actor: Actor, register: Register, view: SavedView, query: Query) -> None:
    """Let a view hold another list, under the same name."""
    _demand_own(actor, register, view)
    view.content = content_of(_askable(session, actor, register, query))
    session.flush()


def share(session: Session, actor: Actor, register: Register, view: SavedView, bureau: Bureau | None) -> None:
    """Show a view to a bureau, or with None to its owner alone."""
    asked.note()
    if view.owner_id != actor.id:
        raise _not_own()
    if bureau is not None:
        _demand_sharing(actor, register, bureau)
        view.region_code, view.organization_id = bureau.region_code, bureau.organization_id
    view.shared = bureau is not None
    if bureau is None:
        for first in [first for first in view.first_for if first.owner_id != actor.id]:
            view.first_for.remove(first)
    session.flush()


def delete(session: Session, actor: Actor, register: Register, view: SavedView) -> None:
    asked.note()
    if view.owner_id != actor.id:
        raise _not_own()
    session.delete(view)
    session.flush()


def open_first(session: Session, actor: Actor, register: Register, view: SavedView | None) -> None:
    """The register opens with this view from now on, for this person; with None it opens with everything."""
    assert actor.id is not None
    held = session.scalars(
        select(FirstView).where(FirstView.owner_id == actor.id, FirstView.register == register.name)
    ).one_or_none()
    if view is None:
        if held is not None:
            session.delete(held)
    elif held is not None:
        held.view_id = view.id
    else:
        session.add(FirstView(owner_id=actor.id, register=register.name, view_id=view.id, region_code=view.region_code))
    session.flush()


def _seen_by(actor: Actor) -> ColumnElement[bool]:
    """Whose views these are; ``_all_of`` says the same of many at once."""
    shared = [
        and_(SavedView.region_code == bureau.region_code, SavedView.organization_id == bureau.organization_id)
        for bureau in bureaus(actor)
    ]
    return or_(SavedView.owner_id == actor.id, and_(SavedView.shared.is_(True), or_(false(), *shared)))


def _askable(session: Session, actor: Actor, register: Register, query: Query) -> Query:
    """Raises Invalid for what the list itself would refuse: a view that never worked is none."""
    sound, gone = records.mended(session, actor, register, query)
    if gone:
        raise Invalid({"conditions": gone})
    return sound


def _new_name(session: Session, actor: Actor, register: Register, name: str) -> str:
    try:
        read = _NAME.parse(name)
    except FieldFault as fault:
        raise Invalid({"name": [fault.message]}, fault.message) from None
    faults: Sequence[Message] = [Message("Give the view a name.")] if read is None else list(_NAME.validate(read))
    if not faults:
        taken = select(SavedView.id).where(
            SavedView.owner_id == actor.id, SavedView.register == register.name, SavedView.name == read
        )
        if session.scalar(taken) is not None:
            faults = [Message("You have a view “%(name)s” already. Replace it, or take another name.", name=read)]
    if faults:
        raise Invalid({"name": faults}, faults[0])
    assert read is not None
    return read


def _demand_own(actor: Actor, register: Register, view: SavedView) -> None:
    """The owner's; and what a bureau sees is changed only by one who still may share there."""
    asked.note()
    if view.owner_id != actor.id:
        raise _not_own()
    if view.shared:
        _demand_sharing(actor, register, Bureau(view.region_code, view.organization_id))


def _demand_sharing(actor: Actor, register: Register, bureau: Bureau) -> None:
    asked.note()
    if bureau not in sharing(actor, register):
        raise NotPermitted(
            Message("Views are shared by those who may edit “%(register)s” in that bureau.", register=register.label)
        )


def _not_own() -> NotPermitted:
    return NotPermitted(Message("Only the one who saved a view may change it."))
