"""What can be wrong with a province.toml: a fault knows its line, its key, what is wrong and what to do."""

from __future__ import annotations

from dataclasses import dataclass

from portal.messages import Message

Path = tuple[str | int, ...]
"""Where a value stands: table names, keys and positions in arrays, e.g. ("catalogue", "depth", "by_kind", 0)."""


@dataclass(frozen=True)
class ProfileFault:
    """One fault of one file. ``line`` counts from 1; ``key`` is dotted, ``catalogue.depth.by_kind[0].levels``."""

    line: int
    key: str
    value: str
    message: Message
    remedy: Message


@dataclass(frozen=True)
class Objection:
    """A fault before its line is known: ``path`` leads to the value, relative to whoever objects."""

    path: Path
    value: object
    message: Message
    remedy: Message

    def under(self, path: Path) -> Objection:
        return Objection(path + self.path, self.value, self.message, self.remedy)


def dotted(path: Path) -> str:
    """The path as a person writes it: ``("a", "b", 0, "c")`` is ``a.b[0].c``."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text
