"""Bodies that come by a seed file are judged as those that people enter: refused with the clause, or for a reviewer."""

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
from portal.errors import SeedRefused
from portal.extensions import db
from portal.fields import gb32100
from portal.models import PartyFinding, Provider
from portal.models.transactions import writing
from portal.seeds import read_folder
from portal.services import seeding
from portal.services.seeding import FolderReport
from tests.portal.settings.acting_out import set_value

SEEDS = config.ROOT / "catalog_seeds"
CODE = gb32100.make("12", "430100", "MJT90001")
HEAD = "name,credit_code,kind_code,region_code,status,review_reason\n"


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    with app.app_context(), writing(), acting(Actor.system("test")):
        yield db.session
        db.session.rollback()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SEEDS / "hunan", tmp_path / "hunan"))


def write(folder: Path, kind: str, region: str = "4301", reason: str = "", name: str = "长沙市测试中心") -> None:
    line = f"{name},{CODE},{kind},{region},active,{reason}\n"
    (folder / "providers.csv").write_text(HEAD + line, encoding="utf-8")


def load(session: Session, folder: Path) -> FolderReport:
    report = seeding.load(session, folder, SEEDS)
    session.expire_all()
    return report


def provider(session: Session) -> Provider:
    return session.scalars(select(Provider).where(Provider.credit_code == CODE)).one()


def doubts(session: Session) -> list[PartyFinding]:
    return list(session.scalars(select(PartyFinding).where(PartyFinding.provider_id == provider(session).id)))


def test_a_barred_kind_is_a_fault_with_its_clause(folder: Path) -> None:
    write(folder, "X1")
    (fault,) = read_folder(folder, SEEDS).faults
    assert (fault.file, fault.line, fault.column) == ("providers.csv", 2, "kind_code")
    assert "湘财综〔2022〕28号 附件2 一（一）" in str(fault.message)
    assert "不具备行政职能的公益一类事业单位" in str(fault.message)


def test_what_the_folder_allows_and_the_running_province_refuses_is_not_loaded(
    app: Flask, session: Session, folder: Path
) -> None:
    write(folder, "V6")
    assert read_folder(folder, SEEDS).faults == ()
    set_value(app, "hunan", "provider.bans.unclear", "refuse")
    with pytest.raises(SeedRefused) as refused:
        load(session, folder)
    (fault,) = refused.value.faults
    assert (fault.file, fault.line) == ("providers.csv", 2) and "湘财综〔2022〕28号" in str(fault.message)
    session.rollback()
    assert session.scalars(select(Provider).where(Provider.credit_code == CODE)).first() is None


def test_what_no_clause_names_waits_for_a_reviewer(session: Session, folder: Path) -> None:
    write(folder, "V6")
    load(session, folder)
    (doubt,) = doubts(session)
    assert (doubt.kind, doubt.state, doubt.region_code) == ("not_named", "open", "4301")
    assert provider(session).status == "pending"
    assert load(session, folder).changed == 0, "a second load changes nothing"
    assert len(doubts(session)) == 1
    write(folder, "V6", region="430102", name="改名的中心")
    assert load(session, folder).changed == 1, "what the portal itself set is no person's change"
    (doubt,) = doubts(session)
    assert (doubt.region_code, doubt.name) == ("430102", "改名的中心"), "it went along"
    assert provider(session).status == "pending"


def test_a_reviewed_body_comes_with_the_reason_which_stays(session: Session, folder: Path) -> None:
    write(folder, "V6", reason="三定方案载明行政职能")
    load(session, folder)
    (doubt,) = doubts(session)
    assert (doubt.state, doubt.reason) == ("accepted", "三定方案载明行政职能") and doubt.decided_at is not None
    assert provider(session).status == "active"
    write(folder, "V6", reason="可")
    (fault,) = read_folder(folder, SEEDS).faults
    assert fault.column == "review_reason"


def test_a_decision_on_screen_is_not_undone_by_a_second_load(session: Session, folder: Path) -> None:
    write(folder, "V6")
    load(session, folder)
    (doubt,) = doubts(session)
    doubt.state, doubt.reason = "accepted", "已核实"
    provider(session).status = "active"
    session.flush()
    assert load(session, folder).changed == 0
    assert provider(session).status == "active"
