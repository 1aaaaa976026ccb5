"""“Shown when 类型 = 社会组织”: what other fields must hold for a field to be asked for."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from portal.fields.column import Column


class Test(enum.StrEnum):
    """How a clause looks at the other field."""

    IS = "is"
    IS_NOT = "is_not"
    FILLED = "filled"
    EMPTY = "empty"


@dataclass(frozen=True)
class Clause:
    """One other field, by its column's key, and the values (as its input holds them) that count."""

    key: str
    test: Test
    values: frozenset[str] = frozenset()

    def holds(self, column: Column, value: Any) -> bool:
        held = texts(column, value)
        if self.test is Test.IS:
            return bool(held & self.values)
        if self.test is Test.IS_NOT:
            return not held & self.values
        return bool(held) is (self.test is Test.FILLED)


def texts(column: Column, value: Any) -> frozenset[str]:
    """A value as the texts that its input would hold; none for an empty one."""
    if value is None or value == [] or value is False:
        return frozenset()
    parts = value if isinstance(value, list | tuple) else [value]
    return frozenset(column.type.form_text(part) for part in parts)


def hidden(columns: Mapping[str, Column], values: Mapping[str, Any]) -> frozenset[str]:
    """The keys of the fields that these values hide. A field that is hidden itself counts as empty for others.

    A clause about a field that is no longer there holds: nothing vanishes because another field was retired.
    """
    decided: dict[str, bool] = {}

    def is_hidden(key: str) -> bool:
        if key not in decided:
            decided[key] = False  # a circle cannot be published; should one stand here, it ends
            decided[key] = not all(_holds(clause) for clause in columns[key].shown_when)
        return decided[key]

    def _holds(clause: Clause) -> bool:
        column = columns.get(clause.key)
        return column is None or clause.holds(column, None if is_hidden(clause.key) else values.get(clause.key))

    return frozenset(key for key, column in columns.items() if column.shown_when and is_hidden(key))


def circle(needs: Mapping[str, Iterable[str]]) -> list[str]:
    """Fields that wait for each other: the keys along one circle, or nothing. Each field names those that it needs."""
    done: set[str] = set()
    for start in needs:
        path: list[str] = []
        stack = [(start, iter(needs.get(start, ())))]
        path.append(start)
        while stack:
            key, others = stack[-1]
            following = next((other for other in others if other not in done), None)
            if following is None:
                done.add(key)
                path.pop()
                stack.pop()
            elif following in path:
                return [*path[path.index(following) :], following]
            else:
                path.append(following)
                stack.append((following, iter(needs.get(following, ()))))
    return []
