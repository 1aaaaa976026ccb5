"""Demo accounts: each kind of user for the first province, the main kinds for the others. Never in production."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.models import (
    Account,
    CatalogEdition,
    Organization,
    PolicyDocument,
    Provider,
    Province,
    Purchaser,
    Region,
    Role,
)
from portal.services import accounts

PASSWORD_FILE = "demo_password"


@dataclass(frozen=True)
class DemoAccount:
    """One line of the table that ``make run`` prints."""

    username: str
    role: Role
    place: str


def password(data_dir: Path) -> str:
    """The one password of all demo accounts, made once and kept in a file that only its owner reads."""
    path = data_dir / PASSWORD_FILE
    if path.exists():
        return path.read_text(encoding="utf-8").strip()
    made = accounts.new_password()
    path.touch(mode=0o600)
    path.write_text(made + "\n", encoding="utf-8")
    return made


def ensure(session: Session, data_dir: Path) -> list[DemoAccount]:
    """Make the accounts that are missing; those that exist keep their password. Gives them all."""
    secret = password(data_dir)
    found = []
    for demo, places in _wanted(session):
        account = session.scalars(select(Account).where(Account.username == demo.username)).one_or_none()
        if account is None:
            account = accounts.add(session, demo.username, _name(demo), secret, demo=True)
        if not account.grants:
            for region, organization in places:
                accounts.grant(session, account, demo.role, region, organization)
        found.append(demo)
    return found


def exist(session: Session) -> bool:
    """Whether there are demo accounts: production refuses to start with them."""
    return session.scalars(select(Account.id).where(Account.is_demo.is_(True)).limit(1)).first() is not None


_ZH = {
    Role.PROVINCE_ADMINISTRATOR: "省级管理员",
    Role.DEPARTMENT_EDITOR: "部门经办",
    Role.CITY_EDITOR: "市级经办",
    Role.COUNTY_EDITOR: "县级经办",
    Role.REVIEWER: "审核人员",
    Role.OVERSIGHT: "监督人员",
    Role.SYSTEM_ADMINISTRATOR: "系统管理员",
    Role.SECURITY_ADMINISTRATOR: "安全管理员",
    Role.AUDIT_ADMINISTRATOR: "审计管理员",
}

_FULL = (
    Role.PROVINCE_ADMINISTRATOR,
    Role.DEPARTMENT_EDITOR,
    Role.CITY_EDITOR,
    Role.COUNTY_EDITOR,
    Role.REVIEWER,
    Role.OVERSIGHT,
    Role.SYSTEM_ADMINISTRATOR,
    Role.SECURITY_ADMINISTRATOR,
    Role.AUDIT_ADMINISTRATOR,
)
_MAIN = (Role.PROVINCE_ADMINISTRATOR, Role.CITY_EDITOR, Role.COUNTY_EDITOR, Role.OVERSIGHT)
_SHORT = {
    Role.PROVINCE_ADMINISTRATOR: "admin",
    Role.DEPARTMENT_EDITOR: "department",
    Role.CITY_EDITOR: "city",
    Role.COUNTY_EDITOR: "county",
    Role.REVIEWER: "reviewer",
    Role.OVERSIGHT: "oversight",
    Role.SYSTEM_ADMINISTRATOR: "system",
    Role.SECURITY_ADMINISTRATOR: "security",
    Role.AUDIT_ADMINISTRATOR: "audit",
}


def _name(demo: DemoAccount) -> str:
    return f"{demo.place.split('（')[0]}{_ZH[demo.role]}（示例）"


def _wanted(session: Session) -> Iterator[tuple[DemoAccount, list[tuple[str, str | None]]]]:
    """Every demo account with its regions and organizations. The province with most documents shows all kinds.

    The last one serves two provinces, so that the switch between them is seen.
    """
    provinces = list(session.scalars(select(Province).order_by(Province.region_code)))
    showcase = max(provinces, key=lambda p: _documents(session, p), default=None)
    provinces.sort(key=lambda p: (p is not showcase, p.region_code))
    for province in provinces:
        for role in _FULL if province is showcase else _MAIN:
            place = _place(session, province, role)
            if place is not None:
                region, organization = place
                label = region.label if organization is None else f"{region.label} {organization.name}"
                demo = DemoAccount(f"{province.slug}_{_SHORT[role]}", role, label)
                yield demo, [(region.code, organization.code if organization else None)]
    if len(provinces) > 1:
        both, role = provinces[:2], Role.PROVINCE_ADMINISTRATOR
        codes = [province.region_code for province in both]
        regions = session.scalars(select(Region).where(Region.code.in_(codes))).all()
        labels = "、".join(region.label for region in sorted(regions, key=lambda region: codes.index(region.code)))
        username = "_".join([*(province.slug for province in both), _SHORT[role]])
        yield DemoAccount(username, role, labels), [(code, None) for code in codes]


def _documents(session: Session, province: Province) -> int:
    inside = PolicyDocument.region_code.startswith(province.region_code)
    return session.scalar(select(func.count()).select_from(PolicyDocument).where(inside)) or 0


def _place(session: Session, province: Province, role: Role) -> tuple[Region, Organization | None] | None:
    """Where a demo account of that role works: where there is something to see, else the first such region."""
    code = province.region_code
    if role is Role.DEPARTMENT_EDITOR:
        owner = session.scalars(
            select(Organization)
            .where(Organization.region_code == code, Organization.sample.is_(True))
            .where(Organization.kind == "competent_department")
            .order_by(Organization.id)
        ).first()
        return (owner.region, owner) if owner is not None else None
    if role is Role.CITY_EDITOR:
        return _busiest(session, code, "city")
    if role is Role.COUNTY_EDITOR:
        return _busiest(session, code, "county")
    region = session.scalars(select(Region).where(Region.code == code)).one_or_none()
    return (region, None) if region is not None else None


def _busiest(session: Session, province: str, kind: str) -> tuple[Region, None] | None:
    """The region of a kind that documents or catalogs name, else the first one of the province."""
    inside = (Region.kind == kind, Region.code.startswith(province), Region.pickable())
    for model in (CatalogEdition, PolicyDocument):
        region = session.scalars(
            select(Region).join(model, model.region_code == Region.code).where(*inside).order_by(Region.code)
        ).first()
        if region is not None:
            return region, None
    region = session.scalars(select(Region).where(*inside).order_by(Region.code)).first()
    return (region, None) if region is not None else None


def sample_rows(session: Session) -> bool:
    """Whether any invented row is there."""
    return any(
        session.scalars(select(model.id).where(model.sample.is_(True)).limit(1)).first() is not None
        for model in (CatalogEdition, Organization, Provider, Purchaser)
    )
