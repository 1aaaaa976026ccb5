"""Every type of own field, with random definitions and values: form, API, store, show, filter, sort and files agree on
both databases with what Python says of the same values."""

from __future__ import annotations

import base64
import io
import itertools
import random
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask

from portal.access.actor import Actor, acting
from portal.extensions import db
from portal.fields import OWN_TYPES, Attachment, Column, Computed, Operator, Reference
from portal.messages import Message, Words
from portal.models import Provider, Role
from portal.models.transactions import writing
from portal.registers import REGISTERS
from portal.services import records
from portal.services.fields import drafting, effective, indexes, related, sheets
from tests import random_fields
from tests.cast import COUNTY, sign_in, token
from tests.own_fields import a_provider, administrator, person, publish_drafts

PROVIDERS = REGISTERS["providers"]
ADMINISTRATOR = administrator()
EDITOR = person(Role.COUNTY_EDITOR, "370304")
KINDS = tuple(OWN_TYPES)
SMALLER = {Operator.LESS: "__lt__", Operator.GREATER: "__gt__", Operator.FROM: "__ge__", Operator.TO: "__le__"}

Sent = dict[str, list[tuple[int, Any]]]
"""By type: the records, and what was sent for each of them."""


def fill(app: Flask, seed: int, count: int) -> Sent:
    """A field of every type, and providers with values, entered by form, through the API and by a service in turn."""
    draw = random.Random(seed)
    raws = {kind: random_fields.definition(draw, kind) for kind in KINDS}
    with app.app_context(), writing(), acting(ADMINISTRATOR):
        for kind, raw in raws.items():
            drafting.add(db.session, ADMINISTRATOR, PROVIDERS, "37", f"f_{kind}", kind, raw)
        publish_drafts(ADMINISTRATOR)
    with app.app_context(), acting(EDITOR):
        known = random_fields.rows("37")
        rows = [
            (a_provider(number), {kind: random_fields.value(draw, kind, raws[kind], known) for kind in KINDS})
            for number in range(count)
        ]
    held: Sent = {kind: [] for kind in KINDS}
    doors = (_by_form(app), _by_api(app), _by_service(app))
    for number, (plain, values) in enumerate(rows):
        row_id = doors[number % 3](plain, {f"own_f_{kind}": v for kind, v in values.items() if kind != "computed"})
        for kind in KINDS:
            held[kind].append((row_id, values[kind]))
    return held


def _by_form(app: Flask) -> Any:
    client = sign_in(app, COUNTY)

    def enter(plain: Mapping[str, Any], own: Mapping[str, Any]) -> int:
        answer = client.post(
            "/providers/add", data={**plain, **{k: _typed(v) for k, v in own.items() if v is not False}}
        )
        assert answer.status_code == 302, answer.get_data(as_text=True)
        return int(answer.headers["Location"].split("?")[0].rpartition("/")[2])

    return enter


def _typed(value: Any) -> Any:
    """A value as a browser sends it."""
    if isinstance(value, dict):
        return io.BytesIO(base64.b64decode(value["content"])), value["name"]
    return value if isinstance(value, list) else "y" if value is True else "" if value is None else str(value)


def _by_api(app: Flask) -> Any:
    client, header = app.test_client(), token(app, COUNTY)

    def enter(plain: Mapping[str, Any], own: Mapping[str, Any]) -> int:
        answer = client.post("/api/v1/providers/", json={**plain, **own}, headers=header)
        assert answer.status_code == 201, answer.json
        return int(answer.json["id"])

    return enter


def _by_service(app: Flask) -> Any:
    def enter(plain: Mapping[str, Any], own: Mapping[str, Any]) -> int:
        with app.app_context(), writing(), acting(EDITOR):
            row = records.create(db.session, EDITOR, PROVIDERS, {**plain, **own})
            db.session.commit()
            return int(row.id)

    return enter


def found(key: str, operator: Operator, raw: Any, ids: set[int]) -> set[int]:
    """The records that a list would find, without all that a list shows of them."""
    register = effective.for_actor(db.session, ADMINISTRATOR, PROVIDERS)
    asked = records.clause(ADMINISTRATOR, register, records.Condition(key, operator, raw))
    return set(db.session.scalars(records.select(Provider.id).where(asked, Provider.id.in_(ids))))


def check(app: Flask, seed: int, count: int, *, indexed: bool, probes: int = 4) -> None:
    held = fill(app, seed, count)
    if indexed:
        with app.app_context():
            assert indexes.run(db.session) > 5
    with app.app_context(), acting(ADMINISTRATOR):
        register = effective.for_actor(db.session, ADMINISTRATOR, PROVIDERS)
        rows = {row.id: row for row in db.session.scalars(records.select(Provider))}
        related.attach(db.session, [rows[row_id] for row_id, _ in held["text"]], register.columns)
        for kind, pairs in held.items():
            column = register.by_key[f"own_f_{kind}"]
            values = {row_id: column.read(rows[row_id]) for row_id, _ in pairs}
            for row_id, sent in pairs:
                _check_value(column, rows[row_id], sent)
            _check_filters(column, values, probes)
            if column.sorted:
                _check_order(column, values, len(rows))


def _check_value(column: Column, row: Any, sent: Any) -> None:
    """What was sent is what is held, shown, and read back from input, JSON and file."""
    value, kind = column.read(row), column.type
    if isinstance(kind, Computed):
        assert value == _expected(kind, row, column), column.key
    elif isinstance(kind, Attachment):
        assert (value and (value["name"], value["size"])) == (
            sent and (sent["name"], len(base64.b64decode(sent["content"])))
        )
    else:
        assert value == kind.parse(sent), column.key
    if value is None:
        return
    assert kind.from_json(kind.to_json(value)) == value
    assert str(column.cell(row).text)
    if not isinstance(kind, Attachment):
        typed = [kind.form_text(part) for part in (value if isinstance(value, list) else [value])]
        assert kind.parse(typed if isinstance(value, list) else typed[0]) == value
    if isinstance(kind, Reference):
        assert column.cell(row).text == str(column.related(row))
    for said in (_in_chinese, _in_english):
        cell = sheets.written(column, row, said)
        assert sheets.read(db.session, column, cell, said, "37", row) == value, (column.key, cell)


def _in_chinese(text: str | Message) -> str:
    return text.said("zh") if isinstance(text, Words) else {"Yes": "是", "No": "否"}.get(str(text), str(text))


def _in_english(text: str | Message) -> str:
    return text.said("en") if isinstance(text, Words) else str(text)


def _expected(kind: Computed, row: Any, column: Column) -> Any:
    """The same expression, computed by Python itself."""
    register = effective.for_row(db.session, PROVIDERS, row)
    values = {name: register.by_key[name].read(row) for name in kind.names}
    numbers = {k: Decimal(v) if type(v) is int else v for k, v in values.items()}
    text = next(e for e, _ in random_fields.EXPRESSIONS if Computed(e).expression == kind.expression)
    try:
        result = eval(text, {"__builtins__": {}, "max": max}, numbers)
    except TypeError:  # an operand is empty
        return None
    if isinstance(result, str) or result is None:
        return result
    return Decimal(result).quantize(Decimal(1).scaleb(-kind.places))


def _check_filters(column: Column, values: dict[int, Any], most: int) -> None:
    ids = set(values)
    empty = {row_id for row_id, value in values.items() if value is None}
    if Operator.EMPTY in column.type.operators:
        assert found(column.key, Operator.EMPTY, "y", ids) == empty, column.key
        assert found(column.key, Operator.EMPTY, "n", ids) == ids - empty
    probes = [] if isinstance(column.type, Attachment) else [v for v in values.values() if v is not None][:most]
    for probe in probes:
        raw = column.type.to_json(probe)
        if Operator.UNDER in column.type.operators:
            city = str(probe)[:4]
            assert found(column.key, Operator.UNDER, city, ids) == {
                i for i, v in values.items() if v and v.startswith(city)
            }
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
    check(app, 1, 6, indexed=True, probes=2)


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
