"""A copy of the project's own seeds for each test, to be broken in one place."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from portal.seeds import Fault, read_folder

SEEDS = Path(__file__).parents[3] / "catalog_seeds"

Break = Callable[[str, str, str], int]
Told = Callable[[str], list[Fault]]


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SEEDS, tmp_path / "catalog_seeds"))


@pytest.fixture
def broken(seeds: Path) -> Break:
    """``broken(file, old, new)`` replaces the only ``old`` in a file and gives the line on which it stood."""

    def replace(file: str, old: str, new: str) -> int:
        path = seeds / file
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
        path.write_text(text.replace(old, new), encoding="utf-8")
        return text.count("\n", 0, text.index(old)) + 1

    return replace


@pytest.fixture
def told(seeds: Path) -> Told:
    """The faults that reading a folder of the copy gives."""

    def read(slug: str) -> list[Fault]:
        return list(read_folder(seeds / slug, seeds).faults)

    return read
