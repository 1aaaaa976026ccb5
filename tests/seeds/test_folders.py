"""The project's own seeds: every folder is without fault, and holds what the three documents print."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from portal.seeds import Folder, count, read_folder

SEEDS = Path(__file__).parents[2] / "catalog_seeds"
FOLDERS = sorted(path.name for path in SEEDS.iterdir() if path.is_dir())


@cache
def folder(slug: str) -> Folder:
    return read_folder(SEEDS / slug, SEEDS)


@pytest.mark.parametrize("slug", FOLDERS)
def test_every_folder_is_without_fault(slug: str) -> None:
    assert [f"{fault.file}:{fault.line} {fault.column}: {fault.message}" for fault in folder(slug).faults] == []


@pytest.mark.parametrize("slug", FOLDERS)
def test_every_folder_says_where_its_tables_come_from(slug: str) -> None:
    assert (SEEDS / slug / "SOURCE.md").read_text(encoding="utf-8").strip()


@pytest.mark.parametrize(
    ("slug", "counts"),
    [
        ("neimenggu", {"catalog_items": 66, "negative_list_entries": 9, "provider_conditions": 6}),
        ("hunan", {"negative_list_entries": 15, "prohibitive_rules": 12, "key_areas": 41, "catalog_items": 2}),
        (
            "shandong",
            {"liaison_points": 15, "key_areas": 42, "negative_list_entries": 4, "prohibitive_rules": 7},
        ),
        ("_national", {"negative_list_entries": 6}),
    ],
)
def test_tables_hold_as_many_rows_as_the_documents_print(slug: str, counts: dict[str, int]) -> None:
    found = count(folder(slug))
    assert {table: found[table] for table in counts} == counts


def test_inner_mongolias_six_classes_hold_their_items() -> None:
    items = folder("neimenggu").shapes("catalog_items")
    classes = [item.code for item in items if item.level == 1]
    below = Counter(item.parent_code for item in items if item.level == 2)
    assert [below[code] for code in classes] == [20, 11, 2, 8, 19, 0]


def test_hunans_negative_list_has_three_sections() -> None:
    sections = Counter(entry.section_code for entry in folder("hunan").shapes("negative_list_entries"))
    assert list(sections.values()) == [3, 8, 4]


@pytest.mark.parametrize(("slug", "areas", "sub_areas"), [("shandong", 6, 36), ("hunan", 6, 35)])
def test_key_areas_are_six_with_their_sub_areas(slug: str, areas: int, sub_areas: int) -> None:
    kinds = Counter(area.kind for area in folder(slug).shapes("key_areas"))
    assert (kinds["area"], kinds["sub_area"]) == (areas, sub_areas)


def test_shandongs_liaison_points_stand_in_fifteen_cities() -> None:
    points = folder("shandong").shapes("liaison_points")
    assert len({point.region_code[:4] for point in points}) == 15
    assert not any(point.region_code.startswith("3702") for point in points)


def test_shandongs_notice_was_forwarded_twice() -> None:
    documents = {row.number: row for row in folder("shandong").shapes("policy_documents")}
    chain = [documents["博财采〔2022〕19号"]]
    while chain[-1].forwards:
        chain.append(documents[chain[-1].forwards])
    assert [row.level for row in chain] == ["county", "city", "province"]


def test_the_central_catalog_is_an_unconfirmed_reference() -> None:
    editions = folder("_national").shapes("catalog_editions")
    assert [(edition.kind, edition.unconfirmed) for edition in editions] == [("reference", True)]


def test_nine_headings_of_the_division_code_are_marked() -> None:
    assert sum(region.virtual for region in folder("_national").shapes("regions")) == 9


def test_everything_invented_is_marked_as_a_sample() -> None:
    demo = folder("_demo")
    for table in ("purchasers", "providers", "catalog_editions", "organizations"):
        assert all(row.sample for row in demo.shapes(table)), table


@pytest.mark.parametrize("slug", [slug for slug in FOLDERS if not slug.startswith("_")])
def test_every_quote_stands_in_the_text_of_its_document(slug: str) -> None:
    here = folder(slug)
    texts = {row.code: re.sub(r"\s", "", row.text) for row in here.shapes("policy_documents") if row.text}
    rows: list[Any] = [row for table in here.rows for row in here.shapes(table) if hasattr(row, "source_document")]
    quoted = [
        (row.source_document, value, row.at)
        for row in rows
        for column in ("quote", "source_quote")
        if (value := getattr(row, column, None)) and row.source_document in texts
    ]
    assert quoted
    assert [at for code, value, at in quoted if re.sub(r"\s", "", value) not in texts[code]] == []


def test_no_personal_phone_stands_in_a_text() -> None:
    for slug in FOLDERS:
        for row in folder(slug).shapes("policy_documents"):
            assert not (row.contact_phone and row.text and row.contact_phone in row.text), row.code
