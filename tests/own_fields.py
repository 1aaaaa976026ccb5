"""Own fields for tests: drafted and published as the administrator of a province would."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from portal.access.actor import Actor, acting
from portal.access.scope import GrantFact
from portal.extensions import db
from portal.fields import gb32100
from portal.models import Provider, ProviderKind, Role
from portal.models.transactions import writing
from portal.registers import REGISTERS
from portal.services import records
from portal.services.fields import drafting, publishing

if TYPE_CHECKING:
    from flask import Flask

CHOICES = [{"zh": "5A"}, {"zh": "4A"}, {"value": "none", "zh": "未评估", "en": "Not evaluated"}]


def person(role: Role, region: str, number: int = 900) -> Actor:
    return Actor.person(number, f"{role.value}_{region}", role.value, (GrantFact(role, region),))


def administrator(province: str = "37") -> Actor:
    return person(Role.PROVINCE_ADMINISTRATOR, province)


def publish(
    app: Flask, key: str, kind: str = "text", *, register: str = "providers", province: str = "37", **raw: Any
) -> None:
    """Make a field and put it in force, committed: what another worker would see."""
    actor = administrator(province)
    with app.app_context(), writing(), acting(actor):
        values = {"label_zh": f"字段{key}", "label_en": f"Field {key}"} | raw
        drafting.add(db.session, actor, REGISTERS[register], province, key, kind, values)
        publish_drafts(actor, register, province)


def publish_drafts(actor: Actor, register: str = "providers", province: str = "37") -> None:
    seen = {k: d.version for k, d in publishing.drafts(db.session, REGISTERS[register], province).items()}
    publishing.publish(db.session, actor, REGISTERS[register], province, seen)
    db.session.commit()


def change(app: Flask, key: str, *, register: str = "providers", province: str = "37", **raw: Any) -> None:
    """Change a field and put the change in force."""
    actor = administrator(province)
    with app.app_context(), writing(), acting(actor):
        held = drafting.definitions(db.session, REGISTERS[register], province).get(key)
        version = held.version if held is not None else 0
        drafting.change(db.session, actor, REGISTERS[register], province, key, raw, version)
        publish_drafts(actor, register, province)


def a_provider(number: int = 1, region: str = "370304", **values: Any) -> dict[str, Any]:
    """What somebody types to add a provider. Needs a session with an acting person."""
    kind = db.session.scalars(
        records.select(ProviderKind.id).where(ProviderKind.status == "allowed", ProviderKind.region_code == region[:2])
    ).first()
    code = gb32100.make("52", region[:6].ljust(6, "0"), f"MJJ7{number:04}")
    return {"name": f"某服务中心{number}", "credit_code": code, "kind": kind, "region": region} | values


def add_provider(app: Flask, actor: Actor, **values: Any) -> int:
    with app.app_context(), writing(), acting(actor):
        row = records.create(db.session, actor, REGISTERS["providers"], a_provider(**values))
        db.session.commit()
        return int(row.id)


def own_of(app: Flask, row_id: int) -> dict[str, Any]:
    """What a provider's own values are in the database."""
    with app.app_context(), acting(Actor.system("test")):
        return dict(db.session.scalars(records.select(Provider.own).where(Provider.id == row_id)).one())
