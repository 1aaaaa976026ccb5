"""Passwords: what makes one too weak, how they are hashed, and which were had before.

Hashes are argon2id; those that Werkzeug made with scrypt are still read, and renewed at the next sign-in.
"""

from __future__ import annotations

import secrets
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from importlib.resources import files

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session
from werkzeug.security import check_password_hash

from portal.messages import Message
from portal.models import FormerPassword
from portal.models.base import now

LONGEST = 256
"""In characters. Longer ones are refused unread: hashing them would cost the server and not the sender."""

REMEMBERED = 5
"""So many passwords, the present one among them, cannot be taken again."""

# OWASP's least for argon2id: 19 MiB, two passes, one lane. They stand in each hash and can be raised later.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)


@dataclass(frozen=True)
class Rules:
    """What the settings say: ``shortest`` in characters, ``days`` until a password must be changed (0: never)."""

    shortest: int = 10
    days: int = 0


_USUAL = Rules()

_rules: ContextVar[Rules] = ContextVar("portal_password_rules", default=_USUAL)


def begin_rules(rules: Rules) -> None:
    """The rules of the settings, for what this thread does next. Set at the edges."""
    _rules.set(rules)


def hashed(password: str) -> str:
    return _HASHER.hash(password)


def verify(stored: str | None, password: str) -> bool:
    """Whether a password fits its hash. False for what is no hash or cannot be a password."""
    if not stored or not password or len(password) > LONGEST or not _encodable(password):
        return False
    if not stored.startswith("$argon2"):
        return _verify_old(stored, password)
    try:
        return _HASHER.verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False


def _verify_old(stored: str, password: str) -> bool:
    try:
        return check_password_hash(stored, password)
    except ValueError:  # a method that Werkzeug does not know
        return False


def outdated(stored: str) -> bool:
    """Whether a hash should be renewed: another method, or parameters of an earlier time."""
    return not stored.startswith("$argon2") or _HASHER.check_needs_rehash(stored)


def waste_time(password: str) -> None:
    """Take as long as a comparison: nobody shall learn from the clock which names exist."""
    verify(_decoy(), password[:LONGEST] or "-")


@lru_cache(maxsize=1)
def _decoy() -> str:
    return hashed(secrets.token_hex(16))


def weakness(password: str, username: str) -> Message | None:
    """Why a password is too weak, or None."""
    shortest = _rules.get().shortest
    if len(password) < shortest:
        return Message("A password has at least %(count)s characters.", count=shortest)
    if len(password) > LONGEST:
        return Message("A password has at most %(count)s characters.", count=LONGEST)
    if not _encodable(password):
        return Message("The password holds characters that cannot be stored.")
    if len(set(password)) < 5:
        return Message("A password needs at least five different characters.")
    if username.lower() in password.lower():
        return Message("A password must not hold the user name.")
    if password.isdigit():
        return Message("A password of digits only is too easy to guess: no telephone number, no birthday.")
    if is_common(password):
        return Message("This password, or one very like it, is among those that are tried first. Choose another.")
    return None


def is_common(password: str) -> bool:
    """Whether a password, without what people hang on to its ends, is in the list, or one piece over and over."""
    plain = password.casefold()
    forms = {plain, plain.translate(_LOOK_ALIKES), _core(plain), _core(plain.translate(_LOOK_ALIKES))}
    repeated = plain in (plain + plain)[1:-1]
    return repeated or not _common().isdisjoint(forms - {""})


_LOOK_ALIKES = str.maketrans("@4301$57", "aaeoisst")


def _core(plain: str) -> str:
    """Without the digits and signs around it: ``Password2026!`` is ``password``."""
    around = "".join({c for c in plain if not c.isalpha()})
    return plain.strip(around) if around else plain


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    text = files("portal.services").joinpath("common_passwords.txt").read_text(encoding="utf-8")
    return frozenset(line for line in text.splitlines() if line and not line.startswith("#"))


def _encodable(password: str) -> bool:
    """Lone halves of a character come in through JSON; no hash can take them."""
    return not any("\ud800" <= c <= "\udfff" for c in password) and "\0" not in password


def was_used(session: Session, user_id: int, password: str) -> bool:
    """Whether it is one of the person's last passwords."""
    last = (
        select(FormerPassword.password)
        .where(FormerPassword.user_id == user_id)
        .order_by(FormerPassword.id.desc())
        .limit(REMEMBERED)
    )
    return any(verify(stored, password) for stored in session.scalars(last).all())


def remember(session: Session, user_id: int, stored: str) -> None:
    """The person has this password from now on. Not by a flush: a hash has no place in the trail."""
    session.execute(insert(FormerPassword), {"user_id": user_id, "password": stored, "set_at": now()})


def is_expired(session: Session, user_id: int) -> bool:
    """Whether the present password is older than the settings allow."""
    days = _rules.get().days
    if not days:
        return False
    since = session.scalar(select(func.max(FormerPassword.set_at)).where(FormerPassword.user_id == user_id))
    return since is not None and since < now() - timedelta(days=days)


def new_password() -> str:
    """A random password that is easy to type: no letters that look alike."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(letters) for _ in range(4)) for _ in range(4))
