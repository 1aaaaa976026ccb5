"""The generated screens: every register, as a person meets them."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from portal.access.permissions import EVERYTHING, PERMISSIONS, TRAIL, Action
from portal.fields import gb32100
from portal.models import Role
from portal.registers import REGISTERS, Register
from tests.cast import (
    AUDIT,
    CITY,
    COUNTY,
    EVERYONE,
    HUNAN_PROVINCE,
    OVERSIGHT,
    PROVINCE,
    READERS,
    THREE_ADMINISTRATORS,
    Person,
    reader_of,
    sign_in,
)

CODE = gb32100.make("52", "370304", "MJJ99003")


def page(client: FlaskClient, path: str, status: int = 200) -> BeautifulSoup:
    answer = client.get(path)
    assert answer.status_code == status, (path, answer.status_code, answer.get_data(as_text=True)[:500])
    return BeautifulSoup(answer.get_data(as_text=True), "html.parser")


def first_row(client: FlaskClient, name: str) -> str | None:
    link = page(client, f"/{name}/list/").select_one("tbody td.first a")
    return str(link["href"]) if link else None


@pytest.mark.sample(8)
@pytest.mark.parametrize("name", REGISTERS)
def test_every_register_has_its_list_page_and_form(app: Flask, name: str) -> None:
    client = sign_in(app, reader_of(name))
    assert page(client, f"/{name}/list/").h1
    shown = first_row(client, name)
    if shown is None:
        assert name in {"item_successions", "provider_conditions", "condition_checks", "party_findings"}, (
            f"{name} is empty"
        )
    else:
        assert page(client, shown).h1
    addable = name not in TRAIL and Action.ADD in PERMISSIONS[Role.PROVINCE_ADMINISTRATOR][name]
    columns = REGISTERS[name].edited(frozenset({Role.PROVINCE_ADMINISTRATOR}), adding=True)
    page(client, f"/{name}/add", 200 if addable and columns else 403)


@pytest.mark.sample(4)
@pytest.mark.parametrize("person", READERS, ids=lambda p: p.username)
def test_everyone_sees_rows_of_their_own_province_only(app: Flask, person: Person) -> None:
    client = sign_in(app, person)
    for name in ("providers", "purchasers"):
        found = page(client, f"/{name}/list/?size=100")
        rows = found.select("tbody tr")
        assert rows, (person, name)
    for name in EVERYTHING:
        page(client, f"/{name}/list/")
    home = page(client, "/")
    assert home.select("a.tile")
    page(client, "/catalog/")
    page(client, "/profile/")


@pytest.mark.sample(1)
@pytest.mark.parametrize("person", THREE_ADMINISTRATORS, ids=lambda p: p.username)
def test_the_three_administrators_reach_no_business_page(app: Flask, person: Person) -> None:
    client = sign_in(app, person)
    page(client, "/")
    for name in REGISTERS:
        if person is AUDIT and name in TRAIL:
            continue
        for path in (f"/{name}/list/", f"/{name}/show/1", f"/{name}/add", f"/{name}/pick"):
            page(client, path, 403)
    page(client, "/catalog/", 403)
    page(client, "/profile/", 403)


def test_a_stranger_is_sent_to_the_login_page_from_everywhere(app: Flask) -> None:
    client = app.test_client()
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint == "static":
            continue
        path = re.sub(r"<[^>]+>", "1", str(rule))
        answer = client.get(path)
        if path in ("/login/", "/health") or path.startswith("/language/"):
            continue
        if path.startswith("/api/"):
            assert answer.status_code == 401, path
        elif not path.startswith("/static"):
            assert answer.status_code == 302 and "/login/" in answer.headers["Location"], path


def test_every_route_has_a_declared_permission_or_is_named_as_open(app: Flask) -> None:
    from portal.web.gate import OPEN_ENDPOINTS

    for_everyone_signed_in = {
        "HomeView.index", "PortalAuthView.logout", "PortalPasswordView.change", "WorkingProvinceView.choose",
    }  # fmt: skip
    unguarded = set()
    for endpoint, function in app.view_functions.items():
        if endpoint in OPEN_ENDPOINTS | for_everyone_signed_in or endpoint.startswith(("appbuilder.", "static")):
            continue
        if not hasattr(getattr(function, "__func__", function), "_permission_name"):
            unguarded.add(endpoint)
    assert {e for e in unguarded if not e.endswith(".static")} == set()


def test_a_form_keeps_what_was_typed_and_names_each_fault(app: Flask) -> None:
    client = sign_in(app, COUNTY)
    typed = {"name": "博山区某中心", "credit_code": "123", "registered_on": "2024-02-31", "note": "保留"}
    answer = client.post("/providers/add", data=typed)
    assert answer.status_code == 422
    found = BeautifulSoup(answer.get_data(as_text=True), "html.parser")
    assert found.select_one("#name")["value"] == "博山区某中心"
    assert found.select_one("#registered_on")["value"] == "2024-02-31"
    assert found.select_one("#note").text.strip() == "保留"
    for key in ("credit_code", "registered_on", "kind", "region"):
        assert found.select_one(f"#{key}-error"), key


def test_a_person_adds_changes_and_deletes_a_provider(app: Flask) -> None:
    client = sign_in(app, COUNTY)
    kind = client.get("/provider_kinds/pick?q=").get_json()["results"][0]["id"]
    values = {
        "name": "博山区银龄服务中心",
        "credit_code": CODE.lower(),
        "kind": kind,
        "region": "370304",
        "status": "active",
        "evaluation_grade": "4A",
    }
    answer = client.post("/providers/add", data=values)
    assert answer.status_code == 302, answer.get_data(as_text=True)[-3000:]
    shown = answer.headers["Location"]
    text = page(client, shown).get_text()
    assert CODE in text and "4A" in text
    edit = shown.replace("/show/", "/edit/")
    form = page(client, edit)
    unchanged = {str(field["name"]): _value(field) for field in form.select("form [name]") if field.name != "button"}
    answer = client.post(edit, data=unchanged)
    assert answer.status_code == 302, answer.get_data(as_text=True)[-2000:]
    assert "4A" in page(client, shown).get_text(), "saving without a change keeps every value"
    answer = client.post(shown.replace("/show/", "/delete/"))
    assert answer.status_code == 302
    page(client, shown, 404)


def _value(field) -> str:  # type: ignore[no-untyped-def]
    if field.name == "select":
        chosen = field.select_one("option[selected]")
        return str(chosen["value"]) if chosen else ""
    if field.name == "textarea":
        return field.text.removeprefix("\n")
    if field.get("type") == "checkbox":
        return "y" if field.has_attr("checked") else ""
    return str(field.get("value", ""))


def test_a_read_only_person_meets_no_control_that_writes(app: Flask) -> None:
    client = sign_in(app, OVERSIGHT)
    for name in EVERYTHING:
        found = page(client, f"/{name}/list/")
        assert not found.select("a[href*='/edit/'], a[href*='/delete/'], a[href$='/add'], input[name=rowid]"), name
        page(client, f"/{name}/add", 403)
        assert client.post(f"/{name}/add", data={}).status_code == 403
        assert client.post(f"/{name}/bulk", data={"action": "delete", "rowid": "1"}).status_code in (403, 404)


def test_bulk_actions_touch_all_chosen_rows_or_none(app: Flask) -> None:
    client = sign_in(app, CITY)
    rows = [
        str(box["value"]) for box in page(client, "/providers/list/?f.status.eq=active").select("input[name=rowid]")
    ][:3]
    answer = client.post("/providers/bulk", data={"action": "suspend", "rowid": rows, "confirmed": "1"})
    assert answer.status_code == 302
    for row in rows:
        assert page(client, f"/providers/show/{row}").select(".word-grey")
    foreign = str(first_row(sign_in(app, HUNAN_PROVINCE), "providers")).rsplit("/", 1)[1]
    answer = client.post("/providers/bulk", data={"action": "restore", "rowid": [*rows, foreign], "confirmed": "1"})
    assert answer.status_code == 404
    for row in rows:
        assert page(client, f"/providers/show/{row}").select(".word-grey"), "none was restored"


@pytest.mark.parametrize(
    "query",
    ["page=-1", "page=abc", "page=0", "size=7", "size=1000000", "f.nope.eq=1", "f.name.zz=1", "sort=nope",
     "sort=note", "f.kind.eq=abc", "f.registered_on.gt=abc", "f.name=1"],
)  # fmt: skip
def test_an_address_that_makes_no_sense_is_a_400_in_words(app: Flask, query: str) -> None:
    found = page(sign_in(app, PROVINCE), f"/providers/list/?{query}", 400)
    assert not re.search(r"Traceback|SELECT |sqlalchemy|/portal/", found.get_text())


def test_filters_and_search_narrow_the_list_and_stand_as_chips(app: Flask) -> None:
    client = sign_in(app, PROVINCE)
    everything = page(client, "/providers/list/").select("tbody tr")
    found = page(client, "/providers/list/?f.region.under=370304&f.status.eq=active")
    assert len(found.select(".chip")) == 2
    assert len(found.select("tbody tr")) < len(everything)
    assert not page(client, "/providers/list/?q=绝无此名").select("tbody tr")


def test_a_chip_never_names_a_row_that_the_reader_may_not_see(app: Flask) -> None:
    foreign = str(first_row(sign_in(app, HUNAN_PROVINCE), "provider_kinds")).rsplit("/", 1)[1]
    name = page(sign_in(app, HUNAN_PROVINCE), f"/provider_kinds/show/{foreign}").h1.text
    found = page(sign_in(app, PROVINCE), f"/providers/list/?f.kind.eq={foreign}")
    assert name not in found.get_text()


def test_related_rows_stand_on_the_page_of_a_row(app: Flask) -> None:
    client = sign_in(app, PROVINCE)
    shown = first_row(client, "catalog_editions")
    found = page(client, str(shown))
    assert found.select("tbody tr")


def test_pickers_offer_regions_of_ones_own_part_and_never_headings(app: Flask) -> None:
    client = sign_in(app, CITY)
    offered = client.get("/regions/pick?q=").get_json()["results"]
    assert offered and all(o["id"].startswith("3703") for o in offered)
    province = sign_in(app, PROVINCE)
    names = [o["text"] for o in province.get("/regions/pick?q=市中区").get_json()["results"]]
    assert {"市中区（济南市）", "市中区（枣庄市）"} <= set(names)
    by_pinyin = [o["text"] for o in province.get("/regions/pick?q=boshan").get_json()["results"]]
    assert "博山区（淄博市）" in by_pinyin


@pytest.mark.sample(4)
@pytest.mark.parametrize("person", EVERYONE, ids=lambda p: p.username)
def test_no_page_says_true_false_or_none(app: Flask, person: Person) -> None:
    client = sign_in(app, person)
    for path in ("/", "/providers/list/", "/catalog_items/list/", "/policy_documents/list/"):
        text = client.get(path).get_data(as_text=True)
        body = BeautifulSoup(text, "html.parser").get_text(" ")
        assert not re.search(r"\b(True|False|None)\b|\[\]", body), (path, person)


def test_logging_out_needs_a_post(app: Flask) -> None:
    client = sign_in(app, PROVINCE)
    assert client.get("/logout/").status_code == 405
    assert client.post("/logout/").status_code == 302
    assert client.get("/").status_code == 302


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_signing_in_never_leads_to_another_site(app: Flask, target: str) -> None:
    from tests.cast import password

    answer = app.test_client().post(
        f"/login/?next={target}", data={"username": PROVINCE.username, "password": password(app)}
    )
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/"


def test_wrong_passwords_and_unknown_names_get_the_same_answer(app: Flask) -> None:
    answers = {
        app.test_client().post("/login/", data={"username": name, "password": "wrong"}).status_code
        for name in (PROVINCE.username, "nobody")
    }
    assert answers == {401}


def test_who_only_reads_is_not_let_to_the_door_of_putting_back(app: Flask) -> None:
    """Refused before anything is looked for: the same for a record that is not there."""
    client = sign_in(app, OVERSIGHT)
    assert client.post("/providers/restore/2000000000/1").status_code == 403
    assert sign_in(app, PROVINCE).post("/providers/restore/2000000000/1").status_code == 404


def test_a_form_without_a_field_of_ones_own_is_refused(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    client = sign_in(app, PROVINCE)
    monkeypatch.setattr(Register, "edited", lambda self, roles, adding: ())
    assert client.get("/providers/add").status_code == 403
