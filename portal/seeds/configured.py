"""What a folder says of a province beside province.toml: its own fields, and what it was written from."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from portal.messages import Message
from portal.seeds.faults import Fault
from portal.seeds.toml_files import line_of, unreadable_toml

PROFILE = "province.toml"
FIELDS = "fields.toml"
BASE = "base.toml"

Fields = Mapping[str, Mapping[str, Mapping[str, Any]]]


def read_base(path: Path) -> tuple[str, str | None, list[Fault]]:
    """(province, fingerprint) of base.toml; an empty name and None where there is none."""
    file = path / BASE
    if not file.exists():
        return "", None, []
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:
        return "", None, [unreadable_toml(BASE, error)]
    slug, found = table.get("province"), table.get("fingerprint")
    if isinstance(slug, str) and isinstance(found, str):
        return slug, found, []
    remedy = Message("Export the province again: portal province export.")
    return "", None, [Fault(BASE, 1, "", "", Message("The file does not say what it was written from."), remedy)]


def read_fields(path: Path) -> tuple[Fields | None, list[Fault]]:
    """The definitions by register and key, as plain data; None where the folder says nothing of fields."""
    file = path / FIELDS
    if not file.exists():
        return None, []
    try:
        text = file.read_text(encoding="utf-8-sig")
        table = tomllib.loads(text)
    except (OSError, ValueError) as error:
        return None, [unreadable_toml(FIELDS, error)]
    faults = []
    found: dict[str, dict[str, Mapping[str, Any]]] = {}
    for register, definitions in table.items():
        if not isinstance(definitions, dict) or not all(isinstance(each, dict) for each in definitions.values()):
            message = Message("“%(register)s” holds no tables of fields.", register=register)
            remedy = Message("Write [register.key] and the field's settings below it.")
            faults.append(Fault(FIELDS, line_of(text, register), register, "", message, remedy))
            continue
        found[register] = {key: _plain(each) for key, each in definitions.items()}
    return found, faults


def _plain(value: Any) -> Any:
    """As JSON would hold it: days as text."""
    return json.loads(json.dumps(value, default=lambda each: each.isoformat() if isinstance(each, date) else str(each)))
