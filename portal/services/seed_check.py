"""A folder of seeds with every fault: those of its files and rows, and those of the own fields that it configures."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from portal.messages import Message
from portal.seeds import Fault, Folder, read_folder
from portal.seeds.configured import FIELDS
from portal.services.fields import linting
from portal.services.fields.linting import Wrong


def read(path: Path, seeds: Path) -> Folder:
    """Like ``read_folder``, with what only the register of own fields can tell; these as they would be kept."""
    folder = read_folder(path, seeds)
    if not folder.fields:
        return folder
    linted = linting.lint(folder.fields)
    text = (folder.path / FIELDS).read_text(encoding="utf-8-sig")
    found = sorted((*folder.faults, *told(text, linted.faults)), key=lambda one: (one.file, one.line))
    return replace(folder, faults=tuple(found), fields=linted.definitions)


def told(text: str, found: Sequence[Wrong]) -> Iterator[Fault]:
    """What is wrong with the fields of a file, each at its line of the text."""
    remedy = Message("Correct it in fields.toml; what is possible stands on the page of a field.")
    for wrong in found:
        column = ".".join(filter(None, (wrong.register, wrong.key, wrong.setting)))
        value = wrong.value if isinstance(wrong.value, str | int | float) else ""
        yield Fault(FIELDS, line_of(text, wrong), column, str(value), wrong.message, remedy)


def line_of(text: str, wrong: Wrong) -> int:
    """The line of a setting in its field's table, else that of the table, else the register's first one."""
    lines = text.splitlines()
    name = re.escape(wrong.register)
    key = rf"\s*\.\s*[\"']?{re.escape(wrong.key)}[\"']?\s*\]" if wrong.key else r"\s*[.\]]"
    begins = next((n for n, line in enumerate(lines) if re.match(rf"\s*\[\s*{name}{key}", line)), None)
    if begins is None:
        return 1
    setting = re.escape(wrong.setting.partition(".")[0])
    for number in range(begins + 1, len(lines)):
        if setting and re.match(rf"\s*[\"']?{setting}\b[\"']?\s*[.=]", lines[number]):
            return number + 1
        # A table of the field itself, such as [providers.grade.limits], goes on with it.
        own = re.match(rf"\s*\[+\s*{name}\s*\.\s*[\"']?{re.escape(wrong.key)}[\"']?\s*\.", lines[number])
        if own and setting and re.search(rf"\.\s*[\"']?{setting}[\"']?\s*\]", lines[number]):
            return number + 1
        if re.match(r"\s*\[", lines[number]) and not own:
            break
    return begins + 1
