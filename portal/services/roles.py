"""Flask-AppBuilder's roles and permissions, generated from the permission table; drift is repaired."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.access import administration
from portal.access.permissions import PERMISSIONS
from portal.models import Role as RoleName
from portal.models.user import FabPermission as Permission
from portal.models.user import FabPermissionView as PermissionView
from portal.models.user import FabRole as Role
from portal.models.user import FabViewMenu as ViewMenu

EXTRA_VIEWS = {("can_get", "OpenApi"): frozenset(RoleName) - {RoleName.PUBLIC}, **administration.PAGES}
"""Permissions beside the registers': the description of the API, and the pages of the administrators."""


def wanted() -> dict[RoleName, set[tuple[str, str]]]:
    """What each role must hold: (permission, view) pairs."""
    found: dict[RoleName, set[tuple[str, str]]] = {}
    for role, registers in PERMISSIONS.items():
        found[role] = {(f"can_{action.value}", name) for name, actions in registers.items() for action in actions}
        found[role] |= {pair for pair, roles in EXTRA_VIEWS.items() if role in roles}
    return found


def repair(session: Session) -> int:
    """Make the stored roles equal to the table. Gives the number of permissions given or taken away."""
    permissions = {p.name: p for p in session.scalars(select(Permission))}
    views = {v.name: v for v in session.scalars(select(ViewMenu))}
    pairs = {(p.permission.name, p.view_menu.name): p for p in session.scalars(select(PermissionView))}
    roles = {r.name: r for r in session.scalars(select(Role))}
    changes = 0
    for role_name, needed in wanted().items():
        role = roles.get(role_name.value)
        if role is None:
            role = Role(name=role_name.value)
            session.add(role)
        for permission_name, view_name in sorted(needed - pairs.keys()):
            permission = permissions.setdefault(permission_name, Permission(name=permission_name))
            view = views.setdefault(view_name, ViewMenu(name=view_name))
            pair = PermissionView(permission=permission, view_menu=view)
            session.add(pair)
            pairs[(permission_name, view_name)] = pair
        held = {(p.permission.name, p.view_menu.name) for p in role.permissions}
        if held != needed:
            changes += len(held ^ needed)
            role.permissions = [pairs[pair] for pair in sorted(needed)]
    for name in sorted(roles.keys() - {role.value for role in PERMISSIONS}):
        if roles[name].permissions:
            changes += len(roles[name].permissions)
            roles[name].permissions = []
    session.flush()
    return changes


@dataclass(frozen=True)
class Drift:
    """How a stored role differs from the table: permissions that it lacks, and such as it should not hold."""

    missing: frozenset[tuple[str, str]]
    extra: frozenset[tuple[str, str]]


def drift(session: Session) -> dict[RoleName, Drift]:
    """The roles that differ from the table, and how. Stored roles that the table does not know are not asked for."""
    stored = (
        select(Role.name, Permission.name, ViewMenu.name)
        .join(Role.permissions)
        .join(PermissionView.permission)
        .join(PermissionView.view_menu)
    )
    held: dict[str, set[tuple[str, str]]] = {}
    for role, permission, view in session.execute(stored):
        held.setdefault(role, set()).add((permission, view))
    found = {}
    for name, needed in wanted().items():
        have = held.get(name.value, set())
        if have != needed:
            found[name] = Drift(frozenset(needed - have), frozenset(have - needed))
    return found
