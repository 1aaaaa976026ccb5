"""`python -m benchmarks.everywhere --keep DIR`: what the search over everything takes, word by word, in milliseconds.

The first time of each word includes SQLAlchemy's work for a statement of a new shape; then the middle of the others.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from urllib.parse import quote

import config
from benchmarks import bodies
from benchmarks.tasks import Desk
from portal import create_app

WORDS = ("养老", "中心", "德馨 监理", "yl", "zhongxin", "ylfwzx", "3703", "52370", "中", "svi")
"""Common and rare names, full pinyin, initials, beginnings of codes, one character, and something that is nowhere."""


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.everywhere", description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000, help="generated providers (100000)")
    parser.add_argument("--runs", type=int, default=15, help="calls for each word (15)")
    parser.add_argument("--keep", type=Path, required=True, help="a directory that keeps the database for the next run")
    options = parser.parse_args(arguments)
    options.keep.mkdir(parents=True, exist_ok=True)
    url = f"sqlite:///{options.keep.resolve()}/benchmark.db"
    environ = {"PORTAL_DATA_DIR": str(options.keep), "PORTAL_DATABASE_URL": url}
    app = create_app(config.read(environ), serving=False)
    bodies.fill(app, options.rows, 20_260, lambda text: None)
    desk = Desk(app)
    print(f"{'words':<12}{'first ms':>10}{'then ms':>10}{'page ms':>10}")
    for words in WORDS:
        first, *others = [_milliseconds(desk, "/search/suggest", words) for _ in range(options.runs)]
        pages = [_milliseconds(desk, "/search/", words) for _ in range(options.runs)]
        print(f"{words:<12}{first:>10.1f}{median(others):>10.1f}{median(pages):>10.1f}")


def _milliseconds(desk: Desk, path: str, words: str) -> float:
    began = time.perf_counter()
    answer = desk.client.get(f"{path}?q={quote(words)}")
    taken = (time.perf_counter() - began) * 1_000
    assert answer.status_code == 200, answer.status
    return taken


if __name__ == "__main__":
    main()
