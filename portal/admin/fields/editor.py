"""The page of the editor: the fields of a register at the left, one of them in the middle."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from flask_wtf import FlaskForm

from portal.access.actor import Actor
from portal.access.permissions import Action
from portal.admin import forms
from portal.admin.fields import reading
from portal.admin.fields.pages import ChangeLine, Editor, Entry, FieldsPage, Step
from portal.extensions import db
from portal.fields import OWN_TYPES, Choice, Column, FieldType, Reference, SeveralOf, Text, YesNo
from portal.messages import Message
from portal.models import FieldDefinition, Province
from portal.registers import REGISTERS, Register
from portal.services.fields import converting, described, drafting, effective, names
from portal.services.fields.columns import ORDER, PREFIX, is_needed, may_be_asked_about
from portal.services.fields.settings import FieldSettings, State
from portal.services.records import select
from portal.web.translation import language, translate

KEY = Column(
    "key", Text(40, "code"), Message("Key"), section=described.NAMING, required=True,
    help=Message("Small letters, digits and _; it stands in the API and can never be changed or used again."),
)  # fmt: skip
MOST_ROWS = 200
LINK = "link"
"""The state of a step that leads to a page of its own."""


def columns_of(kind: str, *, built_in: bool, adding: bool = False) -> tuple[Column, ...]:
    found = described.columns_for(kind, built_in=built_in)
    if not adding:
        return found
    source = next(column for column in found if column.key == "source")  # beside the key: pairs of languages stay pairs
    return (*found[:2], KEY, source, *(column for column in found[2:] if column is not source))


def make_form(columns: Sequence[Column], values: Mapping[str, Any], version: int, typed: Any = None) -> FlaskForm:
    """The settings as a form; ``typed`` is what was sent."""
    form = forms.form_class(tuple(columns), language())(formdata=typed, data={**values, "version": str(version)})
    for column in columns:
        if column.required:
            form[column.key].flags.required = True
    return form


def fields_page(
    actor: Actor, register: Register, province: Province, chosen: str, editor: Editor | None = None
) -> FieldsPage:
    code = province.region_code
    found = drafting.definitions(db.session, register, code)
    suffix = f"?province={code}" if len(reading.provinces(actor)) > 1 else ""
    base = f"/fields/{register.name}/"
    entries = _entries(register, found, chosen, base, suffix)
    order = found.get(ORDER)
    shown = [(r.name, f"/fields/{r.name}/{suffix}", translate(r.label)) for r in drafting.registers()]
    return FieldsPage(
        register=translate(register.label),
        province=province.name if language() == "zh" else province.name_en,
        registers=[(label, href, name == register.name) for name, href, label in shown],
        provinces=[
            (p.name if language() == "zh" else p.name_en, f"{base}?province={p.region_code}", p is province)
            for p in reading.provinces(actor)
        ],
        built_in=[e for e in entries if not e.column_key.startswith(PREFIX)],
        own=[e for e in entries if e.column_key.startswith(PREFIX) and not _is_retired(found[e.key])],
        retired=[e for e in entries if e.column_key.startswith(PREFIX) and _is_retired(found[e.key])],
        types=[(name, translate(kind.title)) for name, kind in OWN_TYPES.items()],
        pending=sum(d.draft is not None for d in found.values()),
        order=[e.column_key for e in entries],
        order_version=order.version if order is not None else 0,
        base=base,
        suffix=suffix,
        editor=editor,
        may_edit=actor.scope.may(drafting.NAME, Action.EDIT, code),
    )


def _is_retired(definition: FieldDefinition) -> bool:
    settings = drafting.settings_of(definition)
    return settings is not None and settings.state is State.RETIRED


def _entries(
    register: Register, found: Mapping[str, FieldDefinition], chosen: str, base: str, suffix: str
) -> list[Entry]:
    """Built-in and own fields in the drafted order."""
    entries = [
        _entry(register, found.get(column.key), column.key, column.key, chosen, base, suffix)
        for column in register.columns
    ]
    entries += [
        _entry(register, definition, definition.key, PREFIX + definition.key, chosen, base, suffix)
        for definition in found.values()
        if not definition.built_in
    ]
    order = found.get(ORDER)
    wanted = (order.draft or order.in_force or {}).get("order", []) if order is not None else []
    places = {key: number for number, key in enumerate(wanted)}
    if places:
        last = -1
        ranks = {}
        for number, entry in enumerate(entries):
            last = places.get(entry.column_key, last)
            ranks[entry.column_key] = (last, 0 if entry.column_key in places else number + 1)
        entries.sort(key=lambda entry: ranks[entry.column_key])
    return entries


def _entry(
    register: Register,
    definition: FieldDefinition | None,
    key: str,
    column_key: str,
    chosen: str,
    base: str,
    suffix: str,
) -> Entry:
    marks: list[tuple[str, str]] = []
    settings = drafting.settings_of(definition)
    if definition is not None and definition.draft is not None:
        new = definition.in_force is None and not definition.built_in
        marks.append((translate(Message("New") if new else Message("Changed")), "green" if new else "yellow"))
    if settings is not None and settings.state is State.HIDDEN:
        marks.append((translate(Message("Hidden")), "grey"))
    label = reading.label_of(register, definition) if definition else translate(register.by_key[key].label)
    if settings is not None and settings.type in OWN_TYPES:
        kind = reading.type_name(settings)
    else:
        kind = translate(register.by_key[key].type.title) if key in register.by_key else ""
    href = f"{base}{suffix}{'&' if suffix else '?'}field={column_key}"
    return Entry(key, column_key, label, kind, href, column_key == chosen, marks)


def stepped(keys: Sequence[str], moved: str, step: int) -> list[str]:
    """The order with one field past the next of its own kind: built-in and own fields stand in two lists."""
    alike = [key for key in keys if key.startswith(PREFIX) is moved.startswith(PREFIX)]
    at = alike.index(moved) + step
    if not 0 <= at < len(alike):
        return list(keys)
    rest = [key for key in keys if key != moved]
    to = rest.index(alike[at]) + (1 if step > 0 else 0)
    return [*rest[:to], moved, *rest[to:]]


def edited(
    actor: Actor, register: Register, province: Province, column_key: str, typed: Any = None,
    summary: Sequence[tuple[str, str, str]] = (), conflict: Sequence[ChangeLine] = (), form: FlaskForm | None = None,
) -> Editor | None:  # fmt: skip
    """The editor of one field; None for a key that is no field of this register."""
    code = province.region_code
    found = drafting.definitions(db.session, register, code)
    own = column_key.startswith(PREFIX)
    key = column_key.removeprefix(PREFIX) if own else column_key
    definition = found.get(key)
    if (own and definition is None) or (not own and key not in register.by_key):
        return None
    settings = drafting.settings_of(definition) or FieldSettings(type="")
    columns = columns_of(settings.type, built_in=not own)
    version = definition.version if definition is not None else 0
    made = form or make_form(columns, described.values_of(settings, built_in=not own), version, typed)
    suffix = f"?province={code}"
    may_edit = actor.scope.may(drafting.NAME, Action.EDIT, code)
    for field in made:
        if not may_edit and hasattr(field, "column_view"):
            field.render_kw = {"disabled": True}
    base = f"/fields/{register.name}"
    title = reading.label_of(register, definition) if definition else translate(register.by_key[key].label)
    return Editor(
        title=title,
        own=own,
        kind=reading.type_name(settings) if own else translate(register.by_key[key].type.title),
        key=column_key,
        sections=forms.sections(made, columns),
        form=made,
        action_href=f"{base}/field/{key}{suffix}",
        preview_href=f"{base}/preview/{column_key}{suffix}",
        fields_json=_askable(register, code, found, key) if own else "[]",
        may_edit=may_edit,
        steps=_steps(register, definition, key, own, settings, base, suffix) if may_edit else (),
        notes=_notes(register, key) if not own else (),
        summary=summary,
        conflict=conflict,
    )


def adding(
    actor: Actor, register: Register, province: Province, kind: str, typed: Any = None,
    summary: Sequence[tuple[str, str, str]] = (), form: FlaskForm | None = None,
) -> Editor:  # fmt: skip
    """The editor of a field that is to be made."""
    code = province.region_code
    found = drafting.definitions(db.session, register, code)
    columns = columns_of(kind, built_in=False, adding=True)
    usual = described.values_of(FieldSettings(type=kind), built_in=False)
    usual |= {c.key: c.default for c in columns if c.default is not None}
    usual |= {"listed": True, "filtered": OWN_TYPES[kind].sortable}
    suffix = f"?province={code}"
    base = f"/fields/{register.name}"
    made = form or make_form(columns, usual, 0, typed)
    return Editor(
        title=translate(Message("New field")),
        own=True,
        kind=translate(OWN_TYPES[kind].title),
        key="",
        sections=forms.sections(made, columns),
        form=made,
        action_href=f"{base}/add/{kind}{suffix}",
        preview_href=f"{base}/preview/+{kind}{suffix}",
        fields_json=_askable(register, code, found, ""),
        may_edit=True,
        summary=summary,
        adding=True,
    )


def _notes(register: Register, key: str) -> list[tuple[str, str]]:
    found = [(translate(Message("Built-in field: its key and type are fixed.")), "")]
    reason = is_needed(register.by_key[key])
    if reason is not None:
        found.append((translate(Message("%(reason)s It cannot be hidden or made optional.", reason=reason)), ""))
    return found


def _steps(
    register: Register, definition: FieldDefinition | None, key: str, own: bool, settings: FieldSettings, base: str,
    suffix: str,
) -> list[Step]:  # fmt: skip
    state = f"{base}/state/{key}{suffix}"
    found = []
    if settings.state is not State.SHOWN:
        found.append(Step(translate(Message("Use again")), state, State.SHOWN.value, "arrow-back-up"))
    elif own or is_needed(register.by_key[key]) is None:
        found.append(Step(translate(Message("Hide")), state, State.HIDDEN.value, "eye-off"))
    if own and settings.state is not State.RETIRED:
        told = Message("Retire this field? Its values stay; the key is never used again.")
        found.append(Step(translate(Message("Retire")), state, State.RETIRED.value, "archive", translate(told)))
    if own and definition is not None and definition.in_force is not None and definition.draft is None:
        if converting.TARGETS.get(settings.type):
            found.append(Step(translate(Message("Convert")), f"{base}/convert/{key}{suffix}", LINK, "transform"))
        if definition.generation > 1:
            told = Message("Take the last conversion back? Former values return.")
            back = f"{base}/unconvert/{key}{suffix}"
            found.append(Step(translate(Message("Undo conversion")), back, "", "rotate", translate(told)))
    if definition is not None and definition.draft is not None:
        told = Message("Throw away what is not published?")
        discard = f"{base}/discard/{key}{suffix}"
        found.append(Step(translate(Message("Discard draft")), discard, "", "rotate", translate(told)))
    return found


def _askable(register: Register, province: str, found: Mapping[str, FieldDefinition], without: str) -> str:
    """The fields that a condition can ask about, with the values to choose from, as JSON for the script."""
    shown: list[dict[str, Any]] = []
    for column in effective.for_province(db.session, register, province).columns:
        if not column.own and may_be_asked_about(column) and column.place != "region_code":
            shown.append({"key": column.key, "label": translate(column.label), "options": _options(column.type)})
    for key, settings in drafting.own_settings(dict(found), without).items():
        if settings.is_used:
            kind = settings.kind()
            label = settings.label.said(language())
            shown.append({"key": PREFIX + key, "label": label, "options": _options(kind)})
    return json.dumps(shown, ensure_ascii=False)


def _options(kind: FieldType) -> list[tuple[str, str]]:
    """The values that a condition about this type may name, with their words; none where there are too many to choose
    from, or any text will do: there they are typed."""
    if isinstance(kind, Choice | SeveralOf):
        return [(value, translate(option.label)) for value, option in kind.options.items()]
    if isinstance(kind, YesNo):
        return [("y", translate(Message("Yes")))]
    if not names.is_named(kind):
        return []
    assert isinstance(kind, Reference)
    model = REGISTERS[kind.register].model
    wanted = select(model).where(*kind.among(model)).order_by(model.region_code.desc(), model.id)
    rows = db.session.scalars(wanted.limit(MOST_ROWS + 1)).all()
    return [] if len(rows) > MOST_ROWS else [(names.name_of(row), str(row)) for row in rows]
