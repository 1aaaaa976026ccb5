"""Reads province.toml into a Profile and says everything that is wrong with it, by line."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from portal.messages import Message
from portal.profiles.faults import Objection, ProfileFault, dotted
from portal.profiles.lines import line_of, places
from portal.profiles.profile import Profile
from portal.profiles.typed import build

WHERE = re.compile(r"^(?P<reason>.*) \(at (?:line (?P<line>\d+), column \d+|end of document)\)$", re.DOTALL)
SHOWN = 80
"""How many characters of a wrong value a fault repeats."""


def read_profile(path: Path) -> tuple[Profile | None, list[ProfileFault]]:
    """The profile and no faults, or None and every fault, in the order of the lines."""
    try:
        data = path.read_bytes()
    except OSError as error:
        message = Message("The file cannot be read: %(reason)s.", reason=error.strerror or str(error))
        return None, [ProfileFault(1, "", path.name, message, Message("Check that it is there and may be read."))]
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        remedy = Message("Save it again in UTF-8; it may be in GB18030.")
        return None, [ProfileFault(line, "", path.name, Message("The file is not in UTF-8."), remedy)]
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return None, [_not_toml(text, error)]
    profile, objections = build(Profile, raw)
    return profile, _located(objections, text)


def _located(objections: list[Objection], text: str) -> list[ProfileFault]:
    """The objections with their lines, in the order of the file."""
    found = places(text) if objections else {}
    faults = [
        ProfileFault(line_of(found, each.path), dotted(each.path), str(each.value)[:SHOWN], each.message, each.remedy)
        for each in objections
    ]
    return sorted(faults, key=lambda fault: (fault.line, fault.key))


def _not_toml(text: str, error: tomllib.TOMLDecodeError) -> ProfileFault:
    match = WHERE.match(str(error))
    reason = match["reason"] if match else str(error)
    lines = text.splitlines() or [""]
    line = int(match["line"]) if match and match["line"] else len(lines)
    return ProfileFault(
        line,
        "",
        lines[min(line, len(lines)) - 1].strip()[:SHOWN],
        Message("This is no valid TOML: %(reason)s.", reason=reason),
        Message("Correct this line: key = value, text in quotation marks, each key once."),
    )
