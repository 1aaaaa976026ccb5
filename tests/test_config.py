"""Settings: what is read, what is refused, and that each refusal says what to do."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import make_url

import config

GOOD_KEY = "0123456789abcdef0123456789abcdef"


def read(tmp_path: Path, **environ: str) -> dict[str, object]:
    return config.read({"PORTAL_DATA_DIR": str(tmp_path / "data"), **environ})


def refusal(tmp_path: Path, **environ: str) -> str:
    with pytest.raises(config.ConfigurationFault) as caught:
        read(tmp_path, **environ)
    return str(caught.value)


def test_an_empty_environment_is_a_demo_on_sqlite_beside_the_code(tmp_path: Path) -> None:
    settings = read(tmp_path)
    assert settings["PORTAL_ENV"] == "demo"
    assert settings["DEBUG"] is False
    assert (settings["HOST"], settings["PORT"], settings["WORKERS"]) == ("127.0.0.1", 8000, 2)
    assert make_url(str(settings["SQLALCHEMY_DATABASE_URI"])).database == str(tmp_path / "data" / "portal.db")


def test_a_path_with_spaces_percent_signs_and_chinese_is_kept(tmp_path: Path) -> None:
    data = tmp_path / "数据 50% #1?"
    settings = config.read({"PORTAL_DATA_DIR": str(data)})
    assert make_url(str(settings["SQLALCHEMY_DATABASE_URI"])).database == str(data / "portal.db")


def test_a_relative_path_starts_at_the_checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(config, "ROOT", tmp_path)
    settings = config.read({"PORTAL_DATA_DIR": "there", "PORTAL_DATABASE_URL": "sqlite:///here.db"})
    assert settings["PORTAL_DATA_DIR"] == tmp_path / "there"
    assert make_url(settings["SQLALCHEMY_DATABASE_URI"]).database == str(tmp_path / "here.db")


def test_an_empty_variable_counts_as_unset(tmp_path: Path) -> None:
    assert read(tmp_path, PORT=" ", PORTAL_ENV="", PORTAL_DATABASE_URL="")["PORT"] == 8000


def test_a_demo_makes_its_key_once_and_for_its_owner_only(tmp_path: Path) -> None:
    first = read(tmp_path)["SECRET_KEY"]
    assert read(tmp_path)["SECRET_KEY"] == first
    kept = tmp_path / "data" / "secret_key"
    assert kept.read_text() == first
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert [path.name for path in kept.parent.iterdir()] == ["secret_key"]


def test_of_two_workers_that_make_the_key_at_once_both_use_the_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = read(tmp_path)["SECRET_KEY"]
    path = tmp_path / "data" / "secret_key"
    # The second worker looked before the first had written.
    answers = iter([False])
    monkeypatch.setattr(Path, "exists", lambda _: next(answers))
    assert config.kept_secret("PORTAL_SECRET_KEY", path) == first


def test_a_damaged_key_file_is_refused_with_a_remedy(tmp_path: Path) -> None:
    read(tmp_path)
    (tmp_path / "data" / "secret_key").write_text("")
    assert "Remove it" in refusal(tmp_path)


def test_production_needs_a_secret_key(tmp_path: Path) -> None:
    assert "PORTAL_SECRET_KEY is missing" in refusal(tmp_path, PORTAL_ENV="production")
    assert not (tmp_path / "data" / "secret_key").exists()


@pytest.mark.parametrize("key", ["short", "a" * 64])
def test_a_guessable_secret_key_is_refused_and_not_repeated(tmp_path: Path, key: str) -> None:
    text = refusal(tmp_path, PORTAL_ENV="production", PORTAL_SECRET_KEY=key)
    assert "openssl rand -hex 32" in text
    assert key not in text


def test_production_sends_its_cookie_over_tls_only(tmp_path: Path) -> None:
    settings = read(tmp_path, PORTAL_ENV="production", PORTAL_SECRET_KEY=GOOD_KEY)
    assert settings["SECRET_KEY"] == GOOD_KEY
    assert settings["SESSION_COOKIE_SECURE"] is True
    assert read(tmp_path)["SESSION_COOKIE_SECURE"] is False


def test_production_refuses_debug(tmp_path: Path) -> None:
    text = refusal(tmp_path, PORTAL_ENV="production", PORTAL_SECRET_KEY=GOOD_KEY, PORTAL_DEBUG="1")
    assert "PORTAL_DEBUG = '1'" in text
    assert "remove the variable" in text


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("postgres://u:geheim@host/d", "postgresql+psycopg://"),
        ("postgresql://u:geheim@host/d", "postgresql+psycopg://"),
        ("mysql+pymysql://u:geheim@host/d", "only"),
        ("postgresql+psycopg2://u:geheim@host/d", "only"),
        ("sqlite://", "Name a file"),
        ("sqlite:///:memory:", "Name a file"),
        ("sqlite:///file:x?mode=memory&uri=true", "Name a file"),
        ("geheim", "sqlite:////path"),
        ("postgresql+psycopg://u:geheim@host:port/d", "sqlite:////path"),
    ],
)
def test_other_databases_are_refused_without_showing_the_password(tmp_path: Path, url: str, says: str) -> None:
    text = refusal(tmp_path, PORTAL_DATABASE_URL=url)
    assert text.startswith("PORTAL_DATABASE_URL = ")
    assert says in text
    assert "geheim" not in text


def test_postgresql_keeps_its_password_and_checks_connections(tmp_path: Path) -> None:
    settings = read(tmp_path, PORTAL_DATABASE_URL="postgresql+psycopg://u:geheim@host/d")
    assert settings["SQLALCHEMY_DATABASE_URI"] == "postgresql+psycopg://u:geheim@host/d"
    assert "pool_pre_ping" in str(settings["SQLALCHEMY_ENGINE_OPTIONS"])


@pytest.mark.parametrize("value", ["0", "65536", "-1", "8000.0", "http", "８０００", "1e3", "²"])
def test_a_port_is_a_whole_number_in_range(tmp_path: Path, value: str) -> None:
    assert refusal(tmp_path, PORT=value) == (f"PORT = {value!r} cannot be used. Write a whole number from 1 to 65535.")


def test_a_choice_names_its_choices(tmp_path: Path) -> None:
    assert "demo, production" in refusal(tmp_path, PORTAL_ENV="prod")


def test_a_truth_value_that_is_none_is_refused(tmp_path: Path) -> None:
    assert "true or false" in refusal(tmp_path, PORTAL_COOKIE_SECURE="maybe")


def test_a_misspelt_variable_is_named_with_the_right_one(tmp_path: Path) -> None:
    assert "Did you mean PORTAL_DATABASE_URL?" in refusal(tmp_path, PORTAL_DATABSE_URL="sqlite:////x.db")


def test_variables_of_others_are_left_alone(tmp_path: Path) -> None:
    read(tmp_path, PORTAL_SERVICE_HOST="10.0.0.1", PORTAL_PORT_80_TCP="tcp://10.0.0.1:80", PATH="/bin")


def test_a_data_directory_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    text = refusal(tmp_path, PORTAL_DATA_DIR=str(tmp_path / "file" / "data"))
    assert "PORTAL_DATA_DIR" in text
    assert "cannot be made" in text


def test_a_login_leads_on_to_named_hosts_only(tmp_path: Path) -> None:
    assert read(tmp_path, PORT="81")["FAB_SAFE_REDIRECT_HOSTS"] == ["127.0.0.1:81", "localhost:81"]
    named = read(tmp_path, PORTAL_HOSTS="portal.example.gov.cn, 10.1.1.1")
    assert named["FAB_SAFE_REDIRECT_HOSTS"] == named["TRUSTED_HOSTS"] == ["portal.example.gov.cn", "10.1.1.1"]
    assert "full names" in refusal(tmp_path, PORTAL_HOSTS="*.gov.cn")


@given(st.sampled_from(config.VARIABLES), st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), min_size=1))
def test_no_value_leads_to_anything_but_settings_or_a_fault(
    tmp_path_factory: pytest.TempPathFactory, name: str, value: str
) -> None:
    base = tmp_path_factory.getbasetemp() / "any"
    environ = {"PORTAL_DATA_DIR": str(base), name: str(base / "x") if name == "PORTAL_DATA_DIR" else value}
    refusals: list[str] = []
    try:
        config.read(environ)
    except config.ConfigurationFault as fault:
        refusals.append(str(fault))
    assert all(name in text for text in refusals)
