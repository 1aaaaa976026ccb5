"""The generated APIs: every register, as a program uses them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from sqlalchemy import select

from portal.access.actor import Actor, acting
from portal.access.permissions import CONFIGURATION, PERMISSIONS, Action
from portal.extensions import db
from portal.fields import gb32100
from portal.models import AccessEvent, AccessKind, Role
from portal.models.transactions import writing
from portal.registers import REGISTERS
from portal.services import accounts, grants
from tests.cast import CITY, COUNTY, HUNAN_CITY, OVERSIGHT, PROVINCE, REVIEWER, SYSTEM, Person, reader_of, token

Ask = Callable[..., Any]
CODE = gb32100.make("52", "370304", "MJJ99001")
OTHER_CODE = gb32100.make("52", "370304", "MJJ99002")


@pytest.fixture
def ask(app: Flask) -> Ask:
    """ask(person, method, path, json=…) → (status, body)."""
    headers: dict[Person, dict[str, str]] = {}
    client = app.test_client()

    def go(person: Person, method: str, path: str, **kwargs: Any) -> tuple[int, Any]:
        if person not in headers:
            headers[person] = token(app, person)
        answer = client.open(f"/api/v1/{path}", method=method, headers=headers[person], **kwargs)
        return answer.status_code, answer.get_json()

    return go


def a_kind(ask: Ask, status: str = "allowed") -> int:
    code, body = ask(PROVINCE, "GET", f"provider_kinds/?q=(filters:!((col:status,opr:eq,value:{status})))")
    assert code == 200
    return body["ids"][0]


def make(ask: Ask, person: Person = COUNTY, **values: Any) -> tuple[int, Any]:
    body = {"name": "博山区测试服务中心", "credit_code": CODE, "kind": a_kind(ask), "region": "370304"} | values
    return ask(person, "POST", "providers/", json=body)


@pytest.mark.sample(3)
@pytest.mark.parametrize("name", REGISTERS)
def test_every_register_lists_shows_and_describes_itself(ask: Ask, name: str) -> None:
    code, body = ask(reader_of(name), "GET", f"{name}/?q=(page_size:5)")
    assert code == 200, body
    assert body["count"] >= len(body["result"])
    assert set(body["list_columns"]) == set(body["label_columns"])
    code, _info = ask(reader_of(name), "GET", f"{name}/_info")
    assert code == 200
    if body["ids"]:
        code, one = ask(reader_of(name), "GET", f"{name}/{body['ids'][0]}")
        assert code == 200
        assert one["result"]["id"] == body["ids"][0]


@pytest.mark.sample(4)
@pytest.mark.parametrize("name", REGISTERS)
def test_every_column_can_be_asked_for_sorted_and_filtered_as_info_says(ask: Ask, name: str) -> None:
    _, info = ask(reader_of(name), "GET", f"{name}/_info")
    for key in info["order_columns"]:
        for direction in ("asc", "desc"):
            code, body = ask(reader_of(name), "GET", f"{name}/?q=(order_column:{key},order_direction:{direction})")
            assert code == 200, (key, body)
    for key, operators in info["filters"].items():
        for operator in operators:
            code, body = ask(
                reader_of(name), "GET", f"{name}/?q=(filters:!((col:{key},opr:{operator['operator']},value:'1')))"
            )
            assert code in (200, 400), (key, operator, body)
    for column in REGISTERS[name].columns:
        code, body = ask(reader_of(name), "GET", f"{name}/?q=(columns:!({column.key}),page_size:3)")
        assert code == 200, (column.key, body)
        # Of a row elsewhere a personal column is left out: what one is differs from region to region.
        least = {"id"} if column.seen_by else {"id", column.key}
        assert all(least <= set(row) <= {"id", column.key} for row in body["result"])


def test_what_is_read_can_be_written_back_and_changes_nothing(ask: Ask) -> None:
    code, made = make(ask, evaluation_grade="3A", registered_on="2024-05-06", note="第一行\n第二行")
    assert code == 201, made
    _, read = ask(COUNTY, "GET", f"providers/{made['id']}")
    _, info = ask(COUNTY, "GET", "providers/_info")
    writable = {c["name"] for c in info["edit_columns"]}
    body = {k: v for k, v in read["result"].items() if k in writable}
    code, after = ask(COUNTY, "PUT", f"providers/{made['id']}", json=body | {"version": read["version"]})
    assert code == 200, after
    assert after["result"] == read["result"]
    assert after["version"] == read["version"], "nothing was written"


def test_a_json_column_filters_sorts_and_keeps_its_value_when_others_change(ask: Ask) -> None:
    _, made = make(ask, evaluation_grade="5A")
    code, changed = ask(COUNTY, "PUT", f"providers/{made['id']}", json={"name": "改名的中心"})
    assert code == 200
    assert changed["result"]["evaluation_grade"] == "5A"
    filters = "filters:!((col:evaluation_grade,opr:eq,value:'5A'))"
    query = f"({filters},order_column:evaluation_grade,columns:!(evaluation_grade))"
    code, body = ask(COUNTY, "GET", f"providers/?q={quote(query)}")
    assert code == 200
    assert made["id"] in body["ids"]
    assert {row["evaluation_grade"] for row in body["result"]} == {"5A"}
    _, emptied = ask(COUNTY, "PUT", f"providers/{made['id']}", json={"evaluation_grade": None})
    assert emptied["result"]["evaluation_grade"] is None


def test_every_fault_is_told_at_once_at_its_field(ask: Ask) -> None:
    code, body = make(ask, credit_code="123", name="", registered_on="2024-02-31", phone="12", status="nonsense")
    assert code == 422
    assert set(body["faults"]) == {"credit_code", "name", "registered_on", "phone", "status"}


def test_a_wrong_check_character_is_refused_and_a_reviewer_may_let_it_pass(ask: Ask) -> None:
    wrong = CODE[:-1] + ("0" if CODE[-1] != "0" else "1")
    code, body = make(ask, credit_code=wrong)
    assert code == 422 and "credit_code" in body["faults"]
    code, body = make(ask, credit_code=wrong, code_override_reason="登记证书核对无误")
    assert code == 422 and "code_override_reason" in body["faults"], "a county editor may not"
    _, made = make(ask)
    change = {"credit_code": wrong, "code_override_reason": "登记证书核对无误"}
    code, body = ask(REVIEWER, "PUT", f"providers/{made['id']}", json=change)
    assert code == 200, body


def test_a_second_record_with_the_same_code_is_told_at_the_code(ask: Ask) -> None:
    assert make(ask)[0] == 201
    code, body = make(ask, name="另一个")
    assert code == 422 and "credit_code" in body["faults"]


def test_an_unknown_or_foreign_key_is_never_dropped_in_silence(ask: Ask) -> None:
    code, body = make(ask, id=5, sample=True, password="x")
    assert code == 422
    assert {"id", "sample", "password"} <= set(body["faults"])


def test_a_kind_that_the_documents_bar_is_refused_with_its_clause(ask: Ask) -> None:
    code, body = make(ask, kind=a_kind(ask, "barred"))
    assert code == 422
    assert "102" in body["faults"]["kind"][0]


def test_foreign_rows_do_not_exist_for_a_program_either(ask: Ask) -> None:
    _, made = make(ask)
    for person in (HUNAN_CITY,):
        assert ask(person, "GET", f"providers/{made['id']}")[0] == 404
        assert ask(person, "PUT", f"providers/{made['id']}", json={"name": "x"})[0] == 404
        assert ask(person, "DELETE", f"providers/{made['id']}")[0] == 404


def test_a_county_cannot_write_for_its_city_or_move_a_row_there(ask: Ask) -> None:
    assert make(ask, region="3703")[0] == 403
    _, made = make(ask)
    assert ask(COUNTY, "PUT", f"providers/{made['id']}", json={"region": "370303"})[0] == 403
    assert ask(CITY, "PUT", f"providers/{made['id']}", json={"region": "370303"})[0] == 200


def test_oversight_reads_and_every_write_is_refused(ask: Ask) -> None:
    _, made = make(ask)
    assert ask(OVERSIGHT, "GET", f"providers/{made['id']}")[0] == 200
    assert make(ask, OVERSIGHT)[0] == 403
    assert ask(OVERSIGHT, "PUT", f"providers/{made['id']}", json={"name": "x"})[0] == 403
    assert ask(OVERSIGHT, "DELETE", f"providers/{made['id']}")[0] == 403


@pytest.mark.sample(6)
@pytest.mark.parametrize("name", REGISTERS)
def test_the_system_administrator_sees_no_register(ask: Ask, name: str) -> None:
    assert ask(SYSTEM, "GET", f"{name}/")[0] == 403
    assert ask(SYSTEM, "GET", f"{name}/1")[0] == 403


def test_personal_data_is_not_in_the_answer_for_those_who_may_not_see_it(ask: Ask) -> None:
    _, made = make(ask, phone="0531-51769834")
    _, read = ask(OVERSIGHT, "GET", f"providers/{made['id']}")
    assert "phone" not in read["result"]
    assert ask(OVERSIGHT, "GET", "providers/?q=(columns:!(phone))")[0] == 400
    assert ask(OVERSIGHT, "GET", "providers/?q=(filters:!((col:phone,opr:ct,value:'0')))")[0] == 400
    assert "phone" not in str(ask(OVERSIGHT, "GET", "providers/_info")[1])
    assert "phone" in str(ask(COUNTY, "GET", "providers/_info")[1])
    _, read = ask(COUNTY, "GET", f"providers/{made['id']}")
    assert read["result"]["phone"] == "0531-51769834"


def test_a_list_that_shows_personal_data_is_recorded_row_by_row(app: Flask, ask: Ask) -> None:
    _, made = make(ask, phone="0531-51769834")
    looked = select(AccessEvent.row_id).where(AccessEvent.kind == AccessKind.PERSONAL_READ)

    def told() -> list[int | None]:
        with app.app_context(), acting(Actor.system("test")):
            return list(db.session.scalars(looked.where(AccessEvent.row_id == made["id"])))

    named = f"filters:!((col:name,opr:ct,value:'{quote('博山区测试')}'))"
    assert ask(COUNTY, "GET", f"providers/?q=(columns:!(name),{named})")[0] == 200
    before = told()
    assert ask(COUNTY, "GET", f"providers/?q=(columns:!(name,phone),{named})")[0] == 200
    assert told() == [*before, made["id"]]


def test_who_edits_one_region_and_oversees_another_is_told_personal_data_of_the_first_only(
    app: Flask, ask: Ask
) -> None:
    _, own = make(ask, phone="0533-4110001")
    _, other = make(
        ask, PROVINCE, phone="0532-85911002", region="370202", credit_code=OTHER_CODE, name="市南区测试中心"
    )
    with app.app_context(), writing(), acting(Actor.system("test")):
        grants.give_on_the_machine(db.session, accounts.find(db.session, COUNTY.username), Role.OVERSIGHT, "37", None)
        db.session.commit()
    headers = token(app, COUNTY)
    address = f"/api/v1/providers/?q=(columns:!(name,phone),filters:!((col:name,opr:ct,value:'{quote('测试')}')))"
    rows = {row["id"]: row for row in app.test_client().get(address, headers=headers).get_json()["result"]}
    assert rows[own["id"]]["phone"] == "0533-4110001"
    assert "phone" not in rows[other["id"]]
    one = app.test_client().get(f"/api/v1/providers/{other['id']}", headers=headers).get_json()
    assert "phone" not in one["result"]


@pytest.mark.parametrize(
    "query",
    [
        "(page:-1)",
        "(page_size:0)",
        "(page_size:100000)",
        "(order_column:password)",
        "(order_column:created_by.password)",
        "(columns:!(extra))",
        "(filters:!((col:nonsense,opr:eq,value:1)))",
        "(filters:!((col:name,opr:nonsense,value:1)))",
        "(filters:!((col:kind,opr:eq,value:abc)))",
        "(filters:!((col:registered_on,opr:gt,value:abc)))",
        "(((",
    ],
)
def test_what_cannot_be_asked_is_a_400_with_words(ask: Ask, query: str) -> None:
    code, body = ask(PROVINCE, "GET", f"providers/?q={quote(query)}")
    assert code == 400, body
    assert body["message"]
    assert "SELECT" not in str(body) and "Traceback" not in str(body)


@pytest.mark.parametrize("row_id", ["0", "-1", "abc", "99999999999999999999", "2147483648"])
def test_an_id_that_is_none_is_not_found(ask: Ask, row_id: str) -> None:
    assert ask(PROVINCE, "GET", f"providers/{row_id}")[0] in (400, 404, 405)
    assert ask(PROVINCE, "PUT", f"providers/{row_id}", json={"name": "x"})[0] in (400, 404)


@pytest.mark.parametrize("body", ["[]", '"x"', "1", "null", "{", ""])
def test_a_body_that_is_no_object_is_a_400(ask: Ask, body: str) -> None:
    assert ask(PROVINCE, "POST", "providers/", data=body, content_type="application/json")[0] == 400


def test_a_stale_version_is_a_conflict(ask: Ask) -> None:
    _, made = make(ask)
    assert ask(COUNTY, "PUT", f"providers/{made['id']}", json={"name": "一", "version": 1})[0] == 200
    code, _body = ask(COUNTY, "PUT", f"providers/{made['id']}", json={"name": "二", "version": 1})
    assert code == 409
    _, read = ask(COUNTY, "GET", f"providers/{made['id']}")
    assert read["result"]["name"] == "一"


def test_a_kind_that_is_used_cannot_be_deleted(ask: Ask) -> None:
    kind = a_kind(ask)
    make(ask, kind=kind)
    code, body = ask(PROVINCE, "DELETE", f"provider_kinds/{kind}")
    assert code == 409, body


@pytest.mark.parametrize("words", ["博山区测试", "测试", "测", "ceshifuwu", "csfw", CODE[:6], CODE])
def test_a_new_record_is_found_at_once_by_name_pinyin_initials_and_code(ask: Ask, words: str) -> None:
    _, made = make(ask)
    code, body = ask(COUNTY, "GET", f"providers/?search={quote(words)}")
    assert code == 200
    assert made["id"] in body["ids"]
    ask(COUNTY, "DELETE", f"providers/{made['id']}")
    _, body = ask(COUNTY, "GET", f"providers/?search={quote(words)}")
    assert made["id"] not in body["ids"]


def test_the_description_of_the_api_names_every_register(ask: Ask) -> None:
    code, body = ask(PROVINCE, "GET", "_openapi")
    assert code == 200
    assert {f"/api/v1/{name}/" for name in REGISTERS} <= set(body["paths"])
    schema = body["components"]["schemas"]["ProvidersApi.post"]
    assert schema["properties"]["credit_code"]["maxLength"] == 18
    assert "region" in schema["required"]


def test_the_api_answers_to_tokens_only(app: Flask) -> None:
    from tests.cast import sign_in

    assert app.test_client().get("/api/v1/providers/").status_code == 401
    assert sign_in(app, PROVINCE).get("/api/v1/providers/").status_code == 401


def test_generated_roles_hold_exactly_what_the_table_says(app: Flask) -> None:
    from sqlalchemy import select

    from portal.extensions import db
    from portal.models.user import FabRole

    with app.app_context():
        stored = {
            role.name: {(p.permission.name, p.view_menu.name) for p in role.permissions}
            for role in db.session.scalars(select(FabRole))
        }
    assert all(stored[role.value] for role in PERMISSIONS if PERMISSIONS[role])
    for role in Role:
        expected = {(f"can_{a.value}", name) for name, actions in PERMISSIONS[role].items() for a in actions}
        assert {pair for pair in stored[role.value] if pair[1] in {*REGISTERS, *CONFIGURATION}} == expected
    assert all(action in Action for _, actions in PERMISSIONS[Role.OVERSIGHT].items() for action in actions)
