"""One CSV file of a folder as shapes, with a fault for every cell that does not fit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from portal.messages import Message
from portal.seeds.columns import Column, Unfit, columns_of
from portal.seeds.faults import Fault, Place
from portal.seeds.shapes import Shape
from portal.sheets import Row, read_table

AnyShape = TypeVar("AnyShape", bound=Shape)


@dataclass(frozen=True)
class Rows(Generic[AnyShape]):
    """What a file gave. ``left_out``: names of the rows that have a fault, so that no one calls them unknown."""

    shapes: tuple[AnyShape, ...]
    faults: tuple[Fault, ...]
    left_out: frozenset[str] = frozenset()


def read_shapes(path: Path, name: str, shape: type[AnyShape], given: Mapping[str, Any]) -> Rows[AnyShape]:
    """The rows of a file. ``name`` is how faults call it; ``given`` are the values that stand in no column.

    A row with a fault is left out, so that what is returned is sound in itself.
    """
    columns = columns_of(shape)
    required = [column.name for column in columns.values() if not column.optional]
    table = read_table(path, required, [column.name for column in columns.values() if column.optional])
    faults = [Fault(name, f.line, f.column, f.value, f.message, f.remedy) for f in table.faults]
    if set(required) - set(table.columns):
        return Rows((), tuple(faults))
    shapes = []
    left_out: set[str] = set()
    for row in table.rows:
        values, wrong = _values(row, columns, name)
        faults += wrong
        if wrong:
            left_out |= {row.values.get("code", ""), row.values.get("number", "")}
        else:
            shapes.append(shape(at=Place(name, row.line), **given, **values))
    return Rows(tuple(shapes), tuple(faults), frozenset(left_out))


def _values(row: Row, columns: Mapping[str, Column], name: str) -> tuple[dict[str, Any], list[Fault]]:
    values: dict[str, Any] = {}
    faults = []
    for key, column in columns.items():
        text = row.values.get(key, "")
        try:
            values[key] = read_cell(column, text)
        except Unfit as unfit:
            faults.append(Fault(name, row.line, key, text, unfit.message, unfit.remedy))
    return values, faults


def read_cell(column: Column, text: str) -> Any:
    """The typed value of a cell. Raises Unfit."""
    if text:
        return column.read(text)
    if not column.optional:
        raise Unfit(Message("The cell is empty."), Message("This column must be filled on every row."))
    return column.empty
