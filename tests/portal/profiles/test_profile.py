"""A profile as others use it: rows for display, a JSON column, the questions that settings answer."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest

from portal.errors import Unusable
from portal.profiles import Profile, read_profile
from portal.profiles.profile import LABELS

SEEDS = Path(__file__).parents[3] / "catalog_seeds"
PROVINCES = ("shandong", "neimenggu", "hunan")
FOLDERS = (*PROVINCES, "_template")


def profile_of(folder: str) -> Profile:
    profile, _ = read_profile(SEEDS / folder / "province.toml")
    assert profile is not None
    return profile


def bare(text: str) -> str:
    return re.sub(r"\s+", "", text)


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_profile_survives_a_json_column(folder: str) -> None:
    profile = profile_of(folder)
    assert Profile.from_dict(json.loads(json.dumps(profile.to_dict()))) == profile


def test_a_stored_profile_that_no_longer_fits_says_what_to_do() -> None:
    stored = profile_of("hunan").to_dict()
    del stored["catalogue"]["window"]
    with pytest.raises(Unusable, match=r"catalogue\.window.*portal seed load"):
        Profile.from_dict(stored)


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_setting_is_shown_in_both_languages(folder: str) -> None:
    settings = profile_of(folder).settings()
    assert [each.key for each in settings] == list(LABELS)
    for each in settings:
        assert re.search(r"[一-鿿]", each.text("zh"))
        assert re.search(r"[A-Za-z]", each.text("en"))
        assert bool(each.source) == each.stated


def test_the_settings_are_the_27_that_differ_by_province_and_the_codes_of_the_portal() -> None:
    assert len(LABELS) == 28
    assert [key for key, _ in LABELS.items() if key == "catalogue.codes"]


@pytest.mark.parametrize("folder", PROVINCES)
def test_what_a_setting_quotes_stands_in_the_documents(folder: str) -> None:
    """Every piece between …… is printed, word by word; line breaks and spaces do not count."""
    printed = bare("".join(path.read_text(encoding="utf-8") for path in sorted((SEEDS / folder / "texts").iterdir())))
    profile = profile_of(folder)
    tables = profile.to_dict()
    for setting in profile.settings():
        if not setting.stated or setting.source == "portal":
            continue
        table = tables
        for part in setting.key.split("."):
            table = table[part]
        for piece in table["text"].split("……"):
            assert bare(piece) in printed, f"{setting.key}: {piece}"


@pytest.mark.parametrize("folder", PROVINCES)
def test_names_in_values_are_printed_in_the_documents(folder: str) -> None:
    printed = bare("".join(path.read_text(encoding="utf-8") for path in sorted((SEEDS / folder / "texts").iterdir())))
    profile = profile_of(folder)
    names = [
        *(method.name for method in profile.procure.methods.methods),
        *profile.contract.fields.fields,
        *profile.contract.term.renewal_conditions,
        *profile.performance.rules.indicators,
        *profile.provider.bans.barred,
        *profile.publish.owner.through,
        *(owner.register for owner in profile.provider.register_owner.owners),
        *(owner.owner for owner in profile.provider.register_owner.owners),
        profile.budget.form.name,
    ]
    assert [name for name in names if bare(name) not in printed] == []


def test_a_remark_follows_the_text_in_brackets() -> None:
    window = next(each for each in profile_of("shandong").settings() if each.key == "catalogue.window")
    assert window.text("zh") == "目录编制调整原则上应于每年9月底前完成（未提及公布时间）"
    assert window.text("en").endswith("(publishing is not named)")


def test_shandong_locks_two_levels_and_lets_cities_extend() -> None:
    catalogue = profile_of("shandong").catalogue
    assert (catalogue.locked_levels.hard, catalogue.locked_levels.soft) == ((1, 2), (3,))
    assert (catalogue.local_edit.policy, catalogue.local_edit.city, catalogue.local_edit.county) == (
        "extend",
        True,
        False,
    )
    assert (catalogue.window.month, catalogue.window.day, catalogue.window.principle) == (9, 30, True)


def test_inner_mongolia_has_two_levels_of_purchase_content_and_lets_localities_choose() -> None:
    catalogue = profile_of("neimenggu").catalogue
    content = catalogue.depth.of("purchase_content")
    assert content is not None
    assert (content.levels, content.stated) == (2, True)
    assert catalogue.local_edit.policy == "select_or_extend"
    assert "department" not in catalogue.kinds


def test_hunan_follows_the_province_and_must_be_listed() -> None:
    catalogue = profile_of("hunan").catalogue
    assert (catalogue.local_edit.policy, catalogue.force.effect) == ("follow", "must_be_listed")
    assert catalogue.depth.of("local") is None
    assert catalogue.editors.may_compile("province_department", "department")
    assert not catalogue.editors.may_compile("city_finance", "general")


def test_hunans_document_holds_for_five_years_its_last_day_included() -> None:
    validity = profile_of("hunan").validity
    assert not validity.covers(date(2022, 11, 15))
    assert validity.covers(date(2022, 11, 16))
    assert validity.covers(date(2027, 11, 15))
    assert not validity.covers(date(2027, 11, 16))


def test_a_document_without_a_printed_term_holds_from_its_issue_on() -> None:
    validity = profile_of("neimenggu").validity
    assert not validity.covers(date(2014, 7, 16))
    assert validity.covers(date(2026, 1, 1))


@pytest.mark.parametrize(("code", "fits"), [("A", True), ("A0101", True), ("A1", False), ("a01", False), ("", False)])
def test_codes_fit_as_a_whole(code: str, fits: bool) -> None:
    assert profile_of("shandong").catalogue.codes.fits(code) is fits


def test_words_come_in_the_readers_language() -> None:
    divisions = profile_of("neimenggu").divisions
    assert divisions.city_list_label.text("zh") == "盟市"
    assert divisions.city_list_label.text("en") == "leagues and cities"
