"""Files that no record names go, those that one names stay, and so do those whose record is still being saved."""

from __future__ import annotations

import base64
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from portal.access.actor import acting
from portal.cli import fields, personal
from portal.extensions import db
from portal.fields import Upload
from portal.models import Role
from portal.models.transactions import writing
from portal.registers import REGISTERS
from portal.services import forgetting, records
from portal.services.fields import attachments, drafting, sweeping
from portal.services.fields.settings import State
from tests.own_fields import add_provider, administrator, change, own_of, person, publish, publish_drafts

EDITOR = person(Role.COUNTY_EDITOR, "370304")
PROVIDERS = REGISTERS["providers"]


@pytest.fixture(autouse=True)
def _directory(app: Flask, tmp_path: Path) -> Iterator[None]:
    before = attachments._place[0]
    attachments.begin(attachments.Place(tmp_path / "attachments"))
    yield
    attachments.begin(before)


def a_file(text: str) -> dict[str, str]:
    return {"name": f"{text}.pdf", "content": base64.b64encode(b"%PDF-1.7\n" + text.encode()).decode()}


def update(app: Flask, row: int, **values: object) -> None:
    with app.app_context(), writing(), acting(EDITOR):
        records.update(db.session, EDITOR, PROVIDERS, records.get(db.session, EDITOR, PROVIDERS, row), values)
        db.session.commit()


def all_aged() -> None:
    old = time.time() - 3600 * (sweeping.HOURS + 1)
    for path in attachments._where().directory.rglob("*"):
        if path.is_file():
            os.utime(path, (old, old))


def sweep(app: Flask, **options: bool) -> sweeping.Swept:
    with app.app_context():
        return sweeping.sweep(db.session, **options)


def texts() -> set[str]:
    return {path.read_bytes()[9:].decode() for path in attachments.files()}


def test_what_no_record_names_goes_and_what_one_names_stays_also_in_a_retired_field(app: Flask) -> None:
    publish(app, "proof", "attachment")
    publish(app, "older", "attachment")
    row = add_provider(app, EDITOR, own_proof=a_file("first"), own_older=a_file("retired"))
    update(app, row, own_proof=a_file("second"))
    gone = add_provider(app, EDITOR, number=2, own_proof=a_file("deleted"))
    with app.app_context(), writing(), acting(administrator()):
        records.delete(db.session, administrator(), PROVIDERS, db.session.get(PROVIDERS.model, gone))
        held = drafting.definitions(db.session, PROVIDERS, "37")["older"]
        drafting.set_state(db.session, administrator(), PROVIDERS, "37", "older", State.RETIRED, held.version)
        publish_drafts(administrator())
    assert texts() == {"first", "second", "retired", "deleted"}
    assert sweep(app).files == 0, "all of them are young"
    all_aged()
    assert sweep(app, dry=True).files == 2 and len(texts()) == 4
    done = sweep(app)
    assert (done.files, done.size, done.kept) == (2, len(b"%PDF-1.7\n") * 2 + len("firstdeleted"), 2)
    assert texts() == {"second", "retired"}
    assert sweep(app).files == 0


def test_a_file_whose_record_is_not_committed_yet_is_left_alone(app: Flask) -> None:
    publish(app, "proof", "attachment")
    all_aged()
    with app.app_context(), acting(EDITOR):
        kept = attachments.keep(Upload("a.pdf", b"%PDF-1.7\nhalf way"))
        assert sweep(app).files == 0
        assert attachments.path_of(kept).is_file()


def test_nothing_but_kept_files_and_remains_of_uploads_is_ever_touched(app: Flask) -> None:
    with app.app_context():
        directory = attachments._where().directory
        stranger, linked = directory / "ab" / "notes.txt", directory / "ab" / ("ab" + "0" * 30)
        remains = directory / "ab" / ("ab" + "1" * 30 + ".part")
        stranger.parent.mkdir(parents=True)
        for path in (stranger, remains, directory.parent / "outside"):
            path.write_text("x")
        linked.symlink_to(directory.parent / "outside")
        all_aged()
        assert sweep(app).files == 1
        assert stranger.exists() and linked.is_symlink() and not remains.exists()
        assert (directory.parent / "outside").exists()


def test_the_command_says_what_goes(app: Flask) -> None:
    with app.app_context():
        attachments.keep(Upload("a.pdf", b"%PDF-1.7\n"))
    all_aged()
    runner = app.test_cli_runner()
    told = runner.invoke(fields.fields, ["sweep", "--dry-run", "--json"]).output
    assert '"files": 1' in told and '"size": 9' in told
    assert runner.invoke(fields.fields, ["sweep"]).exit_code == 0
    assert attachments.files() == []


def test_forgetting_takes_the_files_of_a_personal_field_now_and_before_and_no_others(app: Flask) -> None:
    publish(app, "card", "attachment", personal="y")
    publish(app, "proof", "attachment")
    publish(app, "words", "text", personal="y")
    row = add_provider(app, EDITOR, own_card=a_file("card one"), own_proof=a_file("kept"))
    update(app, row, own_card=a_file("card two"))
    number = own_of(app, row)["p37.proof"]["id"]
    update(app, row, own_words=f"{{'id': '{number}'}}")
    told = app.test_cli_runner().invoke(personal.personal, ["forget", "providers", str(row), "--reason", "本人请求"])
    assert told.exit_code == 0, told.output
    assert texts() == {"kept"}
    assert set(own_of(app, row)) == {"p37.proof"}


def test_a_field_that_became_personal_later_is_forgotten_too(app: Flask) -> None:
    publish(app, "card", "attachment")
    row = add_provider(app, EDITOR, own_card=a_file("card"))
    change(app, "card", personal="y")
    with app.app_context(), writing():
        assert forgetting.forget(db.session, PROVIDERS, row, "本人请求").files == 1
    assert texts() == set()
