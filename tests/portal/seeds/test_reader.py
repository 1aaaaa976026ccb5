"""Reading a folder: typed rows in their places, all faults at once, and nothing that raises."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from portal.seeds import SHAPES, Fault, count, read_folder
from portal.seeds.columns import columns_of

Break = Callable[[str, str, str], int]
Told = Callable[[str], list[Fault]]


def test_rows_are_typed_and_know_their_place(seeds: Path) -> None:
    folder = read_folder(seeds / "shandong", seeds)
    document = next(row for row in folder.shapes("policy_documents") if row.code == "DOC02")
    assert document.issued_on == date(2022, 12, 20)
    assert document.signed_on is None
    assert (document.at.file, document.at.line) == ("documents.csv", 3)
    assert "请贯彻执行" in document.text
    area = folder.shapes("key_areas")[0]
    assert (area.level, area.open_ended, area.parent_code, area.region_code) == (1, True, None, "37")


def test_a_name_with_an_enumeration_comma_stays_one_name(seeds: Path) -> None:
    folder = read_folder(seeds / "neimenggu", seeds)
    names = [row.text for row in folder.shapes("provider_conditions")]
    assert "具备提供服务所必需的设施、人员和专业技术的能力" in names


def test_an_edition_is_named_by_folder_and_directory(seeds: Path) -> None:
    folder = read_folder(seeds / "neimenggu", seeds)
    (edition,) = folder.shapes("catalog_editions")
    assert (edition.code, edition.region_code, edition.year) == ("neimenggu/2014-purchase-content", "15", 2014)
    assert {item.edition for item in folder.shapes("catalog_items")} == {edition.code}
    assert {item.region_code for item in folder.shapes("catalog_items")} == {"15"}


def test_the_nation_is_the_region_of_national_rows(seeds: Path) -> None:
    folder = read_folder(seeds / "_national", seeds)
    assert {row.region_code for row in folder.shapes("negative_list_entries")} == {"00"}
    assert folder.profile is None


def test_an_open_ended_phrase_is_a_row_and_no_key_area(seeds: Path) -> None:
    folder = read_folder(seeds / "hunan", seeds)
    open_ended = [row for row in folder.shapes("key_areas") if row.kind == "open_ended"]
    assert count(folder)["key_areas"] == len(folder.shapes("key_areas")) - len(open_ended)


def test_every_fault_of_a_folder_is_told_at_once_in_the_order_of_lines(broken: Break, told: Told) -> None:
    file = "shandong/key_areas.csv"
    lines = [
        broken(file, "SD-K1.02,2,", "SD-K1.02,zwei,"),
        broken(file, "SD-K1.05,2,", "SD-K1.05,2,extra,"),
        broken(file, "SD-K1.07,", "SD-K1.06,"),
    ]
    point = broken("shandong/liaison_points.csv", "SD-L02,county", "SD-L02,hamlet")
    faults = told("shandong")
    assert [(fault.file, fault.line) for fault in faults] == [
        *(("key_areas.csv", line) for line in lines),
        ("liaison_points.csv", point),
    ]


def test_rows_that_refer_to_a_faulty_row_are_not_blamed(broken: Break, told: Told) -> None:
    line = broken("shandong/documents.csv", "DOC03,鲁财采〔2022〕14号,", "DOC03,鲁财采〔2022〕14号,,")
    broken("shandong/key_areas.csv", "SD-K1,1,", "SD-K1,one,")
    ragged_and_number = [(fault.file, fault.line) for fault in told("shandong")]
    assert ("documents.csv", line) in ragged_and_number
    broken("shandong/documents.csv", "DOC03,鲁财采〔2022〕14号,,", "DOC03,鲁财采〔2022〕14号,")
    assert [(fault.file, fault.line) for fault in told("shandong")] == [("key_areas.csv", 2)]


def test_a_file_in_another_encoding_is_one_fault(seeds: Path, told: Told) -> None:
    path = seeds / "shandong" / "prohibitive_rules.csv"
    path.write_bytes(path.read_text(encoding="utf-8").encode("gb18030"))
    (fault,) = told("shandong")
    assert (fault.file, "GB18030" in str(fault.message)) == ("prohibitive_rules.csv", True)


def test_a_missing_column_is_one_fault_not_one_a_row(broken: Break, told: Told) -> None:
    broken("shandong/key_areas.csv", "code,level,name", "code,level,title")
    assert [(fault.line, fault.column) for fault in told("shandong")] == [(1, "title"), (1, "name")]


def test_optional_columns_may_be_left_out(seeds: Path) -> None:
    path = seeds / "hunan" / "organizations.csv"
    header = path.read_text(encoding="utf-8").splitlines()[0]
    assert "sample" not in header
    assert not read_folder(seeds / "hunan", seeds).faults


def test_a_missing_folder_is_a_fault(tmp_path: Path) -> None:
    folder = read_folder(tmp_path / "nowhere", tmp_path)
    assert [str(fault.message) for fault in folder.faults] == [f"There is no folder {tmp_path / 'nowhere'}."]
    assert count(folder) == {}


def test_a_province_without_a_profile_is_a_fault(seeds: Path, told: Told) -> None:
    (seeds / "shandong" / "province.toml").unlink()
    faults = told("shandong")
    assert [(fault.file, "cannot be read" in str(fault.message)) for fault in faults] == [("province.toml", True)]


def test_a_profile_that_is_no_toml_is_a_fault_on_its_line(seeds: Path, told: Told) -> None:
    (seeds / "shandong" / "province.toml").write_text('[province]\nregion = "37\n', encoding="utf-8")
    faults = told("shandong")
    assert [(fault.file, fault.line) for fault in faults] == [("province.toml", 2)]


def test_an_edition_without_its_toml_is_one_fault(seeds: Path, told: Told) -> None:
    (seeds / "hunan/editions/2022-general/edition.toml").unlink()
    faults = {fault.file for fault in told("hunan")}
    assert "editions/2022-general/edition.toml" in faults
    assert faults <= {"editions/2022-general/edition.toml", "expect.toml"}


def test_an_edition_without_items_is_a_fault(seeds: Path, told: Told) -> None:
    (seeds / "hunan/editions/2022-general/items.csv").unlink()
    assert [fault.file for fault in told("hunan")] == ["editions/2022-general/items.csv"]


@pytest.mark.parametrize("name", ["texts/none.txt", "../neimenggu/texts/DOC14.txt"])
def test_a_text_that_is_missing_or_outside_the_folder_is_a_fault(name: str, broken: Break, told: Told) -> None:
    line = broken("shandong/documents.csv", "texts/DOC01.txt", name)
    (fault,) = told("shandong")
    assert (fault.file, fault.line, fault.column) == ("documents.csv", line, "text_file")


def test_a_region_of_a_province_that_the_nation_has_already_is_a_fault(seeds: Path, told: Told) -> None:
    header = "code,gb_code,name,short_name,kind,parent_code,virtual\n"
    (seeds / "shandong/regions.csv").write_text(
        header + "370304001,,某街道,某街道,township,370304,\n3703,,淄博市,淄博,city,37,\n", encoding="utf-8"
    )
    assert [(fault.file, fault.line, fault.column) for fault in told("shandong")] == [("regions.csv", 3, "code")]


def test_documents_that_forward_one_another_in_a_circle_are_faults(broken: Break, told: Told) -> None:
    line = broken("shandong/documents.csv", "2022-08-16,,,,", "2022-08-16,,,博财采〔2022〕19号,")
    faults = told("shandong")
    assert {(fault.file, fault.column) for fault in faults} == {("documents.csv", "forwards")}
    assert line in [fault.line for fault in faults]


def test_demo_rows_may_refer_to_the_kinds_of_every_province_and_provinces_not_to_each_other(
    seeds: Path, broken: Break, told: Told
) -> None:
    assert told("_demo") == []
    broken(
        "neimenggu/provider_conditions.csv",
        "NM-C1,1,独立承担民事责任的能力,DOC14",
        "NM-C1,1,独立承担民事责任的能力,DOC03",
    )
    assert [(fault.file, fault.value) for fault in told("neimenggu")] == [("provider_conditions.csv", "DOC03")]


@pytest.mark.prove  # it measures time, which a busy machine bends
def test_the_regions_of_the_nation_are_read_in_half_a_second(seeds: Path) -> None:
    started = time.perf_counter()
    folder = read_folder(seeds / "_national", seeds)
    took = time.perf_counter() - started
    assert count(folder)["regions"] > 3_400
    assert took < 0.5


@pytest.mark.parametrize("table", SHAPES)
def test_every_shape_is_frozen_slotted_and_named_by_its_own_columns(table: str) -> None:
    shape = SHAPES[table]
    names = {field.name for field in dataclasses.fields(shape)}
    assert set(shape.named_by) <= names
    assert set(columns_of(shape)) <= names
    assert "__slots__" in vars(shape)
    assert shape.__dataclass_params__.frozen
