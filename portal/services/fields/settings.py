"""What one field definition says, as a value: typed here, plain data in the database and in files."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import Any

from portal.fields import OWN_TYPES, FieldType
from portal.fields.condition import Test
from portal.messages import Words
from portal.models import Role


class State(enum.StrEnum):
    """Hidden: neither asked for nor shown, for now. Retired: out of use, its values and its key kept."""

    SHOWN = "shown"
    HIDDEN = "hidden"
    RETIRED = "retired"


class Unique(enum.StrEnum):
    NO = ""
    REGION = "region"
    PROVINCE = "province"


@dataclass(frozen=True)
class When:
    """One clause of a condition as it is kept. Rows of other registers stand here by their code, not by number."""

    key: str
    test: Test
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class FieldSettings:
    """All that a province says of a field. Of a built-in column only label, help, section, state, required and
    listed count. ``limits`` are the settings of its type; empty role lists mean everyone."""

    type: str = "text"
    label_zh: str = ""
    label_en: str = ""
    help_zh: str = ""
    help_en: str = ""
    source: str = ""
    section_zh: str = ""
    section_en: str = ""
    state: State = State.SHOWN
    limits: Mapping[str, Any] = field(default_factory=dict)
    required: bool = False
    required_from: date | None = None
    default: str = ""
    unique: Unique = Unique.NO
    shown_when: tuple[When, ...] = ()
    cleared_when_hidden: bool = False
    seen_by: tuple[Role, ...] = ()
    edited_by: tuple[Role, ...] = ()
    listed: bool = False
    filtered: bool = False
    searched: bool = False
    exported: bool = True
    public: bool = False
    personal: bool = False

    @property
    def label(self) -> Words:
        return Words(self.label_zh, self.label_en)

    @property
    def help(self) -> Words | None:
        return Words(self.help_zh, self.help_en) if self.help_zh or self.help_en else None

    @property
    def section(self) -> Words | None:
        return Words(self.section_zh, self.section_en) if self.section_zh or self.section_en else None

    @property
    def is_used(self) -> bool:
        return self.state is State.SHOWN

    def is_required(self, on: date) -> bool:
        return self.required and (self.required_from is None or self.required_from <= on)

    def kind(self) -> FieldType:
        """The field type with its limits. Raises FieldFault or ValueError for settings that do not fit."""
        return make_type(self.type, self.limits)

    def with_limit(self, key: str, value: Any) -> FieldSettings:
        return replace(self, limits={**self.limits, key: value})


def make_type(name: str, limits: Mapping[str, Any]) -> FieldType:
    """A type of that name with limits as they are kept (plain data). Raises FieldFault for what cannot be read."""
    kind = OWN_TYPES[name]
    arguments = {}
    for setting in kind.settings():
        held = limits.get(setting.key)
        value = setting.type.from_json(held) if held is not None else setting.default
        if value is not None:
            arguments[setting.key] = value
    return kind(**arguments)


def to_json(settings: FieldSettings) -> dict[str, Any]:
    """Plain data, without what is as it usually is: what is kept says what was decided."""
    usual = FieldSettings(type="")
    found: dict[str, Any] = {}
    for each in fields(FieldSettings):
        value = getattr(settings, each.name)
        if value == getattr(usual, each.name):
            continue
        if isinstance(value, date):
            value = value.isoformat()
        elif each.name == "shown_when":
            value = [{"key": w.key, "test": w.test.value, "values": list(w.values)} for w in value]
        elif isinstance(value, tuple):
            value = [str(part) for part in value]
        elif isinstance(value, enum.StrEnum):
            value = value.value
        elif isinstance(value, Mapping):
            value = dict(value)
        found[each.name] = value
    return found


def from_json(held: Mapping[str, Any]) -> FieldSettings:
    """Raises FieldFault, KeyError or ValueError for data that no ``to_json`` wrote."""
    known = {each.name for each in fields(FieldSettings)}
    values: dict[str, Any] = {key: value for key, value in held.items() if key in known}
    values["state"] = State(values.get("state", State.SHOWN))
    values["unique"] = Unique(values.get("unique", Unique.NO))
    if values.get("required_from"):
        values["required_from"] = date.fromisoformat(values["required_from"])
    values["shown_when"] = tuple(
        When(w["key"], Test(w["test"]), tuple(str(v) for v in w.get("values", ())))
        for w in values.get("shown_when", ())
    )
    for key in ("seen_by", "edited_by"):
        values[key] = tuple(Role(name) for name in values.get(key, ()))
    return FieldSettings(**values)
