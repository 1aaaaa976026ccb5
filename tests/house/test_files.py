"""Files stay small, say what lives in them, and promise nothing for later."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.house.tracked import name_of, own_files, text_of

MOST_LINES = 350
PYTHON = [path for path in own_files(".py") if not name_of(path).startswith("migrations/")]
LATER = re.compile(r"\b(?:TO" + "DO|FIX" + "ME|XX" + "X)\\b")


@pytest.mark.parametrize("path", PYTHON, ids=name_of)
def test_a_module_is_short_and_begins_with_what_lives_there(path: Path) -> None:
    text = text_of(path)
    assert text.count("\n") <= MOST_LINES
    assert ast.get_docstring(ast.parse(text)), f"{name_of(path)} has no docstring"


def test_every_directory_of_the_portal_with_modules_is_a_package() -> None:
    directories = {path.parent for path in PYTHON if name_of(path).startswith("portal/")}
    assert [name_of(path) for path in sorted(directories) if not (path / "__init__.py").exists()] == []


def test_nothing_is_left_for_later() -> None:
    written = own_files(".py", ".html", ".js", ".css", ".md", ".toml", ".po", "")
    assert [name_of(path) for path in written if LATER.search(text_of(path))] == []


MAY_SKIP = {
    # Without a browser, or without the right to mount a tiny disk, these say loudly that they did not run.
    "tests/browser/conftest.py",
    "tests/browser/test_watch.py",
    "tests/journeys/test_bad_surroundings.py",
}


def test_no_test_is_skipped() -> None:
    skips = re.compile(r"pytest\.(?:mark\.)?(?:skip|xfail|importorskip)")
    tests = [path for path in PYTHON if name_of(path).startswith("tests/")]
    found = {name_of(path) for path in tests if skips.search(text_of(path)) and path != Path(__file__)}
    assert found == MAY_SKIP
