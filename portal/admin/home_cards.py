"""Cards of the first page: one's rights in words, ways to go on, and facts for the three administrators."""

from __future__ import annotations

from portal.access.actor import Actor
from portal.access.administration import DUTIES, Duty, regions_kept
from portal.access.duty_names import DUTY_NAMES
from portal.access.permissions import AMEND, READ, WRITE, Action, actions_of
from portal.access.role_names import ROLE_NAMES
from portal.access.scope import GrantFact
from portal.admin.addresses import add_address, list_address
from portal.admin.home_pages import FactCard, Right, Shortcut
from portal.extensions import db
from portal.messages import Message
from portal.models import Role
from portal.registers import REGISTERS
from portal.registers.trail import ACCESS_KINDS
from portal.services import explain, grants, recent, roles
from portal.web import preparing
from portal.web.translation import listed, translate

SETS = {
    WRITE: Message("May add, change and delete"),
    AMEND: Message("May view and change"),
    READ: Message("May view"),
}
"""The sets of actions that the permission table gives, in words."""

FORMS = ("providers", "purchasers", "organizations", "policy_documents")
"""Registers to which a shortcut adds a record."""


def rights(actor: Actor) -> list[Right]:
    """Grant by grant what it allows, from the permission table and the table of the administrators' duties."""
    places = explain.places(db.session, actor.grants)
    return [Right(translate(ROLE_NAMES[g.role]), places[g], _lines(g)) for g in actor.grants]


def _lines(grant: GrantFact) -> list[tuple[str, str]]:
    names: dict[frozenset[Action], list[str]] = {}
    for register in REGISTERS.values():
        actions = actions_of(grant.role, register.name)
        if actions:
            names.setdefault(actions, []).append(translate(register.label))
    lines = [(_words(actions), listed(names[actions])) for actions in sorted(names, key=len, reverse=True)]
    duties = [translate(DUTY_NAMES[duty]) for duty in Duty if duty in DUTIES.get(grant.role, ())]
    return [*lines, (translate(Message("Duties")), listed(duties))] if duties else lines


def _words(actions: frozenset[Action]) -> str:
    if actions in SETS:
        return translate(SETS[actions])
    return listed(translate(explain.ACTION_NAMES[action]) for action in Action if action in actions)


def shortcuts(actor: Actor) -> list[Shortcut]:
    """What somebody with these permissions does most, the commonest first."""
    scope = actor.scope
    found = []
    if scope.may_somewhere("catalog_items", Action.EDIT):
        found.append(Shortcut(translate(Message("Work on the catalog")), "/catalog/", "sitemap"))
    elif scope.may_somewhere("catalog_items", Action.VIEW):
        found.append(Shortcut(translate(Message("Look at the catalog")), "/catalog/", "sitemap"))
    for name in FORMS:
        if scope.may_somewhere(name, Action.ADD):
            label = Message("Add: %(kind)s", kind=REGISTERS[name].label_one)
            found.append(Shortcut(translate(label), add_address(REGISTERS[name]), REGISTERS[name].icon))
    for name in ("events", "access_events"):
        if scope.may_somewhere(name, Action.VIEW):
            register = REGISTERS[name]
            found.append(Shortcut(translate(register.label), list_address(register), register.icon))
    if regions_kept(actor.grants, Duty.ACCOUNTS):
        found.append(Shortcut(translate(Message("Open an account")), "/people/add", "user-plus"))
        found.append(Shortcut(translate(Message("People and grants")), "/people/", "users"))
    found.append(Shortcut(translate(Message("What each role may do")), "/roles/", "shield-check"))
    found.append(Shortcut(translate(Message("Why can I (not) see this?")), "/explain/", "help-circle"))
    return found


def facts(actor: Actor) -> list[FactCard]:
    """What the three administrators look at first, each what the own duty is about."""
    found = []
    if regions_kept(actor.grants, Duty.ACCOUNTS):
        found.append(_accounts(actor))
    if actor.scope.may_somewhere("access_events", Action.VIEW):
        found.append(_accesses())
    if Role.SYSTEM_ADMINISTRATOR in actor.roles:
        found.append(_state())
    return found


def _accounts(actor: Actor) -> FactCard:
    people = grants.people(db.session, actor)
    waiting = sum(account.must_change_password for account in people)
    lines = [
        (translate(Message("Accounts in your region")), f"{len(people):,}", "", "/people/"),
        (translate(Message("Switched off")), f"{sum(not account.active for account in people):,}", "", ""),
        (translate(Message("Never signed in")), f"{sum(account.last_login is None for account in people):,}", "", ""),
        (translate(Message("First password not changed yet")), f"{waiting:,}", "orange" if waiting else "", ""),
    ]
    return FactCard(translate(Message("Accounts")), lines)


def _accesses() -> FactCard:
    numbers = recent.accesses_of_a_day(db.session)
    base = list_address(REGISTERS["access_events"])
    lines = [
        (
            translate(option.label),
            f"{numbers.get(kind, 0):,}",
            option.tone if numbers.get(kind) and option.tone in ("red", "orange") else "",
            f"{base}?f.kind.eq={kind}",
        )
        for kind, option in ACCESS_KINDS.items()
        if numbers.get(kind) or kind in ("signed_in", "sign_in_failed", "refused")
    ]
    return FactCard(translate(Message("Accesses of the last 24 hours")), lines)


DATABASES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
"""As they write themselves."""


def _state() -> FactCard:
    """Whether the portal stands as it should: its database, and the roles that are made from the permission table."""
    present, newest = preparing.current_revision(), preparing.head_revision()
    differing = roles.drift(db.session)
    fine, wrong = translate(Message("as it should be")), Message("differs: run “portal init”")
    lines = [
        (translate(Message("Database")), DATABASES.get(db.engine.dialect.name, db.engine.dialect.name), "", ""),
        (translate(Message("Migration")), f"{present} · {fine if present == newest else translate(wrong)}",
         "green" if present == newest else "red", ""),
        (translate(Message("Roles as in the permission table")), translate(wrong) if differing else fine,
         "red" if differing else "green", "/roles/"),
    ]  # fmt: skip
    return FactCard(translate(Message("State of the portal")), lines)
