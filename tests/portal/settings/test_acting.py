"""Settings act at once: two provinces behave differently, and one of them differently after a change."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from portal.access.actor import Actor, acting
from portal.extensions import db
from portal.fields import gb32100
from portal.models import CatalogEdition, Province
from portal.models.transactions import writing
from portal.services import writing_rules
from tests.cast import (
    CITY,
    COUNTY,
    DEPARTMENT,
    HUNAN_CITY,
    HUNAN_PROVINCE,
    NEIMENGGU_CITY,
    NEIMENGGU_PROVINCE,
    PROVINCE,
    Person,
    sign_in,
)
from tests.portal.settings.acting_out import Ask, asking, draft_of, kind_of, set_value


@pytest.fixture
def ask(app: Flask) -> Ask:
    return asking(app)


def add_item(ask: Ask, person: Person, edition: int, code: str, parent: int | None = None) -> tuple[int, dict]:
    body = {"edition": edition, "code": code, "name": f"测试{code}"} | ({"parent": parent} if parent else {})
    status, answer = ask(person, "POST", "catalog_items/", json=body)
    return status, answer


def add_party(ask: Ask, person: Person, register: str, kind: int, number: int = 1) -> tuple[int, dict]:
    region = (person.home + "0000")[:6] if len(person.home) < 6 else person.home
    body = {
        "name": f"测试单位{number}",
        "credit_code": gb32100.make("52", region, f"MJT{number:05d}"),
        "kind": kind,
        "region": person.home,
    }
    return ask(person, "POST", f"{register}/", json=body)


def test_a_catalog_is_as_deep_as_its_province_says(app: Flask, ask: Ask) -> None:
    shandong, deep = draft_of(app, "37", "general")
    assert add_item(ask, PROVINCE, shandong, "Z010101", deep)[0] == 201, "Shandong allows levels below the third"
    hunan, leaf = draft_of(app, "43", "general")
    status, body = add_item(ask, HUNAN_PROVINCE, hunan, "Z0101", leaf)
    assert status == 422 and "湘财综〔2022〕28号" in str(body), "Hunan has three"
    set_depth(app, "hunan", 4)
    assert add_item(ask, HUNAN_PROVINCE, hunan, "Z0101", leaf)[0] == 201, "and four as soon as it says so"


def set_depth(app: Flask, slug: str, levels: int) -> None:
    names = [f"第{n}层" for n in range(1, levels + 1)]
    depth = {"levels": levels, "deeper_allowed": False, "max_levels": levels, "level_names": names,
             "level_names_en": [f"Tier {n}" for n in range(1, levels + 1)], "stated": True}  # fmt: skip
    kinds = ("general", "department")
    set_value(app, slug, "catalogue.depth.by_kind", [{"kind": kind, **depth} for kind in kinds])


def test_levels_are_called_as_the_province_calls_them_until_an_edition_is_fixed(app: Flask) -> None:
    hunan, _ = draft_of(app, "43", "general")
    shandong, _ = draft_of(app, "37", "general")
    set_depth(app, "hunan", 4)
    assert "第3层" in sign_in(app, HUNAN_PROVINCE).get(f"/catalog/{hunan}/").get_data(as_text=True)
    page = sign_in(app, PROVINCE).get(f"/catalog/{shandong}/").get_data(as_text=True)
    assert "三级目录" in page and "第3层" not in page


def test_codes_are_built_as_the_province_builds_them(app: Flask, ask: Ask) -> None:
    shandong, _ = draft_of(app, "37", "general")
    hunan, _ = draft_of(app, "43", "general")
    set_value(app, "hunan", "catalogue.codes.pattern", r"HN-\d{3}")
    assert add_item(ask, HUNAN_PROVINCE, hunan, "HN-001")[0] == 201
    assert add_item(ask, HUNAN_PROVINCE, hunan, "Z")[0] == 422
    assert add_item(ask, PROVINCE, shandong, "Z")[0] == 201
    status, body = add_item(ask, PROVINCE, shandong, "HN-001")
    assert status == 422 and "code" in body["faults"]


def test_an_old_item_may_be_renamed_although_its_code_fits_no_longer(app: Flask, ask: Ask) -> None:
    _, item = draft_of(app, "43", "general")
    set_value(app, "hunan", "catalogue.codes.pattern", r"HN-\d{3}")
    assert ask(HUNAN_PROVINCE, "PUT", f"catalog_items/{item}", json={"name": "新名称"})[0] == 200


def new_edition(ask: Ask, person: Person, kind: str, code: str) -> tuple[int, dict]:
    body = {"code": code, "title": f"{code}目录", "kind": kind, "year": 2027, "region": person.home}
    return ask(person, "POST", "catalog_editions/", json=body)


def test_who_compiles_differs_by_province(app: Flask, ask: Ask) -> None:
    assert new_edition(ask, CITY, "local", "sd-city")[0] == 201, "山东：各市财政局"
    assert new_edition(ask, NEIMENGGU_CITY, "local", "nm-city")[0] == 201, "内蒙古：各地区"
    status, body = new_edition(ask, HUNAN_CITY, "local", "hn-city")
    assert status in (403, 422) and "湘财综〔2022〕28号" in str(body), "湖南：不可自行编制"
    status, body = new_edition(ask, COUNTY, "local", "sd-county")
    assert status == 403 and "鲁财采〔2022〕14号" in str(body), "山东：县级未提及"
    assert new_edition(ask, CITY, "general", "sd-general")[0] == 403
    set_value(app, "shandong", "catalogue.editors.by", [{"kind": "local", "who": "county_finance", "stated": True}])
    assert new_edition(ask, COUNTY, "local", "sd-county")[0] == 403, "a county may not edit at all"
    set_value(app, "shandong", "catalogue.local_edit.county", True)
    assert new_edition(ask, COUNTY, "local", "sd-county")[0] == 201
    assert new_edition(ask, CITY, "local", "sd-city-2")[0] == 403


def test_whoever_no_longer_compiles_sees_no_button_either(app: Flask) -> None:
    edition, item = draft_of(app, "3703", "local")
    city = sign_in(app, CITY)
    assert f"/catalog_items/edit/{item}" in city.get(f"/catalog_items/show/{item}").get_data(as_text=True)
    set_value(app, "shandong", "catalogue.editors.by", [{"kind": "general", "who": "province_finance", "stated": True}])
    page = city.get(f"/catalog_items/show/{item}").get_data(as_text=True)
    assert f"/catalog_items/edit/{item}" not in page
    assert f"edition={edition}" not in city.get(f"/catalog/{edition}/").get_data(as_text=True)


def test_which_levels_edit_at_all_differs_by_province(app: Flask, ask: Ask) -> None:
    _, item = draft_of(app, "3703", "local")
    set_value(app, "shandong", "catalogue.local_edit", edit_of(app, "shandong") | {"policy": "follow", "city": False})
    status, body = ask(CITY, "PUT", f"catalog_items/{item}", json={"name": "改名"})
    assert status == 403 and "鲁财采〔2022〕14号 三（一）" in body["message"], body
    assert new_edition(ask, CITY, "local", "sd-city")[0] == 403
    assert new_edition(ask, NEIMENGGU_CITY, "local", "nm-city")[0] == 201, "the province beside it goes on"
    assert ask(PROVINCE, "PUT", f"catalog_items/{item}", json={"name": "省里更正"})[0] == 200
    set_value(app, "shandong", "catalogue.local_edit.policy", "extend")
    set_value(app, "shandong", "catalogue.local_edit.city", True)
    assert ask(CITY, "PUT", f"catalog_items/{item}", json={"name": "改名"})[0] == 200


def edit_of(app: Flask, slug: str) -> dict[str, object]:
    with app.app_context(), acting(Actor.system("test")):
        profile = db.session.scalars(select(Province).where(Province.slug == slug)).one().profile
        db.session.remove()
        return dict(profile["catalogue"]["local_edit"])


def based_on(app: Flask, local: int, upper: int) -> None:
    with app.app_context(), writing(), acting(Actor.system("test")):
        edition = db.session.get(CatalogEdition, local)
        assert edition is not None
        edition.based_on_id = upper
        db.session.commit()


def test_locked_levels_agree_with_the_catalog_above(app: Flask, ask: Ask) -> None:
    """山东：一级、二级目录设置要与省级目录保持一致；内蒙古没有这样的规定。"""
    upper, _ = draft_of(app, "37", "general")
    local, _ = draft_of(app, "3703", "local")
    assert add_item(ask, CITY, local, "X")[0] == 201, "it does not say what it is based on"
    based_on(app, local, upper)
    status, body = add_item(ask, CITY, local, "Y")
    assert status == 422 and "鲁财采〔2022〕14号 三（一）" in str(body)
    assert add_item(ask, PROVINCE, upper, "Y")[0] == 201
    status, same = add_item(ask, CITY, local, "Y")
    assert status == 201, "the province has it"
    assert ask(CITY, "PUT", f"catalog_items/{same['id']}", json={"name": "另一个名称"})[0] == 422
    status, second = add_item(ask, CITY, local, "Y01", same["id"])
    assert status == 422, "level 2 must agree, too"
    set_value(app, "shandong", "catalogue.locked_levels.hard", [1])
    status, second = add_item(ask, CITY, local, "Y01", same["id"])
    assert status == 201, "what is no longer locked is free"
    assert add_item(ask, CITY, local, "Y0101", second["id"])[0] == 201
    content, _ = draft_of(app, "15", "general")
    banner, _ = draft_of(app, "1501", "local")
    based_on(app, banner, content)
    assert add_item(ask, NEIMENGGU_CITY, banner, "Y")[0] == 201


def test_a_kind_of_catalog_that_the_province_does_not_have_is_refused(app: Flask, ask: Ask) -> None:
    assert new_edition(ask, NEIMENGGU_PROVINCE, "purchase_content", "nm-content")[0] == 201
    assert new_edition(ask, PROVINCE, "purchase_content", "sd-content")[0] == 422


@pytest.mark.parametrize(("register", "kinds"), [("providers", "provider_kinds"), ("purchasers", "purchaser_kinds")])
def test_hunan_bars_class_one_institutions_without_administrative_functions(
    app: Flask, ask: Ask, register: str, kinds: str
) -> None:
    code = "X1" if register == "providers" else "X3"
    status, body = add_party(ask, HUNAN_CITY, register, kind_of(ask, HUNAN_CITY, kinds, code))
    assert status == 422
    assert "湘财综〔2022〕28号 附件2 一（一）" in body["faults"]["kind"][0]
    assert "不具备行政职能的公益一类事业单位" in body["faults"]["kind"][0]


def test_one_with_administrative_functions_is_not_refused_as_provider(app: Flask, ask: Ask) -> None:
    kind = kind_of(ask, HUNAN_CITY, "provider_kinds", "V6")
    assert add_party(ask, HUNAN_CITY, "providers", kind)[0] == 201
    set_value(app, "hunan", "provider.bans.unclear", "refuse")
    assert add_party(ask, HUNAN_CITY, "providers", kind, 2)[0] == 422


def test_what_is_not_named_is_handled_as_the_province_says(app: Flask, ask: Ask) -> None:
    kind = kind_of(ask, HUNAN_CITY, "provider_kinds", "V5")
    assert add_party(ask, HUNAN_CITY, "providers", kind)[0] == 201
    set_value(app, "hunan", "provider.kinds.unnamed", "refuse")
    status, body = add_party(ask, HUNAN_CITY, "providers", kind, 2)
    assert status == 422 and "kind" in body["faults"]


def test_an_inherited_bar_holds_only_where_the_province_takes_it_over(app: Flask, ask: Ask) -> None:
    kind = kind_of(ask, CITY, "provider_kinds", "X1")
    status, body = add_party(ask, CITY, "providers", kind)
    assert status == 422 and "财政部令第102号 第八条" in body["faults"]["kind"][0]
    set_value(app, "shandong", "provider.bans.inherited", False)
    assert add_party(ask, CITY, "providers", kind)[0] == 201


def test_a_document_that_lapsed_bars_nobody(app: Flask, ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    kind = kind_of(ask, HUNAN_CITY, "provider_kinds", "X3")
    assert add_party(ask, HUNAN_CITY, "providers", kind)[0] == 422
    monkeypatch.setattr(writing_rules, "today", lambda: date(2027, 11, 15))
    assert add_party(ask, HUNAN_CITY, "providers", kind)[0] == 422, "the last day counts"
    monkeypatch.setattr(writing_rules, "today", lambda: date(2027, 11, 16))
    assert add_party(ask, HUNAN_CITY, "providers", kind)[0] == 201
    shandong = kind_of(ask, CITY, "provider_kinds", "X2")
    assert add_party(ask, CITY, "providers", shandong)[0] == 422, "the province beside it goes on"


def test_things_are_called_as_the_reader_s_province_calls_them(app: Flask) -> None:
    hunan, neimenggu = sign_in(app, HUNAN_PROVINCE), sign_in(app, NEIMENGGU_PROVINCE)
    assert "政府购买服务负面清单" in hunan.get("/").get_data(as_text=True)
    page = neimenggu.get("/").get_data(as_text=True)
    assert "购买内容除外事项" in page and "政府向社会力量购买服务" in page and "负面清单" not in page
    assert "盟市" in neimenggu.get("/regions/list/").get_data(as_text=True)
    set_value(app, "hunan", "terms.negative_list", {"zh": "不得购买事项", "en": "not to be bought"})
    assert "不得购买事项" in hunan.get("/").get_data(as_text=True), "in the next request"
    assert "不得购买事项" in hunan.get("/negative_list_entries/list/").get_data(as_text=True)
    hunan.get("/language/en")
    assert "Not to be bought" in hunan.get("/").get_data(as_text=True)


def test_a_department_compiles_its_own_catalog_where_the_province_lets_it(app: Flask, ask: Ask) -> None:
    edition, _ = draft_of(app, "37", "department")
    assert add_item(ask, DEPARTMENT, edition, "Z")[0] == 201
    set_value(app, "shandong", "catalogue.editors.by", [{"kind": "local", "who": "city_finance", "stated": True}])
    assert add_item(ask, DEPARTMENT, edition, "Y")[0] == 403
