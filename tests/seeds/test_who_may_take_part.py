"""The cases that facts decide, province by province: refused with the clause, for a reviewer, or free.

A condition that has to be proved (行政职能, 使用财政性资金) is for a reviewer until somebody looked at the proof.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from portal.profiles import Profile
from portal.registers.eligibility import Verdict, judge, ruling
from portal.seeds import Folder, read_folder
from portal.seeds.known import Known

SEEDS = Path(__file__).parents[2] / "catalog_seeds"
FOLDERS = {slug: read_folder(SEEDS / slug, SEEDS) for slug in ("shandong", "neimenggu", "hunan")}
TODAY = date(2026, 11, 21)

CASES = (
    # province, role, kind, what becomes of it, clause
    ("hunan", "purchasers", "X3", "refused", "湘财综〔2022〕28号 附件2 一（一）"),  # 公益一类，不具备行政职能
    ("hunan", "providers", "X1", "refused", "湘财综〔2022〕28号 附件2 一（一）"),
    ("hunan", "purchasers", "A1", "condition", "湘财综〔2022〕28号 二（二）"),  # 承担行政职能，待证明
    ("hunan", "providers", "V6", "not_named", "湘财综〔2022〕28号 附件2 一（一）"),  # 公益一类，具备行政职能
    ("hunan", "purchasers", "X2", "refused", "湘财综〔2022〕28号 附件2 一（一）；二（二）"),  # 事业编制、财政保障的群团
    ("hunan", "providers", "X2", "refused", "湘财综〔2022〕28号 附件2 一（一）"),
    ("hunan", "purchasers", "A2", "condition", "湘财综〔2022〕28号 二（二）"),  # 使用行政编制的群团
    ("hunan", "providers", "V7", "not_named", "湘财综〔2022〕28号 附件2 一（一）"),
    ("hunan", "providers", "V8", "not_named", "湘财综〔2022〕28号 附件2 一（一）"),  # 并非由财政保障
    ("hunan", "purchasers", "X4", "refused", "湘财综〔2022〕28号 附件2 一（二）"),  # 公益二类
    ("hunan", "purchasers", "X5", "refused", "湘财综〔2022〕28号 附件2 一（二）"),  # 从事生产经营活动的
    ("hunan", "providers", "V4", "condition", "湘财综〔2022〕28号 二（二）"),  # 公益二类，经费调整至主管部门
    ("hunan", "providers", "V5", "not_named", "湘财综〔2022〕28号 附件2 一（二）"),
    ("hunan", "purchasers", "X6", "refused", "湘财综〔2022〕28号 附件2 一（三）"),  # 尚未分类的
    ("hunan", "providers", "X3", "refused", "湘财综〔2022〕28号 附件2 一（三）"),
    ("hunan", "purchasers", "A3", "condition", "湘财综〔2022〕28号 二（二）"),  # 经认定的补充购买
    ("neimenggu", "purchasers", "P1", "free", ""),
    ("neimenggu", "purchasers", "P2", "condition", "内政办发〔2014〕80号 三（一）"),
    ("neimenggu", "purchasers", "P4", "not_named", "内政办发〔2014〕80号 三（一）"),  # 只具备其一
    ("neimenggu", "purchasers", "P3", "condition", "内政办发〔2014〕80号 三（一）"),
    ("neimenggu", "purchasers", "P5", "not_named", "内政办发〔2014〕80号 三（一）"),  # 使用事业编制的群团
    ("neimenggu", "providers", "V3", "condition", "内政办发〔2014〕80号 三（二）"),  # 事业单位，不分类别
    ("shandong", "providers", "V5", "condition", "鲁财采〔2022〕14号 四（一）"),
    ("shandong", "providers", "G3", "condition", "鲁财采〔2022〕14号 四（一）"),  # 本省自己写明的优先于102号令
    ("shandong", "providers", "V2", "free", ""),  # 优先只在同等条件下，不问单位
    ("shandong", "purchasers", "X1", "refused", "财政部令第102号 第八条"),
    ("shandong", "providers", "X1", "refused", "财政部令第102号 第八条"),
    ("shandong", "purchasers", "G5", "condition", "财政部令第102号 第三十三条"),
    ("shandong", "purchasers", "G7", "not_named", "财政部令第102号 第八条、第三十三条"),
    ("shandong", "purchasers", "S3", "not_named", "鲁财采〔2022〕14号 四（一）"),
)


def verdict(folder: Folder, register: str, code: str, profile: Profile | None = None, day: date = TODAY) -> Verdict:
    table = f"{register[:-1]}_kinds"
    known = Known(folder, ())
    kind = ruling(next(row for row in folder.shapes(table) if row.code == code), folder.shapes(table))
    return judge(kind, profile or folder.profile, register, day, known.is_near_barred(table, kind))


@pytest.mark.parametrize(("slug", "register", "code", "becomes", "clause"), CASES)
def test_each_kind_is_treated_as_its_document_says(
    slug: str, register: str, code: str, becomes: str, clause: str
) -> None:
    found = verdict(FOLDERS[slug], register, code)
    if becomes == "refused":
        assert found.refusal is not None and clause in str(found.refusal)
    elif becomes == "free":
        assert found == Verdict()
    else:
        assert found.refusal is None and found.doubt is not None
        assert (found.doubt.kind, found.doubt.clause) == (becomes, clause)
        assert found.doubt.words


def test_no_kind_is_refused_that_its_document_does_not_bar() -> None:
    for slug, folder in FOLDERS.items():
        for register in ("purchasers", "providers"):
            for kind in folder.shapes(f"{register[:-1]}_kinds"):
                refused = verdict(folder, register, kind.code).refusal is not None
                assert refused == (kind.status == "barred"), (slug, register, kind.code)


def test_a_lapsed_document_refuses_nobody_and_what_it_said_is_for_a_reviewer() -> None:
    hunan = FOLDERS["hunan"]
    assert verdict(hunan, "providers", "X1", day=date(2027, 11, 15)).refusal is not None, "its last day"
    after = verdict(hunan, "providers", "X1", day=date(2027, 11, 16))
    assert after.refusal is None and after.doubt is not None and after.doubt.kind == "lapsed"
    before = verdict(hunan, "providers", "X1", day=date(2022, 11, 15))
    assert before.doubt is not None, "not yet in force"


def test_what_a_province_does_not_take_over_is_for_a_reviewer() -> None:
    shandong = FOLDERS["shandong"]
    assert shandong.profile is not None
    provider = shandong.profile.provider
    without = replace(shandong.profile, provider=replace(provider, bans=replace(provider.bans, inherited=False)))
    found = verdict(shandong, "providers", "X1", without)
    assert found.refusal is None and found.doubt is not None and found.doubt.kind == "inherited"
