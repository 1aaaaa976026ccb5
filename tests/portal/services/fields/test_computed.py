"""Computed fields: filled in when a record is saved, for the rows that are there by the job, typed by nobody."""

from __future__ import annotations

import pytest
from flask import Flask

from portal.access.actor import acting
from portal.errors import Invalid
from portal.extensions import db
from portal.models import Role
from portal.models.transactions import writing
from portal.registers import REGISTERS
from portal.services import records
from portal.services.fields import indexes
from tests.own_fields import add_provider, change, own_of, person, publish

EDITOR = person(Role.COUNTY_EDITOR, "370304")


def test_a_computed_field_follows_the_fields_it_names(app: Flask) -> None:
    publish(app, "amount", "money", limit_unit="元")
    publish(app, "rate", "number")
    before = add_provider(app, EDITOR, own_amount="100", own_rate="3")
    publish(app, "fee", "computed", limit_expression="own_amount * own_rate / 100", filtered="y")
    publish(app, "double", "computed", limit_expression="own_fee * 2")
    row = add_provider(app, EDITOR, number=2, own_amount="2000", own_rate="2.5")
    assert own_of(app, row)["p37.fee"] == "50.00" and own_of(app, row)["p37.double"] == "100.00"
    with app.app_context(), writing(), acting(EDITOR):
        held = records.get(db.session, EDITOR, REGISTERS["providers"], row)
        records.update(db.session, EDITOR, REGISTERS["providers"], held, {"own_rate": ""})
        db.session.commit()
    assert "p37.fee" not in own_of(app, row)
    assert "p37.fee" not in own_of(app, before)
    with app.app_context():
        indexes.run(db.session)
    assert own_of(app, before)["p37.double"] == "6.00"
    with pytest.raises(Invalid):
        add_provider(app, EDITOR, number=3, own_fee="1")
    with app.app_context():
        db.session.rollback()


REFUSED = ("own_nothing + 1", "own_contact + 'x'", "own_yuan + own_wan", "own_y + 1", "().__class__", "")


def test_an_expression_that_cannot_stand_is_refused_in_words(app: Flask) -> None:
    publish(app, "contact", "text", personal="y")
    publish(app, "yuan", "money", limit_unit="元")
    publish(app, "wan", "money", limit_unit="万元")
    for expression in REFUSED:
        with pytest.raises(Invalid) as found:
            publish(app, "y", "computed", limit_expression=expression)
        assert "limit_expression" in found.value.faults, expression
        with app.app_context():
            db.session.rollback()


def test_computed_fields_that_wait_for_each_other_are_refused(app: Flask) -> None:
    publish(app, "x", "number")
    publish(app, "a", "computed", limit_expression="own_x")
    publish(app, "b", "computed", limit_expression="own_a + 1")
    with pytest.raises(Invalid) as found:
        change(app, "a", limit_expression="own_b + 1")
    assert "→" in str(found.value.faults["limit_expression"][0])
    with app.app_context():
        db.session.rollback()
