"""Computed fields: their order, their values when a record is saved, and what their expressions may name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from portal.fields import Column, Computed, Date, Integer, Money, Number, Text, YesNo
from portal.messages import Message
from portal.registers import Register

USABLE = (Integer, Number, Date, YesNo, Text, Computed)
"""Types whose values an expression can use. Personal data is never among them."""


def fill(register: Register, row: Any) -> None:
    """Compute what follows from the values of a row, each after those that it needs."""
    columns = [column for column in register.columns if isinstance(column.type, Computed)]
    if not columns:
        return
    known = {column.key: column.read(row) for column in register.columns if isinstance(column.type, USABLE)}
    for column in _in_order(columns):
        assert isinstance(column.type, Computed)
        value = column.type.compute(known)
        known[column.key] = value
        column.write(row, value)


def _in_order(columns: list[Column]) -> list[Column]:
    by_key = {column.key: column for column in columns}
    done: dict[str, Column] = {}

    def put(column: Column) -> None:
        if column.key in done:
            return
        assert isinstance(column.type, Computed)
        for name in sorted(column.type.names & by_key.keys() - {column.key}):
            if name not in done:
                put(by_key[name])
        done[column.key] = column

    for column in columns:
        put(column)
    return list(done.values())


def wrong_names(kind: Computed, columns: Mapping[str, Column]) -> Iterator[Message]:
    """What an expression names and cannot use: no such field, personal data, another type, two units of money."""
    units = set()
    for name in sorted(kind.names):
        column = columns.get(name)
        if column is None or column.personal or not isinstance(column.type, USABLE):
            yield Message("“%(key)s” is no field that can be computed with.", key=name[:60])
        elif isinstance(column.type, Money):
            units.add(column.type.unit)
    if len(units) > 1:
        yield Message("Amounts in yuan and in ten thousand yuan cannot be mixed in one expression.")
