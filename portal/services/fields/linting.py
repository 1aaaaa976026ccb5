"""Own fields as a file holds them: everything that is wrong is told at its key, before anything is loaded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from portal.errors import Invalid
from portal.fields import OWN_TYPES, FieldFault
from portal.messages import Message
from portal.registers import REGISTERS, Register
from portal.services.fields import checking, described
from portal.services.fields.columns import KEY, ORDER, is_needed
from portal.services.fields.described import LIMIT
from portal.services.fields.drafting import registers
from portal.services.fields.settings import FieldSettings, State, to_json

BUILT_IN = "built_in/"
"""Before the key of a column of the portal that a province changes, and of the order of all."""

Held = Mapping[str, Any]


@dataclass(frozen=True)
class Wrong:
    """``setting``: the key inside the field's table, '' where the whole field is meant."""

    register: str
    key: str
    setting: str
    message: Message
    value: Any = ""


@dataclass(frozen=True)
class Linted:
    """``definitions``: as they would be kept, without those that cannot be read."""

    definitions: Mapping[str, Mapping[str, Held]]
    faults: Sequence[Wrong]


def lint(definitions: Mapping[str, Mapping[str, Held]]) -> Linted:
    """Read definitions (by register, then by key), each by itself, and see how they stand beside the others."""
    known = {register.name for register in registers()}
    wrong: list[Wrong] = []
    kept: dict[str, dict[str, Held]] = {}
    for name, found in definitions.items():
        if name in known:
            kept[name], told = _of_register(REGISTERS[name], found)
            wrong += told
        else:
            text = Message("“%(register)s” is no register that can have own fields.", register=name)
            wrong.append(Wrong(name, "", "", text))
    return Linted(kept, wrong)


def _of_register(register: Register, found: Mapping[str, Held]) -> tuple[dict[str, Held], list[Wrong]]:
    told: list[Wrong] = []
    own: dict[str, FieldSettings] = {}
    kept: dict[str, Held] = {}
    for key, held in found.items():
        wrong, settings = _read(register, key, held)
        told += wrong
        if settings is None:
            kept |= {} if wrong else {key: held}
            continue
        kept[key] = to_json(settings)
        if key.startswith(BUILT_IN):
            told += _told(register, key, checking.built_in_faults(register, key.removeprefix(BUILT_IN), settings))
        else:
            own[key] = settings
    if len(own) > checking.MOST_FIELDS:
        text = Message("A register has at most %(most)s own fields.", most=checking.MOST_FIELDS)
        return kept, [*told, Wrong(register.name, "", "", text)]
    for key, settings in own.items():
        others = {other: each for other, each in own.items() if other != key}
        told += _told(register, key, checking.faults_of(register, key, settings, others))
    return kept, told


def _told(register: Register, key: str, found: Mapping[str, Sequence[Message]]) -> Iterator[Wrong]:
    for setting, messages in found.items():
        for message in messages:
            yield Wrong(register.name, key, _named(setting), message)


def _named(setting: str) -> str:
    return f"limits.{setting.removeprefix(LIMIT)}" if setting.startswith(LIMIT) else setting


def _read(register: Register, key: str, held: Held) -> tuple[list[Wrong], FieldSettings | None]:
    """One field by itself: its settings, None where they cannot be read."""

    def wrong(setting: str, message: Message) -> Wrong:
        return Wrong(register.name, key, setting, message, held.get(setting, ""))

    bare, built_in = key.removeprefix(BUILT_IN), key.startswith(BUILT_IN)
    if built_in and bare == ORDER:
        order = held.get("order")
        fine = set(held) == {"order"} and isinstance(order, list) and all(isinstance(each, str) for each in order)
        return ([] if fine else [wrong("order", Message("The order is a list of keys."))]), None
    if built_in and bare not in register.by_key:
        return [wrong("", Message("“%(register)s” has no column “%(key)s”.", register=register.label, key=bare))], None
    if not built_in and not KEY.fullmatch(key):
        text = Message("A key has 1 to 40 small letters, digits and _, and begins with a letter.")
        return [wrong("", text)], None
    names = {each.name for each in fields(FieldSettings)}
    found = [wrong(name, Message("There is no setting “%(key)s”.", key=name)) for name in held if name not in names]
    kind = held.get("type", "" if built_in else None)
    if not built_in and kind not in OWN_TYPES:
        found.append(wrong("type", Message("“%(value)s” is not one of the choices.", value=str(kind)[:40])))
    state = held.get("state", State.SHOWN)
    if state not in set(State):
        found.append(wrong("state", Message("“%(value)s” is not one of the choices.", value=str(state)[:40])))
    elif built_in and state == State.RETIRED:
        found.append(wrong("state", Message("A built-in column can be hidden, not retired.")))
    elif built_in and state == State.HIDDEN and (needed := is_needed(register.by_key[bare])) is not None:
        found.append(wrong("state", needed))
    if not isinstance(held.get("limits", {}), Mapping):
        found.append(wrong("limits", Message("The type and its limits do not fit.")))
    if found:
        return found, None
    base = FieldSettings(type=kind or "")
    limits = {LIMIT + name: value for name, value in held.get("limits", {}).items()}
    raw = {name: value for name, value in held.items() if name not in ("type", "state", "limits")} | limits
    possible = {column.key for column in described.columns_for(base.type, built_in=built_in)}
    for name in raw.keys() - possible:
        text = Message("There is no setting “%(key)s” for a field like this one.", key=name.removeprefix(LIMIT))
        found.append(Wrong(register.name, key, _named(name), text, raw[name]))
    if found:
        return found, None
    try:
        return [], replace(described.read(raw, base, built_in=built_in), state=State(state))
    except Invalid as error:
        return list(_told(register, key, error.faults)), None
    except (FieldFault, KeyError, TypeError, ValueError, AttributeError) as error:
        text = Message("The field “%(key)s” cannot be read: %(reason)s.", key=key, reason=str(error)[:80])
        return [wrong("", text)], None
