"""Accounts and grants: made, listed, changed. Passwords are hashed with scrypt by Werkzeug."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload
from werkzeug.security import check_password_hash, generate_password_hash

from portal.errors import BadInput, Conflict, NotFound
from portal.messages import Message
from portal.models import Account, Grant, Organization, Region, Role
from portal.models.user import FabRole

SHORTEST_PASSWORD = 10


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
    fault = weakness(password, username)
    if fault is not None:
        raise BadInput(fault)
    account = Account(
        username=username,
        first_name=name,
        last_name="",
        # Flask-AppBuilder wants an address that is unique; nothing is ever sent to it.
        email=f"{username}@portal.invalid",
        password=generate_password_hash(password),
        active=True,
        must_change_password=must_change and not demo,
        is_demo=demo,
    )
    session.add(account)
    session.flush()
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
    """Set a password that must be changed at the next sign-in. Raises BadInput."""
    fault = weakness(password, account.username)
    if fault is not None:
        raise BadInput(fault)
    account.password = generate_password_hash(password)
    account.must_change_password = not account.is_demo
    account.session_version += 1
    session.flush()


def change_password(session: Session, account: Account, old: str, new: str) -> Message | None:
    """One's own password. Gives the reason when it is refused."""
    if not check_password_hash(account.password, old):
        return Message("The present password is wrong.")
    fault = weakness(new, account.username)
    if fault is not None:
        return fault
    if old == new:
        return Message("The new password is the present one.")
    account.password = generate_password_hash(new)
    account.must_change_password = False
    account.session_version += 1
    session.flush()
    return None


def weakness(password: str, username: str) -> Message | None:
    """Why a password is too weak, or None."""
    if len(password) < SHORTEST_PASSWORD:
        return Message("A password has at least %(count)s characters.", count=SHORTEST_PASSWORD)
    if len(set(password)) < 5:
        return Message("A password needs at least five different characters.")
    if username.lower() in password.lower():
        return Message("A password must not hold the user name.")
    return None


def new_password() -> str:
    """A random password that is easy to type: no letters that look alike."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(letters) for _ in range(4)) for _ in range(4))
