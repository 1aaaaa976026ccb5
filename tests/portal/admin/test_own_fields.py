"""Own fields on the pages and in the API: they are there where built-in columns are, by the same rules."""

from __future__ import annotations

from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from portal.access.actor import acting
from portal.models import Role
from tests.cast import COUNTY, HUNAN_CITY, OVERSIGHT, PROVINCE, REVIEWER, sign_in, token
from tests.own_fields import CHOICES, a_provider, add_provider, own_of, person, publish

EDITOR = person(Role.COUNTY_EDITOR, "370304")


def page(client: FlaskClient, path: str, status: int = 200) -> BeautifulSoup:
    answer = client.get(path)
    assert answer.status_code == status, (path, answer.status_code)
    return BeautifulSoup(answer.get_data(as_text=True), "html.parser")


def typed(app: Flask, **values: object) -> dict[str, object]:
    with app.app_context(), acting(EDITOR):
        return a_provider(**values)


def test_a_field_is_in_form_and_page_in_both_languages(app: Flask) -> None:
    publish(app, "grade", "choice", label_zh="评估等级", label_en="Grade", required="y", limit_options=CHOICES,
            help_zh="按公布结果填写", source="湘财综〔2022〕28号")  # fmt: skip
    publish(app, "areas", "several", limit_options=[{"zh": "养老"}, {"zh": "托育"}])
    client = sign_in(app, COUNTY)
    client.get("/language/zh")
    form = page(client, "/providers/add")
    assert "评估等级" in form.select_one("label[for=own_grade]").text
    assert [o.text for o in form.select("#own_grade option")] == ["", "5A", "4A", "未评估"]
    assert "按公布结果填写" in form.text and "湘财综〔2022〕28号" in form.text
    answer = client.post("/providers/add", data=typed(app))
    assert answer.status_code == 422 and "own_grade-error" in answer.get_data(as_text=True)
    answer = client.post("/providers/add", data=typed(app, own_grade="none", own_areas=["养老", "托育"]))
    assert answer.status_code == 302
    shown = page(client, answer.headers["Location"])
    assert "未评估" in shown.text and "养老、托育" in shown.text
    client.get("/language/en")
    shown = page(client, answer.headers["Location"])
    assert "Grade" in shown.text and "Not evaluated" in shown.text
    edit = page(client, answer.headers["Location"].replace("show", "edit"))
    assert [box["value"] for box in edit.select("[name=own_areas][checked]")] == ["养老", "托育"]
    assert "own_grade" not in str(page(sign_in(app, HUNAN_CITY), "/providers/add"))


def test_who_may_only_see_a_field_gets_no_input_and_who_may_not_gets_nothing(app: Flask) -> None:
    publish(app, "inner", "text", label_zh="内部意见", seen_by=["reviewer", "oversight"], edited_by=["reviewer"])
    row = add_provider(app, EDITOR)
    sent = sign_in(app, REVIEWER).post(f"/providers/edit/{row}", data={"own_inner": "同意", "version": "1"})
    assert sent.status_code == 302
    for people, sees in ((REVIEWER, True), (OVERSIGHT, True), (COUNTY, False), (PROVINCE, False)):
        client = sign_in(app, people)
        assert ("同意" in page(client, f"/providers/show/{row}").text) is sees, people
        history = page(client, f"/providers/show/{row}?tab=history").text
        assert ("同意" in history) is sees, people
    assert page(sign_in(app, COUNTY), f"/providers/edit/{row}").select_one("#own_inner") is None


def test_reading_a_personal_field_in_clear_is_recorded_and_lists_mask_it(app: Flask) -> None:
    from portal.access.actor import Actor
    from portal.extensions import db
    from portal.models import AccessEvent
    from portal.services.records import select

    publish(app, "contact", "phone", personal="y", listed="y")
    row = add_provider(app, EDITOR, own_contact="13800138000")
    client = sign_in(app, COUNTY)
    listed = page(client, "/providers/list/?size=100").text
    assert "13800138000" not in listed and "••••" in listed
    assert "13800138000" in page(client, f"/providers/show/{row}").text
    with app.app_context(), acting(Actor.system("test")):
        reads = db.session.scalars(select(AccessEvent).where(AccessEvent.kind == "personal_read")).all()
        assert any(e.row_id == row and "own_contact" in e.after["columns"] for e in reads)


def test_the_api_reads_writes_and_explains_own_fields(app: Flask) -> None:
    publish(app, "size", "integer", limit_most="500", filtered="y", listed="y")
    client, header = app.test_client(), token(app, COUNTY)
    made = client.post("/api/v1/providers/", json=typed(app, own_size=12), headers=header)
    assert made.status_code == 201 and made.json["result"]["own_size"] == 12
    wrong = client.put(f"/api/v1/providers/{made.json['id']}", json={"own_size": 501}, headers=header)
    assert wrong.status_code == 422 and "own_size" in str(wrong.json)
    info = client.get("/api/v1/providers/_info", headers=header).json
    described = next(c for c in info["add_columns"] if c["name"] == "own_size")
    assert described["schema"] == {"type": "integer", "minimum": 0, "maximum": 500}
    query = "(filters:!((col:own_size,opr:ge,value:12)),order_column:own_size,order_direction:desc)"
    found = client.get(f"/api/v1/providers/?q={query}", headers=header).json
    assert [row["own_size"] for row in found["result"]] == [12]


def test_a_field_that_is_retired_while_somebody_fills_it_in_is_not_lost_in_silence(app: Flask) -> None:
    answer = sign_in(app, COUNTY).post("/providers/add", data=typed(app, own_gone="what was typed"))
    assert answer.status_code == 422
    assert "what was typed" in answer.get_data(as_text=True)


def test_one_field_of_many_records_is_set_at_once_or_not_at_all(app: Flask) -> None:
    publish(app, "size", "integer", limit_most="500")
    publish(app, "inner", "text", edited_by=["reviewer"])
    rows = [add_provider(app, EDITOR, number=number) for number in range(3)]
    client = sign_in(app, COUNTY)
    data = {"action": "change", "rowid": [str(row) for row in rows]}
    listed = page(client, "/providers/list/")
    assert listed.select_one("button[name=action][value=change]")
    chosen = BeautifulSoup(client.post("/providers/bulk", data=data).get_data(as_text=True), "html.parser")
    offered = [option["value"] for option in chosen.select("#column option")]
    assert "own_size" in offered and "note" in offered and "own_inner" not in offered and "credit_code" not in offered
    form = client.post("/providers/bulk", data=data | {"column": "own_size"}).get_data(as_text=True)
    assert BeautifulSoup(form, "html.parser").select_one("#own_size")
    sure = data | {"column": "own_size", "confirmed": "yes"}
    refused = client.post("/providers/bulk", data=sure | {"own_size": "501"})
    assert refused.status_code == 409 and all(own_of(app, row) == {} for row in rows)
    assert client.post("/providers/bulk", data=sure | {"own_size": "12"}).status_code == 302
    assert all(own_of(app, row) == {"p37.size": 12} for row in rows)
    assert client.post("/providers/bulk", data=sure | {"column": "credit_code"}).status_code == 400
    assert sign_in(app, OVERSIGHT).post("/providers/bulk", data=sure | {"own_size": "1"}).status_code == 403
