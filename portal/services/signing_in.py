"""Signing in: the one path for the form and the API. Unknown, wrong, locked and switched off look the same outside."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from portal.access.actor import Actor, acting
from portal.access.circumstances import circumstances
from portal.models import NATION, AccessKind, Account
from portal.models.transactions import expect_writing
from portal.services import lockout, passwords, trail

LONGEST_NAME = 64


def sign_in(session: Session, username: str, password: str) -> Account | None:
    """The account whose name and password these are, or None. Leaves one event, and commits."""
    address = circumstances().address
    name = username.strip()
    # The comparison takes long: on SQLite nobody else could write if this transaction were to write.
    expect_writing(False)
    with acting(Actor.system("sign-in")):
        account = _named(session, name)
        is_locked = lockout.locked(session, name, address)
        stored = account.password if account is not None and account.active and not is_locked else None
        account_id = account.id if account is not None else None
        session.rollback()
        if stored:
            fits = passwords.verify(stored, password)
        else:
            passwords.waste_time(password)
            fits = False
        expect_writing(True)
        account = session.get(Account, account_id) if account_id is not None else None
        if account is not None and fits:
            _welcome(session, account, password)
        else:
            _note_failure(session, account, name, is_locked)
        session.commit()
    return account if fits else None


def sign_out(session: Session, account: Account) -> None:
    """Leaves an event, and commits. All sessions and tokens of the account end: a cookie that was copied does too."""
    _note(session, AccessKind.SIGNED_OUT, account)
    newer = {"session_version": Account.session_version + 1}
    session.execute(update(Account).where(Account.id == account.id).values(newer))
    session.commit()


def _named(session: Session, name: str) -> Account | None:
    """By its name, whose letters may be small or large. What cannot be a name is not asked for."""
    if not name or not name.isascii() or "\0" in name or len(name) > LONGEST_NAME:
        return None
    found = session.scalars(select(Account).where(func.lower(Account.username) == name.lower()).limit(2)).all()
    return next((a for a in found if a.username == name), found[0] if len(found) == 1 else None)


def _welcome(session: Session, account: Account, password: str) -> None:
    values: dict[str, Any] = {"login_count": (account.login_count or 0) + 1, "fail_login_count": 0}
    # Flask-AppBuilder keeps these times without a zone, as the server's clock shows them.
    values["last_login"] = datetime.now(UTC).astimezone().replace(tzinfo=None)
    if passwords.outdated(account.password):
        values["password"] = passwords.hashed(password)
    # Not by a flush: the trail would tell of a changed password, and only its hash is a new one.
    session.execute(update(Account).where(Account.id == account.id).values(values))
    if not account.is_demo and passwords.is_expired(session, account.id):
        account.must_change_password = True
    lockout.lift(session, account.username)
    _note(session, AccessKind.SIGNED_IN, account)


def _note(session: Session, kind: AccessKind, account: Account) -> None:
    roles = ",".join(sorted({grant.role for grant in account.grants}))
    who = (account.id, account.username, roles)
    trail.note(session, kind, region=_region(account), actor=who, register="accounts", row_id=account.id)


def _note_failure(session: Session, account: Account | None, name: str, is_locked: bool) -> None:
    """Attempts while the lock holds are not counted: it ends by itself, however long somebody goes on trying."""
    if not is_locked:
        lockout.count(session, name, circumstances().address)
    why = "locked" if is_locked else "unknown" if account is None else "wrong" if account.active else "off"
    trail.note(
        session,
        AccessKind.SIGN_IN_FAILED,
        region=_region(account) if account is not None else NATION,
        register="accounts",
        row_id=account.id if account is not None else None,
        # A name that nobody has may be a password in the wrong box: it is not kept.
        after={"why": why, "username": account.username if account is not None else None},
    )


def _region(account: Account) -> str:
    return min((grant.region_code for grant in account.grants), key=len, default=NATION)
