"""A database to measure: the seeds, a province administrator, and many providers made from a fixed seed of chance."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import func, insert, select, text
from sqlalchemy.orm import Session

from portal.access.actor import Actor, acting
from portal.extensions import db
from portal.fields import gb32100
from portal.models import Provider, ProviderKind, Region, Role
from portal.models.party_kind import PartyStatus
from portal.models.region import RegionKind
from portal.models.transactions import writing
from portal.registers import REGISTERS
from portal.services import accounts, search
from portal.web import preparing

PROVINCES = ("37", "15", "43")
"""Shandong, Inner Mongolia, Hunan."""

USERNAME = "measurer"
PASSWORD = "Correct-horse-battery-9"

CHUNK = 5_000

BRANDS = (
    "康宁", "惠民", "和谐", "阳光", "同心", "博爱", "华夏", "长青", "泰和", "瑞祥", "众诚", "德馨", "锦绣", "弘毅",
    "启明", "安康", "金桥", "仁和", "春晖", "宏远", "鑫源", "蓝天", "益友", "乐龄", "百信", "天成", "明德", "福寿",
    "永安", "诚信",
)  # fmt: skip

WORK = (
    "养老服务", "社会工作服务", "居家养老", "公共卫生服务", "职业技能培训", "法律服务", "会计", "环境卫生",
    "园林绿化", "信息技术", "文化传播", "体育健身", "残疾人康复", "儿童福利", "农业技术推广", "水利技术", "工程监理",
    "检验检测", "物业管理", "志愿服务", "心理咨询", "教育咨询", "测绘", "公路养护", "就业服务", "社区矫正",
    "防灾减灾", "评估咨询", "档案管理", "健康管理",
)  # fmt: skip

ENDS = (("中心", "52"), ("有限公司", "91"), ("事务所", "91"), ("协会", "51"), ("专业合作社", "93"), ("服务站", "52"))
"""How a body's name ends, and how its code begins."""

STATUSES = ("active",) * 8 + ("pending", "suspended")
GRADES = ("1A", "2A", "3A", "4A", "5A")

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Ground:
    """What providers stand on: the regions of a province, and the kinds that its documents allow."""

    regions: tuple[tuple[str, str], ...]
    """Code and short name of each city and county."""
    kinds: tuple[int, ...]


def fill(app: Flask, rows: int, seed: int, progress: Progress) -> int:
    """Give an empty database its seeds and ``rows`` providers; one that has providers stays as it is.

    Gives how many there are.
    """
    preparing.prepare(app, with_demo=False, progress=progress)
    with app.app_context(), writing(), acting(Actor.system("benchmark")):
        if not db.session.scalar(select(func.count()).select_from(Provider)):
            add_administrator(db.session)
            add_providers(db.session, rows, seed, progress)
            db.session.commit()
            progress("index")
            search.rebuild(db.session, REGISTERS["providers"])
            db.session.commit()
            if db.engine.dialect.name == "postgresql":
                db.session.execute(text("ANALYZE"))  # what autovacuum does within minutes
                db.session.commit()
        held = db.session.scalar(select(func.count()).select_from(Provider)) or 0
        db.session.remove()
    return held


def add_administrator(session: Session) -> None:
    """The one who asks for the pages: the administrator of Shandong."""
    account = accounts.add(session, USERNAME, USERNAME, PASSWORD, must_change=False)
    accounts.grant(session, account, Role.PROVINCE_ADMINISTRATOR, PROVINCES[0])


def add_providers(session: Session, rows: int, seed: int, progress: Progress) -> None:
    grounds = [ground for province in PROVINCES if (ground := ground_of(session, province)).regions]
    made = providers(grounds, rows, seed)
    for start in range(0, rows, CHUNK):
        progress(f"providers {start:,} / {rows:,}")
        session.execute(insert(Provider), [next(made) for _ in range(min(CHUNK, rows - start))])


def ground_of(session: Session, province: str) -> Ground:
    kinds = (RegionKind.CITY, RegionKind.COUNTY)
    regions = session.execute(
        select(Region.code, Region.short_name)
        .where(Region.code.startswith(province), Region.kind.in_(kinds), Region.pickable())
        .order_by(Region.code)
    )
    allowed = session.scalars(
        select(ProviderKind.id)
        .where(ProviderKind.region_code == province, ProviderKind.status != PartyStatus.BARRED)
        .order_by(ProviderKind.id)
    )
    return Ground(tuple((code, name) for code, name in regions), tuple(allowed))


def providers(grounds: list[Ground], rows: int, seed: int) -> Iterator[dict[str, Any]]:
    """Rows of the table of providers. The same seed gives the same rows."""
    chance = random.Random(seed)
    places = [(ground, region) for ground in grounds for region in ground.regions]
    for number in range(rows):
        ground, (code, place) = chance.choice(places)
        end, prefix = chance.choice(ENDS)
        own = {"evaluation_grade": chance.choice(GRADES)} if prefix.startswith("5") else {}
        yield {
            "region_code": code,
            "name": f"{place}{chance.choice(BRANDS)}{chance.choice(WORK)}{end}",
            "credit_code": gb32100.make(prefix, f"{code:0<6}"[:6], f"M{number:07d}"),
            "kind_id": chance.choice(ground.kinds),
            "status": chance.choice(STATUSES),
            "registered_on": date(2014, 1, 1) + timedelta(days=chance.randrange(4_000)),
            "conditions_met": chance.randrange(7),
            "register_owner": f"{place}民政局" if own else None,
            "phone": f"1390{chance.randrange(10_000_000):07d}",
            "own": own,
        }
