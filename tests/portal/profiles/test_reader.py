"""Reading province.toml: a sound file gives a profile, a broken one every fault with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from portal.profiles import ProfileFault, read_profile

SEEDS = Path(__file__).parents[3] / "catalog_seeds"
TEMPLATE = SEEDS / "_template" / "province.toml"


@pytest.fixture
def text() -> str:
    return TEMPLATE.read_text(encoding="utf-8")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "province.toml"


def faults_after(text: str, file: Path, old: str, new: str) -> list[ProfileFault]:
    """The faults of a text in which one passage was changed."""
    assert old in text, old
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    profile, faults = read_profile(file)
    assert (profile is None) == bool(faults)
    return faults


def line_of(file: Path, start: str) -> int:
    lines = file.read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if line.lstrip().startswith(start))


@pytest.mark.parametrize("path", sorted(SEEDS.glob("*/province.toml")), ids=lambda path: path.parent.name)
def test_every_profile_of_the_seeds_is_sound(path: Path) -> None:
    profile, faults = read_profile(path)
    assert faults == []
    assert profile is not None


# What is changed, what it becomes, the key at fault, how the faulty line begins.
BREAKAGES = {
    "unknown key": ("hard = []", "hrad = []\nhard = []", "catalogue.locked_levels.hrad", "hrad"),
    "missing key": ("soft = []\n", "", "catalogue.locked_levels.soft", "[catalogue.locked_levels]"),
    "unknown table": ("[divisions]", "[extra]\na = 1\n[divisions]", "extra", "[extra]"),
    "number for text": ('name = "示例省"', "name = 5", "province.name", "name = 5"),
    "text for number": ("levels = 3", 'levels = "3"', "catalogue.depth.by_kind[0].levels", "levels"),
    "truth value for number": ("levels = 3", "levels = true", "catalogue.depth.by_kind[0].levels", "levels"),
    "text for a list": ("hard = []", 'hard = "1"', "catalogue.locked_levels.hard", "hard"),
    "value outside its enum": ('policy = "follow"', 'policy = "copy"', "catalogue.local_edit.policy", "policy"),
    "empty text": ('slug = "example"', 'slug = " "', "province.slug", "slug"),
    "no slug": ('slug = "example"', 'slug = "Ex ample"', "province.slug", "slug"),
    "no region": ('region = "33"', 'region = "330000"', "province.region", "region"),
    "no regex": (r"'[A-Z](?:\d{2}){0,5}'", "'[A-Z'", "catalogue.codes.pattern", "pattern"),
    "segment of nothing": ("segments = [1, 2,", "segments = [1, 0,", "catalogue.codes.segments[1]", "segments"),
    "too few level names": (
        '["一级目录", "二级目录", "三级目录"]',
        '["一级目录"]',
        "catalogue.depth.by_kind[0].level_names",
        "level_names",
    ),
    "no levels": ("levels = 3", "levels = 0", "catalogue.depth.by_kind[0].levels", "levels"),
    "limit without depth": ("max_levels = 3", "max_levels = 4", "catalogue.depth.by_kind[0].max_levels", "max_levels"),
    "depth without limit": (
        "deeper_allowed = false",
        "deeper_allowed = true",
        "catalogue.depth.by_kind[0].max_levels",
        "max_levels",
    ),
    "locked level that is not there": ("hard = []", "hard = [1, 9]", "catalogue.locked_levels.hard[1]", "hard"),
    "level hard and soft": (
        "hard = []\nsoft = []",
        "hard = [1]\nsoft = [1]",
        "catalogue.locked_levels.soft[0]",
        "soft",
    ),
    "following and editing": ("city = false", "city = true", "catalogue.local_edit.city", "city = true"),
    "approval by nobody": ("needs_approval = false", "needs_approval = true", "catalogue.dept_self_edit.approver", ""),
    "month without day": ("[catalogue.window]", "[catalogue.window]\nmonth = 9", "catalogue.window.month", "month"),
    "day that does not exist": (
        "[catalogue.window]",
        "[catalogue.window]\nmonth = 9\nday = 31",
        "catalogue.window.day",
        "day",
    ),
    "month that does not exist": (
        "[catalogue.window]",
        "[catalogue.window]\nmonth = 13\nday = 1",
        "catalogue.window.month",
        "month",
    ),
    "section twice": (
        "sections = []",
        'sections = [\n  { code = "1", name = "a" },\n  { code = "1", name = "b" },\n]',
        "negative.sections.sections[1].code",
        '{ code = "1", name = "b" }',
    ),
    "report due on no day": (
        "reports = []",
        'reports = [\n  { what = "a", what_en = "a", who = "city_finance", due = "7-15" },\n]',
        "report.periodic.reports[0].due",
        "{ what",
    ),
    "contract of no year": (
        "renewal_allowed = false",
        "renewal_allowed = true\nrenewal_max_years = 0",
        "contract.term.renewal_max_years",
        "renewal_max_years",
    ),
    "expiry before effect": (
        "[validity]",
        "[validity]\neffective_on = 2026-02-01\nexpires_on = 2026-01-31",
        "validity.expires_on",
        "expires_on",
    ),
    "no date": ("[validity]", '[validity]\nissued_on = "soon"', "validity.issued_on", "issued_on"),
    "time for a date": (
        "[validity]",
        "[validity]\nissued_on = 2026-01-31T08:00:00",
        "validity.issued_on",
        "issued_on",
    ),
    "kind without depth": (
        'level = "province" }]',
        'level = "province" }, { kind = "local", name = "a", level = "city" }]',
        "catalogue.depth.by_kind",
        "[[catalogue.depth.by_kind]]",
    ),
    "depth without kind": (
        'kind = "general"\nlevels',
        'kind = "local"\nlevels',
        "catalogue.depth.by_kind[0].kind",
        'kind = "local"',
    ),
    "remark in one language": ("[validity]", '[validity]\nnote = "甲"', "validity.note", "note"),
    "unstated key that is not there": (
        "[validity]",
        '[validity]\nunstated = ["years", "yaers"]',
        "validity.unstated[1]",
        "unstated",
    ),
    "word in one language": (
        '{ zh = "市", en = "city" }',
        '{ zh = "市" }',
        "divisions.city.en",
        'city = { zh = "市" }',
    ),
}


@pytest.mark.parametrize("case", BREAKAGES)
def test_a_fault_names_its_key_and_line(case: str, text: str, file: Path) -> None:
    old, new, key, start = BREAKAGES[case]
    faults = {fault.key: fault for fault in faults_after(text, file, old, new)}
    assert key in faults
    if start:
        assert faults[key].line == line_of(file, start)
    assert str(faults[key].message)
    assert str(faults[key].remedy)


def test_every_fault_is_reported_at_once_in_the_order_of_lines(text: str, file: Path) -> None:
    text = text.replace('slug = "example"', 'slug = ""').replace("hard = []", "hard = 1")
    faults = faults_after(text, file, "[divisions]", "[divisions]\ncitty = 1")
    assert [fault.key for fault in faults] == ["province.slug", "catalogue.locked_levels.hard", "divisions.citty"]
    assert [fault.line for fault in faults] == sorted(fault.line for fault in faults)


def test_a_misspelt_key_gets_its_likely_name(text: str, file: Path) -> None:
    (fault,) = (f for f in faults_after(text, file, "checklist", "checklst") if f.key == "provider.conditions.checklst")
    assert str(fault.remedy) == "Did you mean “checklist”?"


def test_a_value_outside_its_enum_is_answered_with_the_possible_ones(text: str, file: Path) -> None:
    (fault,) = faults_after(text, file, 'rule = "not_stated"', 'rule = "never"')
    assert fault.value == "never"
    assert str(fault.remedy) == "Use one of: allowed, principle_no, not_stated."


def test_a_stated_setting_names_its_clause(text: str, file: Path) -> None:
    (fault,) = faults_after(text, file, 'source = ""\nstated = false', 'source = ""')
    assert fault.key == "catalogue.kinds.source"


def test_a_setting_that_is_not_stated_names_no_clause(text: str, file: Path) -> None:
    (fault,) = faults_after(text, file, 'source = ""\nstated = false', 'source = "甲〔2026〕1号"\nstated = false')
    assert fault.key == "catalogue.kinds.source"


def test_broken_toml_is_one_fault_on_its_line(text: str, file: Path) -> None:
    (fault,) = faults_after(text, file, 'slug = "example"', "slug = example")
    assert fault.line == line_of(file, "slug")
    assert fault.value.startswith("slug = example")


def test_toml_that_ends_too_early_is_a_fault_on_the_last_line(text: str, file: Path) -> None:
    file.write_text('a = 1\nb = """x\n', encoding="utf-8")
    profile, (fault,) = read_profile(file)
    assert profile is None
    assert fault.line == 2


def test_another_encoding_is_a_fault_on_the_first_line_that_shows_it(file: Path) -> None:
    file.write_bytes(b"# ok\n" + 'name = "山东省"\n'.encode("gb18030"))
    profile, (fault,) = read_profile(file)
    assert profile is None
    assert fault.line == 2
    assert "UTF-8" in str(fault.message)


def test_a_file_that_is_not_there_is_a_fault(file: Path) -> None:
    profile, (fault,) = read_profile(file)
    assert profile is None
    assert "cannot be read" in str(fault.message)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(encoding: str, text: str, file: Path) -> None:
    file.write_bytes(text.replace("\n", "\r\n").encode(encoding))
    profile, faults = read_profile(file)
    assert faults == []
    assert profile is not None
