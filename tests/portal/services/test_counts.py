"""Counts of registers: in one statement, under the scope, capped, and kept for a minute for nobody else."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import event, func, select

from portal.access.actor import Actor, acting
from portal.access.scope import GrantFact
from portal.errors import NotPermitted
from portal.extensions import db
from portal.models import Provider, Role
from portal.registers import REGISTERS
from portal.services import counts
from portal.services.counts import Kept
from portal.services.records import Query

NAMES = ("catalog_editions", "catalog_items", "providers", "purchasers", "liaison_points", "policy_documents")


def person(*grants: GrantFact) -> Actor:
    return Actor.person(1, "somebody", "Somebody", grants)


PEOPLE = {
    "province": person(GrantFact(Role.PROVINCE_ADMINISTRATOR, "37")),
    "city": person(GrantFact(Role.CITY_EDITOR, "3703")),
    "county": person(GrantFact(Role.COUNTY_EDITOR, "370304")),
    "department": person(GrantFact(Role.DEPARTMENT_EDITOR, "37", 1)),
    "elsewhere": person(GrantFact(Role.CITY_EDITOR, "4301")),
    "several": person(GrantFact(Role.OVERSIGHT, "37"), GrantFact(Role.COUNTY_EDITOR, "430104")),
    "nation": person(GrantFact(Role.OVERSIGHT, "00")),
    "auditor": person(GrantFact(Role.AUDIT_ADMINISTRATOR, "37")),
}


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    counts.KEPT.forget()


def test_every_number_is_what_the_engine_lets_that_person_count(app: Flask) -> None:
    with app.app_context():
        for name, actor in PEOPLE.items():
            with acting(actor):
                found = counts.of_registers(db.session, actor, NAMES)
                single = {
                    register: db.session.scalar(select(func.count(REGISTERS[register].model.id))) for register in found
                }
            assert found == single, name
            assert bool(found) == (name != "auditor")
        assert counts.of_registers(db.session, PEOPLE["auditor"], NAMES) == {}


def test_all_numbers_come_in_one_statement_and_then_for_a_minute_in_none(app: Flask) -> None:
    said: list[str] = []
    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", lambda c, cu, text, *rest: said.append(text))
        with acting(PEOPLE["city"]):
            first = counts.of_registers(db.session, PEOPLE["city"], NAMES)
            again = counts.of_registers(db.session, PEOPLE["city"], NAMES)
    assert first is again
    assert len([text for text in said if "providers" in text]) == 1


def test_colleagues_share_a_number_and_nobody_else_does(app: Flask) -> None:
    colleague = Actor.person(2, "colleague", "Colleague", PEOPLE["city"].grants)
    with app.app_context():
        found = {}
        for name, actor in (*PEOPLE.items(), ("colleague", colleague)):
            with acting(actor):
                found[name] = counts.of_registers(db.session, actor, NAMES)
        assert found["colleague"] is found["city"]
        assert found["city"]["providers"] > found["county"]["providers"]
        narrowed = PEOPLE["several"].within("43")
        with acting(narrowed):
            assert (
                counts.of_registers(db.session, narrowed, NAMES)["providers"]
                < counts.of_registers(db.session, PEOPLE["several"], NAMES)["providers"]
            )


def test_counting_stops_at_the_cap(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counts, "COUNT_CAP", 5)
    with app.app_context(), acting(PEOPLE["province"]):
        assert counts.of_registers(db.session, PEOPLE["province"], ("providers",)) == {"providers": 6}


def test_what_is_kept_grows_old_and_makes_room() -> None:
    now = [0.0]
    kept = Kept(seconds=60, most=2, clock=lambda: now[0])
    asked: list[str] = []

    def find(value: str) -> str:
        def look() -> str:
            asked.append(value)
            return value

        return kept.get(value, look)

    assert [find("a"), find("a")] == ["a", "a"] and asked == ["a"]
    now[0] = 59.9
    find("a")
    assert asked == ["a"]
    now[0] = 60
    find("a")
    assert asked == ["a", "a"], "after a minute it is asked anew"
    find("b")
    find("a")
    find("c")
    assert len(kept) == 2
    find("a")
    assert asked == ["a", "a", "b", "c"], "the one that was not asked for longest went"
    find("b")
    assert asked[-1] == "b"


def test_what_a_list_holds_is_counted_under_the_scope_and_only_for_those_who_may_open_it(app: Flask) -> None:
    providers = REGISTERS["providers"]
    with app.app_context():
        for name, actor in PEOPLE.items():
            with acting(actor):
                if name == "auditor":
                    with pytest.raises(NotPermitted):
                        counts.by_choice(db.session, actor, providers, Query())
                    continue
                held = select(Provider.status, func.count()).group_by(Provider.status)
                found = counts.by_choice(db.session, actor, providers, Query())
                assert {key: count for key, count in found.items() if count} == dict(db.session.execute(held).all())
