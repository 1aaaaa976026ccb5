"""Where the keys of a TOML file stand."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from portal.profiles.faults import dotted
from portal.profiles.lines import line_of, places

SEEDS = Path(__file__).parents[3] / "catalog_seeds"

TEXT = '''# a comment with [brackets] and "quotes"
top = 1

[a."b c".d]  # spaced
x = "# no comment"
"quoted key" = 'literal \\'
y.z = 2
many = """
[not.a.table]
key = "still text\\""""
list = [
  1, # ]
  { p = 1, q = [ "]", '}' ] },

  [2,
   3],
]

[[rows]]
n = 1
[[rows]]
n = 2
[rows.inner]
m = 3
last = 2022-11-16
'''


def paths_of(value: Any, path: tuple[str | int, ...] = ()) -> set[tuple[str | int, ...]]:
    """Every path of a parsed TOML value."""
    if isinstance(value, dict):
        return {path} | {each for key in value for each in paths_of(value[key], (*path, key))}
    if isinstance(value, list):
        return {path} | {each for at, one in enumerate(value) for each in paths_of(one, (*path, at))}
    return {path}


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("top",), 2),
        (("a", "b c", "d"), 4),
        (("a", "b c", "d", "x"), 5),
        (("a", "b c", "d", "quoted key"), 6),
        (("a", "b c", "d", "y", "z"), 7),
        (("a", "b c", "d", "many"), 8),
        (("a", "b c", "d", "list", 0), 12),
        (("a", "b c", "d", "list", 1, "q", 1), 13),
        (("a", "b c", "d", "list", 2, 1), 16),
        (("rows",), 19),
        (("rows", 0, "n"), 20),
        (("rows", 1, "n"), 22),
        (("rows", 1, "inner", "m"), 24),
        (("rows", 1, "inner", "last"), 25),
    ],
)
def test_each_key_stands_on_its_line(path: tuple[str | int, ...], line: int) -> None:
    assert places(TEXT)[path] == line


def test_a_key_that_is_missing_stands_on_the_line_of_its_table() -> None:
    assert line_of(places(TEXT), ("rows", 1, "absent", 0)) == 21
    assert line_of(places(TEXT), ("nowhere",)) == 1


@pytest.mark.parametrize("path", sorted(SEEDS.glob("**/*.toml")), ids=lambda path: str(path.relative_to(SEEDS)))
def test_every_value_of_the_seeds_has_a_line(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    found = places(text)
    lines = text.splitlines()
    for where in paths_of(tomllib.loads(text)) - {()}:
        assert 1 <= line_of(found, where) <= len(lines)
        if where in found and isinstance(where[-1], str):
            assert where[-1] in lines[found[where] - 1]


def test_a_path_is_written_with_dots_and_brackets() -> None:
    assert dotted(("a", "b", 0, "c")) == "a.b[0].c"
