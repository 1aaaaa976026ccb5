"""The samples of catalog_seeds/_demo: valid, allowed, marked, and made alike every time."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Mapping
from pathlib import Path

import pytest

from portal.fields import Phone, gb32100
from tools.demo_seeds import Row, Seeds, read
from tools.make_demo import make, sites

DEMO = Path(__file__).resolve().parents[2] / "catalog_seeds" / "_demo"
PROVINCES = {"37", "15", "43"}

REGIONS = (
    {"code": "00", "name": "全国", "kind": "nation"},
    {"code": "98", "gb_code": "370000", "name": "甲省", "kind": "province", "parent_code": "00"},
    {"code": "9801", "gb_code": "370100", "name": "乙市", "kind": "city", "parent_code": "98"},
    {"code": "9802", "gb_code": "370200", "name": "丙市", "kind": "city", "parent_code": "98"},
    {"code": "9809", "gb_code": "370900", "name": "县", "kind": "city", "parent_code": "98", "virtual": "yes"},
    {"code": "980101", "gb_code": "370101", "name": "丁县", "kind": "county", "parent_code": "9801"},
    {"code": "980102", "gb_code": "370102", "name": "旧县", "kind": "county", "parent_code": "9801",
     "valid_to": "2018-12-26"},
    {"code": "9801Z71", "name": "新区", "kind": "zone", "parent_code": "9801"},
    {"code": "980201", "gb_code": "370201", "name": "戊县", "kind": "county", "parent_code": "9802"},
    {"code": "97", "gb_code": "110000", "name": "己市", "kind": "province", "parent_code": "00"},
    {"code": "9701", "gb_code": "110100", "name": "市辖区", "kind": "city", "parent_code": "97", "virtual": "yes"},
    {"code": "970101", "gb_code": "110101", "name": "庚区", "kind": "county", "parent_code": "9701"},
)  # fmt: skip
REFERENCE = (
    {"code": "A", "name": "公共服务", "level": "1"},
    {"code": "A04", "name": "社会保障服务", "level": "2", "parent_code": "A"},
    {"code": "A0402", "name": "基本养老服务", "level": "3", "parent_code": "A04"},
    {"code": "A05", "name": "卫生健康公共服务", "level": "2", "parent_code": "A"},
)
PURCHASER_KINDS = (
    {"code": "P1", "name": "各级政府部门", "status": "allowed"},
    {"code": "P2", "name": "各级行政机关", "status": "barred"},
)
PROVIDER_KINDS = (
    {"code": "V1", "name": "社会组织", "status": "preferred"},
    {"code": "V2", "name": "公益二类事业单位", "status": "not_named"},
    {"code": "V3", "name": "基层群众性自治组织", "status": "allowed"},
)


@pytest.fixture
def seeds(tmp_path: Path) -> Seeds:
    """A nation of one province with two cities."""
    root = tmp_path / "seeds"
    columns = "code gb_code name kind parent_code virtual valid_to"
    write(root / "_national" / "regions.csv", columns, REGIONS)
    write(root / "_national" / "editions" / "reference" / "items.csv", "code name level parent_code", REFERENCE)
    write(root / "somewhere" / "purchaser_kinds.csv", "code name status", PURCHASER_KINDS)
    write(root / "somewhere" / "provider_kinds.csv", "code name status", PROVIDER_KINDS)
    areas = ({"code": "K1", "name": "养老", "kind": "area"}, {"code": "K1.01", "name": "养老", "kind": "sub_area"})
    write(root / "somewhere" / "key_areas.csv", "code name kind", areas)
    bureau = {"code": "F1", "name": "乙市财政局", "region_code": "9801"}
    write(root / "somewhere" / "organizations.csv", "code name region_code", (bureau,))
    (root / "somewhere" / "province.toml").write_text('[province]\nregion = "98"\n', encoding="utf-8")
    return Seeds.read(root)


def write(path: Path, columns: str, rows: tuple[Mapping[str, str], ...]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns.split(), restval="")
        writer.writeheader()
        writer.writerows(rows)


def made(seeds: Seeds, out: Path) -> dict[str, bytes]:
    out.mkdir(exist_ok=True)
    make(seeds, out, ["98"], ["9801"], ["98"])
    return {str(path.relative_to(out)): path.read_bytes() for path in sorted(out.rglob("*")) if path.is_file()}


def test_the_same_seeds_give_the_same_files(seeds: Seeds, tmp_path: Path) -> None:
    first = made(seeds, tmp_path / "one")
    assert made(seeds, tmp_path / "two") == first
    assert made(seeds, tmp_path / "one") == first


def test_a_new_province_needs_no_more_than_its_folder(seeds: Seeds, tmp_path: Path) -> None:
    assert {"editions/98-general-2026/items.csv", "editions/9801-local-2026/edition.toml"} <= made(
        seeds, tmp_path / "out"
    ).keys()


def test_kinds_that_are_barred_or_not_named_are_never_used(seeds: Seeds, tmp_path: Path) -> None:
    made(seeds, tmp_path / "out")
    assert {row["kind_code"] for row in read(tmp_path / "out" / "purchasers.csv")} == {"P1"}
    assert {row["kind_code"] for row in read(tmp_path / "out" / "providers.csv")} == {"V1", "V3"}


def test_a_municipality_has_districts_and_no_cities(seeds: Seeds) -> None:
    assert sites(seeds, "97", []) == (["97", "970101"], ["97", "970101"])
    assert seeds.full_name("970101") == "己市庚区"
    assert seeds.full_name("980101") == "乙市丁县"


def test_bodies_stand_in_real_divisions_only(seeds: Seeds, tmp_path: Path) -> None:
    made(seeds, tmp_path / "out")
    for table in ("organizations", "purchasers", "providers"):
        used = {row["region_code"] for row in read(tmp_path / "out" / f"{table}.csv")}
        assert used <= {"98", "9801", "9802", "980101", "980201"}


def test_an_organization_of_another_folder_is_referred_to_and_not_repeated(seeds: Seeds, tmp_path: Path) -> None:
    made(seeds, tmp_path / "out")
    assert "乙市财政局" not in {row["name"] for row in read(tmp_path / "out" / "organizations.csv")}
    edition = tomllib.loads((tmp_path / "out" / "editions" / "9801-local-2026" / "edition.toml").read_text("utf-8"))
    assert edition["organization"] == "F1"


def test_a_city_adds_items_below_the_unchanged_upper_levels(seeds: Seeds, tmp_path: Path) -> None:
    made(seeds, tmp_path / "out")
    items = read(tmp_path / "out" / "editions" / "9801-local-2026" / "items.csv")
    assert {row["code"] for row in REFERENCE} <= {row["code"] for row in items}
    assert {row["code"] for row in items if row["level"] == "4"} == {"A040201", "A040202"}
    assert {row["code"] for row in items if row["note"] == "示例：本地增设" and row["level"] == "3"} == {
        "A0403",
        "A0404",
    }
    assert next(row["key_areas"] for row in items if row["code"] == "A0402") == "K1.01"


def test_a_department_takes_its_own_classes_over(seeds: Seeds, tmp_path: Path) -> None:
    made(seeds, tmp_path / "out")
    items = read(tmp_path / "out" / "editions" / "98-department-2026" / "items.csv")
    assert [row["code"] for row in items] == ["A", "A04", "A0402"]


@pytest.fixture(scope="module")
def parties() -> list[Row]:
    return read(DEMO / "purchasers.csv") + read(DEMO / "providers.csv")


def test_every_code_of_the_samples_is_valid_and_its_own(parties: list[Row]) -> None:
    codes = [row["credit_code"] for row in parties]
    assert [code for code in codes if gb32100.check(code)] == []
    assert len(set(codes)) == len(codes)


def test_every_sample_is_marked(parties: list[Row]) -> None:
    for row in [*parties, *read(DEMO / "organizations.csv")]:
        assert row["sample"] == "yes"
    for path in DEMO.glob("editions/*/edition.toml"):
        edition = tomllib.loads(path.read_text("utf-8"))
        assert edition["sample"] is True
        assert edition["title"].endswith("（示例）")
        assert edition["state"] == "draft"


def test_every_province_has_samples_of_each_register(parties: list[Row]) -> None:
    assert {row["region_code"][:2] for row in parties} == PROVINCES
    assert {path.name[:2] for path in DEMO.glob("editions/*-general-*")} == PROVINCES


def test_every_telephone_number_is_accepted_by_the_register(parties: list[Row]) -> None:
    phone = Phone()
    assert [row["phone"] for row in parties if row.get("phone") and list(phone.validate(row["phone"]))] == []


def test_every_item_of_a_draft_stands_right_below_its_parent() -> None:
    for path in DEMO.glob("editions/*/items.csv"):
        levels = {row["code"]: int(row["level"]) for row in read(path)}
        for row in read(path):
            above = levels[row["parent_code"]] if row["parent_code"] else 0
            assert int(row["level"]) == above + 1
            assert row["code"].startswith(row["parent_code"])
