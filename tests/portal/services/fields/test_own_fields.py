"""Own fields of a province: from publishing on they are there, by their rules, for their people."""

from __future__ import annotations

import threading
import time
from typing import Any

import pytest
from flask import Flask

from portal.access.actor import Actor, acting
from portal.errors import Conflict, Invalid, NotPermitted
from portal.extensions import db
from portal.models import Role
from portal.models.transactions import writing
from portal.registers import REGISTERS
from portal.services import records
from portal.services.fields import drafting, effective, publishing
from portal.services.fields.settings import State
from tests.own_fields import (
    CHOICES,
    add_provider,
    administrator,
    change,
    own_of,
    person,
    publish,
    publish_drafts,
)

PROVIDERS = REGISTERS["providers"]
COUNTY = person(Role.COUNTY_EDITOR, "370304")
HUNAN = person(Role.CITY_EDITOR, "4301")


def columns(app: Flask, actor: Actor) -> dict[str, Any]:
    with app.app_context():
        return dict(effective.for_actor(db.session, actor, PROVIDERS).by_key)


def faults(app: Flask, actor: Actor, **values: Any) -> dict[str, list[str]]:
    with pytest.raises(Invalid) as found:
        add_provider(app, actor, **values)
    with app.app_context():
        db.session.rollback()
    return {key: [str(m) for m in messages] for key, messages in found.value.faults.items()}


def test_a_draft_changes_nothing_and_a_published_field_is_there_for_its_province_only(app: Flask) -> None:
    with app.app_context(), writing(), acting(administrator()):
        raw = {"label_zh": "评估等级", "limit_options": CHOICES}
        drafting.add(db.session, administrator(), PROVIDERS, "37", "grade", "choice", raw)
        db.session.commit()
    assert "own_grade" not in columns(app, COUNTY)
    with app.app_context(), writing(), acting(administrator()):
        publish_drafts(administrator())
    assert "own_grade" in columns(app, COUNTY)
    assert "own_grade" not in columns(app, HUNAN)
    row = add_provider(app, COUNTY, own_grade="4A")
    assert own_of(app, row) == {"p37.grade": "4A"}


def test_two_provinces_use_one_key_with_different_types(app: Flask) -> None:
    publish(app, "size", "integer", province="37", limit_most="500")
    publish(app, "size", "choice", province="43", limit_options=[{"zh": "大型"}])
    assert own_of(app, add_provider(app, COUNTY, own_size="12")) == {"p37.size": 12}
    assert own_of(app, add_provider(app, HUNAN, region="430102", own_size="大型")) == {"p43.size": "大型"}
    assert "own_size" in faults(app, COUNTY, number=2, own_size="大型")


def test_values_are_held_to_the_limits_of_the_field(app: Flask) -> None:
    publish(app, "paper", "text", limit_pattern="湘财〔\\d{4}〕\\d+号", limit_pattern_message="如：湘财〔2022〕28号")
    publish(app, "rate", "number", limit_places="1", limit_least="0", limit_most="100")
    publish(app, "since", "date", limit_earliest="2020-01-01")
    found = faults(app, COUNTY, own_paper="28号", own_rate="100.5", own_since="2019-12-31")
    assert found["own_paper"] == ["如：湘财〔2022〕28号"]
    assert found["own_rate"] == ["The number must be at most 100."]
    assert "own_since" in found
    row = add_provider(app, COUNTY, own_paper="湘财〔2022〕28号", own_rate="99.5", own_since="2020-01-01")
    held = {"p37.paper": "湘财〔2022〕28号", "p37.rate": "99.5", "p37.since": "2020-01-01"}
    assert own_of(app, row) == held


def test_a_field_is_required_also_only_from_a_day_on(app: Flask) -> None:
    publish(app, "must", "text", required="y")
    publish(app, "later", "text", required="y", required_from="2099-01-01")
    publish(app, "since", "text", required="y", required_from="2020-01-01")
    assert set(faults(app, COUNTY)) == {"own_must", "own_since"}
    column = columns(app, COUNTY)["own_later"]
    assert not column.required and column.required_from.year == 2099


def test_a_field_that_is_not_asked_for_is_not_required_and_keeps_or_loses_its_value(app: Flask) -> None:
    condition = [{"key": "own_kind", "test": "is", "values": ["yes"]}]
    publish(app, "kind", "choice", limit_options=[{"zh": "yes"}, {"zh": "no"}])
    publish(app, "kept", "text", required="y", shown_when=condition)
    publish(app, "lost", "text", shown_when=condition, cleared_when_hidden="y")
    assert faults(app, COUNTY, own_kind="yes") == {"own_kept": ["This must be filled in."]}
    assert own_of(app, add_provider(app, COUNTY, own_kind="no")) == {"p37.kind": "no"}
    row = add_provider(app, COUNTY, number=2, own_kind="yes", own_kept="a", own_lost="b")
    with app.app_context(), writing(), acting(COUNTY):
        held = records.get(db.session, COUNTY, PROVIDERS, row)
        records.update(db.session, COUNTY, PROVIDERS, held, {"own_kind": "no"})
        db.session.commit()
    assert own_of(app, row) == {"p37.kind": "no", "p37.kept": "a"}
    assert set(faults(app, COUNTY, number=3, own_kind="no", own_lost="sent all the same")) == {"own_lost"}


def test_a_condition_may_ask_about_a_kind_by_its_code(app: Flask) -> None:
    with app.app_context(), acting(administrator()):
        kinds = effective.REGISTERS["provider_kinds"].model
        first, other = db.session.scalars(
            records.select(kinds).where(kinds.status == "allowed", kinds.region_code == "37").limit(2)
        ).all()
        codes, ids = (first.code, other.code), (first.id, other.id)
    publish(app, "level", required="y", shown_when=[{"key": "kind", "test": "is", "values": [codes[0]]}])
    assert set(faults(app, COUNTY, kind=ids[0])) == {"own_level"}
    add_provider(app, COUNTY, kind=ids[1])


def test_a_retired_choice_stays_where_it_was_chosen_and_is_offered_no_more(app: Flask) -> None:
    publish(app, "grade", "choice", limit_options=[{"zh": "5A"}, {"zh": "1A"}])
    row = add_provider(app, COUNTY, own_grade="1A")
    change(app, "grade", limit_options=[{"zh": "5A"}, {"zh": "1A", "retired": True}])
    assert "own_grade" in faults(app, COUNTY, number=2, own_grade="1A")
    with app.app_context(), writing(), acting(COUNTY):
        held = records.get(db.session, COUNTY, PROVIDERS, row)
        records.update(db.session, COUNTY, PROVIDERS, held, {"own_grade": "1A", "note": "变更"})
        db.session.commit()
    with pytest.raises(Invalid) as found:
        change(app, "grade", limit_options=[{"zh": "5A"}])
    assert "1A" in str(found.value.faults["limit_options"][0])  # retired, never removed


def test_a_retired_field_keeps_its_values_and_its_key(app: Flask) -> None:
    publish(app, "gone", "text")
    row = add_provider(app, COUNTY, own_gone="value")
    with app.app_context(), writing(), acting(administrator()):
        version = drafting.definitions(db.session, PROVIDERS, "37")["gone"].version
        drafting.set_state(db.session, administrator(), PROVIDERS, "37", "gone", State.RETIRED, version)
        publish_drafts(administrator())
    assert "own_gone" not in columns(app, COUNTY)
    assert own_of(app, row) == {"p37.gone": "value"}
    assert "own_gone" in faults(app, COUNTY, number=2, own_gone="typed before it was retired")
    with pytest.raises(Invalid) as found:
        publish(app, "gone", "integer")
    assert "key" in found.value.faults


def test_who_may_not_see_a_field_neither_reads_nor_writes_it(app: Flask) -> None:
    publish(app, "inner", "text", seen_by=["reviewer", "province_administrator"], edited_by=["reviewer"])
    column = columns(app, COUNTY)["own_inner"]
    assert not column.is_seen_by(COUNTY.roles) and column.is_seen_by(administrator().roles)
    assert "own_inner" in faults(app, COUNTY, own_inner="x")
    with app.app_context(), acting(COUNTY), pytest.raises(Exception, match="no column"):
        condition = records.Condition("own_inner", records.Operator.EQUAL, "x")
        records.find(db.session, COUNTY, PROVIDERS, records.Query(conditions=(condition,)))


def test_a_value_that_may_stand_once_only_is_refused_the_second_time(app: Flask) -> None:
    publish(app, "paper", "text", unique="region")
    publish(app, "amount", "number", unique="province")
    first = add_provider(app, COUNTY, own_paper="A-1", own_amount="1.50")
    assert set(faults(app, COUNTY, number=2, own_paper="A-1")) == {"own_paper"}
    assert set(faults(app, administrator(), number=3, region="370102", own_amount="1.5")) == {"own_amount"}
    add_provider(app, administrator(), number=4, region="370102", own_paper="A-1")
    with app.app_context(), writing(), acting(COUNTY):
        records.delete(db.session, COUNTY, PROVIDERS, records.get(db.session, COUNTY, PROVIDERS, first))
        db.session.commit()
    add_provider(app, COUNTY, number=5, own_paper="A-1", own_amount="1.5")


def test_of_two_who_enter_the_same_unique_value_at_once_one_is_told(app: Flask) -> None:
    publish(app, "paper", "text", unique="province")
    together, told = threading.Barrier(4), []

    def enter(number: int) -> None:
        together.wait()
        try:
            add_provider(app, COUNTY, number=number, own_paper="同一文号")
            told.append("saved")
        except Invalid:
            told.append("refused")
        finally:
            with app.app_context():
                db.session.remove()

    threads = [threading.Thread(target=enter, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == ["refused"] * 3 + ["saved"]


def test_publishing_uniqueness_is_refused_while_values_repeat(app: Flask) -> None:
    publish(app, "paper", "text")
    add_provider(app, COUNTY, own_paper="same")
    add_provider(app, COUNTY, number=2, own_paper="same")
    with pytest.raises(Invalid) as found:
        change(app, "paper", unique="province")
    assert "1 records" in str(found.value.faults["paper"][0])
    with app.app_context():
        db.session.rollback()
    assert columns(app, COUNTY)["own_paper"].unique == ""


def test_only_the_administrator_of_the_province_makes_fields(app: Flask) -> None:
    for actor in (COUNTY, person(Role.OVERSIGHT, "37"), administrator("43"), person(Role.REVIEWER, "37")):
        with app.app_context(), writing(), acting(actor), pytest.raises(NotPermitted):
            drafting.add(db.session, actor, PROVIDERS, "37", "x", "text", {"label_zh": "某"})


def test_the_second_of_two_editors_of_a_definition_is_told(app: Flask) -> None:
    publish(app, "field", "text")
    with app.app_context(), writing(), acting(administrator()):
        version = drafting.definitions(db.session, PROVIDERS, "37")["field"].version
        drafting.change(db.session, administrator(), PROVIDERS, "37", "field", {"label_zh": "一"}, version)
        db.session.commit()
        with pytest.raises(Conflict):
            drafting.change(db.session, administrator(), PROVIDERS, "37", "field", {"label_zh": "二"}, version)
        with pytest.raises(Conflict):
            publishing.publish(db.session, administrator(), PROVIDERS, "37", {"field": version})


def test_a_province_relabels_hides_orders_and_requires_built_in_columns(app: Flask) -> None:
    change(app, "note", label_zh="备注说明", label_en="Remarks")
    change(app, "registered_on", required="y")
    with app.app_context(), writing(), acting(administrator()):
        drafting.set_state(db.session, administrator(), PROVIDERS, "37", "register_owner", State.HIDDEN, 0)
        drafting.reorder(db.session, administrator(), PROVIDERS, "37", ["note", "name"], 0)
        with pytest.raises(Exception, match=r"Asked for by"):
            drafting.set_state(db.session, administrator(), PROVIDERS, "37", "credit_code", State.HIDDEN, 0)
        publish_drafts(administrator())
    found = columns(app, COUNTY)
    assert found["note"].label.zh == "备注说明" and "register_owner" not in found
    assert next(iter(found)) == "note"
    assert set(faults(app, COUNTY)) == {"registered_on"}
    assert columns(app, HUNAN)["note"].label.msgid == "Note"


def test_a_personal_value_stands_in_no_event(app: Flask) -> None:
    publish(app, "contact", "phone", personal="y", listed="y")
    row = add_provider(app, COUNTY, own_contact="13800138000")
    with app.app_context(), acting(Actor.system("test")):
        from portal.models import Event, EventPersonalValue

        event = db.session.scalars(records.select(Event).where(Event.row_id == row).order_by(Event.id.desc())).first()
        assert set(event.after["own"]["p37.contact"]) == {"digest"}
        assert "13800138000" in set(db.session.scalars(records.select(EventPersonalValue.value)))
    with app.app_context(), acting(COUNTY):
        held = records.get(db.session, COUNTY, PROVIDERS, row)
        column = effective.for_row(db.session, PROVIDERS, held).by_key["own_contact"]
        assert column.list_cell(held).text == "••••" and column.cell(held).text == "13800138000"


HOSTILE_KEYS = ("own';drop table providers;--", "<script>", "a.b", "A", "", "_", "1a", "a" * 41, "键", "a b", "a\0")


@pytest.mark.parametrize("key", HOSTILE_KEYS)
def test_a_key_that_is_sql_or_html_is_refused(app: Flask, key: str) -> None:
    with pytest.raises(Invalid) as found:
        publish(app, key, "text")
    assert "key" in found.value.faults
    with app.app_context():
        db.session.rollback()


HOSTILE_SETTINGS: dict[str, dict[str, Any]] = {
    "a pattern that never ends": {"kind": "text", "limit_pattern": "(?=(a+)+)b"},
    "a pattern that grows": {"kind": "text", "limit_pattern": "((a{1000}){1000}){1000}"},
    "ten megabytes of choices": {"kind": "choice", "limit_options": "选项\n" * 3_000_000},
    "choices in a million brackets": {"kind": "choice", "limit_options": "[" * 60_000},
    "no choices": {"kind": "choice"},
    "a condition about itself": {"shown_when": [{"key": "own_x", "test": "filled"}]},
    "a condition about nothing": {"shown_when": [{"key": "password", "test": "filled"}]},
    "limits the wrong way round": {"kind": "integer", "limit_least": "9", "limit_most": "1"},
    "a default that does not fit": {"kind": "integer", "default": "many"},
    "a type that is none": {"kind": "__class__"},
    "an unknown setting": {"__dict__": "x"},
    "personal data that is searched": {"personal": "y", "searched": "y"},
}


@pytest.mark.parametrize("name", HOSTILE_SETTINGS)
def test_hostile_settings_are_refused_in_words(app: Flask, name: str) -> None:
    with pytest.raises(Invalid) as found:
        publish(app, "x", **{"kind": "text"} | HOSTILE_SETTINGS[name])
    assert all(str(message) for messages in found.value.faults.values() for message in messages)
    with app.app_context():
        db.session.rollback()


@pytest.mark.parametrize("pattern", ["(a+)+b", "(a|aa)+b", "([a-z]+)*=", "(.*a){25}b"])
def test_a_pattern_on_which_others_choke_is_matched_in_time(app: Flask, pattern: str) -> None:
    publish(app, "x", limit_pattern=pattern, limit_longest="2000")
    began = time.monotonic()
    assert set(faults(app, COUNTY, own_x="a" * 2000)) == {"own_x"}
    assert time.monotonic() - began < 5


def test_fields_that_wait_for_each_other_are_refused(app: Flask) -> None:
    publish(app, "a", "text")
    publish(app, "b", "text", shown_when=[{"key": "own_a", "test": "filled"}])
    publish(app, "c", "text", shown_when=[{"key": "own_b", "test": "filled"}])
    with pytest.raises(Invalid) as found:
        change(app, "a", shown_when=[{"key": "own_c", "test": "filled"}])
    assert "→" in str(found.value.faults["shown_when"][0])
