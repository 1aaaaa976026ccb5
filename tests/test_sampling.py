"""Of many cases some run, always the same, of each database; the others are proofs."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from tests import sampling
from tools import progress


class Case:
    """As much of a collected test as the choice looks at."""

    def __init__(self, number: int, database: str, size: int | None) -> None:
        self.nodeid = f"tests/test_x.py::test_y[{database}-{number}]"
        self.callspec = SimpleNamespace(params={"database_kind": database})
        self.size = size
        self.marks: list[str] = []

    def get_closest_marker(self, name: str) -> Any:
        return pytest.mark.sample(self.size).mark if self.size is not None else None

    def add_marker(self, name: str) -> None:
        self.marks.append(name)


def ordinary(size: int | None, count: int = 10) -> list[str]:
    cases: Any = [Case(number, kind, size) for number in range(count) for kind in ("sqlite", "postgresql")]
    sampling.apply(cases)
    return [case.nodeid for case in cases if not case.marks]


def test_as_many_as_were_asked_for_run_on_each_database() -> None:
    chosen = ordinary(3)
    assert sum("sqlite" in name for name in chosen) == sum("postgresql" in name for name in chosen) == 3
    assert chosen == ordinary(3)


def test_another_seed_takes_others(monkeypatch: pytest.MonkeyPatch) -> None:
    before = ordinary(3, 100)
    monkeypatch.setenv(progress.SEED, "7")
    assert ordinary(3, 100) != before


def test_without_the_mark_and_with_too_few_cases_all_run() -> None:
    assert len(ordinary(None)) == 20
    assert len(ordinary(50)) == 20
