"""The editions of a folder: each a directory with edition.toml and items.csv."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from portal.messages import Message
from portal.seeds.columns import Column, Unfit, columns_of
from portal.seeds.faults import Fault, Place
from portal.seeds.files import read_cell, read_shapes
from portal.seeds.shapes import EditionShape, ItemShape
from portal.seeds.toml_files import line_of, unreadable_toml

_OWN_NAMES = {"region_code": "region"}
"""Columns that edition.toml calls otherwise."""
_LEVEL_NAMES = "level_names"


@dataclass(frozen=True)
class Editions:
    """All editions of a folder. ``left_out``: names (edition, slash, code) of the items that have a fault."""

    editions: tuple[EditionShape, ...]
    items: tuple[ItemShape, ...]
    faults: tuple[Fault, ...]
    left_out: frozenset[str]


def read_editions(path: Path, slug: str) -> Editions:
    """All editions below ``path`` (the folder's ``editions`` directory), in the order of their names."""
    editions: list[EditionShape] = []
    items: list[ItemShape] = []
    faults: list[Fault] = []
    left_out: set[str] = set()
    for directory in sorted(p for p in path.iterdir() if p.is_dir()) if path.is_dir() else ():
        code = f"{slug}/{directory.name}"
        edition, wrong = _read_edition(directory, code)
        faults += wrong
        given = {"edition": code, "region_code": edition.region_code if edition is not None else ""}
        rows = read_shapes(directory / ItemShape.file, _name(directory, ItemShape.file), ItemShape, given)
        faults += rows.faults
        if edition is not None:  # without it nobody knows what its items may refer to
            editions.append(edition)
            items += rows.shapes
            left_out |= {f"{code}/{name}" for name in rows.left_out}
    return Editions(tuple(editions), tuple(items), tuple(faults), frozenset(left_out))


def _name(directory: Path, file: str) -> str:
    return f"editions/{directory.name}/{file}"


def _read_edition(directory: Path, code: str) -> tuple[EditionShape | None, list[Fault]]:
    name = _name(directory, EditionShape.file)
    try:
        text = (directory / EditionShape.file).read_text(encoding="utf-8-sig")
        table = tomllib.loads(text)
    except (OSError, ValueError) as error:
        return None, [unreadable_toml(name, error)]
    columns = {_OWN_NAMES.get(key, key): column for key, column in columns_of(EditionShape).items()}
    faults = [
        Fault(
            name,
            line_of(text, key),
            key,
            str(table[key]),
            Message("Key “%(key)s” is not known here.", key=key),
            Message("Known keys: %(keys)s.", keys=", ".join([*columns, _LEVEL_NAMES])),
        )
        for key in table.keys() - columns.keys() - {_LEVEL_NAMES}
    ]
    values: dict[str, Any] = {}
    for key, column in columns.items():
        try:
            values[column.name] = _value(column, table, key)
        except Unfit as unfit:
            faults.append(Fault(name, line_of(text, key), key, str(table.get(key, "")), unfit.message, unfit.remedy))
    names = table.get(_LEVEL_NAMES)
    if not isinstance(names, list) or not names or not all(isinstance(one, str) and one for one in names):
        faults.append(
            Fault(
                name,
                line_of(text, _LEVEL_NAMES),
                _LEVEL_NAMES,
                "" if names is None else str(names),
                Message("The levels have no names."),
                Message("Give a list of names, from the first level to the last."),
            )
        )
    if faults:
        return None, sorted(faults, key=lambda fault: fault.line)
    return EditionShape(at=Place(name, 1), code=code, level_names=tuple(names or ()), **values), []


def _value(column: Column, table: Mapping[str, Any], key: str) -> Any:
    """A TOML value by the rules of a cell: TOML's own dates, numbers and booleans count as their text."""
    value = table.get(key)
    if isinstance(value, bool):
        value = "yes" if value else "no"
    elif isinstance(value, int | date):
        value = str(value)
    if value is None and not column.optional:
        raise Unfit(Message("Key “%(key)s” is missing.", key=key), Message("Add the key."))
    if not isinstance(value, str | None):
        raise Unfit(Message("“%(key)s” is of a wrong type.", key=key), Message("Write a single value."))
    return read_cell(column, (value or "").strip())


def in_toml(path: Path, fault: Fault) -> Fault:
    """A check's fault in an edition, told by the key and line of its edition.toml; any other fault as it is."""
    if not fault.file.endswith(EditionShape.file):
        return fault
    key = _OWN_NAMES.get(fault.column, fault.column)
    return replace(fault, column=key, line=line_of((path / fault.file).read_text(encoding="utf-8-sig"), key))
