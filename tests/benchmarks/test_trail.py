"""The benchmark of the trail measures the same saves on both sides, and leaves the portal as it was."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import Engine, event, select
from sqlalchemy.orm import Session

from benchmarks import trail
from portal.access.actor import acting
from portal.extensions import db
from portal.models import Provider


@pytest.fixture
def row(app: Flask) -> int:
    with app.app_context(), acting(trail.ADMINISTRATOR):
        found = db.session.scalars(select(Provider.id)).first()
        db.session.remove()
    return found


def note_of(row: int) -> str:
    with acting(trail.ADMINISTRATOR):
        found = db.session.scalar(select(Provider.note).where(Provider.id == row))
    db.session.remove()
    return found


def test_a_save_leaves_one_event_and_without_the_trail_none(app: Flask, row: int) -> None:
    with app.app_context():
        before = trail.events_of(row)
        trail.save(row, 1)
        assert trail.events_of(row) == before + 1
        with trail.without(trail.TRAIL):
            trail.save(row, 2)
        assert (trail.events_of(row), note_of(row)) == (before + 1, "第2次")
        trail.save(row, 3)
        assert (trail.events_of(row), note_of(row)) == (before + 2, "第3次")


def test_what_was_taken_away_is_put_back_also_after_an_error(app: Flask) -> None:
    with pytest.raises(ZeroDivisionError), trail.without((*trail.TRAIL, *trail.GUARD)):
        assert not event.contains(Engine, "before_cursor_execute", trail.statements._look)
        raise ZeroDivisionError
    assert event.contains(Engine, "before_cursor_execute", trail.statements._look)
    assert event.contains(Session, "before_commit", trail.trail._write)


def test_both_sides_are_called_equally_often(app: Flask) -> None:
    called: list[bool] = []
    trail.compare(
        lambda number: called.append(event.contains(Session, "before_commit", trail.trail._write)), trail.TRAIL, 10
    )
    assert called[trail.WARM_UP :].count(True) == called.count(False) == 10


def test_the_table_has_a_line_for_each_database() -> None:
    figures = {"save_ms": 3.0, "save_without_trail_ms": 2.0, "ratio": 1.5, "statement_us": 90.0, "guard_us": 2.0,
               "events_per_second": 300.0}  # fmt: skip
    lines = trail.table({"sqlite": figures, "postgresql": figures}).splitlines()
    assert [line.split()[0] for line in lines[1:]] == ["sqlite", "postgresql"]
    assert lines[1].split()[1:] == ["3.00", "2.00", "1.50", "90", "2.0", "300"]
