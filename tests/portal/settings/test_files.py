"""A province as files: written, compared with what runs, and read again wholly or not at all."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

import config
from portal.access.actor import Actor, acting
from portal.cli import province as province_command
from portal.errors import BadInput, Conflict, NotFound, SeedRefused, Unusable
from portal.extensions import db
from portal.models import Event, FieldDefinition, Province
from portal.models.transactions import writing
from portal.profiles import Profile, read_profile
from portal.registers import REGISTERS
from portal.services import new_province, province_files, seed_check, seeding
from portal.services.fields import drafting, publishing
from tests.portal.settings.acting_out import set_value

SEEDS = config.ROOT / "catalog_seeds"
WRITTEN: dict[str, dict[str, str]] = {}
"""What each province was written as, from whichever database came first."""


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    with app.app_context(), writing(), acting(Actor.system("test")):
        yield db.session
        db.session.rollback()


def add_field(session: Session, key: str = "grade") -> None:
    """A published field of Hunan's providers."""
    actor, register = Actor.system("test"), REGISTERS["providers"]
    raw = {"label_zh": "等级", "label_en": "Grade", "required": True, "required_from": "2027-01-01", "listed": True}
    drafting.add(session, actor, register, "43", key, "integer", raw)
    seen = {k: d.version for k, d in publishing.drafts(session, register, "43").items()}
    publishing.publish(session, actor, register, "43", seen)


def exported(session: Session, directory: Path, slug: str = "hunan") -> Path:
    province_files.write(province_files.export(province_files.state_of(session, slug)), directory)
    return directory


def change(directory: Path, old: str, new: str, name: str = "province.toml") -> None:
    text = (directory / name).read_text(encoding="utf-8")
    assert old in text
    (directory / name).write_text(text.replace(old, new, 1), encoding="utf-8")


def profile_of(session: Session, slug: str = "hunan") -> Profile:
    session.expire_all()
    return Profile.from_dict(session.scalars(select(Province).where(Province.slug == slug)).one().profile)


def test_an_export_holds_what_runs_and_a_second_one_is_the_same_to_the_byte(session: Session, tmp_path: Path) -> None:
    add_field(session)
    for slug in ("shandong", "neimenggu", "hunan"):
        first = province_files.export(province_files.state_of(session, slug))
        exported(session, tmp_path / slug, slug)
        profile, faults = read_profile(tmp_path / slug / "province.toml")
        assert not faults and profile == profile_of(session, slug)
        assert province_files.export(province_files.state_of(session, slug)) == first
        assert WRITTEN.setdefault(slug, first) == first, "from the other database too"
    assert "等级" in WRITTEN["hunan"]["fields.toml"] and "fields.toml" not in WRITTEN["shandong"]


def test_a_folder_as_it_was_written_differs_in_nothing_and_loads_nothing(session: Session, tmp_path: Path) -> None:
    add_field(session)
    folder = seed_check.read(exported(session, tmp_path / "x"), SEEDS)
    assert not folder.faults
    assert province_files.differences(province_files.state_of(session, "hunan"), folder) == []
    assert seeding.load(session, tmp_path / "x", SEEDS).changed == 0


def test_a_changed_folder_does_exactly_that_change_as_one_event(session: Session, tmp_path: Path) -> None:
    add_field(session)
    session.commit()
    before = profile_of(session).to_dict()
    directory = exported(session, tmp_path / "x")
    change(directory, "segments = [1, 2, 2]", "segments = [1, 2, 3]")
    change(directory, 'label_zh = "等级"', 'label_zh = "信用等级"', "fields.toml")
    differences = province_files.differences(
        province_files.state_of(session, "hunan"), seed_check.read(directory, SEEDS)
    )
    assert [(str(d.where[-1]), str(d.before), str(d.after)) for d in differences] == [
        ("Characters that each level adds", "1, 2, 2", "1, 2, 3"),
        ("label_zh", "等级", "信用等级"),
    ]
    assert seeding.load(session, directory, SEEDS).changed == 1
    session.commit()
    before["catalogue"]["codes"]["segments"] = [1, 2, 3]
    assert profile_of(session).to_dict() == before
    field = session.scalars(select(FieldDefinition).where(FieldDefinition.key == "grade")).one()
    assert field.in_force["label_zh"] == "信用等级" and field.draft is None
    events = session.scalars(select(Event).where(Event.register == "provinces", Event.kind == "changed")).all()
    assert len(events) == 1
    assert seeding.load(session, directory, SEEDS).changed == 0, "once more changes nothing"


def test_a_folder_is_refused_when_something_moved_meanwhile(app: Flask, session: Session, tmp_path: Path) -> None:
    directory = exported(session, tmp_path / "x")
    change(directory, "segments = [1, 2, 2]", "segments = [1, 2, 3]")
    session.rollback()
    set_value(app, "hunan", "catalogue.force.principle", True)
    with pytest.raises(SeedRefused, match="changed since"):
        seeding.load(session, directory, SEEDS)
    session.rollback()
    assert profile_of(session).catalogue.codes.segments == (1, 2, 2)
    assert profile_of(session).catalogue.force.principle is True


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("province.toml", r"[A-Z](?:\d{2}){0,2}", r"HN\d+"),  # codes of drafts would not fit
        ("province.toml", 'name = "湖南省"', 'name = "湖北省"'),  # who it is
        ("province.toml", "max_levels = 3", "max_levels = 2"),  # faults of the file itself
        ("fields.toml", '"integer"', '"text"'),  # a type is converted on screen only
        ("fields.toml", "providers.", "regions."),  # no register of own fields
        ("fields.toml", "label_en", "nonsense"),
        ("base.toml", 'province = "hunan"', 'province = ["hunan"]'),
    ],
)
def test_what_would_break_something_is_refused_and_nothing_is_written(
    session: Session, tmp_path: Path, name: str, old: str, new: str
) -> None:
    add_field(session)
    before = province_files.state_of(session, "hunan")
    directory = exported(session, tmp_path / "x")
    change(directory, old, new, name)
    with pytest.raises(SeedRefused), session.begin_nested():
        seeding.load(session, directory, SEEDS)
    session.expire_all()
    assert province_files.state_of(session, "hunan") == before


def test_the_province_s_own_folder_may_be_written_over_and_loaded_as_ever(session: Session, tmp_path: Path) -> None:
    shutil.copytree(SEEDS, tmp_path / "seeds")
    directory = tmp_path / "seeds" / "hunan"
    exported(session, directory)
    change(directory, "needs_budget = true", "needs_budget = false")
    change(directory / "..", '"', '"', "hunan/base.toml")
    assert seeding.load(session, directory, tmp_path / "seeds").changed == 1
    assert profile_of(session).catalogue.force.needs_budget is False
    assert seeding.load(session, SEEDS / "hunan", SEEDS).changed == 0, "the old folder does not turn it back"


def test_an_unknown_province_has_no_files(session: Session) -> None:
    with pytest.raises(NotFound):
        province_files.state_of(session, "zhejiang")


def test_a_new_folder_is_found_by_its_name_and_passes_the_checks(tmp_path: Path) -> None:
    shutil.copytree(SEEDS / "_national", tmp_path / "_national")
    place = new_province.make(SEEDS / "_template", tmp_path / "zhejiang", "zhejiang", "", SEEDS)
    assert (place.code, place.name) == ("33", "浙江省")
    folder = seed_check.read(tmp_path / "zhejiang", tmp_path)
    assert not folder.faults, folder.faults
    assert folder.profile is not None and folder.profile.slug == "zhejiang" and folder.region_code == "33"


def test_a_folder_that_is_there_is_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "zhejiang").mkdir()
    with pytest.raises(Conflict, match="zhejiang"):
        new_province.make(SEEDS / "_template", tmp_path / "zhejiang", "zhejiang", "", SEEDS)
    assert list((tmp_path / "zhejiang").iterdir()) == []


def test_where_nothing_can_be_written_it_is_said_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    below = tmp_path / "file" / "x"
    with pytest.raises(Unusable) as told:
        province_files.write({"province.toml": ""}, below)
    assert str(below) in str(told.value.message)
    with pytest.raises(Unusable):
        new_province.make(SEEDS / "_template", below, "zhejiang", "", SEEDS)
    assert (tmp_path / "file").read_text(encoding="utf-8") == "in the way"


def test_a_folder_that_is_no_province_s_is_not_compared() -> None:
    with pytest.raises(BadInput):
        province_command._read(SEEDS / "_national")
