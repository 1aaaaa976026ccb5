"""The command line, run as a program: words, JSON and exit codes that scripts can trust."""

from __future__ import annotations

import json
import secrets
import shutil
import stat
import subprocess
from pathlib import Path

import pytest

import config
from portal import create_app
from portal.errors import Unusable
from tests import commands
from tests.conftest import settings_for

SEEDS = config.ROOT / "catalog_seeds"

ONE_DATABASE = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
"""For what does not hang on the database."""


@pytest.fixture
def portal(tmp_path: Path, database_url: str):  # type: ignore[no-untyped-def]
    """portal(*arguments, **environment) → the finished process."""

    own = {"PORTAL_DATA_DIR": str(tmp_path / "data"), "PORTAL_DATABASE_URL": database_url}

    def run(*arguments: str, afresh: bool = False, **environment: str) -> subprocess.CompletedProcess[str]:
        return commands.run(arguments, own | environment, tmp_path, afresh=afresh)

    return run


@ONE_DATABASE
def test_seed_check_counts_what_the_documents_hold(portal) -> None:  # type: ignore[no-untyped-def]
    done = portal("seed", "check", "--json")
    assert done.returncode == 0, done.stderr
    counts = json.loads(done.stdout)
    assert (
        counts["neimenggu"] | {"catalog_items": 66, "negative_list_entries": 9, "provider_conditions": 6}
        == counts["neimenggu"]
    )
    assert counts["shandong"]["liaison_points"] == 15
    assert counts["shandong"]["key_areas"] == 42
    assert counts["hunan"]["key_areas"] == 41
    assert counts["hunan"]["negative_list_entries"] == 15


@ONE_DATABASE
def test_seed_check_names_file_line_and_remedy_and_exits_with_3(portal, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    shutil.copytree(SEEDS, tmp_path / "seeds")
    path = tmp_path / "seeds" / "hunan" / "prohibitive_rules.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",ban,", ",bann,", 1), encoding="utf-8")
    done = portal("seed", "check", str(path.parent))
    assert done.returncode == 3
    assert "prohibitive_rules.csv:2" in done.stdout
    assert "bann" in done.stdout


def test_init_and_seed_load_again_change_nothing(portal) -> None:  # type: ignore[no-untyped-def]
    done = portal("init", "--demo", "--json")
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert all(folder["changed"] == 0 for folder in report["folders"].values())
    assert report["permissions_repaired"] == 0
    done = portal("seed", "load")
    assert done.returncode == 0
    assert "Nothing to change" in done.stdout


def test_users_are_added_granted_listed_and_their_password_reset(portal) -> None:  # type: ignore[no-untyped-def]
    made = portal("user", "add", "wang.li", "--name", "王丽", "--json")
    assert made.returncode == 0, made.stderr
    first = json.loads(made.stdout)["password"]
    assert portal("user", "grant", "wang.li", "county_editor", "370304").returncode == 0
    listed = json.loads(portal("user", "list", "--json").stdout)
    mine = next(user for user in listed if user["username"] == "wang.li")
    assert mine["grants"] == [{"role": "county_editor", "region": "370304", "organization": None}]
    again = json.loads(portal("user", "reset-password", "wang.li", "--json").stdout)["password"]
    assert again != first


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("user", "add", "shandong_admin", "--name", "x"), 3),
        (("user", "add", "坏名字", "--name", "x"), 3),
        (("user", "grant", "nobody", "oversight", "37"), 3),
        (("user", "grant", "shandong_admin", "emperor", "37"), 2),
        (("user", "grant", "shandong_admin", "oversight", "99"), 3),
        (("seed", "load", "nowhere"), 3),
        (("nonsense",), 2),
    ],
)
def test_what_cannot_be_done_is_said_in_words_with_its_exit_code(portal, arguments: tuple[str, ...], code: int) -> None:  # type: ignore[no-untyped-def]
    done = portal(*arguments)
    assert done.returncode == code, done.stderr
    assert done.stderr
    assert "Traceback" not in done.stderr


def test_the_doctor_finds_a_healthy_database_healthy(portal) -> None:  # type: ignore[no-untyped-def]
    done = portal("doctor", "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    assert all(finding["fine"] for finding in json.loads(done.stdout))


@ONE_DATABASE
def test_the_doctor_says_what_to_do_about_a_wrong_setting(portal) -> None:  # type: ignore[no-untyped-def]
    done = portal("doctor", PORT="many")
    assert done.returncode == 1
    assert "PORT" in done.stdout
    assert "Traceback" not in done.stderr


@ONE_DATABASE
def test_help_speaks_both_languages(portal) -> None:  # type: ignore[no-untyped-def]
    assert "Accounts" in portal("--help", LANG="C.UTF-8", afresh=True).stdout
    assert "政府购买服务" in portal("--help", afresh=True, LANG="zh_CN.UTF-8").stdout


def test_production_refuses_a_demo_database_and_says_why(portal) -> None:  # type: ignore[no-untyped-def]
    production = {"PORTAL_ENV": "production", "PORTAL_SECRET_KEY": secrets.token_hex(32)}
    done = portal("init", **production)
    assert done.returncode == 1
    assert "demo accounts" in done.stderr
    done = portal("init", "--demo", **production)
    assert done.returncode == 1
    done = portal("init", PORTAL_ENV="production")
    assert done.returncode == 1
    assert "PORTAL_SECRET_KEY" in done.stderr
    done = portal("seed", "load", str(SEEDS / "_demo"), **production)
    assert done.returncode == 1


def test_production_does_not_even_serve_a_demo_database(database_url: str) -> None:
    with pytest.raises(Unusable, match="demo accounts"):
        create_app(settings_for(database_url) | {"PORTAL_ENV": "production"})


@ONE_DATABASE
def test_a_wrong_setting_ends_every_command_with_words(portal) -> None:  # type: ignore[no-untyped-def]
    done = portal("user", "list", PORTAL_DATABASE_URL="mysql://x")
    assert done.returncode == 1
    assert "PORTAL_DATABASE_URL" in done.stderr
    assert "Traceback" not in done.stderr


@ONE_DATABASE
def test_the_demo_password_is_for_its_owner_only(portal, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    portal("init", "--demo")
    path = tmp_path / "data" / "demo_password"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
