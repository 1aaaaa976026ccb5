"""What the machine's operator may do: said and recorded as what it is, and held to the rules of grants."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select

from portal.access.actor import Actor, acting
from portal.cli import personal, user
from portal.errors import BadInput, NotFound, NotPermitted
from portal.extensions import db
from portal.models import AccessEvent, AccessKind, LoginFailure, Provider, Role
from portal.models.transactions import writing
from portal.services import accounts, grants, lockout
from tests import commands
from tests.cast import CITY, password

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def portal(tmp_path: Path, database_url: str) -> Run:
    own = {"PORTAL_DATA_DIR": str(tmp_path / "data"), "PORTAL_DATABASE_URL": database_url}

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return commands.run(arguments, own, tmp_path)

    return run


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("username", "role", "region", "organization", "why"),
    [
        ("shandong_city", Role.SECURITY_ADMINISTRATOR, "37", None, "the three are kept apart"),
        ("shandong_audit", Role.OVERSIGHT, "37", None, "the three are kept apart"),
        ("shandong_oversight", Role.CITY_EDITOR, "37", None, "does not begin at a region of this kind"),
        ("shandong_oversight", Role.PROVINCE_ADMINISTRATOR, "00", None, "does not begin at a region of this kind"),
        ("shandong_oversight", Role.DEPARTMENT_EDITOR, "37", None, "holds for one organization"),
        ("shandong_oversight", Role.OVERSIGHT, "3799", None, "no region 3799"),
        ("shandong_oversight", Role.DEPARTMENT_EDITOR, "37", "x", "no organization x"),
        ("shandong_oversight", Role.OVERSIGHT, "37", None, "exists already"),
        ("shandong_oversight", Role.PUBLIC, "37", None, "does not begin at a region of this kind"),
    ],
)
def test_every_rule_of_a_grant_but_the_keepers_region_holds(
    app: Flask, username: str, role: Role, region: str, organization: str | None, why: str
) -> None:
    with app.app_context(), writing(), acting(Actor.system("test")):
        account = accounts.find(db.session, username)
        held = [str(grant) for grant in account.grants]
        with pytest.raises((NotPermitted, BadInput), match=why):
            grants.give_on_the_machine(db.session, account, role, region, organization)
        assert [str(grant) for grant in account.grants] == held
        db.session.rollback()


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_a_command_says_as_whom_it_acts_and_the_event_says_who_ran_it(portal: Run, app: Flask) -> None:
    done = portal("user", "grant", "shandong_oversight", "oversight", "43", "--json")
    assert done.returncode == 0, done.stderr
    assert "Acting as the portal itself (portal user grant)" in done.stderr
    assert json.loads(done.stdout)["region"] == "43"
    with app.app_context(), acting(Actor.system("test")):
        given = select(AccessEvent).where(AccessEvent.kind == AccessKind.GRANT_GIVEN).order_by(AccessEvent.id.desc())
        event = db.session.scalars(given).first()
        assert event is not None
        assert (event.actor_name, event.acting_as) == ("system", "portal user grant")
        assert "@" in str(event.address)
        assert event.request_id
        db.session.rollback()


def test_unlocking_opens_the_account_at_once(app: Flask) -> None:
    def sign_in() -> int:
        typed = {"username": CITY.username, "password": password(app)}
        return app.test_client().post("/login/", data=typed).status_code

    for _ in range(lockout.PER_ACCOUNT):
        app.test_client().post("/login/", data={"username": CITY.username, "password": "falsch"})
    assert sign_in() == 401
    done = app.test_cli_runner().invoke(user.user, ["unlock", CITY.username])
    assert done.exit_code == 0, done.output
    with app.app_context():
        assert db.session.scalars(select(LoginFailure)).all() == []
        db.session.rollback()
    assert sign_in() == 302
    assert isinstance(app.test_cli_runner().invoke(user.user, ["unlock", "niemand"]).exception, NotFound)


def test_forgetting_asks_for_a_reason_and_a_record_that_was(app: Flask) -> None:
    def run(*arguments: str) -> Result:
        return app.test_cli_runner().invoke(personal.personal, ["forget", "providers", *arguments])

    assert run("1").exit_code == 2
    assert isinstance(run("99999999", "--reason", "x").exception, NotFound)
    assert isinstance(run("1", "--reason", "x", "--column", "name").exception, BadInput)
    done = run("1", "--reason", "本人请求")
    assert done.exit_code == 0, done.output
    with app.app_context(), acting(Actor.system("test")):
        forgotten = select(AccessEvent).where(AccessEvent.kind == AccessKind.PERSONAL_FORGOTTEN)
        event = db.session.scalars(forgotten).one()
        assert (event.reason, event.acting_as) == ("本人请求", "forgetting personal data")
        assert db.session.get_one(Provider, 1).phone is None
        db.session.rollback()
