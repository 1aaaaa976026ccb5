"""Loading seeds: wholly or not at all, again without change, never over a person's work."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

import config
from portal.access.actor import Actor, acting
from portal.errors import SeedRefused
from portal.extensions import db
from portal.models import (
    CatalogEdition,
    CatalogItem,
    KeyArea,
    LiaisonPoint,
    NegativeListEntry,
    PolicyDocument,
    ProhibitiveRule,
    ProviderCondition,
    Region,
    SeedRecord,
)
from portal.models.transactions import writing
from portal.services import seeding

SEEDS = config.ROOT / "catalog_seeds"


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    with app.app_context(), writing(), acting(Actor.system("test")):
        yield db.session
        db.session.rollback()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the seeds of Inner Mongolia that a test may change."""
    shutil.copytree(SEEDS, tmp_path / "seeds")
    return tmp_path / "seeds" / "neimenggu"


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def count(session: Session, model: type, region: str) -> int:
    return session.scalar(select(func.count()).select_from(model).where(model.region_code == region)) or 0


def test_the_three_provinces_hold_what_their_documents_name(session: Session) -> None:
    counts = {
        model.__tablename__: [count(session, model, region) for region in ("37", "15", "43")]
        for model in (NegativeListEntry, ProhibitiveRule, ProviderCondition)
    }
    assert counts == {
        "negative_list_entries": [4, 9, 15],
        "prohibitive_rules": [7, 5, 12],
        "provider_conditions": [0, 6, 0],
    }
    points = session.scalars(select(LiaisonPoint.region_code)).all()
    assert len(points) == 15
    assert len({code[:4] for code in points}) == 15
    assert not any(code.startswith("3702") for code in points), "Qingdao has none"
    areas = select(func.count()).select_from(KeyArea).where(KeyArea.kind != "open_ended")
    assert [session.scalar(areas.where(KeyArea.region_code == r)) for r in ("37", "43")] == [42, 41]


def test_inner_mongolias_purchase_content_is_two_levels_as_printed(session: Session) -> None:
    edition = session.scalars(select(CatalogEdition).where(CatalogEdition.kind == "purchase_content")).one()
    items = session.scalars(
        select(CatalogItem).where(CatalogItem.edition_id == edition.id).order_by(CatalogItem.path)
    ).all()
    classes = [item for item in items if item.level == 1]
    assert [sum(1 for i in items if i.parent_id == c.id) for c in classes] == [20, 11, 2, 8, 19, 0]
    assert [c.open_ended for c in classes] == [True, True, True, True, True, False]
    assert {item.level for item in items} == {1, 2}
    assert "服务“三农”" in {item.name for item in items}


def test_shandongs_notice_was_forwarded_twice(session: Session) -> None:
    document = session.scalars(select(PolicyDocument).where(PolicyDocument.number == "博财采〔2022〕19号")).one()
    chain = []
    while document is not None:
        chain.append(document.number)
        document = document.forwards
    assert chain == ["博财采〔2022〕19号", "淄财采〔2022〕20号", "鲁财采〔2022〕14号"]


def test_the_central_reference_is_nobodys_catalog_and_marked(session: Session) -> None:
    edition = session.scalars(select(CatalogEdition).where(CatalogEdition.kind == "reference")).one()
    assert edition.unconfirmed
    assert edition.region_code == "00"
    levels = dict(
        session.execute(
            select(CatalogItem.level, func.count())
            .where(CatalogItem.edition_id == edition.id)
            .group_by(CatalogItem.level)
        ).all()
    )
    assert levels == {1: 2, 2: 30, 3: 114}


def test_every_region_code_begins_with_its_parents(session: Session) -> None:
    for code, parent in session.execute(select(Region.code, Region.parent_code)):
        if parent is not None and parent != "00":
            assert code.startswith(parent), code
    names = session.scalars(select(Region.label).where(Region.name == "市中区")).all()
    assert len(names) == len(set(names)) == 4


def test_a_second_load_changes_nothing_and_says_so(session: Session) -> None:
    for name in ("_national", "shandong", "neimenggu", "hunan", "_demo"):
        report = seeding.load(session, SEEDS / name, SEEDS)
        assert report.changed == 0
        assert report.unchanged > 0


def test_a_changed_row_of_the_folder_is_updated(session: Session, folder: Path) -> None:
    change(folder / "provider_conditions.csv", "具有良好的社会和商业信誉", "具有良好的商业信誉")
    report = seeding.load(session, folder, folder.parent)
    assert report.tables["provider_conditions"].updated == 1
    assert session.scalar(select(func.count()).where(ProviderCondition.text == "具有良好的商业信誉")) == 1


def test_what_a_person_changed_is_never_overwritten(session: Session, folder: Path) -> None:
    row = session.scalars(select(ProviderCondition).where(ProviderCondition.ordinal == 4)).one()
    row.text = "某人的改动"
    session.flush()
    assert seeding.load(session, folder, folder.parent).changed == 0, "the folder did not change"
    change(folder / "provider_conditions.csv", "具有良好的社会和商业信誉", "具有良好的商业信誉")
    with pytest.raises(SeedRefused) as refused:
        seeding.load(session, folder, folder.parent)
    assert refused.value.faults[0].file == "provider_conditions.csv"
    assert refused.value.faults[0].line == 5
    session.rollback()


def test_with_keep_changed_the_persons_row_stays_and_the_others_are_loaded(session: Session, folder: Path) -> None:
    row = session.scalars(select(ProviderCondition).where(ProviderCondition.ordinal == 4)).one()
    row.text = "某人的改动"
    session.flush()
    change(folder / "provider_conditions.csv", "具有良好的社会和商业信誉", "具有良好的商业信誉")
    change(folder / "provider_conditions.csv", "独立承担民事责任的能力", "独立承担民事责任的能力。")
    report = seeding.load(session, folder, folder.parent, keep_changed=True)
    assert len(report.kept) == 1
    assert report.tables["provider_conditions"].updated == 1
    assert row.text == "某人的改动"


def test_a_folder_with_a_fault_is_not_loaded_at_all(session: Session, folder: Path) -> None:
    change(folder / "provider_conditions.csv", "具有良好的社会和商业信誉", "改动")
    change(folder / "prohibitive_rules.csv", "ban", "bann")
    with pytest.raises(SeedRefused) as refused:
        seeding.load(session, folder, folder.parent)
    assert {fault.file for fault in refused.value.faults} >= {"prohibitive_rules.csv"}
    assert session.scalar(select(func.count()).where(ProviderCondition.text == "改动")) == 0


def test_a_row_that_left_the_folder_stays_and_is_reported(session: Session, folder: Path) -> None:
    path = folder / "listed_terms.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(lines[:-1]), encoding="utf-8")
    (folder / "expect.toml").unlink(missing_ok=True)
    report = seeding.load(session, folder, folder.parent)
    assert report.tables["listed_terms"].gone == 1
    assert report.changed == 0


def test_every_seeded_row_is_on_record_once(session: Session) -> None:
    keys = session.execute(select(SeedRecord.folder, SeedRecord.table, SeedRecord.key)).all()
    assert len(keys) == len(set(keys)) > 5000
