"""Whose fields these are, and definitions in the reader's words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from portal.access.actor import Actor
from portal.access.permissions import Action
from portal.admin.fields.pages import ChangeLine, Counted
from portal.errors import NotFound, NotPermitted
from portal.extensions import db
from portal.fields import OWN_TYPES, Column, FieldFault, Reference
from portal.fields.condition import Test
from portal.fields.condition_list import WORDS, ConditionList
from portal.messages import Message
from portal.models import FieldDefinition, Province
from portal.registers import REGISTERS, Register
from portal.services.fields import described, drafting, effective, impact, names
from portal.services.fields.columns import ORDER, PREFIX
from portal.services.fields.settings import FieldSettings
from portal.web.translation import language, listed, translate


def register_named(name: str) -> Register:
    """Raises NotFound for a register without own fields."""
    register = REGISTERS.get(name)
    if register is None or register not in drafting.registers():
        raise NotFound()
    return register


def provinces(actor: Actor, action: Action = Action.VIEW) -> list[Province]:
    """The provinces whose fields this person may see."""
    found = db.session.scalars(select(Province).order_by(Province.region_code))
    return [p for p in found if actor.scope.may(drafting.NAME, action, p.region_code)]


def province_chosen(actor: Actor, wanted: str) -> Province:
    """The province that was asked for, else the person's first. Raises NotPermitted."""
    known = provinces(actor)
    found = next((p for p in known if p.region_code == wanted), None) if wanted else (known[0] if known else None)
    if found is None:
        raise NotPermitted(Message("Fields are kept by the administrator of the province."))
    return found


def type_name(settings: FieldSettings) -> str:
    kind = OWN_TYPES.get(settings.type)
    return translate(kind.title) if kind is not None else settings.type


def label_of(register: Register, definition: FieldDefinition) -> str:
    settings = drafting.settings_of(definition) if definition.key != ORDER else None
    if settings is not None and (settings.label_zh or settings.label_en):
        return settings.label.said(language())
    if definition.key == ORDER:
        return translate(Message("Order of the fields"))
    column = register.by_key.get(definition.key)
    return translate(column.label) if column is not None else definition.key


def lines(
    register: Register, before: FieldSettings | None, after: FieldSettings | None, *, built_in: bool
) -> list[ChangeLine]:
    """What differs between two settings of a field, setting by setting, in words. ``register`` is as the province has
    it, so that conditions about its own fields name these."""
    return [
        ChangeLine(translate(column.label), told(register, column, was), told(register, column, now))
        for column, was, now in described.difference(before, after, built_in=built_in)
    ]


def told(register: Register, column: Column, value: Any) -> str:
    """A setting as people read it."""
    if value is None or value == []:
        return "—"
    if isinstance(column.type, ConditionList):
        return "；".join(_condition(register, one) for one in value)
    return translate(column.type.text(value))


def _condition(register: Register, one: dict[str, Any]) -> str:
    column = register.by_key.get(one["key"])
    name = translate(column.label) if column is not None else one["key"].removeprefix(PREFIX)
    values = listed(_value_name(column, value) for value in one["values"])
    return " ".join((f"“{name}”", translate(WORDS[Test(one["test"])]), values)).strip()


def _value_name(column: Column | None, value: str) -> str:
    """A value of a condition in words: the name of the row with that code, the label of a choice."""
    if column is None:
        return value
    if names.is_named(column.type):
        assert isinstance(column.type, Reference)
        rows = names.rows_named(db.session, column.type.register, [value])[value]
        return str(rows[0]) if rows else value
    try:
        return translate(column.type.text(column.type.parse(value)))
    except FieldFault:
        return value


def counts(
    actor: Actor, register: Register, province: str, key: str, generation: int, settings: FieldSettings,
    others: dict[str, tuple[int, FieldSettings]],
) -> tuple[Sequence[Counted], str]:  # fmt: skip
    """The rows that an own field applies to and would not fit, and some of the values that do not."""
    preview = impact.preview_register(db.session, register, province, key, generation, settings, others)
    column = preview.by_key[PREFIX + key]
    found = impact.of_own(db.session, register, province, column, preview)
    shown = [
        Counted(translate(Message("Records it applies to")), f"{found.applies:,}", "users-group"),
        Counted(translate(Message("Filled in")), f"{found.filled:,}", "circle-check", "green"),
    ]
    if settings.required:
        told_empty = Message("Empty; to be completed when next saved")
        shown.append(Counted(translate(told_empty), f"{found.empty:,}", "alert-triangle", "orange"))
        if settings.required_from is not None:
            days = (settings.required_from - effective.today()).days
            if days > 0:
                text = translate(Message("%(days)s days left", days=f"{days:,}"))
                shown.append(Counted(translate(_required_from(settings)), text, "calendar-event"))
    if found.unfit:
        shown.append(Counted(translate(Message("Values that would not fit")), f"{found.unfit:,}", "ban", "red"))
    if found.repeated:
        shown.append(Counted(translate(Message("Values that repeat")), f"{found.repeated:,}", "ban", "red"))
    return shown, listed(found.examples)


def _required_from(settings: FieldSettings) -> Message:
    assert settings.required_from is not None
    return Message("Required from %(day)s on", day=settings.required_from.isoformat())


def built_in_counts(register: Register, province: str, key: str, settings: FieldSettings) -> Sequence[Counted]:
    found = impact.of_built_in(db.session, register, province, register.by_key[key])
    shown = [Counted(translate(Message("Records it applies to")), f"{found.applies:,}", "users-group")]
    if settings.required:
        told_empty = Message("Empty; to be completed when next saved")
        shown.append(Counted(translate(told_empty), f"{found.empty:,}", "alert-triangle", "orange"))
    return shown


def others(found: dict[str, FieldDefinition], without: str = "") -> dict[str, tuple[int, FieldSettings]]:
    """The other own fields as they stand or are drafted, with their generation."""
    drafted = drafting.own_settings(found, without)
    return {key: (found[key].generation, settings) for key, settings in drafted.items()}
