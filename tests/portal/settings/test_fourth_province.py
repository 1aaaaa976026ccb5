"""A fourth province from the template alone, with no code: four levels, its own codes, words and fields."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from flask import Flask

import config
from portal.access.actor import Actor, acting
from portal.extensions import db
from portal.fields import gb32100
from portal.models import Role
from portal.models.transactions import writing
from portal.services import accounts, new_province, province_files, seed_check, seeding
from tests.cast import Person, password, sign_in
from tests.journeys.crawler import Crawler
from tests.journeys.test_accounts import LEAK, Foreign, faults
from tests.journeys.wording import read_all
from tests.portal.settings.acting_out import asking

SEEDS = config.ROOT / "catalog_seeds"
ADMIN = Person("zhejiang_admin", "33")
CITY = Person("zhejiang_city", "3301")
OVERSIGHT = Person("zhejiang_oversight", "33")
ROLES = {ADMIN: Role.PROVINCE_ADMINISTRATOR, CITY: Role.CITY_EDITOR, OVERSIGHT: Role.OVERSIGHT}

NAMES = '["门类", "大类", "中类", "小类"]'
FIELDS = """\
[providers.credit_grade]
type = "integer"
label_zh = "信用分"
label_en = "Credit score"
required = true
listed = true
filtered = true
limits = { least = 0, most = 100 }
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """What somebody writes who adds a province: the template, and what its documents say otherwise."""
    shutil.copytree(SEEDS / "_national", tmp_path / "_national")
    made = tmp_path / "zhejiang"
    new_province.make(SEEDS / "_template", made, "zhejiang", "", SEEDS)
    text = (made / "province.toml").read_text(encoding="utf-8")
    for old, new in (
        ("\nlevels = 3\n", "\nlevels = 4\n"),
        ("\nmax_levels = 3\n", "\nmax_levels = 4\n"),
        ('["一级目录", "二级目录", "三级目录"]', NAMES),
        ('["Level 1", "Level 2", "Level 3"]', '["Division", "Group", "Class", "Item"]'),
    ):
        assert old in text
        text = text.replace(old, new, 1)
    old = text[text.index("pattern = ") : text.index("\n", text.index("pattern = "))]
    text = text.replace(old, r"pattern = 'ZJ-\d{2}(?:\.\d{2}){0,3}'")
    text = text.replace('negative_list = { zh = "政府购买服务负面清单"', 'negative_list = { zh = "不得购买清单"')
    (made / "province.toml").write_text(text, encoding="utf-8")
    (made / "fields.toml").write_text(FIELDS, encoding="utf-8")
    shutil.rmtree(made / "editions")
    expected = made / "expect.toml"
    expected.write_text("policy_documents = 1\n", encoding="utf-8")
    kind = "V1,社会组织,社会组织,,allowed,示例,no,浙江示例财〔2026〕1号,DOC-ZHEJIANG,一,,\n"
    with (made / "provider_kinds.csv").open("a", encoding="utf-8") as file:
        file.write(kind)
    return made


@pytest.fixture
def zhejiang(app: Flask, folder: Path) -> Flask:
    """The portal with the fourth province and three people in it."""
    assert not seed_check.read(folder, folder.parent).faults
    with app.app_context(), writing(), acting(Actor.system("test")):
        assert seeding.load(db.session, folder, folder.parent).changed > 0
        db.session.commit()
        for person, role in ROLES.items():
            account = accounts.add(db.session, person.username, "浙江人员", password(app), demo=True)
            accounts.grant(db.session, account, role, person.home, None)
        db.session.commit()
        db.session.remove()
    return app


def test_its_own_levels_codes_words_and_fields_hold_at_once(zhejiang: Flask, tmp_path: Path) -> None:
    ask = asking(zhejiang)
    edition = {"code": "zj-2027", "title": "浙江省目录", "kind": "general", "year": 2027, "region": "33"}
    status, made = ask(ADMIN, "POST", "catalog_editions/", json=edition)
    assert status == 201, made
    parent, code = None, "ZJ-01"
    for level in range(1, 6):
        item = {"edition": made["id"], "code": code, "name": f"第{level}层"} | ({"parent": parent} if parent else {})
        status, answer = ask(ADMIN, "POST", "catalog_items/", json=item)
        assert status == (201 if level <= 4 else 422), (level, answer)
        parent, code = answer.get("id"), f"{code}.01" if level < 4 else "ZJ-09"
    assert ask(ADMIN, "POST", "catalog_items/", json={"edition": made["id"], "code": "A01", "name": "x"})[0] == 422
    page = sign_in(zhejiang, ADMIN).get(f"/catalog/{made['id']}/").get_data(as_text=True)
    assert "小类" in page and "不得购买清单" in page
    assert ask(CITY, "POST", "catalog_editions/", json=edition | {"code": "x", "region": "3301"})[0] == 403
    kinds = ask(CITY, "GET", "provider_kinds/")[1]["ids"]
    body = {"name": "杭州测试中心", "credit_code": gb32100.make("52", "330100", "MJT00001"), "region": "3301",
            "kind": kinds[0]}  # fmt: skip
    status, answer = ask(CITY, "POST", "providers/", json=body)
    assert status == 422 and any("credit_grade" in key for key in answer["faults"]), "its own field is required"
    with zhejiang.app_context(), acting(Actor.system("test")):
        state = province_files.state_of(db.session, "zhejiang")
        province_files.write(province_files.export(state), tmp_path / "out")
        found = seed_check.read(tmp_path / "out", SEEDS)
        assert not found.faults and province_files.differences(state, found) == []
        assert "信用分" in (tmp_path / "out" / "fields.toml").read_text(encoding="utf-8")
        db.session.remove()


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "person", [CITY, pytest.param(ADMIN, marks=pytest.mark.prove), pytest.param(OVERSIGHT, marks=pytest.mark.prove)]
)
def test_its_people_follow_every_link_as_those_of_the_other_three_do(zhejiang: Flask, person: Person) -> None:
    held = read_all(zhejiang)
    foreign = Foreign(person, held)
    assert len(foreign) > 100
    found: list[str] = []
    count = 0
    for page in Crawler(sign_in(zhejiang, person), 45, 1).pages():
        assert not LEAK.search(page.content)
        if not page.address.startswith(("/api", "/static")):
            found += faults(page, foreign, held)
        count += 1
    assert not found, "\n".join(found)
    assert count > 30
