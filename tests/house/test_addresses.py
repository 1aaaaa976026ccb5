"""No file names a place that only one machine knows: its directories, its package registries."""

from __future__ import annotations

import re
from pathlib import Path

from config import ROOT
from tests.house.tracked import name_of, text_of, tracked_files

ORDINARY = {Path(name) for name in ("/", "/tmp", "/home", "/root", "/opt", "/srv", "/var", "/usr", "/mnt")}
"""Directories that every machine has: naming them tells nothing."""

REGISTRY = re.compile(
    r"""--(?:extra-)?index[-]url\b            # options of pip and uv
      | --find[-]links\b | --trusted[-]host\b
      | https?://[^\s"'<>]+/simple(?:/|\b)  # addresses of Python indexes
      | "resolved":\s*"http                 # the same in npm's lock files
    """,
    re.VERBOSE,
)


def places_of_this_machine() -> list[Path]:
    return [place for place in (ROOT, ROOT.parent, Path.home()) if place not in ORDINARY]


def test_no_file_names_a_directory_of_this_machine() -> None:
    places = "|".join(re.escape(str(place)) for place in places_of_this_machine())
    pattern = re.compile(rf"(?<![\w./:-])(?:{places})(?![\w.-])")
    assert [name_of(path) for path in tracked_files() if pattern.search(text_of(path))] == []


def test_no_file_names_a_package_registry() -> None:
    assert [name_of(path) for path in tracked_files() if REGISTRY.search(text_of(path))] == []
