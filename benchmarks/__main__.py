"""`python -m benchmarks`: make the data, measure, print a table or JSON. `--help` lists the options."""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import config
from benchmarks import bodies
from benchmarks.measuring import Result, measure
from benchmarks.raw import RawPages, site
from benchmarks.requests import Request
from benchmarks.serving import Throughput, throughput
from benchmarks.tasks import Desk, tasks_of
from portal import create_app


def main(arguments: Sequence[str] | None = None) -> int:
    options = read_options(arguments)
    with ExitStack() as stack:
        folder = options.keep or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="portal-benchmarks-")))
        folder.mkdir(parents=True, exist_ok=True)
        environ = {
            "PORTAL_DATA_DIR": str(folder),
            "PORTAL_DATABASE_URL": options.database or f"sqlite:///{folder.resolve()}/benchmark.db",
        }
        print_answer(run(options, environ), as_json=options.json)
    return 0


def read_options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000, help="generated providers (100000)")
    parser.add_argument("--seed", type=int, default=20_260, help="seed of chance (20260)")
    parser.add_argument("--runs", type=int, default=100, help="calls of each page (100)")
    parser.add_argument("--only", default="", help="tasks to measure, separated by commas")
    parser.add_argument("--clients", type=int, default=8, help="clients at once; 0 leaves the server out (8)")
    parser.add_argument("--seconds", type=float, default=8, help="how long the clients ask (8)")
    parser.add_argument("--database", help="an empty PostgreSQL database: postgresql+psycopg://…")
    parser.add_argument("--keep", type=Path, help="a directory that keeps the SQLite database for the next run")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    return parser.parse_args(arguments)


def run(options: argparse.Namespace, environ: dict[str, str]) -> dict[str, Any]:
    app = create_app(config.read(environ), serving=False)  # it is filled first
    began = time.monotonic()
    rows = bodies.fill(app, options.rows, options.seed, say)
    say(f"{rows:,} providers, {time.monotonic() - began:.0f} s")
    desk = Desk(app)
    url = environ["PORTAL_DATABASE_URL"]
    sides = (app.wsgi_app, site(url, app.config["SECRET_KEY"]).wsgi_app, RawPages(url))
    wanted = [name.strip() for name in options.only.split(",") if name.strip()]
    results: list[Result] = []
    for task in tasks_of(desk, rows):
        if not wanted or task.name in wanted:
            say(task.name)
            results.append(measure(task, sides, options.runs))
    served: Throughput | None = None
    if options.clients:
        say(f"{options.clients} clients")
        key = {"PORTAL_SECRET_KEY": str(app.config["SECRET_KEY"])}
        request = Request("/providers/list/", headers=desk.cookies)
        served = throughput(environ | key, request, options.clients, options.seconds)
    return {
        "database": app.config["SQLALCHEMY_DATABASE_URI"].split(":")[0],
        "rows": rows,
        "runs": options.runs,
        "python": sys.version.split()[0],
        "processors": os.cpu_count(),
        "tasks": [result.as_json() for result in results],
        "throughput": served.as_json() if served else None,
    }


def say(text: str) -> None:
    print(f"· {text}", file=sys.stderr, flush=True)


def print_answer(answer: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(answer, ensure_ascii=False, indent=2))
        return
    print(f"{answer['database']}, {answer['rows']:,} providers, {answer['runs']} runs, Python {answer['python']}")
    print(f"{'task':<18}{'portal ms':>10}{'p95':>8}{'raw ms':>8}{'bare ms':>9}{'ratio':>8}{'target':>8}")
    for task in answer["tasks"]:
        target = "" if task["target"] is None else f"{task['target']:g}"
        mark = "" if task["met"] is None else "  met" if task["met"] else "  missed"
        print(
            f"{task['task']:<18}{task['portal_ms']:>10.2f}{task['portal_p95_ms']:>8.2f}{task['raw_ms']:>8.2f}"
            f"{task['bare_ms']:>9.2f}{task['ratio']:>8.2f}{target:>8}{mark}"
        )
    served = answer["throughput"]
    if served:
        print(
            f"{served['clients']} clients: {served['portal_per_second']:.0f} of {served['raw_per_second']:.0f} requests"
            f" per second, bare {served['bare_per_second']:.0f}, {served['share']:.1%} (target {served['target']:.0%})"
            f"  {'met' if served['met'] else 'missed'}"
        )


if __name__ == "__main__":
    sys.exit(main())
