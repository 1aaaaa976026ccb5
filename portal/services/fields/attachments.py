"""Where attached files are kept: outside the web root, under numbers that nobody can guess, seen by a scanner."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from portal.errors import NotFound, Unusable
from portal.fields import FieldFault, Upload
from portal.messages import Message

_NUMBER = re.compile(r"[0-9a-f]{32}")
_SECONDS = 30


@dataclass(frozen=True)
class Place:
    """The directory of the files, and the command that looks for viruses: its last argument is the file, and it ends
    with 0 for a clean one and 1 for an infected one, as ``clamdscan`` does. Empty: none is set up."""

    directory: Path
    scanner: tuple[str, ...] = ()


_place: list[Place] = []


def begin(place: Place) -> None:
    """Said once, when the application is made."""
    _place[:] = [place]


def _where() -> Place:
    if not _place:
        raise Unusable(Message("No directory for attachments is set up."))
    return _place[0]


def keep(upload: Upload) -> dict[str, Any]:
    """Write a file and give what its record holds. Raises FieldFault when the scanner refuses it.

    Written before the record is committed: should that fail, a file stays that nothing points at.
    """
    place = _where()
    number = secrets.token_hex(16)
    path = _path(number)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = path.with_suffix(".part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(upload.content)
        file.flush()
        os.fsync(file.fileno())
    try:
        _scan(place, part)
    except FieldFault:
        part.unlink(missing_ok=True)
        raise
    part.rename(path)
    return {
        "id": number,
        "name": upload.name,
        "size": len(upload.content),
        "kind": upload.kind,
        "sha256": hashlib.sha256(upload.content).hexdigest(),
    }


def _scan(place: Place, path: Path) -> None:
    if not place.scanner:
        return
    try:
        done = subprocess.run([*place.scanner, str(path)], capture_output=True, timeout=_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired):
        raise FieldFault(Message("The virus scanner did not answer. Try again later.")) from None
    if done.returncode == 1:
        raise FieldFault(Message("The virus scanner refuses this file."))
    if done.returncode != 0:
        raise FieldFault(Message("The virus scanner did not answer. Try again later."))


def is_number(text: object) -> bool:
    return isinstance(text, str) and _NUMBER.fullmatch(text) is not None


def files() -> list[Path]:
    """Every file that is kept, and the remains of uploads that were cut off. Nothing else is ever listed."""
    directory = _where().directory
    return [
        path
        for path in (directory.glob("??/*") if directory.is_dir() else ())
        if _NUMBER.fullmatch(path.stem) and path.suffix in ("", ".part") and path.is_file() and not path.is_symlink()
    ]


def path_of(value: dict[str, Any]) -> Path:
    """The file of a value that a record holds. Raises NotFound for one that is not there."""
    path = _path(str(value.get("id", "")))
    if not path.is_file():
        raise NotFound()
    return path


def _path(number: str) -> Path:
    if not _NUMBER.fullmatch(number):
        raise NotFound()
    return _where().directory / number[:2] / number
