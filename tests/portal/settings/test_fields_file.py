"""fields.toml is looked through before anything is loaded: each fault with its line and key."""

from __future__ import annotations

import random
import shutil
import tomllib
from pathlib import Path

import pytest

import config
from portal.fields import OWN_TYPES
from portal.messages import Message
from portal.profiles import read_profile
from portal.services import seed_check
from portal.services.fields import described, linting
from portal.services.fields.settings import FieldSettings, to_json
from portal.services.province_files import State, fields_text
from tests.random_fields import definition

SEEDS = config.ROOT / "catalog_seeds"

SOUND = """\
# 本省自定义字段
[providers.grade]
type = "choice"
label_zh = "等级"
listed = true
filtered = true

[providers.grade.limits]
options = [
    { value = "a", zh = "甲" },
    { value = "b", zh = "乙" },
]

[providers.why]
type = "text"
label_zh = "理由"
required = true
required_from = 2027-01-01
limits = { longest = 40 }

[[providers.why.shown_when]]
key = "own_grade"
test = "is"
values = ["b"]

[providers."built_in/note"]
label_zh = "备注说明"

[providers."built_in/*"]
order = ["name", "own_grade"]
"""

BREAKS = (
    # what is written, what instead, line, column
    ("[providers.grade]", "[regions.grade]", 2, "regions"),
    ("[providers.grade]", "[nothing.grade]", 2, "nothing"),
    ('type = "choice"', 'type = "nonsense"', 3, "providers.grade.type"),
    ('type = "choice"', "listed_ = true", 3, "providers.grade.listed_"),
    ('label_zh = "等级"', 'label_zh = ""', 4, "providers.grade.label_zh"),
    ('label_zh = "等级"', f'label_zh = "{"长" * 61}"', 4, "providers.grade.label_zh"),
    ('{ value = "b", zh = "乙" }', '{ value = "a", zh = "乙" }', 8, "providers.grade.limits.options"),
    ('label_zh = "理由"', 'label_zh = "理由"\nunique = "often"', 17, "providers.why.unique"),
    ("longest = 40", "most = 40", 19, "providers.why.limits.most"),
    ("longest = 40", "longest = -5", 19, "providers.why.limits.longest"),
    ('key = "own_grade"', 'key = "own_why"', 21, "providers.why.shown_when"),
    ('test = "is"', 'test = "like"', 21, "providers.why.shown_when"),
    ('"built_in/note"', '"built_in/none"', 26, "providers.built_in/none"),
    ('label_zh = "备注说明"', 'state = "retired"', 27, "providers.built_in/note.state"),
    (
        '"built_in/note"]\nlabel_zh = "备注说明"',
        '"built_in/name"]\nstate = "hidden"',
        27,
        "providers.built_in/name.state",
    ),
    ('order = ["name", "own_grade"]', "order = 5", 30, "providers.built_in/*.order"),
    ("[providers.why]", '[providers."x\'; DROP TABLE"]', 14, "providers.x'; DROP TABLE"),
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(SEEDS / "hunan", tmp_path_factory.mktemp("seeds") / "hunan"))


def faults(folder: Path, text: str) -> list[tuple[int, str, Message]]:
    (folder / "fields.toml").write_text(text, encoding="utf-8")
    found = seed_check.read(folder, SEEDS).faults
    assert all(fault.file == "fields.toml" and str(fault.remedy) for fault in found)
    return [(fault.line, fault.column, fault.message) for fault in found]


def told(text: str) -> list[tuple[int, str]]:
    """The same without the rest of the folder: it need not be read for each."""
    found = seed_check.told(text, linting.lint(tomllib.loads(text)).faults)
    return [(fault.line, fault.column) for fault in found]


def test_a_sound_file_has_no_fault(folder: Path) -> None:
    assert faults(folder, SOUND) == []


def test_each_break_is_told_at_its_line_and_key() -> None:
    for old, new, line, column in BREAKS:
        assert old in SOUND
        found = told(SOUND.replace(old, new, 1))
        assert (line, column) in found, (new, found)


def test_faults_are_told_all_at_once(folder: Path) -> None:
    broken = SOUND.replace('"choice"', '"nonsense"').replace("longest = 40", "longest = -5")
    assert {column for _, column, _ in faults(folder, broken)} >= {
        "providers.grade.type",
        "providers.why.limits.longest",
    }


def test_fields_that_wait_for_each_other_are_a_fault() -> None:
    waiting = '\n[[providers.grade.shown_when]]\nkey = "own_why"\ntest = "filled"\n'
    found = told(SOUND.replace("\n[providers.why]", waiting + "\n[providers.why]"))
    assert "providers.grade.shown_when" in {column for _, column in found}


def test_whatever_the_portal_writes_it_can_read(folder: Path) -> None:
    profile, _ = read_profile(SEEDS / "hunan" / "province.toml")
    assert profile is not None
    draw = random.Random(11)
    # A computed field names others, which have tests of their own; a file is filtered by nobody.
    kinds = [kind for kind in OWN_TYPES if kind not in ("computed", "attachment")]
    fields = {
        f"{kind}_{number}": to_json(described.read(definition(draw, kind), FieldSettings(type=kind), built_in=False))
        for kind in kinds
        for number in range(2)
    }
    fields = {key: {**held, "listed": number < 20} for number, (key, held) in enumerate(fields.items())}
    assert faults(folder, fields_text(State(profile, {"providers": fields}))) == []
