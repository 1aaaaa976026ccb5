"""Files that no record names any more: found, and removed once they are old enough.

A file is written before its record is committed, so a young one may still get its record. Files are listed before the
records are asked: what is named afterwards was named by then, for nobody attaches a file that is there by its number.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Text, cast, select
from sqlalchemy.orm import Session

from portal.access.actor import Actor, acting
from portal.models import OwnFields
from portal.registers import REGISTERS
from portal.services.fields import attachments

HOURS = 24
"""How long a file may lie without a record: far longer than any request takes."""

_AT_ONCE = 2_000


@dataclass
class Swept:
    """Files that no record names, and their bytes; ``kept`` are those that records do name."""

    files: int = 0
    size: int = 0
    kept: int = 0


def sweep(session: Session, *, hours: float = HOURS, dry: bool = False) -> Swept:
    """Remove the files that no record names and that are older than ``hours``; ``dry`` only counts them."""
    done = Swept()
    before = time.time() - hours * 3600
    old = {path: path.stat() for path in attachments.files() if path.stat().st_mtime < before}
    named = _named(session)
    for path, about in old.items():
        if path.name in named:
            done.kept += 1
            continue
        done.files += 1
        done.size += about.st_size
        if not dry:
            path.unlink(missing_ok=True)
    return done


def remove_unnamed(session: Session, numbers: Collection[str]) -> int:
    """Remove these files at once, except those that a record still names. Gives how many went."""
    if not numbers:
        return 0
    gone = set(numbers) - _named(session)
    found = [path for path in attachments.files() if path.name in gone]
    for path in found:
        path.unlink(missing_ok=True)
    return len(found)


def numbers_in(values: Any) -> Iterator[str]:
    """The numbers of the files among a row's own values, whatever field they stand in."""
    for value in values.values() if isinstance(values, dict) else ():
        if isinstance(value, dict) and attachments.is_number(value.get("id")):
            yield value["id"]


def _named(session: Session) -> set[str]:
    """The numbers of all files that any record names, also in fields that are hidden or retired."""
    found: set[str] = set()
    with acting(Actor.system("files of records")):
        for register in REGISTERS.values():
            model: Any = register.model
            if issubclass(model, OwnFields):
                wanted = select(model.own).where(cast(model.own, Text).contains('"sha256"'))
                for rows in session.scalars(wanted.execution_options(yield_per=_AT_ONCE)).partitions():
                    found.update(number for values in rows for number in numbers_in(values))
    return found
