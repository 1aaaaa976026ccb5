"""Accounts and grants as a security administrator keeps them: within the own region, and by the table.

Every change asks ``portal.access.administration`` first. What a change of grants would add and take away is
worked out by ``preview`` with the same scope that decides afterwards.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from sqlalchemy import and_, false, func, or_, select
from sqlalchemy.orm import Session, selectinload

from portal.access import administration as rules
from portal.access.actor import Actor, acting
from portal.access.administration import Duty
from portal.access.permissions import Action
from portal.access.scope import GrantFact, Reach, Scope, scope_of, span
from portal.errors import BadInput, Conflict, Invalid, NotFound, NotPermitted
from portal.messages import Message
from portal.models import NATION, Account, Grant, Organization, Region, Role, Scoped
from portal.models.region import RegionKind
from portal.registers import REGISTERS, Register
from portal.services import accounts, records, search
from portal.services.tokens import matches, plan, tokens_of

_LONGEST_NAME = 64

_OPERATOR = (GrantFact(Role.SECURITY_ADMINISTRATOR, NATION),)
"""As whom the rules see the machine's operator: a keeper of every region."""


@dataclass(frozen=True)
class Wanted:
    """A grant as it was asked for: role, region, and at most one organization of that region."""

    role: Role
    region: Region
    organization: Organization | None = None

    @property
    def fact(self) -> GrantFact:
        return GrantFact(self.role, self.region.code, self.organization.id if self.organization else None)


@dataclass(frozen=True)
class Difference:
    """One action on one register, before and after: the number of rows, None where it may not be done at all.

    ``changed`` is set too where the count stays: a region may be empty today.
    """

    action: Action
    before: int | None
    after: int | None
    changed: bool


@dataclass(frozen=True)
class RegisterDifference:
    register: Register
    actions: Sequence[Difference]


def facts(account: Account) -> tuple[GrantFact, ...]:
    """The grants of an account as the rules see them."""
    return tuple(GrantFact(Role(g.role), g.region_code, g.organization_id) for g in account.grants)


def people(session: Session, actor: Actor, words: str = "") -> list[Account]:
    """The accounts that hold a grant in the actor's region (for the nation: all), by user name.

    ``words`` find them by name, user name, pinyin and place.
    """
    regions = _regions(actor)
    with acting(Actor.system("accounts of a region")):  # names of organizations are no secret from their keeper
        found = session.scalars(_accounts().order_by(Account.username)).all()
    words = words.strip().casefold()
    terms = plan(words)

    def is_meant(account: Account) -> bool:
        text = f"{account.username} {account.first_name} {_places(account)}"
        return words in text.casefold() or (bool(terms) and matches(terms, tokens_of([text])))

    return [account for account in found if _belongs(account, regions) and (not words or is_meant(account))]


def person(session: Session, actor: Actor, account_id: int) -> Account:
    """One of them. Raises NotFound for one that does not exist or belongs elsewhere: nobody learns which."""
    regions = _regions(actor)
    account = None
    if 0 < account_id < 2**31:
        with acting(Actor.system("account of a region")):
            account = session.scalars(_accounts().where(Account.id == account_id)).one_or_none()
    if account is None or not _belongs(account, regions):
        raise NotFound(Message("There is no such account in your region."))
    return account


def refusal(actor: Actor, account: Account) -> Message | None:
    """Why the actor may not change this account, or None."""
    return rules.refusal_to_touch(actor.grants, facts(account), oneself=account.id == actor.id)


def open_account(session: Session, actor: Actor, username: str, name: str, wanted: Wanted, password: str) -> Account:
    """Make an account with its first grant, so that it belongs to a region from the start."""
    _demand(rules.refusal_to_give(actor.grants, (), wanted.fact, RegionKind(wanted.region.kind)))
    account = accounts.add(session, username, _name(name), password)
    _give(session, account, wanted)
    return account


def check_opening(session: Session, actor: Actor, username: str, name: str, wanted: Wanted) -> None:
    """What ``open_account`` would refuse, as far as it is known before the preview."""
    _demand(rules.refusal_to_give(actor.grants, (), wanted.fact, RegionKind(wanted.region.kind)))
    _name(name)
    if session.scalars(select(Account.id).where(Account.username == username)).one_or_none() is not None:
        raise Conflict(Message("There is an account “%(name)s” already.", name=username))


def rename(session: Session, actor: Actor, account: Account, name: str) -> None:
    _demand(refusal(actor, account))
    account.first_name = _name(name)
    session.flush()


def switch(session: Session, actor: Actor, account: Account, *, active: bool) -> None:
    """Switch an account off, which ends its sessions at once, or on again."""
    _demand(refusal(actor, account))
    if account.active != active:
        account.active = active
        account.session_version += 1
    session.flush()


def new_password(session: Session, actor: Actor, account: Account) -> str:
    """Give a password that is made up here; it is to be changed at the next sign-in."""
    _demand(refusal(actor, account))
    password = accounts.new_password()
    accounts.reset_password(session, account, password)
    return password


def give(session: Session, actor: Actor, account: Account, wanted: Wanted) -> None:
    """Give a grant; the account's sessions end. Raises NotPermitted with the rule that refuses it."""
    check_giving(actor, account, wanted)
    _give(session, account, wanted)


def check_giving(actor: Actor, account: Account, wanted: Wanted) -> None:
    _demand(refusal(actor, account))
    _demand(rules.refusal_to_give(actor.grants, facts(account), wanted.fact, RegionKind(wanted.region.kind)))


def give_on_the_machine(
    session: Session, account: Account, role: Role, region_code: str, organization_code: str | None
) -> None:
    """What the operator of the machine gives: bound to no region, but to every other rule of ``refusal_to_give``.

    The first keeper of a new portal gets the grant this way. Raises BadInput, NotPermitted.
    """
    region = session.scalars(select(Region).where(Region.code == region_code)).one_or_none()
    if region is None:
        raise BadInput(Message("There is no region %(code)s.", code=region_code))
    organization = None
    if organization_code is not None:
        named = (Organization.region_code == region_code, Organization.code == organization_code)
        organization = session.scalars(select(Organization).where(*named)).one_or_none()
        if organization is None:
            raise BadInput(
                Message("There is no organization %(code)s in %(region)s.", code=organization_code, region=region_code)
            )
    new = Wanted(role, region, organization)
    _demand(rules.refusal_to_give(_OPERATOR, facts(account), new.fact, RegionKind(region.kind)))
    _give(session, account, new)


def take(session: Session, actor: Actor, account: Account, grant_id: int) -> None:
    """Take a grant away; the account's sessions end. Raises NotPermitted with the rule that refuses it."""
    grant = check_taking(actor, account, grant_id)
    # Deleted by name too: what only falls out of a list is no deletion to the trail.
    session.delete(grant)
    account.grants.remove(grant)
    left = {held.role for held in account.grants}
    account.roles = [role for role in account.roles if role.name in left]
    account.session_version += 1
    session.flush()


def check_taking(actor: Actor, account: Account, grant_id: int) -> Grant:
    grant = next((held for held in account.grants if held.id == grant_id), None)
    if grant is None:
        raise NotFound(Message("There is no such grant any more."))
    if account.id == actor.id:
        _demand(refusal(actor, account))
    fact = GrantFact(Role(grant.role), grant.region_code, grant.organization_id)
    _demand(rules.refusal_to_take(actor.grants, facts(account), fact))
    return grant


def wanted(session: Session, role: str, region_code: str, organization_id: str) -> Wanted:
    """A grant from what a form sent. Raises Invalid with a message per field."""
    faults: dict[str, list[Message]] = {}
    with acting(Actor.system("what a grant names")):
        region = session.scalars(select(Region).where(Region.code == region_code)).one_or_none()
        organization = None
        if organization_id:
            organization = session.get(Organization, _number(organization_id))
            if organization is None or region is None or organization.region_code != region.code:
                faults["organization"] = [Message("There is no such organization in this region.")]
    if region is None:
        faults["region"] = [Message("Choose a region.")]
    if role not in set(rules.BEGINS_AT):
        faults["role"] = [Message("Choose a role.")]
    if faults or region is None:
        raise Invalid(faults)
    return Wanted(Role(role), region, organization)


def preview(session: Session, before: Sequence[GrantFact], after: Sequence[GrantFact]) -> list[RegisterDifference]:
    """What going from some grants to others adds and takes away, register by register; others are left out."""
    old, new = scope_of(before), scope_of(after)
    found = []
    for register in REGISTERS.values():
        differences = [_difference(session, register, action, old, new) for action in Action]
        if any(difference.changed for difference in differences):
            found.append(RegisterDifference(register, differences))
    return found


def offered(session: Session, actor: Actor, register: Register, words: str) -> tuple[Sequence[Any], bool]:
    """Regions or organizations that a grant can name: those of the actor's region, by name, code or pinyin."""
    reaches = tuple(Reach(*span(region)) for region in sorted(_regions(actor)))
    scope = Scope(MappingProxyType({(register.name, Action.VIEW): reaches}))
    with acting(Actor(username=actor.username, id=actor.id, purpose="names for a grant", scope=scope)):
        return search.offer(session, register, words)


def name_of(session: Session, actor: Actor, register: Register, value: str) -> str | None:
    """The name of a region or organization that was chosen, if it is one that the actor's grants can name."""
    with acting(Actor.system("names for a grant")):
        row = records.named(session, register, value if register.name == "regions" else _number(value))
    if row is None:
        return None
    code = row.code if isinstance(row, Region) else row.region_code
    return str(row) if rules.keeps(_regions(actor), code) else None


def _number(text: str) -> int:
    """A row's number as typed; 0, which no row has, for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _difference(session: Session, register: Register, action: Action, old: Scope, new: Scope) -> Difference:
    reaches = old.of(register.name, action), new.of(register.name, action)
    changed = reaches[0] != reaches[1] or (action is Action.VIEW and bool(reaches[1]) and old.upward != new.upward)
    if not changed:
        return Difference(action, None, None, False)
    return Difference(action, _count(session, register, action, old), _count(session, register, action, new), True)


def _count(session: Session, register: Register, action: Action, scope: Scope) -> int | None:
    """How many rows an action reaches: reading by the engine itself, changing by region and owner."""
    model: Any = register.model
    reaches = scope.of(register.name, action)
    if not reaches:
        return None
    counted = select(func.count(model.id))
    if action is Action.VIEW:
        with acting(Actor(username="preview", purpose="preview of grants", scope=scope)):
            return session.scalar(counted) or 0
    if action is Action.ADD:
        return 0  # there are none yet
    with acting(Actor.system("preview of grants")):
        return session.scalar(counted.where(or_(false(), *(_reached(model, reach) for reach in reaches)))) or 0


def _reached(model: Any, reach: Reach) -> Any:
    code = model.region_code if issubclass(model, Scoped) else model.code
    inside = and_(code >= reach.low, code < reach.high)
    if reach.organization_id is None:
        return inside
    owned = model.owned_by(reach.organization_id)
    return and_(inside, owned if owned is not None else false())


def _give(session: Session, account: Account, wanted: Wanted) -> None:
    with acting(Actor.system("giving a grant")):  # looks up the organization, which the keeper may not read
        code = wanted.organization.code if wanted.organization else None
        accounts.grant(session, account, wanted.role, wanted.region.code, code)


def _accounts() -> Any:
    held = selectinload(Account.grants)
    loads = (held.joinedload(Grant.region), held.joinedload(Grant.organization), selectinload(Account.roles))
    return select(Account).options(*loads)


def _regions(actor: Actor) -> frozenset[str]:
    regions = rules.regions_kept(actor.grants, Duty.ACCOUNTS)
    if not regions:
        raise NotPermitted(Message("Only a security administrator keeps accounts."))
    return regions


def _belongs(account: Account, regions: frozenset[str]) -> bool:
    """An account without any grant belongs to the nation only."""
    if not account.grants:
        return rules.keeps(regions, NATION)
    return any(rules.keeps(regions, grant.region_code) for grant in account.grants)


def _places(account: Account) -> str:
    return " ".join(f"{g.region.label} {g.organization.name if g.organization else ''}" for g in account.grants)


def _name(name: str) -> str:
    name = name.strip()
    if not name or len(name) > _LONGEST_NAME:
        raise Invalid({"name": [Message("A name has 1 to %(most)s characters.", most=_LONGEST_NAME)]})
    return name


def _demand(reason: Message | None) -> None:
    if reason is not None:
        raise NotPermitted(reason)
