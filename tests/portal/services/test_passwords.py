"""Passwords: what is too weak, that old hashes are renewed, and that the last five rest."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select, update
from werkzeug.security import generate_password_hash

from portal.access.actor import Actor, acting
from portal.errors import BadInput
from portal.extensions import db
from portal.models import Account, FormerPassword
from portal.models.base import now
from portal.models.transactions import writing
from portal.services import accounts, passwords, signing_in
from portal.services.passwords import Rules, begin_rules, weakness


@pytest.mark.parametrize(
    "password",
    ["short", "aaaaaaaaaaaaaa", "Password2026!", "P@ssw0rd2026", "woaini5201314", "Caizhengju@2026", "1qaz2wsx3edc",
     "13812345678", "370303199001011234", "abc1abc1abc1abc1", "ming.li-secret", "Qwertyuiop123", "x" * 300,
     "gut-genug-\ud800-x", "Shandong#888"],
)  # fmt: skip
def test_what_is_tried_first_is_refused(password: str) -> None:
    assert weakness(password, "ming.li") is not None


@pytest.mark.parametrize(
    "password", ["korrekt-pferd-77", "山东的春天来得早一些吧", "t7#kLm2-vqz9", "tvj4-m6vp-87ac-xhbc"]
)
def test_a_good_password_is_taken(password: str) -> None:
    assert weakness(password, "ming.li") is None


def test_the_settings_say_how_long() -> None:
    begin_rules(Rules(shortest=14))
    try:
        assert "14" in str(weakness("zwölf-zeich.", "x1"))
    finally:
        begin_rules(Rules())


def test_a_hash_fits_its_password_only_and_is_argon2id() -> None:
    stored = passwords.hashed("korrekt-pferd-77")
    assert stored.startswith("$argon2id$") and len(stored) <= 256
    assert passwords.verify(stored, "korrekt-pferd-77")
    assert not passwords.verify(stored, "korrekt-pferd-78")
    assert not passwords.outdated(stored)


@given(st.text(max_size=40), st.text(alphabet=st.characters(), max_size=40))
def test_no_input_breaks_the_comparison(stored: str, password: str) -> None:
    assert passwords.verify(stored, password) in (True, False)


def _add(username: str = "ming.li", password: str = "erstes-kennwort-1") -> Account:
    return accounts.add(db.session, username, "李明", password, must_change=False)


def test_a_hash_of_werkzeug_is_renewed_at_sign_in(app: Flask) -> None:
    with app.app_context(), writing():
        with acting(Actor.system("test")):
            account = _add()
            account.password = generate_password_hash("erstes-kennwort-1")
            db.session.commit()
        assert signing_in.sign_in(db.session, "Ming.Li", "erstes-kennwort-1") is not None
        assert account.password.startswith("$argon2id$")
        assert signing_in.sign_in(db.session, "ming.li", "erstes-kennwort-1") is not None


def test_the_last_five_passwords_rest_and_the_sixth_comes_back(app: Flask) -> None:
    with app.app_context(), writing(), acting(Actor.system("test")):
        account = _add()
        for number in range(1, 6):
            present, new = f"kennwort-nummer-{number - 1}", f"kennwort-nummer-{number}"
            old = "erstes-kennwort-1" if number == 1 else present
            assert accounts.change_password(db.session, account, old, new) == {}
        assert "new" in accounts.change_password(db.session, account, "kennwort-nummer-5", "kennwort-nummer-1")
        assert accounts.change_password(db.session, account, "kennwort-nummer-5", "erstes-kennwort-1") == {}
        db.session.rollback()


def test_an_old_password_must_be_changed_at_sign_in_but_not_that_of_the_demo(app: Flask) -> None:
    with app.app_context(), writing():
        with acting(Actor.system("test")):
            mine, demo = _add(), accounts.add(db.session, "vor.fuehrer", "演示", "erstes-kennwort-1", demo=True)
            db.session.execute(update(FormerPassword).values(set_at=now() - timedelta(days=91)))
            db.session.commit()
        begin_rules(Rules(days=90))
        try:
            for username in ("ming.li", "vor.fuehrer"):
                assert signing_in.sign_in(db.session, username, "erstes-kennwort-1") is not None
        finally:
            begin_rules(Rules())
        assert mine.must_change_password
        assert not demo.must_change_password


def test_a_weak_first_password_makes_no_account(app: Flask) -> None:
    with app.app_context(), writing(), acting(Actor.system("test")):
        before = db.session.scalar(select(func.count()).select_from(Account))
        with pytest.raises(BadInput):
            _add(password="Password2026!")
        assert db.session.scalar(select(func.count()).select_from(Account)) == before


def test_a_weak_password_is_not_given_either(app: Flask) -> None:
    with app.app_context(), writing(), acting(Actor.system("test")):
        account = _add()
        before = account.password
        with pytest.raises(BadInput):
            accounts.reset_password(db.session, account, "Password2026!")
        assert account.password == before


@pytest.mark.parametrize(
    ("password", "word"),
    [("Zq7#x", "at least"), ("Zq7#xv9-" * 40, "at most"), ("gut-genug-\ud800-x", "stored"), ("zzzqqq7777zz", "five"),
     ("xk-ming.li-secret", "user name"), ("137260948512", "digits only"), ("Password2026!", "tried first")],
)  # fmt: skip
def test_each_weakness_is_named(password: str, word: str) -> None:
    assert word in str(weakness(password, "ming.li"))


@pytest.mark.prove  # it measures time, which a busy machine bends
def test_an_unknown_name_takes_about_as_long_as_a_known_one(app: Flask) -> None:
    with app.app_context(), writing():
        with acting(Actor.system("test")):
            _add()
            db.session.commit()
        times: dict[str, list[float]] = {"ming.li": [], "niemand.da": []}
        for _ in range(4):
            for username, taken in times.items():
                start = time.perf_counter()
                assert signing_in.sign_in(db.session, username, "falsches-kennwort") is None
                taken.append(time.perf_counter() - start)
        known, unknown = min(times["ming.li"]), min(times["niemand.da"])
        assert 0.4 < known / unknown < 2.5


def test_an_unknown_name_costs_one_hash_like_a_known_one(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the clock would tell, without a clock."""
    compared: list[str] = []
    verify = passwords.verify

    def counting(stored: str | None, password: str) -> bool:
        compared.append(password)
        return verify(stored, password)

    monkeypatch.setattr(passwords, "verify", counting)
    with app.app_context(), writing():
        for username in ("shandong_city", "niemand.da"):
            assert signing_in.sign_in(db.session, username, "falsches-kennwort") is None
    assert compared == ["falsches-kennwort"] * 2


def test_a_password_that_is_too_long_is_not_even_hashed() -> None:
    password = "x" * (passwords.LONGEST + 1)
    assert not passwords.verify(passwords._HASHER.hash(password), password)
    assert passwords.verify(passwords._HASHER.hash(password[1:]), password[1:])
