"""Users, their grants, and the kinds of role. The one model that builds on Flask-AppBuilder's."""

from __future__ import annotations

import enum
from datetime import datetime

from flask_appbuilder.security.sqla.models import Permission as FabPermission
from flask_appbuilder.security.sqla.models import PermissionView as FabPermissionView
from flask_appbuilder.security.sqla.models import Role as FabRole
from flask_appbuilder.security.sqla.models import User as FabUser
from flask_appbuilder.security.sqla.models import ViewMenu as FabViewMenu
from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.models.base import AwareDateTime, Model, RegionCode, now
from portal.models.organization import Organization
from portal.models.region import Region

__all__ = ["Account", "FabPermission", "FabPermissionView", "FabRole", "FabViewMenu", "Grant", "Role"]


class Role(enum.StrEnum):
    """What a person is in the portal. Which role may do what stands in ``portal.access.permissions``."""

    PROVINCE_ADMINISTRATOR = "province_administrator"
    DEPARTMENT_EDITOR = "department_editor"
    CITY_EDITOR = "city_editor"
    COUNTY_EDITOR = "county_editor"
    REVIEWER = "reviewer"
    OVERSIGHT = "oversight"
    SYSTEM_ADMINISTRATOR = "system_administrator"
    SECURITY_ADMINISTRATOR = "security_administrator"
    AUDIT_ADMINISTRATOR = "audit_administrator"
    PUBLIC = "public"


class Account(FabUser):
    """A person with an account. ``locale`` is the language last chosen; demo accounts keep their password."""

    __tablename__ = "ab_user"
    __table_args__ = {"extend_existing": True}

    locale: Mapped[str | None] = mapped_column(String(5))
    must_change_password: Mapped[bool] = mapped_column(default=False)
    is_demo: Mapped[bool] = mapped_column(default=False)
    session_version: Mapped[int] = mapped_column(default=1)
    """Raised when the password or the grants change: older sessions and tokens end."""

    grants: Mapped[list[Grant]] = relationship(
        back_populates="user",
        cascade="all, delete-orphan",
        order_by="Grant.id",
        foreign_keys="Grant.user_id",
    )


class Grant(Model):
    """A role, in a region and below it, for one organization or for all."""

    __tablename__ = "grants"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id", ondelete="CASCADE"), index=True)
    role: Mapped[str] = mapped_column(String(30))
    region_code: Mapped[str] = mapped_column(RegionCode, ForeignKey("regions.code"))
    organization_id: Mapped[int | None] = mapped_column(ForeignKey("organizations.id"))
    granted_at: Mapped[datetime] = mapped_column(AwareDateTime, default=now)

    user: Mapped[Account] = relationship(back_populates="grants", foreign_keys=user_id)
    region: Mapped[Region] = relationship()
    organization: Mapped[Organization | None] = relationship()

    __table_args__ = (UniqueConstraint("user_id", "role", "region_code", "organization_id"),)

    def __str__(self) -> str:
        return f"{self.role} {self.region_code}"
