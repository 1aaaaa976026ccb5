"""Why somebody can, or cannot, see or change something: which grant and which rule decide.

``decide`` is a pure function over a person's grants and what is to be known of a row. It says again, in words,
what ``portal.access.engine`` and ``portal.services.guards`` enforce; tests hold the two against each other.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.access.actor import Actor, acting
from portal.access.permissions import Action, actions_of
from portal.access.scope import GrantFact, above, covers
from portal.errors import NotFound
from portal.messages import Message
from portal.models import CatalogEdition, CatalogItem, ItemSuccession, Organization, Reading, Region, Scoped
from portal.registers import REGISTERS, Register
from portal.registers.words import EDITION_STATES

ACTION_NAMES: Mapping[Action, Message] = {
    Action.VIEW: Message("View"),
    Action.ADD: Message("Add"),
    Action.EDIT: Message("Edit"),
    Action.DELETE: Message("Delete"),
}


class Rule(enum.StrEnum):
    """The rule that decided. The names are stable; the words beside them may change."""

    GRANT = "grant"
    OPEN = "open"
    PUBLISHED_ABOVE = "published_above"
    NO_GRANT = "no_grant"
    ROLE = "role"
    REGION = "region"
    OWNER = "owner"
    NOT_PUBLISHED = "not_published"
    EDITION_CLOSED = "edition_closed"


@dataclass(frozen=True)
class RowFacts:
    """What decides about a row: its region and owner, who may read its table, whether it is published or closed.

    ``owned`` says whether its table knows owners at all. ``edition_state`` is that of an edition, or of the edition
    that holds the item, if it cannot be changed any more.
    """

    register: str
    region_code: str
    reading: Reading = Reading.SUBTREE
    owned: bool = False
    owner: int | None = None
    published: bool = False
    edition_state: str | None = None
    is_item: bool = False


@dataclass(frozen=True)
class Decision:
    action: Action
    allowed: bool
    rule: Rule
    reason: Message
    grant: GrantFact | None = None


@dataclass(frozen=True)
class Standing:
    """What one may do with a register, and for each action the grants that allow it."""

    register: Register
    grants: dict[Action, tuple[GrantFact, ...]]


def standings(grants: Sequence[GrantFact]) -> list[Standing]:
    """Register by register in the order of the menu; those in which nothing may be done are named too."""
    return [
        Standing(
            register,
            {a: tuple(g for g in grants if a in actions_of(g.role, register.name)) for a in Action},
        )
        for register in REGISTERS.values()
    ]


def decide(grants: Sequence[GrantFact], action: Action, row: RowFacts) -> Decision:
    """Whether the action on the row is allowed, by which grant, and by which rule."""

    def no(rule: Rule, reason: Message) -> Decision:
        return Decision(action, False, rule, reason)

    if not grants:
        return no(Rule.NO_GRANT, Message("This account has no grant: it may do nothing."))
    able = [grant for grant in grants if action in actions_of(grant.role, row.register)]
    if not able:
        return no(Rule.ROLE, Message("No role of this account allows this with this register."))
    if action is Action.VIEW and row.reading is Reading.OPEN:
        return Decision(action, True, Rule.OPEN, Message("Everyone whose role reads this register sees all of it."))
    inside = [grant for grant in able if covers(grant.region_code, row.region_code)]
    fitting = [grant for grant in inside if _fits(grant, action, row)]
    if fitting:
        if action is not Action.VIEW and row.edition_state is not None and (action is not Action.ADD or row.is_item):
            return no(
                Rule.EDITION_CLOSED,
                Message(
                    "State of this edition: %(state)s. It cannot be changed.",
                    state=EDITION_STATES[row.edition_state].label,
                ),
            )
        return Decision(action, True, Rule.GRANT, Message("A grant covers its region and owner."), fitting[0])
    if action is Action.VIEW and row.reading is Reading.UPWARD:
        upward = next((grant for grant in grants if _reads_upward(grant, row)), None)
        if upward is not None and row.published:
            reason = Message("It belongs to a region above and is published: levels below may read it.")
            return Decision(action, True, Rule.PUBLISHED_ABOVE, reason, upward)
        if upward is not None:
            # Below its own region only the owner is missing; above it, the publication.
            reason = Message("It is not published yet, and belongs to a region above or to another organization.")
            return no(Rule.NOT_PUBLISHED, reason)
    if inside:
        return no(Rule.OWNER, Message("The grant holds for one organization only, and this belongs to another."))
    return no(Rule.REGION, Message("It lies outside the regions of every grant that would allow this."))


def _fits(grant: GrantFact, action: Action, row: RowFacts) -> bool:
    """Whether the owner fits: rows of a table without owners can be read, not changed, for one organization."""
    if grant.organization_id is None:
        return True
    if action is Action.VIEW and not row.owned:
        return True
    return row.owned and grant.organization_id == row.owner


def _reads_upward(grant: GrantFact, row: RowFacts) -> bool:
    return any(actions_of(grant.role, name) for name in REGISTERS) and row.region_code in above(grant.region_code)


def facts_of(session: Session, register: Register, row_id: int) -> RowFacts | None:
    """What is to be known of a row, whoever asks; None if there is no such row. The caller decides who is told."""
    if not 0 < row_id < 2**31:
        return None
    model: Any = register.model
    with acting(Actor.system("explaining a decision")):
        row = session.get(model, row_id)
        if row is None:
            return None
        reading = model.__reading__
        published = reading is Reading.UPWARD and (
            session.scalar(select(model.id).where(model.id == row_id, model.published())) is not None
        )
        edition = row if isinstance(row, CatalogEdition) else row.edition if isinstance(row, CatalogItem) else None
        return RowFacts(
            register=register.name,
            region_code=row.region_code if isinstance(row, Scoped) else row.code,
            reading=reading,
            owned=issubclass(model, Scoped) and model.owned_by(0) is not None,
            owner=_owner(row, edition),
            published=published,
            edition_state=edition.state if edition is not None and not edition.is_open else None,
            is_item=isinstance(row, CatalogItem),
        )


def _owner(row: Any, edition: CatalogEdition | None) -> int | None:
    if edition is not None:
        return edition.organization_id
    if isinstance(row, ItemSuccession):
        return row.old_item.edition.organization_id
    return row.id if row.__tablename__ == "organizations" else None


def decisions(grants: Sequence[GrantFact], row: RowFacts) -> list[Decision]:
    """What may be done with an existing row: see, change, delete."""
    return [decide(grants, action, row) for action in (Action.VIEW, Action.EDIT, Action.DELETE)]


def may_be_told(keeper: frozenset[str], row: RowFacts) -> bool:
    """Whether the keeper of accounts of these regions may learn where a row stands.

    Rows inside the own region, and what is published above it: others do not exist for a security administrator.
    """
    if any(covers(region, row.region_code) for region in keeper):
        return True
    return row.published and any(row.region_code in above(region) for region in keeper)


def hidden(action: Action) -> Decision:
    """What one is told about a row that one cannot see oneself: nobody learns which rows exist elsewhere."""
    return Decision(
        action,
        False,
        Rule.REGION,
        Message(
            "There is no such record, or none of your grants reaches it (region, owner, or not published yet). "
            "Your security administrator can look up which."
        ),
    )


def answer_for_oneself(
    session: Session, grants: Sequence[GrantFact], register: Register, row_id: int
) -> list[Decision]:
    """What a person is told about a record by its number: the reasons in full once it can be seen at all."""
    facts = facts_of(session, register, row_id)
    view = decide(grants, Action.VIEW, facts or RowFacts(register.name, "~"))
    if view.rule in (Rule.NO_GRANT, Rule.ROLE):
        return [view]
    return decisions(grants, facts) if facts is not None and view.allowed else [hidden(Action.VIEW)]


def answer_for_keeper(
    session: Session, keeper: frozenset[str], grants: Sequence[GrantFact], register: Register, row_id: int
) -> list[Decision]:
    """What the keeper of accounts is told about somebody else and a record. Raises NotFound for foreign ones."""
    facts = facts_of(session, register, row_id)
    if facts is None or not may_be_told(keeper, facts):
        raise NotFound(Message("There is no such record in your region."))
    return decisions(grants, facts)


def places(session: Session, grants: Iterable[GrantFact]) -> dict[GrantFact, str]:
    """Where each grant holds, in words: the region, and the organization if it is for one only."""
    grants = tuple(grants)
    codes = {grant.region_code for grant in grants}
    numbers = {grant.organization_id for grant in grants} - {None}
    with acting(Actor.system("names of grants")):
        rows = session.execute(select(Region.code, Region.label).where(Region.code.in_(codes)))
        regions = {row.code: row.label for row in rows}
        found = session.scalars(select(Organization).where(Organization.id.in_(numbers))) if numbers else ()
        names = {organization.id: organization.name for organization in found}
    return {
        grant: regions.get(grant.region_code, grant.region_code)
        + (f" · {names.get(grant.organization_id, '?')}" if grant.organization_id is not None else "")
        for grant in grants
    }
