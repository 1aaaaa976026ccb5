"""On which line each key of a TOML file stands; tomllib tells values but not places.

Only reads text that tomllib has accepted, so it need not judge, only walk: ``places(text)`` maps every
path (table names, keys, positions in arrays) to its line.
"""

from __future__ import annotations

import re

from portal.profiles.faults import Path

BARE = re.compile(r"[A-Za-z0-9_-]+")
BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
SPACE = re.compile(r"[ \t]*")
SCALAR = re.compile(r"[^,\]}#\n]+")
STRINGS = (
    ('"""', re.compile(r'"""(?:\\.|[^\\])*?"""(?:"{1,2}(?!"))?', re.DOTALL)),
    ("'''", re.compile(r"'''.*?'''(?:'{1,2}(?!'))?", re.DOTALL)),
    ('"', re.compile(r'"(?:\\.|[^"\\\n])*"')),
    ("'", re.compile(r"'[^'\n]*'")),
)


def places(text: str) -> dict[Path, int]:
    """Every path of the text and its line, counted from 1. The text must be valid TOML."""
    walk = _Walk(text)
    walk.document()
    return walk.found


def line_of(found: dict[Path, int], path: Path) -> int:
    """The line of the path, or of the nearest table that holds it (a missing key has none of its own)."""
    while path and path not in found:
        path = path[:-1]
    return found.get(path, 1)


class _Walk:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.counted = (0, 1)  # an offset and its line: lines are counted onwards from there
        self.found: dict[Path, int] = {}
        self.arrays: dict[Path, int] = {}

    def document(self) -> None:
        table: Path = ()
        self.skip(BLANK)
        while self.at < len(self.text):
            if self.text[self.at] == "[":
                table = self.header()
            else:
                self.pair(table)
            self.skip(BLANK)

    def header(self) -> Path:
        """Read ``[a.b]`` or ``[[a.b]]``; the latter opens the next element of an array of tables."""
        start, many = self.at, self.text.startswith("[[", self.at)
        self.at += 2 if many else 1
        path: Path = ()
        keys = self.dotted_key()
        for position, key in enumerate(keys):
            path += (key,)
            if position < len(keys) - 1 and path in self.arrays:
                path += (self.arrays[path],)
        self.at += 2 if many else 1
        if many:
            self.mark(path, start)
            self.arrays[path] = self.arrays.get(path, -1) + 1
            path += (self.arrays[path],)
        self.mark(path, start)
        return path

    def pair(self, table: Path) -> None:
        start = self.at
        path = table
        for key in self.dotted_key():
            path += (key,)
            self.mark(path, start)
        self.at += 1  # the equals sign
        self.skip(SPACE)
        self.value(path)

    def dotted_key(self) -> list[str]:
        keys = []
        while True:
            self.skip(SPACE)
            quoted = self.text[self.at] in "\"'"
            word = self.string() if quoted else self.take(BARE)
            keys.append(word[1:-1] if quoted else word)
            self.skip(SPACE)
            if self.text[self.at] != ".":
                return keys
            self.at += 1

    def value(self, path: Path) -> None:
        opening = self.text[self.at]
        if opening == "[":
            self.array(path)
        elif opening == "{":
            self.inline_table(path)
        elif opening in "\"'":
            self.string()
        else:
            self.take(SCALAR)

    def array(self, path: Path) -> None:
        self.at += 1
        self.skip(BLANK)
        position = 0
        while self.text[self.at] != "]":
            self.mark((*path, position), self.at)
            self.value((*path, position))
            position += 1
            self.separator()
        self.at += 1

    def inline_table(self, path: Path) -> None:
        self.at += 1
        self.skip(BLANK)
        while self.text[self.at] != "}":
            self.pair(path)
            self.separator()
        self.at += 1

    def separator(self) -> None:
        self.skip(BLANK)
        if self.text[self.at] == ",":
            self.at += 1
            self.skip(BLANK)

    def string(self) -> str:
        pattern = next(pattern for quote, pattern in STRINGS if self.text.startswith(quote, self.at))
        return self.take(pattern)

    def skip(self, pattern: re.Pattern[str]) -> None:
        self.take(pattern)

    def take(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self.text, self.at)
        if match is None:
            raise ValueError(f"not TOML at offset {self.at}")
        self.at = match.end()
        return match.group()

    def mark(self, path: Path, offset: int) -> None:
        at, line = self.counted
        line += self.text.count("\n", at, offset)
        self.counted = (offset, line)
        self.found.setdefault(path, line)
