"""What the services refuse by themselves, whoever calls them: values, places, several rows at once, saved views."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portal.access.actor import Actor, acting
from portal.access.permissions import Action
from portal.access.scope import GrantFact
from portal.errors import BadInput, Invalid, NotFound, NotPermitted, PortalError
from portal.extensions import db
from portal.fields import gb32100
from portal.messages import Message
from portal.models import (
    CatalogEdition,
    CatalogItem,
    ItemSuccession,
    Organization,
    Provider,
    ProviderKind,
    Region,
    Role,
)
from portal.models.transactions import writing
from portal.registers import REGISTERS
from portal.services import bulk, records, saved_views, settings, writing_rules
from portal.services.fields import drafting
from portal.services.fields.settings import State
from portal.services.saved_views import Bureau
from portal.services.setting_impacts import Impact

EDITIONS, ITEMS, PROVIDERS = (REGISTERS[name] for name in ("catalog_editions", "catalog_items", "providers"))
CODE = gb32100.make("52", "370304", "MJJ77001")
WRONG = (CODE[:-1] + ("1" if CODE[-1] != "1" else "2"), CODE[:-1] + ("3" if CODE[-1] != "3" else "4"))
"""Two codes whose check character is not theirs."""


def person(*grants: tuple[Role, str]) -> Actor:
    return Actor.person(900, "somebody", "Somebody", tuple(GrantFact(role, region) for role, region in grants))


PROVINCE = person((Role.PROVINCE_ADMINISTRATOR, "37"))
COUNTY = person((Role.COUNTY_EDITOR, "370304"))
OVERSIGHT = person((Role.OVERSIGHT, "37"))
SYSTEM = person((Role.SYSTEM_ADMINISTRATOR, "37"))


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    with app.app_context(), writing():
        yield db.session
        db.session.rollback()


def a_provider(session: Session, **more: Any) -> dict[str, Any]:
    with acting(Actor.system("test")):
        kind = session.scalars(
            select(ProviderKind.id).where(ProviderKind.region_code == "37", ProviderKind.status == "allowed")
        ).first()
    return {"name": "博山区测试中心", "credit_code": CODE, "kind": kind, "region": "370304"} | more


def faults(session: Session, actor: Actor, register: Any, raw: dict[str, Any]) -> set[str]:
    with acting(actor), pytest.raises(Invalid) as refused:
        records.create(session, actor, register, raw)
    return set(refused.value.faults)


def test_a_row_stands_in_no_heading_and_no_region_of_the_past(session: Session) -> None:
    wanted = select(Region.code).where(Region.code.startswith("37"))
    for code in session.scalars(wanted.where(or_(Region.virtual, Region.valid_to.is_not(None))).limit(3)):
        assert "region" in faults(session, PROVINCE, PROVIDERS, a_provider(session, region=code)), code


def test_a_reference_to_nothing_is_told_at_its_field(session: Session) -> None:
    assert "kind" in faults(session, COUNTY, PROVIDERS, a_provider(session, kind=2_000_000_000))


def test_a_reviewer_of_one_county_accepts_no_code_in_the_next(session: Session) -> None:
    both = person((Role.REVIEWER, "370302"), (Role.COUNTY_EDITOR, "370304"))
    raw = a_provider(session, credit_code=WRONG[0], code_override_reason="已核对证书")
    with acting(both), pytest.raises(PortalError):
        records.create(session, both, PROVIDERS, raw)


def test_a_reason_to_accept_one_code_does_not_serve_the_next(session: Session) -> None:
    with acting(PROVINCE):
        row = records.create(session, PROVINCE, PROVIDERS, a_provider(session))
    with acting(Actor.system("test")):
        row.credit_code, row.code_override_reason = WRONG[0], "已核对证书"
        session.flush()
    with acting(COUNTY), pytest.raises(Invalid) as refused:
        records.update(session, COUNTY, PROVIDERS, row, {"credit_code": WRONG[1]})
    assert "credit_code" in refused.value.faults


def items_of_two_editions(session: Session) -> tuple[Any, Any]:
    with acting(Actor.system("test")):
        first = select(CatalogItem).join(CatalogItem.edition).order_by(CatalogItem.id)
        one = session.scalars(first.where(CatalogEdition.region_code == "37")).first()
        one.edition.state = "draft"
        session.flush()
        other = session.scalars(first.where(CatalogItem.edition_id != one.edition_id)).first()
    return one, other


def test_an_item_stands_in_the_region_of_its_edition(session: Session) -> None:
    one, _ = items_of_two_editions(session)
    item = CatalogItem(edition_id=one.edition_id, region_code="43", code="Z99", name="新事项", level=1)
    with acting(Actor.system("test")), session.no_autoflush:
        writing_rules.place_item(session, ITEMS, item)
        assert item.region_code == one.region_code


def test_an_item_stands_below_none_of_another_edition(session: Session) -> None:
    one, other = items_of_two_editions(session)
    item = CatalogItem(edition_id=one.edition_id, parent_id=other.id, region_code="37", code="A0199", name="新事项")
    with acting(Actor.system("test")), session.no_autoflush, pytest.raises(Invalid) as refused:
        writing_rules.place_item(session, ITEMS, item)
    assert "parent" in refused.value.faults


def test_a_button_stands_only_where_it_leads_somewhere(session: Session) -> None:
    with acting(Actor.system("test")):
        rows = {region: Provider(region_code=region) for region in ("370304", "370302", "43")}
    with session.no_autoflush, acting(COUNTY):
        assert [records.may(COUNTY, PROVIDERS, Action.EDIT, row) for row in rows.values()] == [True, False, False]
        assert not any(records.may(OVERSIGHT, PROVIDERS, Action.EDIT, row) for row in rows.values())


def test_of_several_rows_the_permission_is_asked_before_the_rows(session: Session) -> None:
    with acting(OVERSIGHT), pytest.raises(NotPermitted, match="You may not do this with"):
        bulk.chosen(session, OVERSIGHT, PROVIDERS, Action.EDIT, [2_000_000_000])


def test_views_are_kept_of_lists_that_one_sees_and_shared_where_one_edits(session: Session) -> None:
    with acting(SYSTEM), pytest.raises(NotPermitted, match="You may not do this with"):
        saved_views.save(session, SYSTEM, PROVIDERS, "我的", records.Query())
    with acting(OVERSIGHT), pytest.raises(NotPermitted, match="Views are shared by those who may edit"):
        saved_views._demand_sharing(OVERSIGHT, PROVIDERS, Bureau("37", None))


@pytest.mark.parametrize(("code", "above", "why"), [("A/1", "A", "cannot hold"), ("B" * 20, "A" * 190, "too deep")])
def test_a_code_fits_the_path_of_its_item(session: Session, code: str, above: str, why: str) -> None:
    one, _ = items_of_two_editions(session)
    item = CatalogItem(edition_id=one.edition_id, parent_id=one.id, region_code="37", code=code, name="新事项")
    with acting(Actor.system("test")), session.no_autoflush, pytest.raises(Invalid) as refused:
        one.path = above
        writing_rules.place_item(session, ITEMS, item)
    assert why in str(refused.value.faults)


def test_a_body_is_of_a_kind_of_its_own_province(session: Session) -> None:
    of_two = person((Role.COUNTY_EDITOR, "370304"), (Role.COUNTY_EDITOR, "430102"))
    with acting(Actor.system("test")):
        kind = session.scalars(select(ProviderKind.id).where(ProviderKind.region_code == "43")).first()
    with acting(of_two), pytest.raises(Invalid) as refused:
        records.create(session, of_two, PROVIDERS, a_provider(session, kind=kind))
    assert "another province" in str(refused.value.faults["kind"])


def test_no_item_succeeds_itself(session: Session) -> None:
    one, _ = items_of_two_editions(session)
    succession = ItemSuccession(old_item_id=one.id, new_item_id=one.id, region_code=one.region_code, kind="renamed")
    with acting(Actor.system("test")), session.no_autoflush, pytest.raises(Invalid) as refused:
        writing_rules.follow_item(session, REGISTERS["item_successions"], succession)
    assert "new_item" in refused.value.faults


@pytest.mark.parametrize("name", REGISTERS)
def test_what_is_fixed_is_never_edited_and_personal_data_never_overseen(name: str) -> None:
    register = REGISTERS[name]
    assert [c.key for c in register.edited(frozenset(Role), adding=False) if c.fixed] == []
    assert [c.key for c in register.columns if c.personal and c.is_seen_by(frozenset({Role.OVERSIGHT}))] == []


def test_a_succession_belongs_to_the_region_of_its_former_item(session: Session) -> None:
    one, other = items_of_two_editions(session)
    succession = ItemSuccession(old_item_id=one.id, new_item_id=other.id, region_code="3703", kind="renamed")
    with acting(Actor.system("test")), session.no_autoflush, pytest.raises(Invalid) as refused:
        writing_rules.follow_item(session, REGISTERS["item_successions"], succession)
    assert "region" in refused.value.faults


def test_nothing_stands_below_itself_by_way_of_others(session: Session) -> None:
    with acting(Actor.system("test")):
        above, below = session.scalars(select(Organization).where(Organization.region_code == "37").limit(2)).all()
        above.parent_id, below.parent_id = None, above.id
        session.flush()
        above.parent_id = below.id
        with session.no_autoflush, pytest.raises(Invalid) as refused:
            writing_rules.rise(session, REGISTERS["organizations"], above)
    assert "parent" in refused.value.faults


def test_the_central_reference_is_the_nations_alone(session: Session) -> None:
    edition = CatalogEdition(region_code="37", code="x", title="参考", kind="reference", year=2026)
    with acting(Actor.system("test")), session.no_autoflush, pytest.raises(Invalid) as refused:
        writing_rules.found_edition(session, EDITIONS, edition)
    assert "Only the nation" in str(refused.value.faults["kind"])


@pytest.mark.parametrize("actor", [COUNTY, OVERSIGHT, SYSTEM, person((Role.PROVINCE_ADMINISTRATOR, "43"))])
def test_fields_are_drafted_by_the_administrator_of_their_province_alone(session: Session, actor: Actor) -> None:
    words = {"label_zh": "字段", "label_en": "Field"}
    with acting(actor):
        with pytest.raises(NotPermitted, match="kept by the administrator"):
            drafting.add(session, actor, PROVIDERS, "37", "mine", "text", words)
        with pytest.raises(NotPermitted, match="kept by the administrator"):
            drafting.change(session, actor, PROVIDERS, "37", "name", words, 0)


def test_what_is_no_field_has_no_definition(session: Session) -> None:
    with acting(PROVINCE), pytest.raises(NotFound):
        drafting.change(session, PROVINCE, PROVIDERS, "37", "no_such", {"label_zh": "字段", "label_en": "Field"}, 0)


@pytest.mark.parametrize("actor", [COUNTY, OVERSIGHT, person((Role.CITY_EDITOR, "3703"), (Role.REVIEWER, "37"))])
def test_the_rules_of_a_province_are_changed_by_its_administrator_alone(session: Session, actor: Actor) -> None:
    with acting(actor):
        row = settings.province(session, "shandong")
        assert not settings.may_change(actor, row)
        with pytest.raises(NotPermitted):
            settings.demand(actor, row)
    assert settings.may_change(PROVINCE, row)


def test_a_setting_that_would_break_rows_is_not_written_and_no_foreign_change_put_back(session: Session) -> None:
    with acting(PROVINCE):
        row = settings.province(session, "shandong")
        table = settings.table_of(settings.stored_of(row), "catalogue.codes")
        proposal = settings.propose(session, row, "catalogue.codes", table)
        breaking = replace(proposal, impacts=[Impact(Message("Three rows would break."), 3, refused=True)])
        with pytest.raises(Invalid, match="would break"):
            settings.save(session, PROVINCE, row, breaking, seen=settings.fingerprint(table), reason="试")
        with pytest.raises(NotFound):
            settings.before_change(session, row, "catalogue.codes", 2_000_000_000)


@pytest.mark.parametrize("key", ["region", "name", "kind"])
def test_what_scope_and_checks_read_is_not_hidden(session: Session, key: str) -> None:
    with acting(PROVINCE), pytest.raises(BadInput):
        drafting.set_state(session, PROVINCE, PROVIDERS, "37", key, State.HIDDEN, 0)


def test_a_draft_that_does_not_exist_is_not_thrown_away(session: Session) -> None:
    with acting(PROVINCE), pytest.raises(NotFound):
        drafting.discard(session, PROVINCE, PROVIDERS, "37", "no_such", 0)
