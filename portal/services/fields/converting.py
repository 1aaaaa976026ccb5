"""A field becomes one of another type, with all its values, as one change that can be taken back.

The values are written to a new place among each row's own values; the former ones stay where they were. So nothing
is lost that does not fit, and taking the conversion back finds them again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.access.actor import Actor, acting
from portal.access.circumstances import because
from portal.access.permissions import Action
from portal.access.scope import span
from portal.errors import BadInput, Conflict, Invalid, NotFound
from portal.fields import Choice, FieldFault, FieldType, Money, MoneyUnit, SeveralOf
from portal.fields.json_text import json_text
from portal.messages import Message
from portal.models import Event, FieldDefinition
from portal.models.base import now
from portal.registers import Register
from portal.services.duplicates import MOVED, flush_or_explain
from portal.services.fields import backfill, checking, described, effective
from portal.services.fields.columns import place_of
from portal.services.fields.drafting import NAME, definitions, demand, in_force, own_settings
from portal.services.fields.publishing import touch
from portal.services.fields.rewriting import Rewriting, without
from portal.services.fields.settings import FieldSettings, from_json, to_json

TARGETS: Mapping[str, tuple[str, ...]] = {
    "text": ("long_text", "choice", "integer", "number", "money", "date", "year", "link", "email", "phone"),
    "long_text": ("text",),
    "choice": ("text", "several"),
    "several": ("text",),
    "integer": ("number", "text", "year"),
    "year": ("integer", "text"),
    "number": ("integer", "money", "text"),
    "money": ("money", "number", "text"),
    "date": ("text", "year"),
    "link": ("text",),
    "email": ("text",),
    "phone": ("text",),
}
"""Type → the types that its values can become. Money becomes money of the other unit."""

MOST_CHOICES = 60
MOST_AT_ONCE = 20_000
"""Rows that are converted while somebody waits; more are a matter for the command."""


@dataclass
class Outcome:
    """How many values were converted, how many do not fit, and some of these."""

    fit: int = 0
    unfit: int = 0
    examples: list[str] = field(default_factory=list)


def converted(old: FieldType, new: FieldType, value: Any) -> Any:
    """A value as the new type has it. Raises FieldFault where it has none."""
    if isinstance(old, Money) and isinstance(new, Money):
        value = _in_unit(value, old.unit, new.unit)
    elif isinstance(new, SeveralOf) and isinstance(old, Choice):
        value = new.parse([value])
    elif isinstance(old, Choice):
        value = new.parse(_said(old, value))
    elif isinstance(old, SeveralOf):
        value = new.parse("、".join(_said(old, one) for one in value))
    elif isinstance(new, Choice):
        value = _choice(new, old.form_text(value))
    else:
        text = old.form_text(value)
        value = new.parse(text[:4] if old.name == "date" and new.name == "year" else text)
    for fault in new.validate(value) if value is not None else ():
        raise FieldFault(fault)
    return value


def _said(old: Choice | SeveralOf, value: str) -> str:
    """A choice as people of the province read it."""
    option = old.options.get(value)
    return value if option is None else getattr(option.label, "zh", str(option.label))


def _in_unit(value: Decimal, old: MoneyUnit, new: MoneyUnit) -> Decimal:
    if old is new:
        return value
    return value * 10_000 if new is MoneyUnit.YUAN else value / 10_000


def _choice(new: Choice, text: str) -> str:
    """A choice by its value or by its label, spaces around it left out."""
    wanted = text.strip()
    for value, option in new.options.items():
        if wanted in (value, str(option.label), getattr(option.label, "zh", "")):
            return value
    return str(new.parse(wanted))


def suggested(
    session: Session, register: Register, province: str, definition: FieldDefinition, to: str
) -> dict[str, Any]:
    """Limits to begin with: the texts that stand in the rows as choices, the other unit of money."""
    settings = in_force(definition)
    if to == "money" and settings is not None and settings.type == "money":
        other = MoneyUnit.TEN_THOUSAND_YUAN if settings.limits.get("unit", "元") == "元" else MoneyUnit.YUAN
        return {"unit": other.value}
    if to not in ("choice", "several"):
        return {}
    if settings is not None and settings.type in ("choice", "several"):
        return {"options": list(settings.limits.get("options", ()))}
    held = json_text(register.model.own, place_of(province, definition.key, definition.generation))
    wanted = select(held, func.count()).where(*_here(register, province), held.is_not(None)).group_by(held)
    found = session.execute(wanted.order_by(func.count().desc(), held).limit(MOST_CHOICES)).all()
    return {"options": [{"zh": str(text).strip()} for text, _ in found if len(str(text)) <= 60]}


def target(register: Register, definition: FieldDefinition, to: str, raw: Mapping[str, Any]) -> FieldSettings:
    """The settings after a conversion: those of now with another type and its limits. Raises Invalid, BadInput."""
    settings = in_force(definition)
    if settings is None or definition.built_in or to not in TARGETS.get(settings.type, ()):
        raise BadInput(Message("This field cannot become one of that type."))
    base = replace(settings, type=to, limits={}, default="", searched=settings.searched and to in ("text", "choice"))
    limits = {key: value for key, value in raw.items() if key.startswith(described.LIMIT)}
    return described.read(limits, base, built_in=False)


def preview(
    session: Session, register: Register, province: str, definition: FieldDefinition, settings: FieldSettings
) -> Outcome:
    """What would become of the values, under the acting person; nothing is written."""
    before = in_force(definition)
    assert before is not None
    old, new = before.kind(), settings.kind()
    held = json_text(register.model.own, place_of(province, definition.key, definition.generation))
    outcome = Outcome()
    wanted = select(held, func.count()).where(*_here(register, province), held.is_not(None)).group_by(held)
    for text, count in session.execute(wanted):
        try:
            converted(old, new, old.parse(text))
            outcome.fit += count
        except FieldFault:
            outcome.unfit += count
            if len(outcome.examples) < 5 and not before.personal:
                outcome.examples.append(str(text)[:40])
    return outcome


def convert(
    session: Session, actor: Actor, register: Register, province: str, key: str, settings: FieldSettings, version: int,
    *, most: int = MOST_AT_ONCE,
) -> Outcome:  # fmt: skip
    """Convert a published field and its values, in force at once. Commits: the values of many records are written
    ahead, some at a time, to where nobody reads them until the last transaction puts them in force.

    Raises Conflict while a draft waits or somebody changed the field, BadInput for more rows than ``most``.
    """
    demand(actor, Action.EDIT, province)
    found = definitions(session, register, province)
    definition = _taken(found.get(key), version)
    before = in_force(definition)
    assert before is not None
    faults = checking.faults_of(register, key, settings, own_settings(found, key))
    if faults:
        raise Invalid(faults)
    source, place = (place_of(province, key, n) for n in (definition.generation, definition.generation + 1))
    rows = Rewriting(session, register, province, (source, place))
    _demand_at_most(rows, most)
    became = _Became(before.kind(), settings.kind())

    def work(own: dict[str, Any]) -> dict[str, Any]:
        return _with(own, place, became(own.get(source)))

    with because(f"field {key}: converted from {before.type} to {settings.type}"):
        rows.ahead(work)
        touch(session)
        session.expire_all()
        definition = _taken(definitions(session, register, province).get(key), version)
        rows.rest(work)
        held, fit = rows.filled(source, place)
        _put_in_force(session, register, province, key, definition, settings, definition.generation + 1, before)
        session.commit()
    return Outcome(fit, held - fit)


def undo(
    session: Session, actor: Actor, register: Register, province: str, key: str, version: int,
    *, most: int = MOST_AT_ONCE,
) -> Outcome:  # fmt: skip
    """Take the last conversion back: former values return, and what was entered since becomes the former type.
    Commits, as ``convert`` does. Raises NotFound where there is nothing to take back."""
    demand(actor, Action.EDIT, province)
    definition = _taken(definitions(session, register, province).get(key), version)
    former = former_settings(session, definition)
    now_settings = in_force(definition)
    if former is None or now_settings is None:
        raise NotFound()
    source, place = (place_of(province, key, n) for n in (definition.generation - 1, definition.generation))
    rows = Rewriting(session, register, province, (source, place))
    _demand_at_most(rows, most)
    forth, back = _Became(former.kind(), now_settings.kind()), _Became(now_settings.kind(), former.kind())

    def work(own: dict[str, Any]) -> dict[str, Any]:
        present = own.get(place)
        return own if forth(own.get(source)) == present else _with(own, source, back(present))

    with because(f"field {key}: conversion from {former.type} to {now_settings.type} taken back"):
        rows.ahead(work)
        touch(session)
        session.expire_all()
        definition = _taken(definitions(session, register, province).get(key), version)
        rows.rest(work)
        count = rows.count()
        lost = count - rows.filled(source)[0]
        _put_in_force(session, register, province, key, definition, former, definition.generation - 1, now_settings)
        session.commit()
        # The values of the type that is gone: nobody reads them any more.
        leftovers = Rewriting(session, register, province, (place,))
        leftovers.ahead(without((place,)))
        leftovers.rest(without((place,)))
        session.commit()
    return Outcome(count, lost)


def _demand_at_most(rows: Rewriting, most: int) -> None:
    if rows.count() > most:
        told = Message("More than %(most)s records hold a value: use “portal fields” in a quiet hour.", most=most)
        raise BadInput(told)


def _put_in_force(
    session: Session, register: Register, province: str, key: str, definition: FieldDefinition,
    settings: FieldSettings, generation: int, before: FieldSettings,
) -> None:  # fmt: skip
    definition.in_force, definition.generation = to_json(settings), generation
    definition.published_at = now()
    flush_or_explain(session, register, definition)
    effective.forget(session)
    backfill.after_publishing(session, register, province, {key: replace(before, unique=type(before.unique)(""))})


def _with(own: dict[str, Any], place: str, value: Any) -> dict[str, Any]:
    """The values with this one at that place; None takes it away."""
    kept = {at: held for at, held in own.items() if at != place}
    return kept if value is None else {**kept, place: value}


class _Became:
    """What a value of one type is as another, both as JSON holds them; None where it does not fit. Read once each."""

    def __init__(self, old: FieldType, new: FieldType) -> None:
        self.old, self.new = old, new
        self._known: dict[str, Any] = {}

    def __call__(self, held: Any) -> Any:
        if held is None:
            return None
        name = str(held)
        if name not in self._known:
            try:
                self._known[name] = self.new.to_json(converted(self.old, self.new, self.old.from_json(held)))
            except FieldFault:
                self._known[name] = None
        return self._known[name]


def former_settings(session: Session, definition: FieldDefinition) -> FieldSettings | None:
    """What the field was before its last conversion, from its history."""
    if definition.generation < 2:
        return None
    with acting(Actor.system("conversion taken back")):
        events = session.scalars(
            select(Event).where(Event.register == NAME, Event.row_id == definition.id).order_by(Event.id.desc())
        )
        for event in events:
            before, after = event.before or {}, event.after or {}
            numbers = (before.get("generation"), after.get("generation"))
            if numbers == (definition.generation - 1, definition.generation) and before.get("in_force"):
                return from_json(before["in_force"])
    return None


def _taken(definition: FieldDefinition | None, version: int) -> FieldDefinition:
    if definition is None or definition.in_force is None or definition.built_in:
        raise NotFound()
    if definition.version != version:
        raise Conflict(MOVED)
    if definition.draft is not None:
        raise Conflict(Message("Publish or throw away the draft of this field first."))
    return definition


def _here(register: Register, province: str) -> list[Any]:
    low, high = span(province)
    return [register.model.region_code >= low, register.model.region_code < high]
