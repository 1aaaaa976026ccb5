"""Keeping accounts: within one's own region, by the table of the three administrators, and never one's own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.access import administration
from portal.access.actor import Actor, acting
from portal.access.administration import ADMINISTRATORS, BEGINS_AT, DUTIES, PAGES, Duty
from portal.access.permissions import EVERYTHING, PERMISSIONS, TRAIL, Action
from portal.access.scope import GrantFact
from portal.errors import Conflict, Invalid, NotFound, NotPermitted
from portal.extensions import db
from portal.models import AccessEvent, AccessKind, Account, Provider, Role
from portal.models.region import RegionKind
from portal.models.transactions import writing
from portal.services import accounts, grants
from tests.cast import AUDIT, CITY, COUNTY, DEPARTMENT, HUNAN_CITY, PROVINCE, SECURITY, SYSTEM, Person

KEEPER = (GrantFact(Role.SECURITY_ADMINISTRATOR, "37"),)


@contextmanager
def keeping(app: Flask, person: Person = SECURITY) -> Iterator[Actor]:
    with app.app_context(), writing():
        with acting(Actor.system("test")):
            account = accounts.find(db.session, person.username)
            actor = Actor.person(account.id, account.username, account.first_name, grants.facts(account))
        with acting(actor):
            yield actor
        db.session.rollback()


def number(person: Person) -> int:
    with acting(Actor.system("test")):
        return accounts.find(db.session, person.username).id


def test_no_administrator_sees_business_data_and_each_duty_is_one_administrators() -> None:
    for role in ADMINISTRATORS:
        assert Duty.BUSINESS not in DUTIES[role]
        assert not set(PERMISSIONS[role]) & set(EVERYTHING)
        assert bool(set(PERMISSIONS[role]) & set(TRAIL)) is (Duty.ACCESS_LOG in DUTIES[role])
    duties = [duty for role in DUTIES for duty in DUTIES[role]]
    assert len(duties) == len(set(duties))


def test_the_pages_of_accounts_are_open_to_those_whose_duty_they_are() -> None:
    keepers = {role for role in DUTIES if Duty.ACCOUNTS in DUTIES[role]}
    assert all(set(roles) == keepers for (_, view), roles in PAGES.items() if view == "people")


def test_every_role_but_the_public_begins_somewhere() -> None:
    assert set(BEGINS_AT) == set(Role) - {Role.PUBLIC}


@pytest.mark.parametrize(
    ("held", "new", "kind", "allowed"),
    [
        ((), GrantFact(Role.CITY_EDITOR, "3703"), RegionKind.CITY, True),
        ((), GrantFact(Role.CITY_EDITOR, "4301"), RegionKind.CITY, False),
        ((), GrantFact(Role.PROVINCE_ADMINISTRATOR, "37"), RegionKind.PROVINCE, True),
        ((), GrantFact(Role.PROVINCE_ADMINISTRATOR, "3703"), RegionKind.CITY, False),
        ((), GrantFact(Role.OVERSIGHT, "00"), RegionKind.NATION, False),
        ((), GrantFact(Role.SECURITY_ADMINISTRATOR, "43"), RegionKind.PROVINCE, False),
        ((), GrantFact(Role.SECURITY_ADMINISTRATOR, "3703"), RegionKind.CITY, True),
        ((), GrantFact(Role.SECURITY_ADMINISTRATOR, "370304"), RegionKind.COUNTY, False),
        ((), GrantFact(Role.PUBLIC, "37"), RegionKind.PROVINCE, False),
        ((), GrantFact(Role.DEPARTMENT_EDITOR, "37"), RegionKind.PROVINCE, False),
        ((), GrantFact(Role.DEPARTMENT_EDITOR, "37", 4), RegionKind.PROVINCE, True),
        ((), GrantFact(Role.OVERSIGHT, "37", 4), RegionKind.PROVINCE, False),
        ((GrantFact(Role.OVERSIGHT, "37"),), GrantFact(Role.OVERSIGHT, "37"), RegionKind.PROVINCE, False),
        ((GrantFact(Role.OVERSIGHT, "37"),), GrantFact(Role.REVIEWER, "37"), RegionKind.PROVINCE, True),
        ((GrantFact(Role.OVERSIGHT, "37"),), GrantFact(Role.AUDIT_ADMINISTRATOR, "37"), RegionKind.PROVINCE, False),
        ((GrantFact(Role.AUDIT_ADMINISTRATOR, "37"),), GrantFact(Role.OVERSIGHT, "37"), RegionKind.PROVINCE, False),
        ((GrantFact(Role.AUDIT_ADMINISTRATOR, "37"),), GrantFact(Role.SYSTEM_ADMINISTRATOR, "37"),
         RegionKind.PROVINCE, False),
    ],
)  # fmt: skip
def test_a_provinces_security_administrator_gives_only_what_the_table_allows(
    held: tuple[GrantFact, ...], new: GrantFact, kind: RegionKind, allowed: bool
) -> None:
    assert (administration.refusal_to_give(KEEPER, held, new, kind) is None) is allowed


def test_every_way_to_give_asks_the_table(app: Flask) -> None:
    """Also where no page has asked before: a program may call them in any order."""
    with keeping(app) as actor:
        hunan = grants.wanted(db.session, "city_editor", "4301", "")
        county = grants.person(db.session, actor, number(COUNTY))
        with pytest.raises(NotPermitted, match="your own region"):
            grants.open_account(db.session, actor, "smuggled.in", "混进来", hunan, accounts.new_password())
        with pytest.raises(NotPermitted, match="your own region"):
            grants.give(db.session, actor, county, hunan)
        with acting(Actor.system("test")):
            accounts.grant(db.session, county, Role.OVERSIGHT, "43")
        with pytest.raises(NotPermitted, match="outside your region"):
            grants.give(db.session, actor, county, grants.wanted(db.session, "reviewer", "3703", ""))


def test_a_grant_is_given_once(app: Flask) -> None:
    with keeping(app), acting(Actor.system("test")):
        account = accounts.find(db.session, CITY.username)
        with pytest.raises(Conflict, match="exists already"):
            accounts.grant(db.session, account, Role.CITY_EDITOR, CITY.home)


def test_a_grant_of_another_account_is_none_of_this_one(app: Flask) -> None:
    with keeping(app) as actor:
        city, county = (grants.person(db.session, actor, number(person)) for person in (CITY, COUNTY))
        with pytest.raises(NotFound, match="no such grant"):
            grants.take(db.session, actor, city, county.grants[0].id)


def test_nobody_takes_an_own_grant_away_though_another_is_left(app: Flask) -> None:
    with keeping(app) as actor:
        with acting(Actor.system("test")):
            account = accounts.find(db.session, SECURITY.username)
            given = accounts.grant(db.session, account, Role.SECURITY_ADMINISTRATOR, "3703")
        with pytest.raises(NotPermitted, match="their own account"):
            grants.take(db.session, actor, account, given.id)


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.SECURITY_ADMINISTRATOR}))
def test_nobody_else_gives_takes_or_touches(role: Role) -> None:
    other = (GrantFact(role, "37"),)
    city = GrantFact(Role.CITY_EDITOR, "3703")
    assert administration.refusal_to_give(other, (), city, RegionKind.CITY) is not None
    assert administration.refusal_to_take(other, (city, city), city) is not None
    for held in ((city,), ()):
        assert "Only a security administrator" in str(administration.refusal_to_touch(other, held, oneself=False))


def test_an_account_without_a_grant_is_kept_by_the_nation_alone() -> None:
    nation = (GrantFact(Role.SECURITY_ADMINISTRATOR, "00"),)
    assert "no grant" in str(administration.refusal_to_touch(KEEPER, (), oneself=False))
    assert administration.refusal_to_touch(nation, (), oneself=False) is None


@pytest.mark.parametrize("person", [PROVINCE, CITY, SYSTEM, AUDIT], ids=lambda p: p.username)
def test_only_a_security_administrator_lists_accounts(app: Flask, person: Person) -> None:
    with keeping(app, person) as actor, pytest.raises(NotPermitted):
        grants.people(db.session, actor)


def test_the_list_holds_the_accounts_of_the_own_province_only(app: Flask) -> None:
    with keeping(app) as actor:
        names = {account.username for account in grants.people(db.session, actor)}
        assert {CITY.username, COUNTY.username, SECURITY.username} <= names
        assert not any(name.startswith(("hunan", "neimenggu")) for name in names)
        assert [a.username for a in grants.people(db.session, actor, CITY.username)] == [CITY.username]
        with pytest.raises(NotFound):
            grants.person(db.session, actor, number(HUNAN_CITY))
        with pytest.raises(NotFound):
            grants.person(db.session, actor, 2_000_000_000)


def test_nobody_changes_the_own_account_or_grants(app: Flask) -> None:
    with keeping(app) as actor:
        own = grants.person(db.session, actor, actor.id)
        with pytest.raises(NotPermitted):
            grants.give(db.session, actor, own, grants.wanted(db.session, "province_administrator", "37", ""))
        with pytest.raises(NotPermitted):
            grants.take(db.session, actor, own, own.grants[0].id)
        with pytest.raises(NotPermitted):
            grants.switch(db.session, actor, own, active=False)
        with pytest.raises(NotPermitted):
            grants.new_password(db.session, actor, own)


def test_an_account_with_a_grant_elsewhere_is_not_switched_off_from_here(app: Flask) -> None:
    with keeping(app) as actor:
        with acting(Actor.system("test")):
            accounts.grant(db.session, accounts.find(db.session, HUNAN_CITY.username), Role.OVERSIGHT, "37")
        guest = grants.person(db.session, actor, number(HUNAN_CITY))
        with pytest.raises(NotPermitted):
            grants.switch(db.session, actor, guest, active=False)
        with pytest.raises(NotPermitted):
            grants.new_password(db.session, actor, guest)
        foreign = next(grant for grant in guest.grants if grant.region_code == "4301")
        with pytest.raises(NotPermitted):
            grants.take(db.session, actor, guest, foreign.id)
        grants.take(db.session, actor, guest, next(g.id for g in guest.grants if g.region_code == "37"))
        assert [grant.region_code for grant in guest.grants] == ["4301"]


def test_the_last_grant_stays_so_that_the_account_keeps_its_region(app: Flask) -> None:
    with keeping(app) as actor:
        city = grants.person(db.session, actor, number(CITY))
        with pytest.raises(NotPermitted):
            grants.take(db.session, actor, city, city.grants[0].id)


def test_given_and_taken_grants_end_sessions_move_roles_and_leave_one_event_each(app: Flask) -> None:
    with keeping(app) as actor:
        city = grants.person(db.session, actor, number(CITY))
        version = city.session_version
        grants.give(db.session, actor, city, grants.wanted(db.session, "reviewer", "370304", ""))
        assert {role.name for role in city.roles} == {"city_editor", "reviewer"}
        assert city.session_version > version
        version = city.session_version
        db.session.commit()
        given = next(grant.id for grant in city.grants if grant.role == "reviewer")
        grants.take(db.session, actor, city, given)
        assert {role.name for role in city.roles} == {"city_editor"}
        assert city.session_version > version
        db.session.commit()
        with acting(Actor.system("test")):
            events = select(AccessEvent.kind, AccessEvent.actor_name, AccessEvent.row_id)
            kinds = [AccessKind.GRANT_GIVEN.value, AccessKind.GRANT_TAKEN.value]
            told = db.session.execute(
                events.where(AccessEvent.kind.in_(kinds), AccessEvent.actor_name == actor.username)
            ).all()
        assert sorted(tuple(row) for row in told) == [(kind, actor.username, city.id) for kind in kinds]


def test_a_new_account_begins_with_a_grant_and_a_password_to_be_changed(app: Flask) -> None:
    with keeping(app) as actor:
        wanted = grants.wanted(db.session, "county_editor", "370304", "")
        made = grants.open_account(db.session, actor, "boshan.new", " 博山经办 ", wanted, accounts.new_password())
        assert (made.first_name, made.must_change_password) == ("博山经办", True)
        assert grants.facts(made) == (GrantFact(Role.COUNTY_EDITOR, "370304"),)
        with pytest.raises(Conflict):
            grants.check_opening(db.session, actor, "boshan.new", "x", wanted)
        with pytest.raises(NotPermitted):
            grants.check_opening(db.session, actor, "x", "x", grants.wanted(db.session, "city_editor", "4301", ""))
        with pytest.raises(Invalid):
            grants.check_opening(db.session, actor, "x", "  ", wanted)


def test_switching_off_ends_the_sessions(app: Flask) -> None:
    with keeping(app) as actor:
        city = grants.person(db.session, actor, number(CITY))
        version = city.session_version
        grants.switch(db.session, actor, city, active=False)
        assert not city.active and city.session_version > version


@pytest.mark.parametrize(
    ("role", "region", "organization", "field"),
    [("king", "37", "", "role"), ("public", "37", "", "role"), ("oversight", "", "", "region"),
     ("oversight", "99", "", "region"), ("department_editor", "37", "x", "organization"),
     ("department_editor", "43", "1", "organization")],
)  # fmt: skip
def test_what_a_form_sends_wrongly_is_named_by_field(
    app: Flask, role: str, region: str, organization: str, field: str
) -> None:
    with keeping(app), pytest.raises(Invalid) as refused:
        grants.wanted(db.session, role, region, organization)
    assert field in refused.value.faults


def test_the_preview_counts_exactly_what_is_seen_afterwards(app: Flask) -> None:
    before, new = (GrantFact(Role.COUNTY_EDITOR, "370304"),), GrantFact(Role.REVIEWER, "37")
    with keeping(app):
        found = {
            d.register.name: {x.action: x for x in d.actions}
            for d in grants.preview(db.session, before, (*before, new))
        }
        with acting(Actor.system("test")):
            in_province = db.session.scalar(
                select(func.count(Provider.id)).where(Provider.region_code.startswith("37"))
            )
            in_county = db.session.scalar(
                select(func.count(Provider.id)).where(Provider.region_code.startswith("370304"))
            )
        back = {
            d.register.name: {x.action: x for x in d.actions}
            for d in grants.preview(db.session, (*before, new), before)
        }
    providers = found["providers"]
    assert (providers[Action.VIEW].before, providers[Action.VIEW].after) == (in_county, in_province)
    assert (providers[Action.EDIT].before, providers[Action.EDIT].after) == (in_county, in_province)
    assert not providers[Action.DELETE].changed and not providers[Action.ADD].changed
    assert (back["providers"][Action.VIEW].before, back["providers"][Action.VIEW].after) == (in_province, in_county)


def test_the_preview_of_an_administrators_role_names_no_business_register(app: Flask) -> None:
    with keeping(app):
        assert grants.preview(db.session, (), (GrantFact(Role.SYSTEM_ADMINISTRATOR, "37"),)) == []
        seen = grants.preview(db.session, (), (GrantFact(Role.AUDIT_ADMINISTRATOR, "37"),))
    assert {difference.register.name for difference in seen} == set(TRAIL)


def test_the_preview_of_a_department_counts_its_own_catalogs(app: Flask) -> None:
    with keeping(app) as actor:
        department = grants.person(db.session, actor, number(DEPARTMENT))
        found = {
            d.register.name: {x.action: x for x in d.actions}
            for d in grants.preview(db.session, (), grants.facts(department))
        }
    items = found["catalog_items"]
    assert 0 < items[Action.EDIT].after < items[Action.VIEW].after
    assert found["item_successions"][Action.EDIT].after == 0


def test_pickers_offer_the_own_region_only(app: Flask) -> None:
    from portal.registers import REGISTERS

    with keeping(app) as actor:
        regions, _ = grants.offered(db.session, actor, REGISTERS["regions"], "")
        assert regions and all(row.code.startswith("37") for row in regions)
        found, _ = grants.offered(db.session, actor, REGISTERS["regions"], "长沙")
        assert not found
        organizations, _ = grants.offered(db.session, actor, REGISTERS["organizations"], "")
        assert organizations and all(row.region_code.startswith("37") for row in organizations)
        assert grants.name_of(db.session, actor, REGISTERS["regions"], "4301") is None


def test_an_account_without_a_grant_belongs_to_no_province(app: Flask) -> None:
    with keeping(app) as actor:
        with acting(Actor.system("test")):
            lonely = accounts.add(db.session, "lonely", "无授权", accounts.new_password()).id
        with pytest.raises(NotFound):
            grants.person(db.session, actor, lonely)
        assert db.session.get(Account, lonely) is not None
