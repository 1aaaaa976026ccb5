"""What the documents leave to judgement waits for a reviewer; a province's conditions are a list with a sum."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal.access.actor import Actor, acting
from portal.extensions import db
from portal.models import Provider, ProviderKind
from portal.models.transactions import writing
from portal.registers import REGISTERS
from portal.services import records
from tests.cast import (
    CITY,
    COUNTY,
    HUNAN_CITY,
    HUNAN_PROVINCE,
    NEIMENGGU_CITY,
    NEIMENGGU_PROVINCE,
    OVERSIGHT,
    REVIEWER,
    Person,
    sign_in,
)
from tests.portal.settings.acting_out import Ask, asking, kind_of, set_value
from tests.portal.settings.test_acting import add_party


@pytest.fixture
def ask(app: Flask) -> Ask:
    return asking(app)


def doubts(ask: Ask, person: Person) -> list[dict[str, Any]]:
    """What is to be decided about bodies that a test made; samples have doubts of their own."""
    _, body = ask(person, "GET", "party_findings/?search=测试单位&q=(page_size:100)")
    return [ask(person, "GET", f"party_findings/{row_id}")[1]["result"] for row_id in body["ids"]]


def status_of(ask: Ask, person: Person, provider: int) -> str:
    return str(ask(person, "GET", f"providers/{provider}")[1]["result"]["status"])


def test_what_no_clause_names_waits_for_a_reviewer_whose_reason_stays(app: Flask, ask: Ask) -> None:
    status, made = add_party(ask, HUNAN_CITY, "providers", kind_of(ask, HUNAN_CITY, "provider_kinds", "V6"))
    assert status == 201
    assert status_of(ask, HUNAN_CITY, made["id"]) == "pending"
    (doubt,) = doubts(ask, HUNAN_PROVINCE)
    assert doubt["kind"] == "not_named" and "湘财综〔2022〕28号" in doubt["clause"]
    page = sign_in(app, HUNAN_CITY).get(f"/providers/show/{made['id']}").get_data(as_text=True)
    assert "待审核人员判定" in page and "湘财综〔2022〕28号" in page
    path = f"party_findings/{doubt['id']}"
    assert ask(HUNAN_CITY, "PUT", path, json={"state": "accepted", "reason": "有行政职能"})[0] == 403
    assert ask(HUNAN_PROVINCE, "PUT", path, json={"state": "accepted"})[0] == 422, "not without a reason"
    assert ask(HUNAN_PROVINCE, "PUT", path, json={"state": "accepted", "reason": "三定方案载明行政职能"})[0] == 200
    assert status_of(ask, HUNAN_CITY, made["id"]) == "active"
    decided = doubts(ask, HUNAN_PROVINCE)[0]
    assert decided["reason"] == "三定方案载明行政职能" and decided["decided_by"] == "hunan_admin"
    assert ask(HUNAN_PROVINCE, "PUT", path, json={"state": "refused", "reason": "复核不予认可"})[0] == 200
    assert status_of(ask, HUNAN_CITY, made["id"]) == "suspended"


def test_conditions_of_a_kind_are_judged_and_a_preference_is_not(ask: Ask) -> None:
    add_party(ask, CITY, "providers", kind_of(ask, CITY, "provider_kinds", "V5"), 1)
    _, preferred = add_party(ask, CITY, "providers", kind_of(ask, CITY, "provider_kinds", "V2"), 2)
    assert status_of(ask, CITY, preferred["id"]) == "active"
    (doubt,) = doubts(ask, REVIEWER)
    assert doubt["kind"] == "condition" and doubt["words"].startswith("适合通过市场化方式提供的服务事项")
    assert ask(REVIEWER, "PUT", f"party_findings/{doubt['id']}", json={"words": "改"})[0] == 422
    assert (
        ask(OVERSIGHT, "PUT", f"party_findings/{doubt['id']}", json={"state": "accepted", "reason": "可以通过"})[0]
        == 403
    )
    body = {"name": "x", "kind": "not_named", "words": "x", "clause": "x", "region": "3703", "state": "open"}
    assert ask(REVIEWER, "POST", "party_findings/", json=body)[0] in (403, 405, 422), "only the portal writes doubts"


def test_what_a_province_says_itself_wins_over_what_it_inherits(ask: Ask) -> None:
    """102号令 admits 公益二类 without condition; 鲁财采〔2022〕14号 names the kind itself, with conditions."""
    _, made = add_party(ask, CITY, "providers", kind_of(ask, CITY, "provider_kinds", "G3"))
    (doubt,) = doubts(ask, CITY)
    assert (
        doubt["words"].startswith("适合通过市场化方式提供的服务事项")
        and doubt["clause"] == "鲁财采〔2022〕14号 四（一）"
    )
    assert status_of(ask, CITY, made["id"]) == "pending"


def test_another_province_s_doubts_are_not_there_and_a_body_takes_its_own_along(ask: Ask) -> None:
    _, made = add_party(ask, HUNAN_CITY, "providers", kind_of(ask, HUNAN_CITY, "provider_kinds", "V6"))
    assert doubts(ask, REVIEWER) == []
    (doubt,) = doubts(ask, HUNAN_PROVINCE)
    assert ask(REVIEWER, "GET", f"party_findings/{doubt['id']}")[0] == 404
    assert ask(HUNAN_CITY, "DELETE", f"providers/{made['id']}")[0] == 200
    assert doubts(ask, HUNAN_PROVINCE) == []


def test_a_doubt_goes_where_its_body_goes_and_is_not_seen_where_it_was(ask: Ask) -> None:
    """A city moves a body from one of its counties to itself: the county sees neither any more."""
    kind = kind_of(ask, COUNTY, "provider_kinds", "V5")
    _, made = add_party(ask, COUNTY, "providers", kind)
    (doubt,) = doubts(ask, COUNTY)
    path = f"party_findings/{doubt['id']}"
    assert ask(CITY, "PUT", f"providers/{made['id']}", json={"region": "3703", "name": "改名的单位"})[0] == 200
    moved = ask(CITY, "GET", path)[1]["result"]
    assert (moved["region"]["id"], moved["name"], moved["state"]) == ("3703", "改名的单位", "open")
    assert ask(COUNTY, "GET", path)[0] == 404
    assert doubts(ask, COUNTY) == []
    found = ask(CITY, "GET", "party_findings/?search=改名的单位")[1]
    assert doubt["id"] in found["ids"], "it is found by its new name"
    assert ask(CITY, "PUT", f"providers/{made['id']}", json={"region": COUNTY.home})[0] == 200
    assert ask(COUNTY, "GET", path)[1]["result"]["region"]["id"] == COUNTY.home


def test_checks_go_where_their_provider_goes(app: Flask, ask: Ask) -> None:
    kind = kind_of(ask, NEIMENGGU_CITY, "provider_kinds", "V3")
    _, made = add_party(ask, NEIMENGGU_CITY, "providers", kind)
    _, conditions = ask(NEIMENGGU_CITY, "GET", "provider_conditions/?q=(page_size:100)")
    body = {"provider": made["id"], "condition": conditions["ids"][0], "met": True, "evidence": "证书",
            "checked_on": "2026-11-20"}  # fmt: skip
    check = f"condition_checks/{ask(NEIMENGGU_CITY, 'POST', 'condition_checks/', json=body)[1]['id']}"
    assert ask(NEIMENGGU_CITY, "PUT", f"providers/{made['id']}", json={"region": "150102"})[0] == 200
    assert ask(NEIMENGGU_CITY, "GET", check)[1]["result"]["region"]["id"] == "150102"
    with app.app_context(), writing(), acting(Actor.system("test")):
        provider = db.session.get(Provider, made["id"])
        kind_there = db.session.scalars(select(ProviderKind).where(ProviderKind.region_code == "43")).first()
        assert provider is not None and kind_there is not None
        values = {"region": "4301", "kind": kind_there.id}
        records.update(db.session, Actor.system("test"), REGISTERS["providers"], provider, values)
        db.session.commit()
    assert ask(NEIMENGGU_PROVINCE, "GET", check)[0] == 404
    gone = ask(HUNAN_PROVINCE, "GET", f"providers/{made['id']}")[1]["result"]
    assert gone["conditions_met"] == 0, "the former province's conditions are none of this one's"
    assert [each["clause"][:1] for each in doubts(ask, HUNAN_PROVINCE)] in ([], ["湘"])


def test_the_conditions_of_a_province_are_a_list_with_evidence_day_and_sum(app: Flask, ask: Ask) -> None:
    kind = kind_of(ask, NEIMENGGU_CITY, "provider_kinds", "V3")
    _, made = add_party(ask, NEIMENGGU_CITY, "providers", kind)
    page = f"/providers/show/{made['id']}"
    assert "6项中符合0项" in sign_in(app, NEIMENGGU_CITY).get(page).get_data(as_text=True)
    _, conditions = ask(NEIMENGGU_CITY, "GET", "provider_conditions/?q=(page_size:100)")
    checks = []
    for number, condition in enumerate(conditions["ids"][:3]):
        body = {"provider": made["id"], "condition": condition, "met": number < 2, "evidence": f"证书{number}号",
                "checked_on": "2026-11-20"}  # fmt: skip
        status, check = ask(NEIMENGGU_CITY, "POST", "condition_checks/", json=body)
        assert status == 201, check
        checks.append(check["id"])
    shown = sign_in(app, NEIMENGGU_CITY).get(page).get_data(as_text=True)
    assert "6项中符合2项" in shown and "证书1号 · 2026-11-20" in shown and "不符合" in shown
    assert ask(NEIMENGGU_CITY, "GET", f"providers/{made['id']}")[1]["result"]["conditions_met"] == 2
    assert ask(NEIMENGGU_CITY, "DELETE", f"condition_checks/{checks[0]}")[0] == 200
    assert ask(NEIMENGGU_CITY, "GET", f"providers/{made['id']}")[1]["result"]["conditions_met"] == 1
    assert ask(NEIMENGGU_CITY, "PUT", f"providers/{made['id']}", json={"conditions_met": 6})[0] == 422, "only a sum"
    late = {
        "provider": made["id"],
        "condition": conditions["ids"][4],
        "met": True,
        "evidence": "证书",
        "checked_on": "2999-01-01",
    }
    assert ask(NEIMENGGU_CITY, "POST", "condition_checks/", json=late)[0] == 422
    set_value(app, "neimenggu", "provider.conditions.checklist", False)
    assert "项中符合" not in sign_in(app, NEIMENGGU_CITY).get(page).get_data(as_text=True)


def test_a_province_without_conditions_shows_no_list_and_takes_no_check_of_another(app: Flask, ask: Ask) -> None:
    _, made = add_party(ask, CITY, "providers", kind_of(ask, CITY, "provider_kinds", "V4"))
    assert "项中符合" not in sign_in(app, CITY).get(f"/providers/show/{made['id']}").get_data(as_text=True)
    _, conditions = ask(NEIMENGGU_PROVINCE, "GET", "provider_conditions/?q=(page_size:100)")
    body = {
        "provider": made["id"],
        "condition": conditions["ids"][0],
        "met": True,
        "evidence": "证书",
        "checked_on": "2026-11-20",
    }
    assert ask(CITY, "POST", "condition_checks/", json=body)[0] in (403, 422)
