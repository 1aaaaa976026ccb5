"""What the explanation says is what the engine and the guards do, for everyone and every register."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.access.actor import Actor, acting
from portal.access.permissions import PERMISSIONS, Action
from portal.access.scope import GrantFact
from portal.errors import NotFound
from portal.extensions import db
from portal.models import CatalogEdition, Provider, Reading, Role
from portal.registers import REGISTERS
from portal.services import accounts, explain, grants, records
from portal.services.explain import RowFacts, Rule
from tests.cast import COUNTY, DEPARTMENT, EVERYONE, HUNAN_CITY, PROVINCE, SYSTEM, Person

A_CITY = (GrantFact(Role.CITY_EDITOR, "3703"),)


def actor_of(person: Person) -> Actor:
    with acting(Actor.system("test")):
        account = accounts.find(db.session, person.username)
        return Actor.person(account.id, account.username, account.first_name, grants.facts(account))


@pytest.mark.sample(4)
@pytest.mark.parametrize("person", EVERYONE, ids=lambda p: p.username)
def test_the_explanation_agrees_with_the_engine_on_every_register(app: Flask, person: Person) -> None:
    compared = 0
    with app.app_context():
        actor = actor_of(person)
        for register in REGISTERS.values():
            model = register.model
            with acting(Actor.system("test")):
                regions = model.code if register.name == "regions" else model.region_code
                some = select(func.min(model.id)).group_by(regions).limit(40)
                ids = list(db.session.scalars(some)) + list(db.session.scalars(select(model.id).limit(20)))
            for row_id in ids:
                facts = explain.facts_of(db.session, register, row_id)
                assert facts is not None
                told = {d.action: d.allowed for d in explain.decisions(actor.grants, facts)}
                with acting(actor):
                    seen = (
                        actor.scope.may_somewhere(register.name, Action.VIEW)
                        and db.session.scalars(select(model.id).where(model.id == row_id)).one_or_none() is not None
                    )
                    assert told[Action.VIEW] is seen, (person, register.name, row_id)
                    if seen:
                        row = records.get(db.session, actor, register, row_id)
                        for action in (Action.EDIT, Action.DELETE):
                            allowed = actor.scope.may_somewhere(register.name, action) and records.may(
                                actor, register, action, row
                            )
                            assert told[action] is allowed, (person, register.name, row_id, action)
                compared += 1
    assert compared > 100


@pytest.mark.parametrize(
    ("held", "action", "row", "rule"),
    [
        ((), Action.VIEW, RowFacts("providers", "3703"), Rule.NO_GRANT),
        ((GrantFact(Role.SYSTEM_ADMINISTRATOR, "37"),), Action.VIEW, RowFacts("providers", "3703"), Rule.ROLE),
        (A_CITY, Action.EDIT, RowFacts("negative_list_entries", "3703"), Rule.ROLE),
        (A_CITY, Action.VIEW, RowFacts("providers", "370304"), Rule.GRANT),
        (A_CITY, Action.VIEW, RowFacts("providers", "3701"), Rule.REGION),
        (A_CITY, Action.VIEW, RowFacts("regions", "43", Reading.OPEN), Rule.OPEN),
        (A_CITY, Action.VIEW, RowFacts("key_areas", "37", Reading.UPWARD, published=True), Rule.PUBLISHED_ABOVE),
        (A_CITY, Action.VIEW, RowFacts("catalog_editions", "37", Reading.UPWARD, True), Rule.NOT_PUBLISHED),
        (A_CITY, Action.EDIT, RowFacts("catalog_editions", "37", Reading.UPWARD, True, None, True), Rule.REGION),
        (A_CITY, Action.EDIT, RowFacts("catalog_editions", "3703", Reading.UPWARD, True, None, True, "published"),
         Rule.EDITION_CLOSED),
        ((GrantFact(Role.DEPARTMENT_EDITOR, "37", 5),), Action.EDIT,
         RowFacts("catalog_editions", "37", Reading.UPWARD, True, 6, True), Rule.OWNER),
        ((GrantFact(Role.DEPARTMENT_EDITOR, "37", 5),), Action.EDIT,
         RowFacts("catalog_editions", "37", Reading.UPWARD, True, 5, False), Rule.GRANT),
    ],
)  # fmt: skip
def test_each_rule_is_named(held: tuple[GrantFact, ...], action: Action, row: RowFacts, rule: Rule) -> None:
    decision = explain.decide(held, action, row)
    assert decision.rule is rule
    assert decision.allowed is (rule in {Rule.GRANT, Rule.OPEN, Rule.PUBLISHED_ABOVE})
    assert decision.grant is None or decision.grant in held


def test_a_record_elsewhere_is_explained_like_one_that_does_not_exist(app: Flask) -> None:
    with app.app_context():
        with acting(Actor.system("test")):
            foreign = db.session.scalars(select(Provider.id).where(Provider.region_code.startswith("43"))).first()
        actor = actor_of(COUNTY)
        there = explain.answer_for_oneself(db.session, actor.grants, REGISTERS["providers"], foreign)
        nowhere = explain.answer_for_oneself(db.session, actor.grants, REGISTERS["providers"], 2_000_000_000)
    assert there == nowhere
    assert [d.allowed for d in there] == [False]


def test_nobody_learns_of_a_record_that_the_role_cannot_read_at_all(app: Flask) -> None:
    with app.app_context():
        found = explain.answer_for_oneself(db.session, actor_of(SYSTEM).grants, REGISTERS["providers"], 1)
    assert [d.rule for d in found] == [Rule.ROLE]


def test_a_keeper_of_accounts_is_told_about_records_of_the_own_region_only(app: Flask) -> None:
    keeper = frozenset({"37"})
    with app.app_context():
        with acting(Actor.system("test")):
            own = db.session.scalars(select(Provider.id).where(Provider.region_code.startswith("37"))).first()
            foreign = db.session.scalars(select(Provider.id).where(Provider.region_code.startswith("43"))).first()
        held = actor_of(HUNAN_CITY).grants
        told = explain.answer_for_keeper(db.session, keeper, held, REGISTERS["providers"], own)
        assert [d.rule for d in told] == [Rule.REGION] * 3
        with pytest.raises(NotFound):
            explain.answer_for_keeper(db.session, keeper, held, REGISTERS["providers"], foreign)
        with pytest.raises(NotFound):
            explain.answer_for_keeper(db.session, keeper, held, REGISTERS["providers"], 2_000_000_000)


def test_a_department_learns_whose_catalogs_it_may_change(app: Flask) -> None:
    with app.app_context():
        actor = actor_of(DEPARTMENT)
        organization = actor.grants[0].organization_id
        with acting(Actor.system("test")):
            editions = db.session.scalars(select(CatalogEdition).where(CatalogEdition.region_code == "37")).all()
            owners = {edition.id: edition.organization_id for edition in editions}
        for edition_id, owner in owners.items():
            facts = explain.facts_of(db.session, REGISTERS["catalog_editions"], edition_id)
            edit = explain.decide(actor.grants, Action.EDIT, facts)
            assert (edit.rule is Rule.OWNER) is (owner != organization)


def test_the_standing_names_every_register_and_the_grants_that_allow(app: Flask) -> None:
    with app.app_context():
        found = {s.register.name: s.grants for s in explain.standings(actor_of(PROVINCE).grants)}
    assert found.keys() == REGISTERS.keys()
    table = PERMISSIONS[Role.PROVINCE_ADMINISTRATOR]
    for name, by_action in found.items():
        assert {action for action, held in by_action.items() if held} == set(table.get(name, ())), name
