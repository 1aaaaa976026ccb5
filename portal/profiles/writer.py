"""A profile as the text of a province.toml: the same text for the same profile, always and from every database.

What is left out of the text has its default. A text in it is data of the province, never a comment: remarks stand in
``note``. ``read_profile`` gives the same profile back.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from portal.profiles.described import LEGAL
from portal.profiles.profile import LABELS, Profile
from portal.profiles.setting import Stated

HEAD = """\
# %s：门户据以运行的各项设置，由 portal province export 写出。
# The settings of %s, written by portal province export. What is left out has its default.
# 各键的含义见 catalog_seeds/_template/province.toml。Each key is explained in catalog_seeds/_template/province.toml.
"""
SHORT = 100
"""Characters up to which a list stands on one line."""


def profile_text(profile: Profile) -> str:
    """The whole file, ending in one line break."""
    parts = [HEAD % (profile.name, profile.name_en)]
    parts.append("\n".join(["[province]", *_pairs(profile.province)]))
    parts.append("\n".join(["[terms]", *_pairs(profile.terms)]))
    for key in LABELS:
        setting: Any = profile
        for step in key.split("."):
            setting = getattr(setting, step)
        parts.append("\n".join(_setting(key, setting)))
    return "\n\n".join(part.rstrip("\n") for part in parts) + "\n"


def _setting(key: str, setting: Stated) -> Iterator[str]:
    """A table, then the rows that are too long for one line as tables of their own."""
    yield f"[{key}]"
    yield from _pairs(setting)
    for name in _own(setting):
        rows = getattr(setting, name)
        if _stands_apart(rows):
            for row in rows:
                yield ""
                yield f"[[{key}.{name}]]"
                yield from _pairs(row)


def _own(value: Any) -> list[str]:
    """What a setting says first, then what it rests on."""
    names = [each.name for each in fields(value)]
    return [name for name in names if name not in LEGAL] if isinstance(value, Stated) else names


def _pairs(value: Any) -> Iterator[str]:
    defaults = {each.name: each.default for each in fields(value)}
    rests_on = [name for name in LEGAL if name in defaults] if isinstance(value, Stated) else []
    for name in [*_own(value), *rests_on]:
        held = getattr(value, name)
        if not (defaults[name] is not MISSING and held == defaults[name]) and not _stands_apart(held):
            yield f"{name} = {toml(held)}"


def _stands_apart(value: Any) -> bool:
    """Whether the rows of a list hold lists themselves, and so would be unreadable on one line."""
    if not isinstance(value, tuple) or not value or not is_dataclass(value[0]):
        return False
    return any(isinstance(getattr(row, each.name), tuple) for row in value for each in fields(row))


def toml(value: Any) -> str:
    """A value as TOML."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str | StrEnum):
        return _text(str(value))
    if isinstance(value, Mapping):
        return _table(value)
    if is_dataclass(value):
        defaults = {each.name: each.default for each in fields(value)}
        held = {name: getattr(value, name) for name in defaults}
        return _table({k: v for k, v in held.items() if defaults[k] is MISSING or v != defaults[k]})
    return _list(value)


def _table(values: Mapping[str, Any]) -> str:
    inside = ", ".join(f"{key} = {toml(value)}" for key, value in values.items())
    return f"{{ {inside} }}" if inside else "{}"


def _list(values: Sequence[Any]) -> str:
    parts = [toml(value) for value in values]
    line = f"[{', '.join(parts)}]"
    tables = any(part.startswith("{") for part in parts)
    if (len(line) <= SHORT and not tables) or not parts:
        return line
    return "[\n" + "".join(f"    {part},\n" for part in parts) + "]"


def _text(text: str) -> str:
    """In single quotes where a backslash would have to be doubled, else as a usual string."""
    if "\\" in text and "'" not in text and text.isprintable():
        return f"'{text}'"
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
