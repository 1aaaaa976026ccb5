"""Every value of a profile has a name, and every word a translation: no form shows a key."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from enum import StrEnum
from typing import Any, get_args

from portal.profiles import words
from portal.profiles.described import EFFECTS, LATER, field_label, word_label
from portal.profiles.difference import EDITABLE, inner
from portal.profiles.profile import Profile
from portal.profiles.typed import types_of

_GROUPS = ("Profile", "Province", "Catalogue", "Negative", "Purchaser", "Provider", "Liaison", "Reporting", "Budget",
           "Procure", "Contract", "Performance", "Publish")  # fmt: skip


def settings_in(cls: type) -> set[type]:
    found = {cls}
    for each in fields(cls):
        wanted: Any = inner(types_of(cls)[each.name])
        for part in (wanted, *get_args(wanted)):
            if is_dataclass(part):
                found |= settings_in(part)
    return found


def test_every_value_of_every_setting_has_a_name() -> None:
    for cls in settings_in(Profile):
        if cls.__name__ not in _GROUPS:
            for each in fields(cls):
                assert field_label(cls, each.name).msgid, (cls, each.name)


def test_every_word_is_translated() -> None:
    for name in dir(words):
        member = getattr(words, name)
        if isinstance(member, type) and issubclass(member, StrEnum) and member is not StrEnum:
            assert all(word_label(word).msgid for word in member), name


def test_every_setting_says_what_it_does_or_honestly_that_it_does_nothing_yet() -> None:
    assert set(EFFECTS) | set(LATER) == set(EDITABLE)
    assert not set(EFFECTS) & set(LATER)
