"""Patterns that a text must have, as an administrator writes them: matched in time linear in the text (RE2).

RE2 knows no backtracking, so no pattern can keep a worker busy; what it does not know (look-around, references
back) is refused when the pattern is set.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from portal.fields.text import Text
from portal.messages import Message

LONGEST = 300
_MEMORY = 1 << 20


@lru_cache(maxsize=512)
def _compiled(pattern: str) -> Any | None:
    import re2  # here, so that only who uses patterns needs the library

    options = re2.Options()
    options.max_mem = _MEMORY
    options.log_errors = False
    try:
        return re2.compile(pattern, options)
    except re2.error:
        return None


def is_pattern(pattern: str) -> bool:
    return len(pattern) <= LONGEST and _compiled(pattern) is not None


def fits(pattern: str, text: str) -> bool:
    """Whether the whole text has the pattern. A pattern that cannot be read fits nothing."""
    compiled = _compiled(pattern)
    return compiled is not None and compiled.fullmatch(text) is not None


class Pattern(Text):
    """A regular expression in the syntax of RE2, as a setting of other types."""

    control = "code"

    def __init__(self) -> None:
        super().__init__(LONGEST, "code")

    def validate(self, value: str) -> Iterator[Message]:
        yield from super().validate(value)
        if not is_pattern(value):
            yield Message("This is no pattern that can be used. Look-around and references back are not supported.")
