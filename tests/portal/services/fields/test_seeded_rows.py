"""Rows that come from files follow the own fields of their province as rows from forms do."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from flask import Flask

import config
from portal.access.actor import Actor, acting
from portal.errors import SeedRefused
from portal.extensions import db
from portal.fields import gb32100
from portal.models import Provider
from portal.models.transactions import writing
from portal.registers import REGISTERS
from portal.services import records, seeding
from portal.services.fields import indexes
from tests.own_fields import administrator, publish

FIRST, SECOND = "淄博市正源养老服务中心", "山东省青年养老服务行业协会"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(config.ROOT / "catalog_seeds", tmp_path / "seeds")
    return tmp_path / "seeds" / "_demo"


def load(app: Flask, folder: Path) -> seeding.FolderReport:
    with app.app_context(), writing(), acting(Actor.system("test")):
        try:
            report = seeding.load(db.session, folder, folder.parent)
            db.session.commit()
            return report
        except SeedRefused:
            db.session.rollback()
            raise


def change(folder: Path, old: str, new: str) -> None:
    path = folder / "providers.csv"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def enter(app: Flask, name: str, **values: object) -> None:
    with app.app_context(), writing(), acting(administrator()):
        row = db.session.scalars(records.select(Provider).where(Provider.name == name)).one()
        records.update(db.session, administrator(), REGISTERS["providers"], row, values)
        db.session.commit()


def own(app: Flask, name: str) -> dict[str, object]:
    with app.app_context(), acting(Actor.system("test")):
        return dict(db.session.scalars(records.select(Provider.own).where(Provider.name == name)).one())


def test_a_load_computes_keeps_what_people_entered_and_takes_no_computed_value_for_their_change(
    app: Flask, folder: Path
) -> None:
    publish(app, "since", "computed", limit_expression="year(registered_on)", limit_places="0")
    publish(app, "motto", "text")
    with app.app_context():
        indexes.run(db.session)
    assert own(app, FIRST)["p37.since"] == "2022"
    assert load(app, folder).changed == 0
    enter(app, SECOND, own_motto="服务社区")
    change(folder, "2019-05-26", "2018-05-26")
    change(folder, "2022-09-16", "2021-09-16")
    path = folder / "providers.csv"
    like = path.read_text(encoding="utf-8").splitlines()[1]
    _, code, *_ = like.split(",")
    new = like.replace(SECOND, "某新设服务中心").replace(code, gb32100.make("51", "370000", "MYY00999"))
    with path.open("a", encoding="utf-8") as file:
        file.write(new.replace("2018-05-26", "2020-01-01") + "\n")
    done = load(app, folder).tables["providers"]
    assert (done.added, done.updated) == (1, 2)
    assert own(app, FIRST)["p37.since"] == "2021"
    assert own(app, "某新设服务中心")["p37.since"] == "2020"
    assert (own(app, SECOND)["p37.since"], own(app, SECOND)["p37.motto"]) == ("2018", "服务社区")


def test_a_row_that_moves_to_where_its_value_stands_already_is_refused_with_its_line(app: Flask, folder: Path) -> None:
    publish(app, "number", "text", unique="region")
    enter(app, FIRST, own_number="7")
    enter(app, SECOND, own_number="7")
    change(folder, "V2,37,,none,2019-05-26", "V2,3703,,none,2019-05-26")
    with pytest.raises(SeedRefused) as refused:
        load(app, folder)
    (fault,) = refused.value.faults
    assert (fault.file, fault.line, fault.column) == ("providers.csv", 2, "own_number")
