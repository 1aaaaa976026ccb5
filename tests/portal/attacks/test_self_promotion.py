"""Raising oneself: by the pages about people, by the API, by another one's hands; and reaching above one's region."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal.access.actor import Actor, acting
from portal.extensions import db
from portal.models import Account, Grant, Role
from portal.models.transactions import writing
from portal.services import accounts
from tests.cast import (
    CITY,
    EVERYONE,
    HUNAN_CITY,
    HUNAN_PROVINCE,
    OVERSIGHT,
    PROVINCE,
    SECURITY,
    SYSTEM,
    Person,
    password,
)
from tests.portal.attacks.attacker import Attacker

CITY_KEEPER = Person("zibo_security", "3703")
"""A security administrator of a city, made for these tests."""


def held(app: Flask) -> dict[str, Any]:
    """Every account with its grants, its roles, whether it is on, and its password's hash."""
    with app.app_context(), acting(Actor.system("an attack is looked at")):
        return {
            account.username: (
                sorted((g.role, g.region_code, g.organization_id or 0) for g in account.grants),
                sorted(role.name for role in account.roles), account.active, account.password, account.first_name,
            )
            for account in db.session.scalars(select(Account)).unique()
        }  # fmt: skip


def number_of(app: Flask, person: Person) -> int:
    with app.app_context(), acting(Actor.system("an attack is looked at")):
        return int(db.session.scalars(select(Account.id).where(Account.username == person.username)).one())


def grants_of(app: Flask, person: Person) -> list[int]:
    with app.app_context(), acting(Actor.system("an attack is looked at")):
        wanted = select(Grant.id).join(Account, Account.id == Grant.user_id)
        return list(db.session.scalars(wanted.where(Account.username == person.username)))


@pytest.fixture
def city_keeper(app: Flask) -> Person:
    with app.app_context(), writing(), acting(Actor.system("an attack is prepared")):
        account = accounts.add(db.session, CITY_KEEPER.username, "Keeper", password(app), demo=True)
        accounts.grant(db.session, account, Role.SECURITY_ADMINISTRATOR, "3703")
        db.session.commit()
    return CITY_KEEPER


def test_nobody_but_the_keeper_of_accounts_reaches_a_page_about_people(app: Flask) -> None:
    before = held(app)
    for person in EVERYONE:
        if person == SECURITY:
            continue
        attacker, own = Attacker(app, person), number_of(app, person)
        grant = {"role": "province_administrator", "region": "37", "confirmed": "1"}
        for target in (own, number_of(app, SECURITY)):
            for path, form in (
                (f"/people/{target}/give", grant),
                (f"/people/{target}/password", {}),
                (f"/people/{target}/switch", {}),
                (f"/people/{target}/name", {"name": "x"}),
                ("/people/add", {**grant, "username": "mole", "name": "Mole"}),
            ):
                assert attacker.post(path, form).status_code == 403, (person.username, path)
            assert attacker.get(f"/people/{target}/").status_code == 403
    assert held(app) == before


def test_the_keeper_of_accounts_does_not_raise_the_own_account(app: Flask) -> None:
    before, own = held(app), number_of(app, SECURITY)
    attacker = Attacker(app, SECURITY)
    for role in Role:
        for region, more in (("37", {"confirmed": "1"}), ("00", {"confirmed": "1"}), ("3703", {})):
            answer = attacker.post(f"/people/{own}/give", {"role": role.value, "region": region, **more})
            assert answer.status_code in (403, 422), (role, region)
    for path, form in (
        (f"/people/{own}/password", {}),
        (f"/people/{own}/switch", {}),
        (f"/people/{own}/name", {"name": "x"}),
    ):
        assert attacker.post(path, form).status_code == 403, path
    for grant in grants_of(app, SECURITY):
        assert attacker.post(f"/people/{own}/take/{grant}").status_code == 403
    assert held(app) == before


def test_no_grant_reaches_above_the_keepers_region_or_into_another(app: Flask, city_keeper: Person) -> None:
    before = held(app)
    for keeper, target, regions in (
        (SECURITY, OVERSIGHT, ("00", "43")),
        (city_keeper, CITY, ("37", "3701")),
    ):
        attacker, pk = Attacker(app, keeper), number_of(app, target)
        for region in regions:
            for role in ("oversight", "security_administrator"):
                form = {"role": role, "region": region, "confirmed": "1"}
                assert attacker.post(f"/people/{pk}/give", form).status_code in (403, 422), (region, role)
                new = {**form, "username": "mole", "name": "Mole"}
                assert attacker.post("/people/add", new).status_code in (403, 422), (region, role)
    assert held(app) == before


def test_the_accounts_of_those_above_are_out_of_a_city_keepers_reach(app: Flask, city_keeper: Person) -> None:
    before = held(app)
    attacker = Attacker(app, city_keeper)
    for person in (PROVINCE, SECURITY, SYSTEM, OVERSIGHT, HUNAN_PROVINCE, HUNAN_CITY):
        pk = number_of(app, person)
        for path, form in (
            (f"/people/{pk}/password", {}),
            (f"/people/{pk}/switch", {}),
            (f"/people/{pk}/name", {"name": "x"}),
            (f"/people/{pk}/give", {"role": "oversight", "region": "3703", "confirmed": "1"}),
        ):
            assert attacker.post(path, form).status_code == 404, (person.username, path)
        for grant in grants_of(app, person):
            assert attacker.post(f"/people/{pk}/take/{grant}").status_code == 404
        assert attacker.get(f"/people/{pk}/").status_code == 404
        found = attacker.get(f"/people/?q={person.username}").get_data(as_text=True)
        assert f"/people/{pk}/" not in found
    assert held(app) == before


def test_an_account_that_also_holds_a_grant_above_gives_no_password_away(app: Flask, city_keeper: Person) -> None:
    """Who works for city and province would lend the city's keeper a hand in the province."""
    with app.app_context(), writing(), acting(Actor.system("an attack is prepared")):
        accounts.grant(db.session, accounts.find(db.session, CITY.username), Role.OVERSIGHT, "37")
        db.session.commit()
    before, pk = held(app), number_of(app, CITY)
    attacker = Attacker(app, city_keeper)
    assert attacker.get(f"/people/{pk}/").status_code == 200
    for path in (f"/people/{pk}/password", f"/people/{pk}/switch", f"/people/{pk}/name"):
        assert attacker.post(path, {"name": "x"}).status_code == 403, path
    assert held(app) == before


@pytest.mark.sample(3)
@pytest.mark.parametrize(
    "place", ["ab_user", "users", "accounts", "roles", "grants", "permissions", "people", "saved_views"]
)
def test_the_api_has_no_door_to_accounts_and_grants(app: Flask, place: str) -> None:
    before = held(app)
    attacker = Attacker(app, SECURITY)
    pk = number_of(app, SECURITY)
    for method in ("GET", "POST", "PUT", "DELETE", "PATCH"):
        for path in (f"{place}/", f"{place}/{pk}", f"security/{place}/", f"security/{place}/{pk}", f"{place}/_info"):
            body = {} if method == "GET" else {"json": {"roles": [1], "active": True}}
            assert attacker.api(method, path, **body).status_code in (404, 405), (method, path)
    assert held(app) == before


@pytest.mark.parametrize("role", ["public", "admin", "Admin", "SYSTEM", "", "province_administrator\0", "👑", "1"])
def test_a_role_that_is_given_to_nobody_is_not_given(app: Flask, role: str) -> None:
    before = held(app)
    attacker = Attacker(app, SECURITY)
    answer = attacker.post(
        f"/people/{number_of(app, OVERSIGHT)}/give", {"role": role, "region": "37", "confirmed": "1"}
    )
    assert answer.status_code in (400, 403, 422)
    assert held(app) == before


def test_one_of_the_three_administrators_is_given_nothing_else(app: Flask) -> None:
    before = held(app)
    attacker = Attacker(app, SECURITY)
    for person in (SYSTEM, PROVINCE):
        role = "province_administrator" if person is SYSTEM else "security_administrator"
        form = {"role": role, "region": "37", "confirmed": "1"}
        assert attacker.post(f"/people/{number_of(app, person)}/give", form).status_code == 403
    assert held(app) == before
