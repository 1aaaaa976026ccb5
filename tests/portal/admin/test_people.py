"""The pages of accounts and grants, and the page that explains: what a security administrator does, through HTTP."""

from __future__ import annotations

import json
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.access.actor import Actor, acting
from portal.cli import cli
from portal.extensions import db
from portal.models import Provider
from portal.services import accounts
from tests.cast import CITY, COUNTY, EVERYONE, HUNAN_CITY, SECURITY, Person, sign_in

NEW = {"name": "博山区新人", "username": "boshan.new", "role": "county_editor", "region": "370304"}
OTHERS = [person for person in EVERYONE if person is not SECURITY]


def page(client: FlaskClient, path: str, status: int = 200) -> BeautifulSoup:
    answer = client.get(path)
    assert answer.status_code == status, (path, answer.status_code, answer.get_data(as_text=True)[:500])
    return BeautifulSoup(answer.get_data(as_text=True), "html.parser")


def account(app: Flask, username: str) -> dict[str, Any]:
    with app.app_context(), acting(Actor.system("test")):
        found = accounts.find(db.session, username)
        return {
            "id": found.id,
            "name": found.first_name,
            "active": found.active,
            "grants": [(grant.id, grant.role, grant.region_code) for grant in found.grants],
        }


@pytest.mark.sample(5)
@pytest.mark.parametrize("person", OTHERS, ids=lambda p: p.username)
def test_only_a_security_administrator_opens_the_pages_of_accounts(app: Flask, person: Person) -> None:
    client = sign_in(app, person)
    number = account(app, CITY.username)["id"]
    for path in ("/people/", "/people/add", f"/people/{number}/", f"/people/{number}/take/1", "/people/pick/regions"):
        page(client, path, 403)
    for path in (
        "add",
        f"{number}/name",
        f"{number}/switch",
        f"{number}/password",
        f"{number}/give",
        f"{number}/take/1",
    ):
        assert client.post(f"/people/{path}", data=NEW | {"confirmed": "yes"}).status_code == 403
    assert not page(client, "/").select('a[href="/people/"]')


def test_the_list_names_the_accounts_of_the_region_and_what_they_may_do(app: Flask) -> None:
    client = sign_in(app, SECURITY)
    assert page(client, "/").select('a[href="/people/"]')
    text = page(client, "/people/").select_one("tbody").text
    assert CITY.username in text and "淄博市" in text
    assert HUNAN_CITY.username not in text
    (line,) = page(client, f"/people/?q={CITY.username}").select("tbody tr")
    assert "示例" in line.text  # a demo account is marked as such


def test_an_account_is_opened_after_a_preview_and_signs_in_with_its_first_password(app: Flask) -> None:
    client = sign_in(app, SECURITY)
    preview = client.post("/people/add", data=NEW)
    shown = BeautifulSoup(preview.get_data(as_text=True), "html.parser")
    assert preview.status_code == 200 and len(shown.select("tbody tr")) > 10
    assert sum(1 for cell in shown.select("td .word-green")) > 10
    with app.app_context(), acting(Actor.system("test")):
        assert not [a for a in accounts.everyone(db.session) if a.username == "boshan.new"]
    sent = {
        field["name"]: field["value"]
        for field in shown.select("form.form-tools input")
        if field["name"] != "csrf_token"
    }
    made = client.post("/people/add", data=sent)
    assert made.status_code == 200
    assert made.headers["Cache-Control"] == "no-store"
    secret = BeautifulSoup(made.get_data(as_text=True), "html.parser").select_one("[data-password]").text
    newcomer = app.test_client()
    assert newcomer.post("/login/", data={"username": "boshan.new", "password": secret}).status_code == 302
    assert newcomer.get("/").headers["Location"] == "/password/"
    assert secret not in page(client, f"/people/{account(app, 'boshan.new')['id']}/").text


@pytest.mark.parametrize(
    ("wrong", "status", "kept"),
    [({"role": ""}, 422, True), ({"region": "4301", "role": "city_editor"}, 403, True), ({"region": ""}, 422, True),
     ({"username": CITY.username}, 409, True), ({"name": " "}, 422, False),
     ({"role": "province_administrator"}, 403, True)],
)  # fmt: skip
def test_a_refused_account_is_explained_and_nothing_typed_is_lost(
    app: Flask, wrong: dict[str, str], status: int, kept: bool
) -> None:
    client = sign_in(app, SECURITY)
    for confirmed in ({}, {"confirmed": "yes"}):
        answer = client.post("/people/add", data=NEW | wrong | confirmed)
        assert answer.status_code == status
        shown = BeautifulSoup(answer.get_data(as_text=True), "html.parser")
        assert shown.select_one("[data-wrong] li").text
        assert (shown.select_one("#name")["value"] == NEW["name"]) is kept
    with app.app_context(), acting(Actor.system("test")):
        assert not [a for a in accounts.everyone(db.session) if a.username == "boshan.new"]


def test_a_grant_is_previewed_given_and_taken_and_sessions_end(app: Flask) -> None:
    client, city = sign_in(app, SECURITY), sign_in(app, CITY)
    found = account(app, CITY.username)
    wanted = {"role": "reviewer", "region": "37"}
    preview = client.post(f"/people/{found['id']}/give", data=wanted)
    assert preview.status_code == 200 and "word-green" in preview.get_data(as_text=True)
    assert account(app, CITY.username)["grants"] == found["grants"]
    assert city.get("/").status_code == 200
    assert client.post(f"/people/{found['id']}/give", data=wanted | {"confirmed": "yes"}).status_code == 302
    assert "/login/" in city.get("/").headers["Location"]
    after = account(app, CITY.username)["grants"]
    (new,) = [grant for grant in after if grant not in found["grants"]]
    assert new[1:] == ("reviewer", "37")
    taking = page(client, f"/people/{found['id']}/take/{new[0]}")
    assert taking.select("td .word-red")
    assert account(app, CITY.username)["grants"] == after
    assert client.post(f"/people/{found['id']}/take/{new[0]}", data={"confirmed": "yes"}).status_code == 302
    assert account(app, CITY.username)["grants"] == found["grants"]


@pytest.mark.parametrize("target", [SECURITY, HUNAN_CITY], ids=lambda p: p.username)
def test_neither_oneself_nor_people_elsewhere_can_be_changed(app: Flask, target: Person) -> None:
    client = sign_in(app, SECURITY)
    before = account(app, target.username)
    expected = 403 if target is SECURITY else 404
    base = f"/people/{before['id']}"
    answers = [
        client.post(f"{base}/give", data={"role": "province_administrator", "region": "37", "confirmed": "yes"}),
        client.post(f"{base}/take/{before['grants'][0][0]}", data={"confirmed": "yes"}),
        client.post(f"{base}/switch", data={"active": ""}),
        client.post(f"{base}/password"),
        client.post(f"{base}/name", data={"name": "x"}),
    ]
    assert [answer.status_code for answer in answers] == [expected] * 5
    assert account(app, target.username) == before
    assert sign_in(app, target).get("/").status_code == 200


def test_an_account_is_renamed_switched_off_and_on_and_gets_a_new_password(app: Flask) -> None:
    client, county = sign_in(app, SECURITY), sign_in(app, COUNTY)
    number = account(app, COUNTY.username)["id"]
    assert client.post(f"/people/{number}/name", data={"name": "新名字"}).status_code == 302
    assert client.post(f"/people/{number}/name", data={"name": " "}).status_code == 422
    assert client.post(f"/people/{number}/switch", data={"active": ""}).status_code == 302
    assert (account(app, COUNTY.username)["name"], account(app, COUNTY.username)["active"]) == ("新名字", False)
    assert "/login/" in county.get("/").headers["Location"]
    assert client.post(f"/people/{number}/switch", data={"active": "yes"}).status_code == 302
    answer = client.post(f"/people/{number}/password")
    secret = BeautifulSoup(answer.get_data(as_text=True), "html.parser").select_one("[data-password]").text
    login = {"username": COUNTY.username, "password": secret}
    assert app.test_client().post("/login/", data=login).status_code == 302


def test_pickers_answer_with_the_own_region(app: Flask) -> None:
    client = sign_in(app, SECURITY)
    found = client.get("/people/pick/regions?q=zibo").get_json()["results"]
    assert {"id": "3703", "text": "淄博市"} in found
    assert client.get("/people/pick/regions?q=长沙").get_json()["results"] == []
    assert client.get("/people/pick/organizations").get_json()["results"]
    assert client.get("/people/pick/providers").status_code == 400


@pytest.mark.sample(5)
@pytest.mark.parametrize("person", EVERYONE, ids=lambda p: p.username)
def test_everyone_may_ask_what_they_may_do_and_why(app: Flask, person: Person) -> None:
    client = sign_in(app, person)
    shown = page(client, "/explain/")
    assert shown.select("[data-standings] tbody tr") and shown.select("[data-duties] tbody tr")
    assert bool(shown.select("#user")) is (person is SECURITY)
    decided = page(client, "/explain/?register=providers&id=1").select("[data-decisions] tbody tr")
    assert len(decided) in (1, 3)
    page(client, "/explain/?register=kings&id=1", 400)
    page(client, "/explain/?register=providers&id=x", 400)


def test_others_are_explained_by_the_keeper_of_their_region_only(app: Flask) -> None:
    city, foreign = (account(app, person.username)["id"] for person in (CITY, HUNAN_CITY))
    with app.app_context(), acting(Actor.system("test")):
        own = db.session.scalars(select(Provider.id).where(Provider.region_code.startswith("3703"))).first()
        other = db.session.scalars(select(Provider.id).where(Provider.region_code.startswith("43"))).first()
    keeper = sign_in(app, SECURITY)
    rows = page(keeper, f"/explain/?user={city}&register=providers&id={own}").select("[data-decisions] tbody tr")
    assert len(rows) == 3 and all(row.select(".word-green") for row in rows)
    page(keeper, f"/explain/?user={city}&register=providers&id={other}", 404)
    page(keeper, f"/explain/?user={foreign}", 404)
    page(sign_in(app, COUNTY), f"/explain/?user={city}", 403)


def test_the_command_explains_an_account_and_a_record(app: Flask) -> None:
    with app.app_context(), acting(Actor.system("test")):
        foreign = db.session.scalars(select(Provider.id).where(Provider.region_code.startswith("43"))).first()
    run = app.test_cli_runner().invoke
    told = run(cli.commands["user"], ["explain", CITY.username, "--json"])
    assert json.loads(told.output)["registers"]["providers"]["edit"][0]["region"] == "3703"
    asked = ["explain", CITY.username, "--register", "providers", "--id", str(foreign)]
    decided = json.loads(run(cli.commands["user"], [*asked, "--json"]).output)["decisions"]
    assert [(d["action"], d["allowed"], d["rule"]) for d in decided] == [
        ("view", False, "region"), ("edit", False, "region"), ("delete", False, "region"),
    ]  # fmt: skip
    for arguments in (asked, ["explain", CITY.username]):
        result = run(cli.commands["user"], arguments)
        assert result.exit_code == 0 and "3703" in result.output
    assert run(cli.commands["user"], ["explain", CITY.username, "--id", "1"]).exit_code == 2
