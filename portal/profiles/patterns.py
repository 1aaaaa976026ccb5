"""Patterns as a province writes them: whether one can be read, and whether it always comes to an end soon.

Python's matcher tries one way after another; ``([A-Z]+)+`` has more ways than anybody can wait for. So the ways
through a pattern are counted before it is accepted, and one with too many is refused.
"""

from __future__ import annotations

import re
from functools import lru_cache
from math import inf
from re import _constants as op
from re import _parser
from typing import Any

from portal.messages import Message

LONGEST = 200
"""Characters of a pattern."""
LONGEST_CODE = 30
"""Characters of a code: no part of a pattern repeats more often."""
MOST_WAYS = 20_000


def fault(pattern: str) -> Message | None:
    """What is wrong with a pattern, None for one that can be used."""
    if len(pattern) > LONGEST:
        return Message("A pattern has at most %(most)s characters.", most=LONGEST)
    try:
        parsed = _parser.parse(pattern)
        re.compile(pattern)
    except (re.error, RecursionError, OverflowError) as error:
        return Message("This is no regular expression: %(reason)s.", reason=str(error))
    if _ways(parsed) > MOST_WAYS:
        return Message("This pattern could take too long to compare: repeated parts stand inside repeated parts.")
    return None


def fits(pattern: str, code: str) -> bool:
    """Whether the whole code has the pattern. A pattern that has a fault fits nothing."""
    return len(code) <= LONGEST_CODE and usable(pattern) and re.fullmatch(pattern, code) is not None


@lru_cache(maxsize=64)
def usable(pattern: str) -> bool:
    return fault(pattern) is None


def _ways(parsed: Any) -> float:
    """In how many ways a sequence of parts can be tried on one text, at most."""
    total: float = 1
    for operator, value in parsed:
        total *= _ways_of(operator, value)
        if total > MOST_WAYS:
            return inf
    return total


def _ways_of(operator: Any, value: Any) -> float:
    if operator in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
        low, high, body = value
        inside = _ways(body)
        return inf if inside == inf else sum(inside**n for n in range(min(low, LONGEST_CODE), _end(high)))
    if operator is op.SUBPATTERN:
        return _ways(value[-1])
    if operator is op.ATOMIC_GROUP:
        return _ways(value)
    if operator is op.BRANCH:
        return sum(_ways(branch) for branch in value[1])
    if operator in (op.ASSERT, op.ASSERT_NOT):
        return _ways(value[1])
    if operator is op.GROUPREF_EXISTS:
        return _ways(value[1]) + (_ways(value[2]) if value[2] else 1)
    return 1


def _end(high: Any) -> int:
    """One more than the number of repetitions that a code has room for."""
    return min(int(high), LONGEST_CODE) + 1
