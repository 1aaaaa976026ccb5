"""Draft catalogs for tools/make_demo.py, derived from the central reference and marked 示例."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterable, Sequence
from pathlib import Path

from tools import demo_words
from tools.demo_seeds import Row, Seeds

YEAR = 2026
LEVEL_NAMES = ("一级目录", "二级目录", "三级目录", "四级目录")

COLUMNS = (
    "code", "name", "level", "parent_code", "open_ended", "description", "legal_basis", "procurement_category",
    "key_areas", "source_document", "source_section", "quote", "note",
)  # fmt: skip


def write_general(seeds: Seeds, out: Path, province: str, organization: str) -> None:
    """The reference's three levels as a draft of the province."""
    title = seeds.full_name(province)
    write(out, f"{province}-general-{YEAR}", "general", title, province, organization, derived(seeds, province))


def write_department(seeds: Seeds, out: Path, province: str, organization: str, title: str) -> None:
    """The classes of the reference that concern the department, with their roots and items."""
    items = derived(seeds, province)
    classes = {item["code"]: item["parent_code"] for item in items if item["name"] in demo_words.DEPARTMENT_CLASSES}
    kept = classes.keys() | set(classes.values())
    items = [item for item in items if item["code"] in kept or item["parent_code"] in classes]
    write(out, f"{province}-department-{YEAR}", "department", title, province, organization, items)


def write_local(seeds: Seeds, out: Path, city: str, organization: str) -> None:
    """The upper levels unchanged, and items of a third and a fourth level that the city adds."""
    province = seeds.regions[city]["parent_code"]
    items = derived(seeds, province)
    chance = random.Random(f"local {city}")
    for level, additions in ((3, demo_words.OWN_THIRD_LEVEL), (4, demo_words.OWN_FOURTH_LEVEL)):
        for above, own in additions.items():
            parent = next((row for row in items if row["name"] == above and row["level"] == str(level - 1)), None)
            if parent is not None:
                for name in chance.sample(own, 2):
                    items.append(added(items, parent, name, level))
    items.sort(key=lambda item: item["code"])
    write(out, f"{city}-local-{YEAR}", "local", seeds.full_name(city), city, organization, items)


def derived(seeds: Seeds, province: str) -> list[Row]:
    """The reference as items of a draft. Its confidence and source stay behind: the draft is nobody's document."""
    areas = [row for row in seeds.table(province, "key_areas") if row["kind"] == "sub_area"]
    items = []
    for row in seeds.reference:
        item = {key: row[key] for key in ("code", "name", "level", "parent_code")}
        item["note"] = "示例：由中央参考目录（待核对）改编"
        if row["level"] == "3":
            item["description"] = f"示例：“{row['name']}”的内容、标准和适用范围待正式编制时填写。"
            # Two at most: the sub-areas whose own words stand in the name.
            item["key_areas"] = ";".join([area["code"] for area in areas if area["name"] in row["name"]][:2])
        items.append(item)
    return items


def added(items: Iterable[Row], parent: Row, name: str, level: int) -> Row:
    """An item of the city's own, with the next free code below its parent."""
    used = [int(item["code"].removeprefix(parent["code"])) for item in items if item["parent_code"] == parent["code"]]
    return {
        "code": f"{parent['code']}{max(used, default=0) + 1:02}",
        "name": name,
        "level": str(level),
        "parent_code": parent["code"],
        "description": f"示例：在“{parent['name']}”之下增设。",
        "note": "示例：本地增设",
    }


def write(out: Path, slug: str, kind: str, title: str, region: str, organization: str, items: Sequence[Row]) -> None:
    """The folder of one edition."""
    folder = out / "editions" / slug
    folder.mkdir(parents=True)
    levels = ", ".join(f'"{name}"' for name in LEVEL_NAMES[: max(int(item["level"]) for item in items)])
    lines = (
        f'kind = "{kind}"',
        f'title = "{title}政府购买服务指导性目录（示例）"',
        f"year = {YEAR}",
        f'region = "{region}"',
        f'organization = "{organization}"',
        'state = "draft"',
        f"level_names = [{levels}]",
        "sample = true",
        'source = "示例"',
    )
    (folder / "edition.toml").write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
    with (folder / "items.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(items)
