"""Forms: an input for each kind of column, nothing typed lost, errors at the field and on top."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from markupsafe import Markup

from portal.admin.pages import FieldSection, FormPage

Render = Callable[..., BeautifulSoup]
Shown = Callable[..., BeautifulSoup]


def a_field(kind: str, value: str = "", **given: Any) -> SimpleNamespace:
    """What a template needs of a field; ``given`` changes the field or, by the view's names, its view."""
    view = {
        "source": "",
        "picker_url": "",
        "options": (),
        "suffix": "",
        "max_length": None,
        "readonly": False,
        "personal": False,
    }
    view |= {name: given.pop(name) for name in tuple(given) if name in view}
    field = {
        "id": "thing",
        "name": "thing",
        "label": SimpleNamespace(text="Thing"),
        "description": "",
        "errors": (),
        "flags": SimpleNamespace(required=given.pop("required", False)),
        "value": value,
        "chosen": (),
        "column_view": SimpleNamespace(kind=kind, **view),
    }
    return SimpleNamespace(**field | given)


@pytest.fixture
def shown(rendered: Render) -> Shown:
    def show(*fields: SimpleNamespace, **given: Any) -> BeautifulSoup:
        form = SimpleNamespace(hidden_tag=lambda: Markup('<input type="hidden" name="version" value="3">'))
        page = FormPage(
            "Change", [("Things", "/things/list/")], [FieldSection("General", fields)], form, "/things/edit/1",
            "/things/show/1", "Save", **given,
        )  # fmt: skip
        return rendered("form.html", page=page)

    return show


def control(soup: BeautifulSoup) -> Tag:
    found = soup.select("main [name=thing]")
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize(
    ("kind", "name", "input_type"),
    [
        ("text", "input", "text"),
        ("code", "input", "text"),
        ("phone", "input", "tel"),
        ("date", "input", "text"),
        ("number", "input", "text"),
        ("money", "input", "text"),
    ],
)
def test_a_value_stands_in_its_input(shown: Shown, kind: str, name: str, input_type: str) -> None:
    found = control(shown(a_field(kind, "2022-08-16")))
    assert (found.name, found["type"], found["value"]) == (name, input_type, "2022-08-16")


def test_long_text_keeps_its_lines_and_a_first_empty_one(shown: Shown) -> None:
    text = control(shown(a_field("long_text", "\nfirst <b>\nsecond"))).get_text()
    # A parser of browsers drops exactly one line break after the tag; html.parser keeps it.
    assert text == "\n\nfirst <b>\nsecond"


def test_a_choice_offers_its_options_with_the_present_one_chosen(shown: Shown) -> None:
    found = control(shown(a_field("choice", "b", options=[("a", "A"), ("b", "B")])))
    assert [(o["value"], o.has_attr("selected")) for o in found.select("option")] == [
        ("", False), ("a", False), ("b", True),
    ]  # fmt: skip


def test_a_retired_choice_is_not_changed_by_saving(shown: Shown) -> None:
    found = control(shown(a_field("choice", "old", options=[("a", "A")])))
    assert [o["value"] for o in found.select("option[selected]")] == ["old"]


def test_a_picker_holds_the_present_record_only_and_asks_for_others(shown: Shown) -> None:
    found = control(shown(a_field("picker", "3", chosen=[("3", "Third")], picker_url="/things/pick")))
    assert found["data-picker-url"] == "/things/pick"
    assert [(o["value"], o.get_text()) for o in found.select("option")] == [("", ""), ("3", "Third")]


def test_a_picker_of_several_holds_all_present_records(shown: Shown) -> None:
    chosen = [("1", "First"), ("2", "Second")]
    found = control(shown(a_field("pickers", "1", chosen=chosen, picker_url="/things/pick")))
    assert found.has_attr("multiple")
    assert [o["value"] for o in found.select("option[selected]")] == ["1", "2"]


@pytest.mark.parametrize(("value", "checked"), [("y", True), ("", False)])
def test_yes_or_no_is_a_box_to_tick(shown: Shown, value: str, checked: bool) -> None:
    found = control(shown(a_field("yesno", value, required=True)))
    assert (found["type"], found["value"], found.has_attr("checked")) == ("checkbox", "y", checked)
    assert not found.has_attr("required"), "a required box could never be a no"


def test_money_shows_its_unit(shown: Shown) -> None:
    unit = shown(a_field("money", "1.5", suffix="万元")).select_one(".input-group-text")
    assert unit is not None
    assert unit.get_text() == "万元"


def test_a_required_field_says_so_in_words(shown: Shown) -> None:
    soup = shown(a_field("text", required=True))
    label = soup.select_one("label[for=thing]")
    assert label is not None
    assert "required" in label.get_text()
    assert control(soup)["aria-required"] == "true"


def test_help_source_and_errors_are_tied_to_their_input(shown: Shown) -> None:
    soup = shown(a_field("text", "x", description="Help", source="GB 32100-2015", errors=["Wrong."]))
    found = control(soup)
    assert found["aria-invalid"] == "true"
    texts = [soup.find(id=name).get_text() for name in str(found["aria-describedby"]).split()]
    assert texts == ["Help", "Basis: GB 32100-2015", "Wrong."]


def test_a_text_that_is_no_date_is_not_lost(shown: Shown) -> None:
    found = control(shown(a_field("date", "2022年13月1日", errors=["A date is expected."])))
    assert (found["type"], found["value"]) == ("text", "2022年13月1日")


def test_text_is_never_cut_by_the_browser(shown: Shown) -> None:
    soup = shown(a_field("text", "x", max_length=200))
    assert not control(soup).has_attr("maxlength")
    assert soup.select_one("[data-counter=thing][data-most='200']")


def test_the_summary_on_top_leads_to_the_fields(shown: Shown) -> None:
    soup = shown(a_field("text"), summary=[("thing", "Thing", "Wrong."), ("", "", "Somebody was faster.")])
    top = soup.select_one("[role=alert]")
    assert top is not None
    assert [a["href"] for a in top.select("a")] == ["#thing"]
    assert "Somebody was faster." in top.get_text()


def test_the_form_is_posted_with_its_version(shown: Shown) -> None:
    form = shown(a_field("text")).select_one("form[action='/things/edit/1']")
    assert form is not None
    assert form["method"] == "post"
    assert form.select_one("input[name=version][value='3']")
