"""配置 › 字段: an administrator drafts, previews, publishes, restores and copies fields, on the pages."""

from __future__ import annotations

import json
import re

from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from portal.access.actor import acting
from portal.extensions import db
from portal.models.transactions import writing
from portal.registers import REGISTERS
from portal.services.fields import drafting
from portal.services.fields.settings import State
from tests.cast import AUDIT, CITY, COUNTY, HUNAN_PROVINCE, OVERSIGHT, PROVINCE, SYSTEM, Person, sign_in
from tests.own_fields import administrator, publish, publish_drafts

GRADE = {
    "key": "grade", "label_zh": "评估等级", "label_en": "Grade",
    "limit_options": json.dumps([{"zh": "5A"}, {"zh": "4A"}]), "listed": "y", "filtered": "y",
}  # fmt: skip


def page(client: FlaskClient, path: str, status: int = 200) -> BeautifulSoup:
    answer = client.get(path)
    assert answer.status_code == status, (path, answer.status_code)
    return BeautifulSoup(answer.get_data(as_text=True), "html.parser")


def publish_all(client: FlaskClient, register: str = "providers") -> int:
    changes = client.get(f"/fields/{register}/changes").get_data(as_text=True)
    seen = re.findall(r'name="seen" value="([^"]+)"', changes)
    return client.post(f"/fields/{register}/publish", data={"seen": seen}).status_code


def version_of(client: FlaskClient, path: str) -> str:
    form = client.get(path).get_data(as_text=True).partition('id="field-form"')[2]
    return re.findall(r'name="version" type="hidden" value="(\d+)"', form)[0]


def test_a_field_is_drafted_previewed_and_published(app: Flask) -> None:
    client = sign_in(app, PROVINCE)
    assert page(client, "/fields/providers/").select_one(".fields-list")
    form = page(client, "/fields/providers/?add=choice")
    assert form.select_one("#key") and form.select_one("textarea[data-options]")
    wrong = client.post("/fields/providers/add/choice", data=GRADE | {"label_zh": ""})
    assert wrong.status_code == 422 and "4A" in wrong.get_data(as_text=True)
    tried = client.post("/fields/providers/preview/+choice", data=GRADE).get_data(as_text=True)
    assert "评估等级" in tried and '<option value="5A"' in tried
    assert client.post("/fields/providers/add/choice", data=GRADE).status_code == 302
    county = sign_in(app, COUNTY)
    assert page(county, "/providers/add").select_one("#own_grade") is None
    changes = page(client, "/fields/providers/changes")
    assert "评估等级" in changes.text and changes.select_one(".fields-counts")
    assert publish_all(client) == 302
    assert page(county, "/providers/add").select_one("#own_grade")
    assert page(county, "/providers/list/").select_one("th, [data-filter=own_grade]")


def test_only_a_provinces_administrator_changes_fields_and_oversight_reads_them(app: Flask) -> None:
    publish(app, "grade", "text", label_zh="鲁评等级")
    for person in (CITY, COUNTY, SYSTEM, AUDIT):
        page(sign_in(app, person), "/fields/providers/", 403)
    seen = sign_in(app, OVERSIGHT)
    shown = page(seen, "/fields/providers/?field=own_grade")
    assert "鲁评等级" in shown.text and shown.select_one("#field-form fieldset[disabled]")
    assert not shown.select("#field-form button[type=submit]")
    assert seen.post("/fields/providers/field/grade", data={"label_zh": "x", "version": "1"}).status_code == 403
    other = sign_in(app, HUNAN_PROVINCE)
    assert "鲁评等级" not in page(other, "/fields/providers/").text
    assert other.get("/fields/providers/?province=37").status_code == 403
    assert other.post("/fields/providers/publish?province=37", data={}).status_code == 403


def test_the_second_of_two_editors_is_told_and_loses_nothing(app: Flask) -> None:
    publish(app, "grade", "text", label_zh="评估等级")
    client = sign_in(app, PROVINCE)
    version = version_of(client, "/fields/providers/?field=own_grade")
    first = client.post("/fields/providers/field/grade", data={"label_zh": "第一人", "version": version})
    assert first.status_code == 302
    second = client.post("/fields/providers/field/grade", data={"label_zh": "第二人", "version": version})
    text = second.get_data(as_text=True)
    assert second.status_code == 409 and "第一人" in text and "第二人" in text
    now = BeautifulSoup(text, "html.parser").select_one("#field-form [name=version]")["value"]
    assert client.post("/fields/providers/field/grade", data={"label_zh": "第二人", "version": now}).status_code == 302


def test_what_was_previewed_is_what_is_published(app: Flask) -> None:
    client = sign_in(app, PROVINCE)
    client.post("/fields/providers/add/choice", data=GRADE)
    seen = [one["value"] for one in page(client, "/fields/providers/changes").select("[name=seen]")]
    client.post("/fields/providers/add/text", data={"key": "late", "label_zh": "后来", "limit_longest": "9"})
    refused = client.post("/fields/providers/publish", data={"seen": seen})
    assert refused.status_code == 409 and "后来" in refused.get_data(as_text=True)


def test_a_field_is_hidden_retired_ordered_and_restored(app: Flask) -> None:
    publish(app, "grade", "text", label_zh="评估等级")
    client = sign_in(app, PROVINCE)
    here = "/fields/providers/?field=own_grade"
    for state, shown in (("hidden", False), ("shown", True), ("retired", False)):
        data = {"state": state, "version": version_of(client, here)}
        assert client.post("/fields/providers/state/grade", data=data).status_code == 302
        assert publish_all(client) == 302
        assert (page(client, "/providers/add").select_one("#own_grade") is not None) is shown
    past = page(client, "/fields/providers/history")
    restore = [form["action"] for form in past.select("form[action*=restore]")]
    assert client.post(restore[0]).status_code == 302  # what was before it was retired
    assert publish_all(client) == 302
    assert page(client, "/providers/add").select_one("#own_grade")
    publish(app, "second", "text")
    listed = page(client, here)
    order = listed.select_one("[data-order] [name=order]")["value"]
    move = {"order": order, "version": "0", "move": "own_second", "step": "up"}
    assert client.post("/fields/providers/order", data=move).status_code == 302
    moved = [one["data-key"] for one in page(client, here).select(".fields-list [data-key]")]
    assert moved != order.split(" ") and sorted(moved) == sorted(order.split(" "))


def test_a_built_in_column_says_why_it_cannot_go(app: Flask) -> None:
    client = sign_in(app, PROVINCE)
    locked = page(client, "/fields/providers/?field=credit_code")
    assert "GB 32100-2015" in locked.text and not locked.select("form[action*='/state/']")
    refused = client.post("/fields/providers/state/credit_code", data={"state": "hidden", "version": "0"})
    assert refused.status_code == 400
    data = {"label_zh": "备注说明", "version": "0"}
    assert client.post("/fields/providers/field/note", data=data).status_code == 302
    assert publish_all(client) == 302
    client.get("/language/zh")
    assert "备注说明" in page(sign_in(app, COUNTY), "/providers/add").text


def test_fields_of_another_province_are_copied_as_drafts(app: Flask) -> None:
    publish(app, "grade", "choice", label_zh="评估等级", limit_options=[{"zh": "5A"}])
    client = sign_in(app, HUNAN_PROVINCE)
    offered = page(client, "/fields/providers/copy")
    chosen = [one["value"] for one in offered.select("[name=field]")]
    assert chosen == ["37 grade"]
    assert client.post("/fields/providers/copy", data={"field": chosen}).status_code == 302
    assert publish_all(client) == 302
    assert page(client, "/providers/add").select_one("#own_grade")


def test_a_condition_is_told_in_words_before_and_after_it_is_published(app: Flask) -> None:
    publish(app, "grade", "choice", label_zh="评估等级", limit_options=[{"value": "a", "zh": "5A"}])
    client = sign_in(app, PROVINCE)
    client.get("/language/zh")
    when = json.dumps([{"key": "own_grade", "test": "is", "values": ["a"]}])
    typed = {"key": "more", "label_zh": "更多", "shown_when": when}
    assert client.post("/fields/providers/add/text", data=typed).status_code == 302
    assert "“评估等级” 等于其中之一 5A" in page(client, "/fields/providers/changes").text
    assert publish_all(client) == 302
    assert "“评估等级” 等于其中之一 5A" in page(client, "/fields/providers/history").text


def test_what_is_copied_names_nothing_that_is_not_here_and_shows_no_drafts(app: Flask) -> None:
    publish(app, "home", "region", default="370302", shown_when=[{"key": "kind", "test": "is", "values": ["V1"]}])
    publish(app, "body", "organization", default="37/37-finance")
    publish(app, "gone", "text")
    with app.app_context(), writing(), acting(administrator()):
        register = REGISTERS["providers"]
        drafting.add(db.session, administrator(), register, "37", "secret", "text", {"label_zh": "山东的草稿"})
        held = drafting.definitions(db.session, register, "37")["gone"]
        drafting.set_state(db.session, administrator(), register, "37", "gone", State.RETIRED, held.version)
        db.session.commit()
    client = sign_in(app, HUNAN_PROVINCE)
    offered = page(client, "/fields/providers/copy")
    assert "山东的草稿" not in offered.text
    assert {one["value"] for one in offered.select("[name=field]")} == {"37 home", "37 body", "37 gone"}
    assert client.post("/fields/providers/copy", data={"field": ["37 secret"]}).status_code == 400
    with app.app_context(), writing(), acting(administrator()):
        publish_drafts(administrator())
    for name in ("37 gone", "37 note"):
        assert client.post("/fields/providers/copy", data={"field": [name]}).status_code == 400, name
    assert client.post("/fields/providers/copy", data={"field": ["37 home", "37 body"]}).status_code == 302
    with app.app_context(), acting(administrator("43")):
        copied = drafting.own_settings(drafting.definitions(db.session, REGISTERS["providers"], "43"))
    assert copied["body"].default == "" and copied["home"].default == "370302"


HOSTILE: tuple[tuple[Person, str, dict[str, str], int], ...] = (
    (PROVINCE, "/fields/providers/add/__class__", {}, 404),
    (PROVINCE, "/fields/events/add/text", {}, 404),
    (PROVINCE, "/fields/ab_user/add/text", {}, 404),
    (PROVINCE, "/fields/providers/field/no_such", {"version": "0"}, 404),
    (PROVINCE, "/fields/providers/field/*", {"version": "0", "label_zh": "x"}, 404),
    (PROVINCE, "/fields/providers/state/note", {"version": "0", "state": "gone"}, 400),
    (PROVINCE, "/fields/providers/order", {"version": "0", "order": "name name"}, 400),
    (PROVINCE, "/fields/providers/restore/999999", {}, 404),
    (PROVINCE, "/fields/providers/copy", {"field": "43 nothing"}, 400),
    (PROVINCE, "/fields/providers/publish", {"seen": "x 1"}, 409),
)


def test_hostile_requests_are_refused_in_words(app: Flask) -> None:
    clients: dict[str, FlaskClient] = {}
    for person, path, data, status in HOSTILE:
        client = clients.setdefault(person.username, sign_in(app, person))
        answer = client.post(path, data=data)
        assert answer.status_code == status, (path, answer.status_code)
    script = "<script>alert(1)</script>"
    publish(app, "x", "choice", label_zh=script, help_zh=script, limit_options=[{"zh": script}], listed="y")
    for path in ("/providers/add", "/providers/list/", "/fields/providers/?field=own_x", "/fields/providers/history"):
        assert script not in clients[PROVINCE.username].get(path).get_data(as_text=True), path
