"""Every type of own field, with random definitions and values: API, store, show, filter and sort agree on both
databases with what Python says of the same values."""

from __future__ import annotations

import itertools
import random
from typing import Any

import pytest
from flask import Flask

from portal.access.actor import Actor, acting
from portal.extensions import db
from portal.fields import OWN_TYPES, Column, Operator
from portal.models import Provider
from portal.models.transactions import writing
from portal.registers import REGISTERS
from portal.services import records
from portal.services.fields import drafting, effective, indexes
from tests import random_fields
from tests.own_fields import a_provider, administrator, publish_drafts

PROVIDERS = REGISTERS["providers"]
ADMINISTRATOR = administrator()
KINDS = tuple(kind for kind in OWN_TYPES if kind not in random_fields.NOT_DRAWN)
SMALLER = {Operator.LESS: "__lt__", Operator.GREATER: "__gt__", Operator.FROM: "__ge__", Operator.TO: "__le__"}


def fill(app: Flask, seed: int, count: int) -> dict[str, list[Any]]:
    """A field of every type, and providers with values. Gives the values by the field's key, row by row."""
    draw = random.Random(seed)
    raws = {kind: random_fields.definition(draw, kind) for kind in KINDS}
    held: dict[str, list[Any]] = {kind: [] for kind in KINDS}
    with app.app_context(), writing(), acting(ADMINISTRATOR):
        for kind, raw in raws.items():
            drafting.add(db.session, ADMINISTRATOR, PROVIDERS, "37", f"f_{kind}", kind, raw)
        publish_drafts(ADMINISTRATOR)
        for number in range(count):
            values = {kind: random_fields.value(draw, kind, raws[kind]) for kind in KINDS}
            own = {f"own_f_{kind}": found for kind, found in values.items()}
            row = records.create(db.session, ADMINISTRATOR, PROVIDERS, a_provider(number, **own))
            db.session.flush()
            for kind in KINDS:
                held[kind].append((row.id, values[kind]))
        db.session.commit()
    return held


def found(key: str, operator: Operator, raw: Any, ids: set[int]) -> set[int]:
    query = records.Query(conditions=(records.Condition(key, operator, raw),), size=10_000)
    return {row.id for row in records.find(db.session, ADMINISTRATOR, PROVIDERS, query).rows} & ids


def check(app: Flask, seed: int, count: int, *, indexed: bool) -> None:
    held = fill(app, seed, count)
    if indexed:
        with app.app_context():
            assert indexes.run(db.session) > 5
    with app.app_context(), acting(ADMINISTRATOR):
        register = effective.for_actor(db.session, ADMINISTRATOR, PROVIDERS)
        for kind, pairs in held.items():
            column = register.by_key[f"own_f_{kind}"]
            rows = {row.id: row for row in db.session.scalars(records.select(Provider))}
            values = {row_id: column.read(rows[row_id]) for row_id, _ in pairs}
            _check_stored(column, values, dict(pairs))
            _check_filters(column, values)
            if column.sorted:
                _check_order(column, values, len(rows))


def _check_stored(column: Column, values: dict[int, Any], sent: dict[int, Any]) -> None:
    for row_id, value in values.items():
        wanted = column.type.parse(sent[row_id])
        assert value == wanted, column.key
        if value is not None:
            assert column.type.from_json(column.type.to_json(value)) == value
            typed = [column.type.form_text(part) for part in (value if isinstance(value, list) else [value])]
            assert column.type.parse(typed if isinstance(value, list) else typed[0]) == value
            assert str(column.type.text(value))


def _check_filters(column: Column, values: dict[int, Any]) -> None:
    ids = set(values)
    empty = {row_id for row_id, value in values.items() if value is None}
    if Operator.EMPTY in column.type.operators:
        assert found(column.key, Operator.EMPTY, "y", ids) == empty, column.key
        assert found(column.key, Operator.EMPTY, "n", ids) == ids - empty
    for probe in [value for value in values.values() if value is not None][:4]:
        raw = column.type.to_json(probe)
        for operator in set(column.type.operators) & {Operator.EQUAL, Operator.NOT_EQUAL, *SMALLER}:
            if operator in SMALLER:
                wanted = {i for i, v in values.items() if v is not None and getattr(v, SMALLER[operator])(probe)}
            else:
                wanted = {i for i, v in values.items() if (v or None) == (probe or None)}
                wanted = wanted if operator is Operator.EQUAL else ids - wanted
            assert found(column.key, operator, raw, ids) == wanted, (column.key, operator, raw)
        if Operator.CONTAINS in column.type.operators:
            wanted = {i for i, v in values.items() if v is not None and _contains(v, probe)}
            assert found(column.key, Operator.CONTAINS, raw, ids) == wanted, (column.key, raw)


def _contains(value: Any, probe: Any) -> bool:
    return set(probe) <= set(value) if isinstance(probe, list) else probe.lower() in value.lower()


def _check_order(column: Column, values: dict[int, Any], count: int) -> None:
    for sort, backwards in ((column.key, False), (f"-{column.key}", True)):
        query = records.Query(sort=sort, size=count)
        rows = [row.id for row in records.find(db.session, ADMINISTRATOR, PROVIDERS, query).rows if row.id in values]
        assert len(rows) == len(values)
        shown = [values[row_id] for row_id in rows]
        empties = [value is None for value in shown]
        assert empties == sorted(empties, reverse=not backwards), column.key
        filled = [value for value in shown if value is not None]
        if filled and not isinstance(filled[0], str):
            assert filled == sorted(filled, reverse=backwards), column.key
        else:  # each database has its own order of texts; equal ones stand together in every order
            assert sum(1 for _ in itertools.groupby(filled)) == len(set(filled)), column.key


def test_every_type_is_stored_shown_filtered_and_sorted_as_what_it_is(app: Flask) -> None:
    check(app, 1, 9, indexed=True)


@pytest.mark.prove
@pytest.mark.parametrize("seed", range(100, 130))
def test_every_type_is_stored_shown_filtered_and_sorted_as_what_it_is_many_times(app: Flask, seed: int) -> None:
    check(app, seed, 60, indexed=seed % 2 == 0)


def test_an_index_is_built_beside_the_requests_used_and_dropped(app: Flask) -> None:
    fill(app, 3, 3)
    system = Actor.system("test")
    with app.app_context():
        register = effective.for_actor(db.session, ADMINISTRATOR, PROVIDERS)
        column = register.by_key["own_f_integer"]
        assert not indexes.is_ready(db.session, PROVIDERS, column)
        assert indexes.run(db.session) > 5 and indexes.run(db.session) == 0
        assert indexes.is_ready(db.session, PROVIDERS, column)
        name = indexes.name_of(PROVIDERS, column)
        with acting(ADMINISTRATOR):
            _plan_uses(name, sort="own_f_integer")
            _plan_uses(name, sort="-own_f_integer")
    with app.app_context(), writing(), acting(ADMINISTRATOR):
        version = drafting.definitions(db.session, PROVIDERS, "37")["f_integer"].version
        drafting.change(db.session, ADMINISTRATOR, PROVIDERS, "37", "f_integer", {"filtered": ""}, version)
        publish_drafts(ADMINISTRATOR)
    with app.app_context(), acting(system):
        assert indexes.run(db.session) == 1
        engine = db.session.get_bind()
        assert not indexes._exists(engine, name)


def _plan_uses(name: str, sort: str) -> None:
    """The database walks the index in the list's order, so that the first page needs its own rows only."""
    register = effective.for_actor(db.session, ADMINISTRATOR, PROVIDERS)
    order = records._order(ADMINISTRATOR, register, sort)
    statement = records.select(Provider.id).order_by(*order).limit(25)
    engine = db.session.get_bind()
    told = str(statement.compile(dialect=engine.dialect, compile_kwargs={"literal_binds": True}))
    with acting(Actor.system("plan")):
        connection = db.session.connection()
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql("SET LOCAL enable_sort = off")
            connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        explain = "EXPLAIN QUERY PLAN " if engine.dialect.name == "sqlite" else "EXPLAIN "
        plan = str(connection.exec_driver_sql(explain + told).all())
    db.session.rollback()
    assert name in plan, plan
    assert "TEMP B-TREE" not in plan and "Sort" not in plan, plan


def test_a_searched_field_is_found_after_the_job_and_forgotten_after_it(app: Flask) -> None:
    from tests.own_fields import add_provider, change, publish

    publish(app, "paper", "text")
    row = add_provider(app, ADMINISTRATOR, own_paper="湘财综特殊文号")

    def hits() -> list[int]:
        with app.app_context(), acting(ADMINISTRATOR):
            query = records.Query(words="特殊文号")
            return [found.id for found in records.find(db.session, ADMINISTRATOR, PROVIDERS, query).rows]

    assert hits() == []
    change(app, "paper", searched="y")
    with app.app_context():
        indexes.run(db.session)
    assert hits() == [row]
    change(app, "paper", searched="")
    with app.app_context():
        indexes.run(db.session)
    assert hits() == []
