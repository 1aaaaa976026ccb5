"""Accounts, their grants and passwords: made, listed, changed. Signing in stands in ``signing_in.py``."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from portal.access import asked
from portal.access.circumstances import circumstances
from portal.errors import BadInput, Conflict, NotFound
from portal.messages import Message
from portal.models import Account, Grant, Organization, Region, Role
from portal.models.user import FabRole
from portal.services import lockout, passwords
from portal.services.passwords import new_password

__all__ = ["add", "change_password", "everyone", "find", "grant", "new_password", "reset_password"]


def find(session: Session, username: str) -> Account:
    """The account of that name. Raises NotFound."""
    account = session.scalars(select(Account).where(Account.username == username)).one_or_none()
    if account is None:
        raise NotFound(Message("There is no account “%(name)s”.", name=username))
    return account


def everyone(session: Session) -> Sequence[Account]:
    return session.scalars(select(Account).options(selectinload(Account.grants)).order_by(Account.username)).all()


def add(
    session: Session,
    username: str,
    name: str,
    password: str,
    *,
    must_change: bool = True,
    demo: bool = False,
) -> Account:
    """Make an account without any grant. Raises BadInput, Conflict."""
    if not username.isascii() or not username.replace("_", "").replace(".", "").replace("-", "").isalnum():
        raise BadInput(Message("A user name has Latin letters, digits, dots, dashes and underscores only."))
    if session.scalars(select(Account.id).where(Account.username == username)).one_or_none() is not None:
        raise Conflict(Message("There is an account “%(name)s” already.", name=username))
    fault = passwords.weakness(password, username)
    if fault is not None:
        raise BadInput(fault)
    account = Account(
        username=username,
        first_name=name,
        last_name="",
        # Flask-AppBuilder wants an address that is unique; nothing is ever sent to it.
        email=f"{username}@portal.invalid",
        password=passwords.hashed(password),
        active=True,
        must_change_password=must_change and not demo,
        is_demo=demo,
    )
    session.add(account)
    session.flush()
    passwords.remember(session, account.id, account.password)
    return account


def grant(
    session: Session, account: Account, role: Role, region_code: str, organization_code: str | None = None
) -> Grant:
    """Give a role in a region and below, perhaps for one organization only. Raises BadInput, Conflict."""
    if session.scalars(select(Region.id).where(Region.code == region_code)).one_or_none() is None:
        raise BadInput(Message("There is no region %(code)s.", code=region_code))
    organization = None
    if organization_code is not None:
        organization = session.scalars(
            select(Organization).where(Organization.region_code == region_code, Organization.code == organization_code)
        ).one_or_none()
        if organization is None:
            raise BadInput(
                Message("There is no organization %(code)s in %(region)s.", code=organization_code, region=region_code)
            )
    key = (role.value, region_code, organization.id if organization else None)
    if any((g.role, g.region_code, g.organization_id) == key for g in account.grants):
        raise Conflict(Message("This grant exists already."))
    given = Grant(role=key[0], region_code=key[1], organization_id=key[2])
    account.grants.append(given)
    _follow_roles(session, account)
    session.flush()
    return given


def _follow_roles(session: Session, account: Account) -> None:
    """Flask-AppBuilder's roles of the person follow the grants; sessions from before end."""
    names = {grant.role for grant in account.grants}
    account.roles = list(session.scalars(select(FabRole).where(FabRole.name.in_(names))))
    account.session_version = (account.session_version or 1) + 1


def reset_password(session: Session, account: Account, password: str) -> None:
    """Set a password that must be changed at the next sign-in; a lock is lifted with it. Raises BadInput."""
    fault = passwords.weakness(password, account.username)
    if fault is not None:
        raise BadInput(fault)
    _set_password(session, account, password, must_change=not account.is_demo)
    lockout.lift(session, account.username)


def change_password(session: Session, account: Account, old: str, new: str) -> dict[str, Message]:
    """One's own password. Gives the fault of ``old`` or ``new``, none when it was changed. The caller commits both."""
    address = circumstances().address
    # Whoever sits down at an open session must not try passwords here without end.
    if lockout.locked(session, account.username, address):
        return {"old": Message("Too many wrong passwords. Wait a quarter of an hour, or ask for a new one.")}
    if not passwords.verify(account.password, old):
        lockout.count(session, account.username, address)
        return {"old": Message("The present password is wrong.")}
    # Who knows the present password may change it: that is the permission here.
    asked.note()
    fault = passwords.weakness(new, account.username)
    if fault is not None:
        return {"new": fault}
    if old == new:
        return {"new": Message("The new password is the present one.")}
    if passwords.was_used(session, account.id, new):
        return {
            "new": Message("You have had this password before: the last %(count)s rest.", count=passwords.REMEMBERED)
        }
    _set_password(session, account, new, must_change=False)
    return {}


def _set_password(session: Session, account: Account, password: str, *, must_change: bool) -> None:
    """Sessions and tokens from before end."""
    account.password = passwords.hashed(password)
    account.must_change_password = must_change
    account.session_version += 1
    session.flush()
    passwords.remember(session, account.id, account.password)
