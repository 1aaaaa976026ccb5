"""``@pytest.mark.sample(n)``: of a test's many cases, the ordinary run takes n for each database; the rest are proofs.

Which n, the seed of the proofs says: `PROVE_SEED=7 make test` takes others, `make prove` takes those that are left.
"""

from __future__ import annotations

from collections import defaultdict
from random import Random

import pytest

from tools import progress


def apply(items: list[pytest.Item]) -> None:
    """Marks what is left out as ``prove``. Every process chooses the same: the choice hangs on names alone."""
    cases: dict[tuple[str, str], list[pytest.Item]] = defaultdict(list)
    for item in items:
        if item.get_closest_marker("sample") is not None:
            cases[item.nodeid.split("[")[0], _database(item)].append(item)
    for (test, database), there in cases.items():
        marker = there[0].get_closest_marker("sample")
        assert marker is not None
        (size,) = marker.args
        chance = Random(f"{progress.seed()} {test} {database}")
        chosen = set(chance.sample([item.nodeid for item in there], min(size, len(there))))
        for item in there:
            if item.nodeid not in chosen:
                item.add_marker("prove")


def _database(item: pytest.Item) -> str:
    callspec = getattr(item, "callspec", None)
    return str(callspec.params.get("database_kind", "")) if callspec is not None else ""
