"""Own fields that refer to rows of other registers: chosen, shown and filtered within what one may see."""

from __future__ import annotations

import json
import tomllib

import pytest
from bs4 import BeautifulSoup
from flask import Flask

from portal.access.actor import Actor, acting
from portal.errors import Invalid
from portal.extensions import db
from portal.models import CatalogItem, Organization, PolicyDocument, Role
from portal.services import province_files
from portal.services.records import select
from tests.cast import COUNTY, PROVINCE, sign_in, token
from tests.own_fields import add_provider, own_of, person, publish

EDITOR = person(Role.COUNTY_EDITOR, "370304")


def ids(app: Flask, model: type, region: str) -> list[int]:
    with app.app_context(), acting(Actor.system("test")):
        inside = model.region_code.startswith(region)
        return list(db.session.scalars(select(model.id).where(inside).order_by(model.id).limit(3)))


def test_references_are_entered_shown_as_links_and_filtered(app: Flask) -> None:
    publish(app, "home", "region", filtered="y", listed="y")
    publish(app, "body", "organization", listed="y", filtered="y")
    publish(app, "paper", "policy_document", listed="y")
    body, paper = ids(app, Organization, "37")[0], ids(app, PolicyDocument, "37")[0]
    row = add_provider(
        app, person(Role.PROVINCE_ADMINISTRATOR, "37"), own_home="370302", own_body=body, own_paper=paper
    )
    assert own_of(app, row) == {"p37.home": "370302", "p37.body": body, "p37.paper": paper}
    client = sign_in(app, COUNTY)
    with app.app_context(), acting(Actor.system("test")):
        name = db.session.get(PolicyDocument, paper).title
    shown = BeautifulSoup(client.get(f"/providers/show/{row}").get_data(as_text=True), "html.parser")
    assert "淄川区" in shown.text
    assert shown.select_one(f"a[href='/policy_documents/show/{paper}']").text.strip().endswith(name[-6:])
    listed = client.get("/providers/list/?f.own_home.under=3703&size=100").get_data(as_text=True)
    assert f"/providers/show/{row}" in listed and "淄川区" in listed
    nowhere = client.get("/providers/list/?f.own_home.under=3701&size=100").get_data(as_text=True)
    assert f"/providers/show/{row}" not in nowhere
    answer = app.test_client().get(f"/api/v1/providers/{row}", headers=token(app, COUNTY)).json
    assert answer["result"]["own_home"] == {"id": "370302", "text": "淄川区（淄博市）"}
    edit = BeautifulSoup(client.get(f"/providers/edit/{row}").get_data(as_text=True), "html.parser")
    assert edit.select_one("#own_home option[selected]").text == "淄川区（淄博市）"


def test_a_row_that_one_may_not_see_cannot_be_referred_to(app: Flask) -> None:
    publish(app, "body", "organization")
    hidden = ids(app, Organization, "4301")
    with pytest.raises(Invalid) as found:
        add_provider(app, EDITOR, own_body=hidden[0])
    assert set(found.value.faults) == {"own_body"}
    with app.app_context():
        db.session.rollback()


def test_defaults_and_conditions_name_rows_by_code_so_that_a_folder_fits_another_database(app: Flask) -> None:
    with app.app_context(), acting(EDITOR):
        item = db.session.scalars(select(CatalogItem).limit(1)).one()
        name, number = f"{item.edition.code}/{item.code}", item.id
        body = db.session.scalars(select(Organization).where(Organization.code == "37-finance")).one().id
    publish(app, "body", "organization", default="37/37-finance")
    publish(app, "item", "catalog_item", shown_when=[{"key": "own_body", "test": "is", "values": ["37/37-finance"]}])
    publish(app, "more", "text", required="y", shown_when=[{"key": "own_item", "test": "is", "values": [name]}])
    with app.app_context(), acting(Actor.system("test")):
        written = tomllib.loads(province_files.export(province_files.state_of(db.session, "shandong"))["fields.toml"])
    assert written["providers"]["body"]["default"] == "37/37-finance"
    assert written["providers"]["more"]["shown_when"] == [{"key": "own_item", "test": "is", "values": [name]}]
    form = BeautifulSoup(sign_in(app, COUNTY).get("/providers/add").get_data(as_text=True), "html.parser")
    assert form.select_one("#own_body option[selected]")["value"] == str(body)
    with pytest.raises(Invalid) as found:
        add_provider(app, EDITOR, own_item=number)
    assert set(found.value.faults) == {"own_more"}
    with app.app_context():
        db.session.rollback()
    row = add_provider(app, EDITOR, own_body=None)
    assert own_of(app, row) == {}
    editor = sign_in(app, PROVINCE).get("/fields/providers/?field=own_more").get_data(as_text=True)
    form = BeautifulSoup(editor, "html.parser").select_one("#field-form")
    offered = {one["key"]: dict(one["options"]) for one in json.loads(form["data-fields"])}
    assert offered["own_body"]["37/37-finance"] == "山东省财政厅"
    assert offered["own_item"] == {}, "too many to choose from: they are typed"
    assert name in form.select_one("[name=shown_when]").text


@pytest.mark.parametrize("kind", ["organization", "catalog_item", "policy_document", "region"])
def test_a_default_that_no_row_has_is_refused_in_words(app: Flask, kind: str) -> None:
    with pytest.raises(Invalid) as found:
        publish(app, "some", kind, default="379999")
    assert "379999" in str(found.value.faults["default"][0])
    with app.app_context():
        db.session.rollback()


def test_an_item_must_be_of_the_edition_that_the_field_names(app: Flask) -> None:
    with app.app_context(), acting(EDITOR):
        item = db.session.scalars(select(CatalogItem).limit(1)).one()
        number, edition = item.id, item.edition.code
    publish(app, "item", "catalog_item", limit_edition=edition)
    publish(app, "other", "catalog_item", limit_edition="none/such")
    assert own_of(app, add_provider(app, EDITOR, own_item=number)) == {"p37.item": number}
    with pytest.raises(Invalid) as found:
        add_provider(app, EDITOR, number=2, own_other=number)
    assert set(found.value.faults) == {"own_other"}
    with app.app_context():
        db.session.rollback()
