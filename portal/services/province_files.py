"""What a province has configured, as files that can be reviewed: written, compared with what runs, read again.

``province.toml`` holds the settings, ``fields.toml`` the province's own fields as far as they are published, and
``base.toml`` the fingerprint of both as they were written. A folder is read again only while what runs is still what
it was written from: a change that somebody made meanwhile is never overwritten.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from dataclasses import fields as dataclass_fields
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.access.actor import Actor
from portal.errors import Invalid, NotFound, SeedRefused, Unusable
from portal.fields import FieldFault
from portal.messages import Message, Words
from portal.models import FieldDefinition, Province
from portal.profiles import Profile
from portal.profiles.difference import NOTHING, Difference, compare
from portal.profiles.writer import profile_text, toml
from portal.registers import REGISTERS
from portal.seeds import Fault, Folder
from portal.seeds.configured import BASE, FIELDS, PROFILE
from portal.services.fields import drafting, publishing
from portal.services.fields.columns import ORDER
from portal.services.fields.linting import BUILT_IN
from portal.services.fields.settings import FieldSettings, from_json, to_json
from portal.services.setting_impacts import impacts
from portal.services.settings import fingerprint

Definitions = Mapping[str, Mapping[str, Mapping[str, Any]]]
"""Published definitions as plain data: by register, then by key."""

_FIELDS_HEAD = """\
# %s：本省自定义字段和对内置列的调整（已发布的），由 portal province export 写出。
# The own fields of %s and what it changes about built-in columns, as published; written by portal province export.
"""
_BASE_HEAD = """\
# 写出时的状态。载入前用它确认门户里的设置此后没有再变，请勿修改。
# The state that this folder was written from: it tells whether anything moved since. Leave it as it is.
"""


@dataclass(frozen=True)
class State:
    """What runs in a province: its profile and its published fields."""

    profile: Profile
    fields: Definitions

    @property
    def fingerprint(self) -> str:
        return fingerprint({"profile": self.profile.to_dict(), "fields": self.fields})


def state_of(session: Session, slug: str) -> State:
    """Raises NotFound for a province that is not loaded."""
    row = session.scalars(select(Province).where(Province.slug == slug)).one_or_none()
    if row is None:
        raise NotFound(Message("There is no province “%(slug)s” here.", slug=slug))
    return State(Profile.from_dict(row.profile), _published(session, row.region_code))


def _published(session: Session, region: str) -> Definitions:
    wanted = select(FieldDefinition).where(FieldDefinition.region_code == region, FieldDefinition.in_force.is_not(None))
    found: dict[str, dict[str, Mapping[str, Any]]] = {}
    for definition in sorted(session.scalars(wanted), key=lambda d: (d.register, d.built_in, d.key)):
        key = f"{BUILT_IN}{definition.key}" if definition.built_in else definition.key
        found.setdefault(definition.register, {})[key] = _plain(definition.in_force or {})
    return found


def export(state: State) -> dict[str, str]:
    """The files by name. The same state gives the same bytes, from every database."""
    files = {PROFILE: profile_text(state.profile)}
    if state.fields:
        files[FIELDS] = fields_text(state)
    base = [f"province = {toml(state.profile.slug)}", f"fingerprint = {toml(state.fingerprint)}"]
    files[BASE] = _BASE_HEAD + "\n".join(base) + "\n"
    return files


def fields_text(state: State) -> str:
    parts = [_FIELDS_HEAD % (state.profile.name, state.profile.name_en)]
    for register, definitions in sorted(state.fields.items()):
        for key, settings in definitions.items():
            lines = [f"{name} = {toml(_plain(value))}" for name, value in sorted(settings.items(), key=_usual_order)]
            parts.append("\n".join([f"[{register}.{json.dumps(key, ensure_ascii=False)}]", *lines]))
    return "\n\n".join(part.rstrip("\n") for part in parts) + "\n"


_FIRST = ("type", "label_zh", "label_en", "help_zh", "help_en", "source", "section_zh", "section_en", "state")


def _usual_order(pair: tuple[str, Any]) -> tuple[int, str]:
    name = pair[0]
    return (_FIRST.index(name) if name in _FIRST else len(_FIRST), name)


def _plain(value: Any) -> Any:
    """What TOML can hold: it has no null, and an empty value says the same."""
    if isinstance(value, Mapping):
        return {key: _plain(part) for key, part in value.items() if part is not None}
    return [_plain(part) for part in value] if isinstance(value, list) else value


def differences(state: State, folder: Folder) -> list[Difference]:
    """What the folder would change about what runs, as a person reads it."""
    assert folder.profile is not None
    found = compare(state.profile, folder.profile)
    return found + list(_field_differences(state.fields, folder.fields)) if folder.fields is not None else found


def _field_differences(old: Definitions, new: Definitions) -> Iterator[Difference]:
    for register in sorted({*old, *new}):
        label = REGISTERS[register].label if register in REGISTERS else Words(register)
        before, after = old.get(register, {}), new.get(register, {})
        for key in sorted({*before, *after}):
            held, wanted = _plain(before.get(key, {})), _plain(after.get(key, {}))
            for name in sorted({*held, *wanted}):
                if held.get(name) != wanted.get(name):
                    where = (label, Words(key), Words(name))
                    yield Difference("fields", where, _shown(held.get(name)), _shown(wanted.get(name)))


def _shown(value: Any) -> Message:
    return NOTHING if value in (None, "", [], {}) else Words(value if isinstance(value, str) else toml(value))


def apply(session: Session, folder: Folder) -> bool:
    """Make what runs what the folder says; whether anything changed. The caller commits, or rolls back.

    Raises SeedRefused when what runs is no longer what the folder was written from, or when the change would break
    rows or change what only the portal itself can (the type of a field).
    """
    assert folder.profile is not None and folder.base is not None
    state = state_of(session, folder.slug)
    if state.profile.province != folder.profile.province:
        text = Message("Code, folder and names of a province are not changed by these files.")
        raise SeedRefused(text, [_fault(PROFILE, text)])
    changed = differences(state, folder)
    if not changed:
        return False
    if state.fingerprint != folder.base:
        raise SeedRefused(
            Message(
                "%(folder)s was not loaded: the province was changed since these files were written. Export it again "
                "and repeat the change there.",
                folder=folder.slug,
            ),
            [_fault(PROFILE, Message("What runs differs from these files in %(count)s values.", count=len(changed)))],
        )
    _apply_profile(session, state.profile, folder.profile)
    if folder.fields is not None:
        _apply_fields(session, folder.profile.region, state.fields, folder.fields)
    return True


def _apply_profile(session: Session, before: Profile, after: Profile) -> None:
    if before == after:
        return
    keys = dict.fromkeys(each.key for each in compare(before, after))
    stopped = [
        _fault(PROFILE, Message("%(key)s: %(count)s %(what)s", key=key, count=each.count, what=each.text))
        for key in keys
        for each in impacts(session, before.region, key, before, after)
        if each.refused
    ]
    if stopped:
        raise SeedRefused(Message("%(folder)s was not loaded: it would break rows.", folder=after.slug), stopped)
    row = session.scalars(select(Province).where(Province.slug == after.slug)).one()
    row.profile = after.to_dict()
    session.flush()


def _apply_fields(session: Session, province: str, old: Definitions, new: Definitions) -> None:
    actor = Actor.system("portal seed load")
    known = {register.name for register in drafting.registers()}
    for name in sorted({*old, *new}):
        if old.get(name, {}) == new.get(name, {}):
            continue
        if name not in known:
            raise _refused(Message("“%(register)s” is no register that can have own fields.", register=name))
        _draft(session, province, name, old.get(name, {}), new.get(name, {}))
        register = REGISTERS[name]
        seen = {key: found.version for key, found in publishing.drafts(session, register, province).items()}
        try:
            publishing.publish(session, actor, register, province, seen)
        except Invalid as error:
            faults = [(key, message) for key, messages in error.faults.items() for message in messages]
            told = [_fault(FIELDS, Message("%(key)s: %(fault)s", key=key, fault=message)) for key, message in faults]
            text = Message("The fields of “%(register)s” do not fit.", register=register.label)
            raise SeedRefused(text, told) from None


def add_fields(session: Session, folder: Folder) -> None:
    """The fields of a folder that was written by hand: new ones come, published ones must not differ."""
    assert folder.profile is not None and folder.fields is not None
    old = _published(session, folder.profile.region)
    new: dict[str, dict[str, Any]] = {register: dict(found) for register, found in old.items()}
    for register, definitions in folder.fields.items():
        for key, settings in definitions.items():
            held = old.get(register, {}).get(key)
            if held is None:
                new.setdefault(register, {})[key] = _plain(settings)
            elif _plain(held) != _plain(settings):
                raise _refused(
                    Message("The field “%(key)s” was changed here since: export the province, change that.", key=key)
                )
    _apply_fields(session, folder.profile.region, old, new)


def _draft(session: Session, province: str, register: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> None:
    found = drafting.definitions(session, REGISTERS[register], province)
    if any(definition.draft is not None for definition in found.values()):
        raise _refused(
            Message("%(register)s has drafts that are not published yet.", register=REGISTERS[register].label)
        )
    for key in sorted({*old, *new}):
        if old.get(key) == new.get(key):
            continue
        if key not in new:
            raise _refused(Message("The field “%(key)s” is missing: fields are retired, not removed.", key=key))
        if key in old and old[key].get("type") != new[key].get("type"):
            raise _refused(Message("The field “%(key)s” has another type: convert it on screen.", key=key))
        bare = key.removeprefix(BUILT_IN)
        definition = found.get(bare)
        if definition is None:
            definition = FieldDefinition(
                region_code=province, register=register, key=bare, built_in=key.startswith(BUILT_IN)
            )
            session.add(definition)
        definition.draft = _readable(key, new[key])
    session.flush()


def _readable(key: str, held: Mapping[str, Any]) -> dict[str, Any]:
    """Settings of a field as they are kept. Raises SeedRefused for what is none."""
    if key == BUILT_IN + ORDER:
        return dict(held)
    try:
        unknown = sorted(set(held) - {each.name for each in dataclass_fields(FieldSettings)})
        if unknown:
            raise ValueError(", ".join(unknown))
        return to_json(from_json(held))
    except (FieldFault, KeyError, TypeError, ValueError, AttributeError) as error:
        raise _refused(
            Message("The field “%(key)s” cannot be read: %(reason)s.", key=key, reason=str(error)[:80])
        ) from None


def _refused(message: Message) -> SeedRefused:
    return SeedRefused(message, [_fault(FIELDS, message)])


def _fault(file: str, message: Message) -> Fault:
    return Fault(file, 1, "", "", message, Message("Export the province again, and compare."))


def write(files: Mapping[str, str], directory: Path) -> None:
    """Put the files into a directory, made if need be; what else is there stays. Raises Unusable where it cannot."""
    try:
        directory.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            (directory / name).write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise unwritable(error, directory) from None


def unwritable(error: OSError, directory: Path) -> Unusable:
    """A directory that cannot be written to, in words."""
    reason = error.strerror or type(error).__name__
    return Unusable(Message("%(folder)s cannot be written: %(reason)s.", folder=str(directory), reason=reason))
