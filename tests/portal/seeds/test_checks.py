"""Each check: the project's own data, broken in one place, gives that one fault, with file, line and remedy."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import pytest

from portal.seeds import Fault

Break = Callable[[str, str, str], int]
Told = Callable[[str], list[Fault]]


class Broken(NamedTuple):
    """``old`` becomes ``new`` in a file; the fault shows that file, its line, a column and these words."""

    name: str
    file: str
    old: str
    new: str
    column: str
    words: str

    @property
    def slug(self) -> str:
        return self.file.split("/")[0]


ITEMS = "neimenggu/editions/2014-purchase-content/items.csv"
POINTS = "shandong/liaison_points.csv"
REGIONS = "_national/regions.csv"
DEMO_ITEMS = "_demo/editions/37-general-2026/items.csv"
DEMO_EDITION = "_demo/editions/37-general-2026/edition.toml"

CASES = (
    # cells
    Broken("empty cell", "shandong/key_areas.csv", "SD-K1.02,2,托育", "SD-K1.02,2,", "name", "is empty"),
    Broken("no date", "shandong/documents.csv", "2022-12-20", "2022年12月20日", "issued_on", "not a date"),
    Broken("no such day", "shandong/documents.csv", "2022-12-20", "2022-02-30", "issued_on", "not a date"),
    Broken("no number", "shandong/key_areas.csv", "SD-K1.02,2,", "SD-K1.02,二,", "level", "whole number"),
    Broken("negative number", "shandong/key_areas.csv", "SD-K1.02,2,", "SD-K1.02,-2,", "level", "whole number"),
    Broken("no word of the list", POINTS, "SD-L02,county", "SD-L02,town", "kind", "not one of the values"),
    Broken("no mark", ITEMS, "1,公共服务,1,,等", "1,公共服务,1,,maybe", "open_ended", "neither yes"),
    # references
    Broken("unknown document", POINTS, "张店区,DOC03", "张店区,DOC99", "document", "“DOC99” is not known"),
    Broken("unknown region", POINTS, "SD-L02,county,370303", "SD-L02,county,370399", "region_code", "“370399”"),
    Broken(
        "unknown parent", ITEMS, "1.02,劳动就业服务,2,1", "1.02,劳动就业服务,2,9", "parent_code", "“9” is not known"
    ),
    Broken(
        "unknown kind", "_demo/purchasers.csv", "11370000MYY000014G,S2", "11370000MYY000014G,S9", "kind_code", "“S9”"
    ),
    Broken(
        "barred kind", "_demo/purchasers.csv", "11430100MYY002220A,A3", "11430100MYY002220A,X1", "kind_code", "barred"
    ),
    Broken(
        "remark in a condition",
        "hunan/provider_kinds.csv",
        "V3,社会力量,社会力量,有条件的；",
        "V3,社会力量,社会力量,有条件的（见 A3）；",
        "condition",
        "does not stand",
    ),
    Broken(
        "unknown organization",
        "_demo/purchasers.csv",
        "S2,37,37-civil_affairs",
        "S2,37,37-none",
        "organization_code",
        "37-none",
    ),
    Broken(
        "heading for a region",
        "_demo/purchasers.csv",
        "MYY002220A,A3,4301",
        "MYY002220A,A3,4690",
        "region_code",
        "no place",
    ),
    # levels, numbers, dates
    Broken("level below parent", ITEMS, "1.02,劳动就业服务,2,1", "1.02,劳动就业服务,1,1", "level", "its level is 2"),
    Broken("level without parent", ITEMS, "1.02,劳动就业服务,2,1", "1.02,劳动就业服务,2,", "level", "is of level 1"),
    Broken("gap in a list", "neimenggu/provider_conditions.csv", "NM-C6,6,", "NM-C6,7,", "ordinal", "runs on with 6"),
    # sources and quotes
    Broken(
        "no section",
        "neimenggu/provider_conditions.csv",
        "其他条件,DOC14,三（二）",
        "其他条件,DOC14,",
        "source_section",
        "where it comes from",
    ),
    Broken("wrong quote", ITEMS, "劳动就业服务,\n", "劳动就业的服务,\n", "quote", "do not stand in DOC14"),
    # regions
    Broken("no code", REGIONS, "370304Z01,,开发区", "370304Z1,,开发区", "code", "no code of a region"),
    Broken(
        "other parent", REGIONS, "淄川,county,3703", "淄川,county,3704", "parent_code", "does not begin with “3704”"
    ),
    Broken("no parent", REGIONS, "淄川,county,3703", "淄川,county,", "parent_code", "Only the nation"),
    Broken(
        "unknown parent region", REGIONS, "淄川,county,3703", "淄川,county,3799", "parent_code", "“3799” is not known"
    ),
    Broken(
        "unknown successor", REGIONS, "2018-12-26,370117", "2018-12-26,370199", "replaced_by", "“370199” is not known"
    ),
    Broken("replaced for ever", REGIONS, "3712,,2018-12-26,370117", "3712,,,370117", "valid_to", "until when"),
    Broken(
        "ended before begun",
        REGIONS,
        "3712,,2018-12-26,370117",
        "3712,2020-01-01,2018-12-26,370117",
        "valid_to",
        "lies before",
    ),
    # liaison points
    Broken("county point in a city", POINTS, "SD-L02,county,370303", "SD-L02,county,3703", "region_code", "淄博市"),
    Broken("kind of another province", POINTS, "SD-L02,county,370303", "SD-L02,city,3703", "kind", "no liaison points"),
    # names
    Broken("code twice", "shandong/key_areas.csv", "SD-K1.03,", "SD-K1.02,", "code", "line 4 already"),
    Broken("credit code", "_demo/providers.csv", "51370000MYY000313A", "51370000MYY000313B", "credit_code", "check"),
    Broken("full width", ITEMS, "1.02,劳动就业服务,2", "1.０2,劳动就业服务,2", "code", "“０” is written in full width"),
    Broken("invisible", ITEMS, "1.02,劳动就业服务,2", "1.02,劳动\u200b就业服务,2", "name", "U+200B"),
    # editions
    Broken("edition's organization", DEMO_EDITION, "37-finance", "37-nobody", "organization", "“37-nobody”"),
    Broken("edition's region", DEMO_EDITION, 'region = "37"', 'region = "38"', "region", "“38” is not known"),
    Broken("edition's state", DEMO_EDITION, '"draft"', '"finished"', "state", "not one of the values"),
    Broken("edition's year", DEMO_EDITION, "year = 2026", 'year = "this"', "year", "whole number"),
    Broken("edition's key", DEMO_EDITION, "sample = true", "exemplary = true", "exemplary", "not known here"),
    Broken("edition's names", DEMO_EDITION, "level_names = [", "level_names = [3, ", "level_names", "no names"),
    Broken("code of no pattern", DEMO_ITEMS, "A0101,公共", "a0101,公共", "code", "not built like the codes"),
    # what the folder announces
    Broken(
        "count", "neimenggu/expect.toml", "catalog_items = 66", "catalog_items = 67", "catalog_items", "holds 66 rows"
    ),
    Broken("count of nothing", "neimenggu/expect.toml", "catalog_items", "items", "items", "not a table"),
    # the profile
    Broken("slug", "shandong/province.toml", 'slug = "shandong"', 'slug = "lu"', "province.slug", "“shandong”"),
    Broken("document", "shandong/province.toml", '"DOC03"', '"DOC99"', "province.document", "“DOC99” is not known"),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_one_break_gives_one_fault_in_its_place(case: Broken, broken: Break, told: Told) -> None:
    line = broken(case.file, case.old, case.new)
    faults = told(case.slug)
    shown = [(f"{case.slug}/{fault.file}", fault.line, fault.column) for fault in faults]
    assert shown == [(case.file, line, case.column)], [str(fault.message) for fault in faults]
    assert case.words in str(faults[0].message)
    assert str(faults[0].remedy)
