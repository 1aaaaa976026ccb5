"""Conversions: one change that takes every value along, loses none that does not fit, and can be taken back."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from flask import Flask

from portal.access.actor import acting
from portal.errors import Conflict, Invalid, NotFound
from portal.extensions import db
from portal.models import Role
from portal.models.transactions import writing
from portal.registers import REGISTERS
from portal.services import records
from portal.services.fields import converting, drafting, effective, indexes, rewriting
from tests.cast import PROVINCE, sign_in
from tests.own_fields import add_provider, administrator, change, own_of, person, publish

EDITOR = person(Role.COUNTY_EDITOR, "370304")
PROVIDERS = REGISTERS["providers"]


def convert(app: Flask, key: str, to: str, **raw: object) -> converting.Outcome:
    with app.app_context(), writing(), acting(administrator()):
        definition = drafting.definitions(db.session, PROVIDERS, "37")[key]
        limits = converting.suggested(db.session, PROVIDERS, "37", definition, to) | raw
        settings = converting.target(PROVIDERS, definition, to, {f"limit_{k}": v for k, v in limits.items()})
        expected = converting.preview(db.session, PROVIDERS, "37", definition, settings)
        done = converting.convert(db.session, administrator(), PROVIDERS, "37", key, settings, definition.version)
        db.session.commit()
        assert (expected.fit, expected.unfit) == (done.fit, done.unfit)
        return done


def undo(app: Flask, key: str) -> None:
    with app.app_context(), writing(), acting(administrator()):
        version = drafting.definitions(db.session, PROVIDERS, "37")[key].version
        converting.undo(db.session, administrator(), PROVIDERS, "37", key, version)
        db.session.commit()


def value(app: Flask, row: int, key: str) -> object:
    with app.app_context(), acting(EDITOR):
        held = records.get(db.session, EDITOR, PROVIDERS, row)
        return effective.for_row(db.session, PROVIDERS, held).by_key[f"own_{key}"].read(held)


def edit(app: Flask, row: int, **values: object) -> None:
    with app.app_context(), writing(), acting(EDITOR):
        records.update(db.session, EDITOR, PROVIDERS, records.get(db.session, EDITOR, PROVIDERS, row), values)
        db.session.commit()


def test_text_becomes_a_choice_of_what_stands_there(app: Flask) -> None:
    publish(app, "area", "text", filtered="y")
    rows = [add_provider(app, EDITOR, number=n, own_area=text) for n, text in enumerate(("养老", "托育", "养老"))]
    done = convert(app, "area", "choice")
    assert (done.fit, done.unfit) == (3, 0)
    assert value(app, rows[0], "area") == "养老"
    with pytest.raises(Invalid):
        add_provider(app, EDITOR, number=9, own_area="别的")
    with app.app_context():
        db.session.rollback()
    undo(app, "area")
    edit(app, rows[0], own_area="任意文字")
    assert value(app, rows[1], "area") == "托育"


def test_ten_thousand_yuan_become_yuan_without_losing_a_cent(app: Flask) -> None:
    publish(app, "amount", "money", limit_unit="万元", filtered="y")
    row = add_provider(app, EDITOR, own_amount="12.3456")
    odd = add_provider(app, EDITOR, number=2, own_amount="0.000001")
    with pytest.raises(Invalid) as found:
        change(app, "amount", limit_unit="元")
    assert "limit_unit" in found.value.faults
    with app.app_context():
        db.session.rollback()
    done = convert(app, "amount", "money")
    assert (done.fit, done.unfit) == (2, 0)
    assert value(app, row, "amount") == Decimal("123456") and value(app, odd, "amount") == Decimal("0.01")
    edit(app, row, own_amount="200000")
    undo(app, "amount")
    assert value(app, row, "amount") == Decimal(20) and value(app, odd, "amount") == Decimal("0.000001")
    assert set(own_of(app, row)) == {"p37.amount"}


def test_many_records_are_converted_some_at_a_time_and_what_changes_meanwhile_is_converted_too(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(app, "area", "text")
    rows = [add_provider(app, EDITOR, number=n, own_area=text) for n, text in enumerate("甲乙丙丁甲")]
    meanwhile: list[Callable[[], object]] = [
        lambda: edit(app, rows[0], own_area="乙"),
        lambda: edit(app, rows[4], own_area=None),
        lambda: rows.append(add_provider(app, EDITOR, number=8, own_area="丁")),
    ]
    paused = []

    def pause(seconds: float) -> None:
        """Somebody else writes between two transactions: no lock is held there."""
        paused.append(seconds)
        if meanwhile:
            meanwhile.pop(0)()

    monkeypatch.setattr(rewriting, "CHUNK", 2)
    monkeypatch.setattr(rewriting.time, "sleep", pause)
    with app.app_context(), writing(), acting(administrator()):
        definition = drafting.definitions(db.session, PROVIDERS, "37")["area"]
        limits = {"limit_options": [{"zh": word} for word in "甲乙丙丁"]}
        settings = converting.target(PROVIDERS, definition, "choice", limits)
        done = converting.convert(db.session, administrator(), PROVIDERS, "37", "area", settings, definition.version)
    assert len(paused) == 3 and not meanwhile
    assert (done.fit, done.unfit) == (5, 0)
    assert [value(app, row, "area") for row in rows] == ["乙", "乙", "丙", "丁", None, "丁"]
    meanwhile.append(lambda: edit(app, rows[1], own_area="甲"))
    undo(app, "area")
    assert [value(app, row, "area") for row in rows] == ["乙", "甲", "丙", "丁", None, "丁"]
    assert {place for row in rows for place in own_of(app, row)} == {"p37.area"}


def test_a_definition_that_moves_while_its_values_are_converted_stops_the_conversion(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(app, "area", "text")
    rows = [add_provider(app, EDITOR, number=n, own_area=text) for n, text in enumerate("甲乙丙")]
    monkeypatch.setattr(rewriting, "CHUNK", 2)
    monkeypatch.setattr(rewriting.time, "sleep", lambda seconds: change(app, "area", label_zh=f"领域{seconds}"))
    with pytest.raises(Conflict):
        convert(app, "area", "choice")
    assert [value(app, row, "area") for row in rows] == ["甲", "乙", "丙"]


def test_what_is_computed_from_a_converted_field_is_computed_anew(app: Flask) -> None:
    publish(app, "amount", "money", limit_unit="万元")
    publish(app, "double", "computed", limit_expression="own_amount * 2")
    row = add_provider(app, EDITOR, own_amount="1.5")
    with app.app_context():
        indexes.run(db.session)
    convert(app, "amount", "money")
    with app.app_context():
        indexes.run(db.session)
    assert value(app, row, "double") == Decimal(30000)


def test_what_does_not_fit_is_counted_before_and_comes_back(app: Flask) -> None:
    publish(app, "size", "text")
    good = add_provider(app, EDITOR, own_size="12")
    bad = add_provider(app, EDITOR, number=2, own_size="很大")
    done = convert(app, "size", "integer", least="0", most="100")
    assert (done.fit, done.unfit) == (1, 1)
    assert value(app, good, "size") == 12 and value(app, bad, "size") is None
    undo(app, "size")
    assert value(app, bad, "size") == "很大"


def test_a_conversion_is_done_and_taken_back_on_the_pages(app: Flask) -> None:
    publish(app, "area", "text")
    row = add_provider(app, EDITOR, own_area="养老")
    client = sign_in(app, PROVINCE)
    here = "/fields/providers/convert/area?to=choice"
    form = BeautifulSoup(client.get(here).get_data(as_text=True), "html.parser")
    data = {field["name"]: field.text.strip() or field.get("value", "") for field in form.select("#field-form [name]")}
    tried = client.post(here, data=data)
    assert tried.status_code == 200 and "sure" in tried.get_data(as_text=True)
    assert value(app, row, "area") == "养老" and "p37.area.2" not in own_of(app, row)
    assert client.post(here, data=data | {"sure": "yes"}).status_code == 302
    assert own_of(app, row)["p37.area.2"] == "养老"
    page = BeautifulSoup(client.get("/fields/providers/?field=own_area").get_data(as_text=True), "html.parser")
    version = page.select_one("#field-form [name=version]")["value"]
    assert page.select_one("form[action*=unconvert]")
    assert client.post("/fields/providers/unconvert/area", data={"version": version}).status_code == 302
    assert own_of(app, row) == {"p37.area": "养老"}


def test_a_conversion_begins_on_what_was_looked_at_and_on_no_draft(app: Flask) -> None:
    publish(app, "area", "text")
    add_provider(app, EDITOR, own_area="养老")
    with app.app_context(), writing(), acting(administrator()):
        definition = drafting.definitions(db.session, PROVIDERS, "37")["area"]
        limits = converting.suggested(db.session, PROVIDERS, "37", definition, "choice")
        settings = converting.target(PROVIDERS, definition, "choice", {f"limit_{k}": v for k, v in limits.items()})
        with pytest.raises(Conflict):
            converting.convert(db.session, administrator(), PROVIDERS, "37", "area", settings, definition.version - 1)
        drafting.change(db.session, administrator(), PROVIDERS, "37", "area", {"label_zh": "草稿"}, definition.version)
        with pytest.raises(Conflict, match="draft of this field first"):
            converting.convert(db.session, administrator(), PROVIDERS, "37", "area", settings, definition.version)
        db.session.rollback()


def test_a_definition_of_another_type_is_not_put_back(app: Flask) -> None:
    publish(app, "area", "text")
    with app.app_context(), acting(administrator()):
        definition = drafting.definitions(db.session, PROVIDERS, "37")["area"]
        held = dict(definition.in_force) | {"type": "integer"}
        with pytest.raises(Conflict, match="another type"):
            drafting.restore(db.session, administrator(), PROVIDERS, definition, held)
        db.session.rollback()


def test_a_conversion_that_never_was_is_not_taken_back(app: Flask) -> None:
    publish(app, "area", "text")
    with pytest.raises(NotFound):
        undo(app, "area")
