"""The lock after repeated failures to sign in, per account and per address: counted in the database.

Attempts that run at the same moment may pass the check together; there are never more of them than threads.
"""

from __future__ import annotations

import hashlib
from datetime import timedelta

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from portal.models import LoginFailure
from portal.models.base import now

PER_ACCOUNT = 5
PER_ADDRESS = 20
WINDOW = timedelta(minutes=15)
"""So many failures within this time close an account, or an address, until the first of them is older."""

_KEPT = timedelta(days=1)


def locked(session: Session, username: str, address: str | None) -> bool:
    """Whether this account or this address has failed too often. Names that nobody has are counted all the same."""
    since = now() - WINDOW
    recent = select(func.count()).select_from(LoginFailure).where(LoginFailure.at > since)
    of_name = session.scalar(recent.where(LoginFailure.name_digest == _digest(username))) or 0
    of_address = session.scalar(recent.where(LoginFailure.address == address)) or 0 if address else 0
    return of_name >= PER_ACCOUNT or of_address >= PER_ADDRESS


def count(session: Session, username: str, address: str | None) -> None:
    """One failure more. Those of days past go, so that the table stays small. The caller commits."""
    session.execute(delete(LoginFailure).where(LoginFailure.at < now() - _KEPT))
    values = {"name_digest": _digest(username), "address": address, "at": now()}
    session.execute(insert(LoginFailure), values)


def lift(session: Session, username: str) -> None:
    """The account starts anew; its address keeps the failures that other names had there. The caller commits."""
    session.execute(delete(LoginFailure).where(LoginFailure.name_digest == _digest(username)))


def _digest(username: str) -> str:
    return hashlib.sha256(username.strip().lower().encode("utf-8", "surrogatepass")).hexdigest()
