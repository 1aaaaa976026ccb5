"""The files that the repository holds, or would hold after `git add`."""

from __future__ import annotations

import shutil
import subprocess
from functools import cache
from pathlib import Path

from config import ROOT

NOT_OURS = ("portal/static/vendor/", "tests/browser/vendor/")
"""Other people's files, kept as they are."""


@cache
def tracked_files() -> tuple[Path, ...]:
    """Every file that exists and is not ignored; in an unpacked archive without git, every file but the made ones."""
    if shutil.which("git") and (ROOT / ".git").exists():
        command = ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        names = subprocess.run(command, capture_output=True, check=True).stdout.decode().split("\0")
        paths = [ROOT / name for name in names if name]
    else:
        paths = [path for path in ROOT.rglob("*") if not {".venv", "data", "__pycache__"} & set(path.parts)]
    return tuple(path for path in paths if path.is_file())


def own_files(*suffixes: str) -> list[Path]:
    """Those that we wrote, by suffix; all of them if none is given."""
    return [
        path
        for path in tracked_files()
        if not path.relative_to(ROOT).as_posix().startswith(NOT_OURS) and (not suffixes or path.suffix in suffixes)
    ]


def text_of(path: Path) -> str:
    """The text, or nothing for a picture or a font."""
    content = path.read_bytes()
    return "" if b"\0" in content else content.decode("utf-8", errors="replace")


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()
