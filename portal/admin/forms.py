"""Forms made from a register's columns: WTForms around the field types' own reading and checking."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from flask_wtf import FlaskForm
from wtforms import Field, HiddenField

from portal.access.actor import Actor
from portal.admin import files
from portal.admin.addresses import pick_address
from portal.admin.pages import FieldSection
from portal.errors import Invalid
from portal.extensions import db
from portal.fields import Attachment, Choice, Column, FieldFault, Money, Reference, References, SeveralOf, YesNo
from portal.messages import Message
from portal.registers import REGISTERS, Register
from portal.services import records
from portal.services.fields.columns import PREFIX
from portal.web.translation import translate, words_key

GENERAL = Message("General")


class OwnWords:
    """The fields speak through their types: WTForms' catalog, read anew for each form, is left out."""

    def get_translations(self, form: Any) -> None:
        return None


@dataclass(frozen=True)
class ColumnView:
    """What a template must know to draw an input."""

    kind: str
    source: str = ""
    picker_url: str = ""
    options: Sequence[tuple[str, str]] = ()
    suffix: str = ""
    max_length: int | None = None
    readonly: bool = False
    personal: bool = False
    shown_when: str = ""
    """The conditions of an own field as JSON, for the script that shows and hides it."""
    required_from: str = ""


class ColumnField(Field):
    """One column in a form. It keeps what was typed, so that nothing is lost when another field is wrong."""

    present: tuple[Any, str] | None = None
    """Key and name of what the stored row refers to."""

    def __init__(
        self, label: str | None = None, validators: Any = None, *, column: Column, view: ColumnView, **kwargs: Any
    ) -> None:
        super().__init__(label, validators, **kwargs)
        self.column = column
        self.column_view = view
        self.typed: list[str] = []
        self.errors: Sequence[str] = ()

    def process_formdata(self, valuelist: list[str]) -> None:
        self.typed = valuelist

    def process_data(self, value: Any) -> None:
        if value is None or value == []:
            self.typed = []
        elif isinstance(value, list) and isinstance(self.column.type, References | SeveralOf):
            self.typed = [self.column.type.form_text(part) for part in value]
        else:
            self.typed = [self.column.type.form_text(value)]

    @property
    def value(self) -> str:
        """What stands in the input."""
        return self.typed[0] if self.typed else ""

    @property
    def value_text(self) -> str:
        """The same as a person reads it: a choice that is no longer offered stands in the list by its name."""
        return self.text_of(self.value)

    def text_of(self, typed: str) -> str:
        try:
            value = self.column.type.parse(typed)
            return translate(self.column.type.text(value)) if value is not None else typed
        except FieldFault:
            return typed

    @property
    def chosen(self) -> list[tuple[str, str]]:
        """The chosen rows of a picker, with their names, as far as the reader may see them."""
        assert isinstance(self.column.type, Reference)
        register = REGISTERS[self.column.type.register]
        found = []
        for text in self.typed:
            try:
                key = self.column.type.parse([text] if isinstance(self.column.type, References) else text)
            except Exception:  # what was typed is no key: it is shown as it is, beside its error
                key = None
            key = key[0] if isinstance(key, list) and key else key
            if self.present is not None and self.present[0] == key:
                found.append((text, self.present[1]))
                continue
            row = records.named(db.session, register, key) if key else None
            if text:
                found.append((text, str(row) if row is not None else text))
        return found

    @property
    def raw(self) -> Any:
        """What the services read: a list for several references, else text."""
        return [t for t in self.typed if t] if isinstance(self.column.type, References | SeveralOf) else self.value


def _present(column: Column, row: Any | None) -> tuple[Any, str] | None:
    """Key and name of what a stored row refers to: they were read with it, and a picker need not ask again."""
    if row is None or not (column.relation or column.own) or not isinstance(column.type, Reference):
        return None
    if isinstance(column.type, References):
        return None
    related = column.related(row)
    return None if related is None else (column.read(row), str(related))


def _view(column: Column) -> ColumnView:
    kind = column.type
    return ColumnView(
        kind=kind.control,
        source=column.source,
        picker_url=pick_address(REGISTERS[kind.register]) if isinstance(kind, Reference) else "",
        options=[(value, translate(option.label)) for value, option in kind.options.items() if not option.retired]
        if isinstance(kind, Choice | SeveralOf)
        else (),
        suffix=str(kind.unit) if isinstance(kind, Money) else "",
        max_length=getattr(kind, "longest", None),
        personal=column.personal,
        shown_when=_conditions(column),
        required_from=column.required_from.isoformat() if column.required_from else "",
    )


def _conditions(column: Column) -> str:
    clauses = [{"key": c.key, "test": c.test.value, "values": sorted(c.values)} for c in column.shown_when]
    return json.dumps(clauses, ensure_ascii=False) if clauses else ""


def make_form(
    actor: Actor,
    register: Register,
    row: Any | None,
    formdata: Any | None,
    prefill: Mapping[str, str] | None = None,
    event: int = 0,
) -> FlaskForm:
    """The form to add a row (``row`` is None) or to change one, with what was typed if it was sent."""
    columns = register.edited(actor.roles_for(row), adding=row is None)
    data: dict[str, Any] = {}
    if row is not None:
        data = {column.key: column.read(row) for column in columns} | {"version": str(row.version), "event": str(event)}
    else:
        data = {column.key: column.default for column in columns if column.default is not None}
        data |= _own_region(actor, columns) | _prefilled(columns, prefill or {})
    form = form_class(tuple(columns), words_key())(formdata=formdata, data=data)
    for column in columns:
        field = form[column.key]
        field.present = _present(column, row)
        if column.required:
            field.flags.required = True
    return form


@lru_cache(maxsize=256)
def form_class(columns: tuple[Column, ...], spoken: str) -> type[FlaskForm]:
    """The form of these columns in the language ``spoken``: nothing of a row or a person stands in it."""
    fields: dict[str, Field] = {
        column.key: ColumnField(
            translate(column.label),
            column=column,
            view=_view(column),
            description=translate(column.help) if column.help else "",
        )
        for column in columns
    }
    more = {"version": HiddenField(), "event": HiddenField(), "Meta": OwnWords}
    return type("RecordForm", (FlaskForm,), {**fields, **more})


def _own_region(actor: Actor, columns: Sequence[Column]) -> dict[str, Any]:
    """Whoever works in one region only adds rows there, unless they choose another."""
    regions = {grant.region_code for grant in actor.grants}
    place = next((column.key for column in columns if column.place == "region_code"), None)
    return {place: next(iter(regions))} if place and len(regions) == 1 else {}


def _prefilled(columns: Sequence[Column], prefill: Mapping[str, str]) -> dict[str, Any]:
    """Values that the link to the form carries, such as the item above; what cannot be read is left out."""
    found = {}
    for column in columns:
        text = prefill.get(column.key)
        if text and text.isascii() and text.isalnum():
            found[column.key] = text if not text.isdigit() or column.attribute == "region_code" else int(text)
    return found


def sections(form: FlaskForm, columns: Sequence[Column]) -> list[FieldSection]:
    """The form's fields under the headings that the register gives them, in its order."""
    grouped: dict[Message, list[Field]] = {}
    for column in columns:
        grouped.setdefault(column.section or GENERAL, []).append(form[column.key])
    return [FieldSection(translate(title), fields) for title, fields in grouped.items()]


def raw_values(form: FlaskForm, columns: Sequence[Column], left_out: Sequence[str] = ()) -> dict[str, Any]:
    """What was typed, without the columns in which the value of the record is to stay.

    A field that was not sent at all keeps its value too; browsers leave out only boxes that are not ticked and
    lists in which nothing is chosen.
    """
    silent = (YesNo, References, SeveralOf)
    found = {
        column.key: form[column.key].raw
        for column in columns
        if column.key not in left_out and (form[column.key].raw_data or isinstance(column.type, silent))
    }
    for column in columns:
        if isinstance(column.type, Attachment):
            found.pop(column.key, None)
            file = files.sent(column) if column.key not in left_out else None
            found |= {column.key: file} if file is not None else {}
    return found


def refuse_lost(form: FlaskForm, sent: Mapping[str, str]) -> None:
    """What was typed into a field that was retired meanwhile is not dropped in silence. Raises Invalid once."""
    lost = {
        key: text
        for key, text in sent.items()
        if key.startswith(PREFIX) and key.removesuffix(files.REMOVE) not in form and text.strip()
    }
    if lost:
        raise Invalid({key[:60]: [_lost(text[:200])] for key, text in lost.items()})


def _lost(typed: str) -> Message:
    return Message("This field was retired meanwhile and is not saved. You had typed: %(typed)s", typed=typed)


def show_faults(form: FlaskForm, faults: Mapping[str, Sequence[Message]]) -> list[tuple[str, str, str]]:
    """Put each fault at its field; give the summary: (id of the input, label, text)."""
    summary = []
    for key, messages in faults.items():
        texts = [translate(message) for message in messages]
        if key in form:
            form[key].errors = texts
            summary.append((form[key].id, form[key].label.text, texts[0]))
        else:
            summary.append(("", key, texts[0]))
    return summary
