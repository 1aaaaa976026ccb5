"""Expressions over other fields, as an administrator writes them: ``amount * rate / 100``.

Read by Python's own parser and evaluated here, node by node: only what stands below exists. There are no
attributes, no indexes, no powers, no loops, and no names but those of fields and of these functions, so that nothing
outside can be reached and every evaluation ends after as many steps as the expression has parts.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, DivisionByZero, InvalidOperation, Overflow
from functools import lru_cache
from typing import Any

from portal.fields.base import FieldFault
from portal.fields.text import Text
from portal.messages import Message

LONGEST = 500
MOST_PARTS = 120
_MOST = Decimal(10) ** 18


class NoResult(Exception):
    """An operand is empty, or there is no such number: the computed field stays empty."""


def _number(value: Any) -> Decimal:
    if isinstance(value, bool):
        return Decimal(int(value))
    if isinstance(value, int):
        return Decimal(value)
    if not isinstance(value, Decimal):
        raise NoResult
    return value


def _days(later: Any, earlier: Any) -> Decimal:
    if not isinstance(later, date) or not isinstance(earlier, date):
        raise NoResult
    return Decimal((later - earlier).days)


def _year(day: Any) -> Decimal:
    if not isinstance(day, date):
        raise NoResult
    return Decimal(day.year)


def _rounded(value: Any, places: Any = Decimal(0)) -> Decimal:
    digits = int(_number(places))
    if not 0 <= digits <= 6:
        raise NoResult
    return _number(value).quantize(Decimal(1).scaleb(-digits))


FUNCTIONS: Mapping[str, tuple[Callable[..., Any], int, int]] = {
    "min": (lambda *values: min(_number(v) for v in values), 1, 10),
    "max": (lambda *values: max(_number(v) for v in values), 1, 10),
    "abs": (lambda value: abs(_number(value)), 1, 1),
    "round": (_rounded, 1, 2),
    "days": (_days, 2, 2),
    "year": (_year, 1, 1),
}
"""Name → (what it does, least and most arguments). ``days(later, earlier)`` are the days between two dates."""

_OPERATORS: Mapping[type[ast.AST], Callable[[Any, Any], Any]] = {
    ast.Add: lambda a, b: a + b if isinstance(a, str) and isinstance(b, str) else _number(a) + _number(b),
    ast.Sub: lambda a, b: _number(a) - _number(b),
    ast.Mult: lambda a, b: _number(a) * _number(b),
    ast.Div: lambda a, b: _number(a) / _number(b),
    ast.Lt: lambda a, b: _ordered(a, b) < 0,
    ast.LtE: lambda a, b: _ordered(a, b) <= 0,
    ast.Gt: lambda a, b: _ordered(a, b) > 0,
    ast.GtE: lambda a, b: _ordered(a, b) >= 0,
    ast.Eq: lambda a, b: a == b,
    ast.NotEq: lambda a, b: a != b,
}


def _ordered(a: Any, b: Any) -> int:
    if isinstance(a, date) and isinstance(b, date):
        return (a > b) - (a < b)
    first, second = _number(a), _number(b)
    return (first > second) - (first < second)


@dataclass(frozen=True)
class Expression:
    """An expression that was read and found to hold nothing but what is allowed."""

    tree: ast.expr
    names: frozenset[str]

    def evaluate(self, values: Mapping[str, Any]) -> Any:
        """The result: a number, a text, or a truth. None where an operand is empty or nothing can be computed."""
        try:
            result = _value(self.tree, values)
        except (NoResult, DivisionByZero, InvalidOperation, Overflow):
            return None
        if isinstance(result, Decimal) and (not result.is_finite() or abs(result) >= _MOST):
            return None
        return result


@lru_cache(maxsize=256)
def read(text: str) -> Expression:
    """Raises FieldFault for an expression that cannot be read or holds what is not allowed."""
    if len(text) > LONGEST:
        raise FieldFault(Message("At most %(most)s characters; these are %(count)s.", most=LONGEST, count=len(text)))
    try:
        tree = ast.parse(text.strip(), mode="eval").body
        parts = list(ast.walk(tree))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise FieldFault(_NOT_READ) from None
    if len(parts) > MOST_PARTS:
        raise FieldFault(Message("This expression has too many parts."))
    for reason in _refused(tree):
        raise FieldFault(reason)
    called = {id(part.func) for part in parts if isinstance(part, ast.Call)}
    names = {part.id for part in parts if isinstance(part, ast.Name) and id(part) not in called}
    return Expression(tree, frozenset(names))


_NOT_READ = Message("This expression cannot be read. Such as: amount * rate / 100")


def _refused(node: ast.expr) -> Iterator[Message]:
    """Why a part cannot stand, each part by itself."""
    if isinstance(node, ast.Constant):
        held = node.value
        plain = isinstance(held, int | float) and not isinstance(held, bool) and abs(held) < _MOST
        if not (plain or isinstance(held, str)):
            yield _NOT_READ
    elif isinstance(node, ast.Name):
        return
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.Not):
        yield from _refused(node.operand)
    elif isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS:
        yield from _refused(node.left)
        yield from _refused(node.right)
    elif isinstance(node, ast.BoolOp):
        for value in node.values:
            yield from _refused(value)
    elif isinstance(node, ast.Compare) and len(node.ops) == 1 and type(node.ops[0]) in _OPERATORS:
        yield from _refused(node.left)
        yield from _refused(node.comparators[0])
    elif isinstance(node, ast.IfExp):
        for part in (node.test, node.body, node.orelse):
            yield from _refused(part)
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in FUNCTIONS:
        _, least, most = FUNCTIONS[node.func.id]
        if node.keywords or not least <= len(node.args) <= most:
            yield Message("“%(name)s” is used with other arguments here.", name=node.func.id)
        for part in node.args:
            yield from _refused(part)
    else:
        yield Message("“%(part)s” cannot stand in an expression.", part=ast.unparse(node)[:40])


def _value(node: ast.expr, values: Mapping[str, Any]) -> Any:
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else Decimal(str(node.value))
    if isinstance(node, ast.Name):
        return _known(values.get(node.id))
    if isinstance(node, ast.UnaryOp):
        operand = _value(node.operand, values)
        return not operand if isinstance(node.op, ast.Not) else -_number(operand)
    if isinstance(node, ast.BinOp):
        return _OPERATORS[type(node.op)](_value(node.left, values), _value(node.right, values))
    if isinstance(node, ast.BoolOp):
        wants = isinstance(node.op, ast.Or)
        return any(_value(v, values) for v in node.values) if wants else all(_value(v, values) for v in node.values)
    if isinstance(node, ast.Compare):
        return _OPERATORS[type(node.ops[0])](_value(node.left, values), _value(node.comparators[0], values))
    if isinstance(node, ast.IfExp):
        return _value(node.body if _value(node.test, values) else node.orelse, values)
    assert isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    return FUNCTIONS[node.func.id][0](*(_value(part, values) for part in node.args))


def _known(value: Any) -> Any:
    if value is None or value == []:
        raise NoResult
    return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value


class ExpressionText(Text):
    """An expression as a setting of a computed field."""

    control = "code"

    def __init__(self) -> None:
        super().__init__(LONGEST, "code")

    def validate(self, value: str) -> Iterator[Message]:
        try:
            read(value)
        except FieldFault as fault:
            yield fault.message
