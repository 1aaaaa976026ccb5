"""What a draft would touch, counted before it is published."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session
from sqlalchemy.sql import ColumnElement

from portal.access.scope import span
from portal.fields import Column, FieldFault, Operator, YesNo
from portal.fields.condition import Clause, Test
from portal.fields.json_text import json_text
from portal.registers import Register
from portal.services.fields.columns import PREFIX, own_column
from portal.services.fields.effective import assembled, clause, current, for_province, today
from portal.services.fields.settings import FieldSettings

MOST_VALUES = 20_000
"""Different values that are looked at; beyond, the count says “at least”."""


@dataclass(frozen=True)
class Impact:
    """Rows of the province that the field applies to, those of them that hold a value or none, and those whose
    value would not fit. ``examples`` are some of these values, never of personal data."""

    applies: int
    filled: int
    unfit: int = 0
    repeated: int = 0
    examples: tuple[str, ...] = ()

    @property
    def empty(self) -> int:
        return self.applies - self.filled


def preview_register(
    session: Session, register: Register, province: str, key: str, generation: int, settings: FieldSettings,
    others: dict[str, tuple[int, FieldSettings]],
) -> Register:  # fmt: skip
    """The register as it would be with these settings and the drafts of the other own fields."""
    published = current(session)
    made = for_province(session, register, province)
    columns = [column for column in made.columns if not column.own]
    drafted = {**others, key: (generation, settings)}
    for name, (number, found) in drafted.items():
        if found.is_used or name == key:
            columns.append(own_column(register, province, name, number, found, today()))
    return assembled(
        register, columns, published.orders.get((province, register.name), ()),
        {PREFIX + name: found for name, (_, found) in drafted.items()},
        lambda column, when: clause(session, published, province, column, when),
    )  # fmt: skip


def of_own(session: Session, register: Register, province: str, column: Column, preview: Register) -> Impact:
    """Count for an own field, under the acting person. ``column`` is the field as it would be."""
    model = register.model
    low, high = span(province)
    here = [model.region_code >= low, model.region_code < high]
    asked = [*here, *_conditions(preview, column)]
    held = json_text(model.own, column.place)
    applies = session.scalar(select(func.count(model.id)).where(*asked)) or 0
    filled = session.scalar(select(func.count(model.id)).where(*asked, held.is_not(None))) or 0
    unfit, repeated = 0, 0
    examples: list[str] = []
    values = select(held, func.count(model.id)).where(*here, held.is_not(None)).group_by(held).limit(MOST_VALUES)
    for text, count in session.execute(values):
        if column.unique and count > 1:
            repeated += count - 1
        if not _fits(column, text):
            unfit += count
            if len(examples) < 5 and not column.personal:
                examples.append(str(text)[:40])
    return Impact(applies, filled, unfit, repeated, tuple(examples))


def of_built_in(session: Session, register: Register, province: str, column: Column) -> Impact:
    model = register.model
    low, high = span(province)
    here = [model.region_code >= low, model.region_code < high]
    applies = session.scalar(select(func.count(model.id)).where(*here)) or 0
    if not hasattr(model, column.place) and not column.inside:
        return Impact(applies, applies)
    filled = session.scalar(select(func.count(model.id)).where(*here, column.expression(model).is_not(None))) or 0
    return Impact(applies, filled)


def _fits(column: Column, text: Any) -> bool:
    try:
        value = column.type.parse(text)
    except FieldFault:
        return False
    return value is None or not any(column.type.validate(value))


def _conditions(register: Register, column: Column) -> list[ColumnElement[bool]]:
    return [_as_sql(register, found) for found in column.shown_when]


def _as_sql(register: Register, found: Clause) -> ColumnElement[bool]:
    other = register.by_key[found.key]
    expression: Any = other.expression(register.model)
    if found.test in (Test.FILLED, Test.EMPTY):
        filled = expression.is_(True) if isinstance(other.type, YesNo) else expression.is_not(None)
        return filled if found.test is Test.FILLED else ~func.coalesce(filled, False)
    operator = Operator.EQUAL if Operator.EQUAL in other.type.operators else Operator.CONTAINS
    parts = []
    for value in found.values:
        try:
            parts.append(other.type.compare(expression, operator, value))
        except FieldFault:
            continue
    held: ColumnElement[bool] = or_(*parts) if parts else and_(expression.is_(None), expression.is_not(None))
    return held if found.test is Test.IS else ~func.coalesce(held, False)
