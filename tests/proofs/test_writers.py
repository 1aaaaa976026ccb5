"""Fifty people write the same rows at once: no update is lost, and each that succeeds leaves exactly one event."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import insert, select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session

from portal.access.actor import Actor, acting
from portal.access.scope import GrantFact
from portal.errors import Conflict
from portal.extensions import db
from portal.fields import gb32100
from portal.models import Event, Provider, ProviderKind, Role
from portal.models.transactions import writing
from portal.registers import REGISTERS
from portal.services import records, search, trail
from tests.browser.serving import serve
from tests.cast import CITY, PROVINCE, sign_in, token
from tests.conftest import application_on, dispose
from tests.databases import Databases
from tests.proofs.writers import Done, Send, faults, over_http, write_all
from tools import progress

WRITERS = 50
EDITS = 200
ROUNDS = 4
"""The edits of each writer are made in so many rounds, each with a server and a database of its own."""

ROWS = 10
STANDS_ON = (
    "portal", "migrations", "catalog_seeds", "config.py", "tools/gunicorn_config.py",
    "tests/proofs/writers.py", "tests/proofs/test_writers.py",
)  # fmt: skip


def made_rows(app: Flask, count: int) -> list[int]:
    """New providers whose note is 0."""
    with app.app_context(), writing(), acting(Actor.system("test")):
        kind = db.session.scalars(
            select(ProviderKind.id).where(ProviderKind.region_code == "37", ProviderKind.status == "allowed")
        ).first()
        made = [
            Provider(
                name=f"并发测试中心{number}", credit_code=gb32100.make("52", "370304", f"MJJ7{number:04}"),
                kind_id=kind, region_code="370304", status="active", note="0",
            )
            for number in range(count)
        ]  # fmt: skip
        db.session.add_all(made)
        db.session.commit()
        return [row.id for row in made]


def judged(app: Flask, rows: Sequence[int], done: Done) -> list[str]:
    with app.app_context():
        found = faults(db.session, rows, done)
        db.session.rollback()
    return found


def within(app: Flask, headers: Mapping[str, str]) -> Send:
    """A client that calls the application in this process."""
    client = app.test_client(use_cookies=False)

    def send(method: str, path: str, body: Mapping[str, Any] | None) -> tuple[int, Any]:
        answer = client.open(path, method=method, headers=dict(headers), json=body)
        return answer.status_code, answer.get_json()

    return send


def test_six_writers_lose_nothing(app: Flask) -> None:
    rows = made_rows(app, 2)
    people = [token(app, PROVINCE), token(app, CITY)]
    done = write_all([within(app, people[n % 2]) for n in range(6)], rows, 10, progress.seed())
    assert done.failed() == 0, done.answers
    assert set(done.answers) <= {"GET 200", "PUT 200", "PUT 409"}
    assert sum(done.successes.values()) >= 10
    assert judged(app, rows, done) == []


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    with app.app_context(), writing():
        yield db.session
        db.session.rollback()


def test_a_row_that_moved_between_reading_and_writing_is_a_conflict_and_leaves_nothing(session: Session) -> None:
    """What the check of the form's number cannot see: both had read the same version."""
    city = Actor.person(7, "city", "City", (GrantFact(Role.CITY_EDITOR, "3703"),))
    with acting(city):
        row = session.scalars(select(Provider)).first()
        row_id, name, seen = row.id, row.name, row.version
        with acting(Actor.system("another editor")):
            session.execute(text("UPDATE providers SET version = version + 1 WHERE id = :id"), {"id": row_id})
        with pytest.raises(Conflict, match="Somebody changed this record"):
            records.update(session, city, REGISTERS["providers"], row, {"name": "无声覆盖"}, seen)
        session.rollback()
    with acting(Actor.system("test")):
        assert session.get(Provider, row_id, populate_existing=True).name == name
        told = select(Event.id).where(Event.register == "providers", Event.row_id == row_id, Event.kind == "changed")
        assert session.scalars(told).all() == []


class Locked(OperationalError):
    def __init__(self) -> None:
        super().__init__("COMMIT", {}, Exception("database is locked"))


class NoneFree(PoolTimeout):
    def __init__(self) -> None:
        super().__init__("QueuePool limit of size 5 overflow 10 reached")


@pytest.mark.parametrize("error", [Locked, NoneFree])
@pytest.mark.parametrize("where", [(records, "find"), (search, "narrow"), (trail, "note")])
def test_a_database_that_cannot_serve_now_says_so_in_words_by_every_door(
    app: Flask, monkeypatch: pytest.MonkeyPatch, where: tuple[ModuleType, str], error: type[Exception]
) -> None:
    """While a list is read, while it is searched, and while it is recorded who saw personal data."""
    (row,) = made_rows(app, 1)
    headers, browser = token(app, PROVINCE), sign_in(app, PROVINCE)
    number = {"phone": "0531-51769834"}
    assert app.test_client().put(f"/api/v1/providers/{row}", json=number, headers=headers).status_code == 200

    def fail(*args: object, **kwargs: object) -> None:
        raise error

    monkeypatch.setattr(*where, fail)
    paths = {"find": "", "narrow": "?search=并发", "note": f"{row}"}
    pages = {"find": "list/", "narrow": "list/?q=并发", "note": f"show/{row}"}
    name = where[1]
    for answer in (
        app.test_client().get(f"/api/v1/providers/{paths[name]}", headers=headers),
        browser.get(f"/providers/{pages[name]}", headers={"Accept-Encoding": "gzip"}),
    ):
        text = answer.get_data(as_text=True)
        assert answer.status_code == 503, text
        assert "并发测试中心" not in text
        assert "QueuePool" not in text
        assert "locked" not in text
        assert "Content-Security-Policy" in answer.headers


@pytest.mark.prove
@pytest.mark.parametrize("turn", range(ROUNDS))
def test_fifty_writers_make_two_hundred_edits_each_and_lose_nothing(
    databases: Databases, database_kind: str, applications: dict[str, Flask], room: Path, turn: int
) -> None:
    kept = progress.Progress("writers", STANDS_ON)
    piece = f"{database_kind} seed {progress.seed()} round {turn} of {ROUNDS}, {WRITERS} writers"
    if piece in kept.results():
        return
    url = databases.fresh()
    app = application_on(url, databases, applications)
    rows = made_rows(app, ROWS)
    people = [token(app, PROVINCE), token(app, CITY)]
    dispose(app)
    # As many threads as writers: on SQLite all of them wait for the one that may write.
    server = serve(url, room / "data", room / f"writers-{database_kind}-{turn}.log", "--threads", str(WRITERS // 2))
    try:
        senders = [over_http(server.address, people[n % 2]) for n in range(WRITERS)]
        done = write_all(senders, rows, EDITS // ROUNDS, progress.seed() + turn)
    finally:
        server.stop()
    assert judged(app, rows, done) == []
    assert set(done.answers) <= {"GET 200", "GET 503", "PUT 200", "PUT 409", "PUT 503"}, done.answers
    kept.keep(piece, dict(sorted(done.answers.items())))


def test_an_event_too_many_is_seen(app: Flask) -> None:
    """The proof's own measure."""
    (row,) = made_rows(app, 1)
    assert judged(app, [row], Done()) == []
    with app.app_context(), acting(Actor.system("test")):
        held = db.session.execute(select(Event.__table__).limit(1)).mappings().one()
        values = {"register": "providers", "row_id": row, "kind": "changed"}
        step = {"before": {"note": "0"}, "after": {"note": "1"}}
        db.session.execute(insert(Event.__table__), {k: v for k, v in held.items() if k != "id"} | values | step)
        db.session.commit()
    assert len(judged(app, [row], Done())) == 2
