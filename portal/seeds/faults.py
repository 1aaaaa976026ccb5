"""What is wrong in a folder of seeds, and where: each fault is told with its remedy."""

from __future__ import annotations

from dataclasses import dataclass

from portal.messages import Message


@dataclass(frozen=True, slots=True)
class Place:
    """A file, relative to its folder, and a line in it, from 1."""

    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Fault:
    """``column`` is a CSV column or a TOML key; it and ``value`` are '' where the whole line or file is meant."""

    file: str
    line: int
    column: str
    value: str
    message: Message
    remedy: Message


def fault(at: Place, column: str, value: object, message: Message, remedy: Message) -> Fault:
    """A fault at a row's place."""
    return Fault(at.file, at.line, column, "" if value is None else str(value), message, remedy)
