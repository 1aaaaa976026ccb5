"""From draft to force and back: the preview, the page that publishes, the history, and fields of other provinces."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from portal.access.actor import Actor, acting
from portal.admin import forms, histories
from portal.admin.fields import editor, reading
from portal.admin.fields.pages import ChangeLine, Counted, Past, Pending, Preview
from portal.errors import BadInput, Invalid, NotFound
from portal.extensions import db
from portal.fields import OWN_TYPES, FieldFault
from portal.fields.condition import Test
from portal.messages import Message
from portal.models import Event, FieldDefinition, Province
from portal.registers import Register
from portal.services.fields import checking, described, drafting, effective, impact, names, publishing
from portal.services.fields.columns import ORDER, PREFIX, changed_column
from portal.services.fields.settings import FieldSettings, from_json, to_json
from portal.web.translation import language, listed, translate

MOST_EVENTS = 200


def preview(actor: Actor, register: Register, province: str, column_key: str, typed: Any) -> Preview:
    """What is typed, as the form would show it, with the rows that it would touch. ``+type`` is a new field."""
    found = drafting.definitions(db.session, register, province)
    adding = column_key.startswith("+")
    own = adding or column_key.startswith(PREFIX)
    key = "new" if adding else column_key.removeprefix(PREFIX) if own else column_key
    definition = None if adding else found.get(key)
    if adding and column_key[1:] in OWN_TYPES:
        base = FieldSettings(type=column_key[1:])
    else:
        base = drafting.settings_of(definition) or FieldSettings(type="")
    if (own and base.type not in OWN_TYPES) or (not own and key not in register.by_key):
        raise NotFound()
    columns = editor.columns_of(base.type, built_in=not own, adding=adding)
    form = editor.make_form(columns, {}, 0, typed)
    raw = forms.raw_values(form, columns)
    raw.pop("key", None)
    try:
        settings = described.read(raw, base, built_in=not own)
        if own:
            faults = checking.faults_of(register, key, settings, drafting.own_settings(found, key))
            if faults:
                raise Invalid(faults)
    except Invalid as error:
        told = [(_name(base, name, own), translate(messages[0])) for name, messages in error.faults.items()]
        return Preview((), (), told)
    if not own:
        return _built_in(register, province, key, settings)
    return _own(actor, register, province, key, settings, found)


def _name(settings: FieldSettings, key: str, own: bool) -> str:
    column = next((c for c in described.columns_for(settings.type, built_in=not own) if c.key == key), None)
    return translate(column.label) if column is not None else key


def _own(
    actor: Actor,
    register: Register,
    province: str,
    key: str,
    settings: FieldSettings,
    found: dict[str, FieldDefinition],
) -> Preview:
    others = reading.others(found, key)
    generation = found[key].generation if key in found else 1
    made = impact.preview_register(db.session, register, province, key, generation, settings, others)
    asked = [clause.key for clause in made.by_key[PREFIX + key].shown_when]
    columns = [c for c in made.columns if c.key == PREFIX + key or c.key in asked]
    data = {c.key: c.default for c in columns if c.default is not None} | _satisfied(made, PREFIX + key)
    form = forms.form_class(tuple(columns), language())(formdata=None, data=data)
    for column in columns:
        form[column.key].flags.required = column.required
    counted, examples = reading.counts(actor, register, province, key, generation, settings, others)
    return Preview(forms.sections(form, columns), counted, (), examples)


def _satisfied(made: Register, key: str) -> dict[str, Any]:
    """Values of the other fields with which a field is asked for, so that the preview shows it."""
    found: dict[str, Any] = {}
    for clause in made.by_key[key].shown_when:
        column = made.by_key[clause.key]
        if clause.test is Test.IS and clause.values:
            try:
                value = column.type.parse(min(clause.values))
            except FieldFault:
                continue
            found[clause.key] = value
    return found


def _built_in(register: Register, province: str, key: str, settings: FieldSettings) -> Preview:
    column = changed_column(register.by_key[key], settings, effective.today())
    if column is None:
        return Preview((), ())
    form = forms.form_class((column,), language())(formdata=None)
    form[column.key].flags.required = column.required
    return Preview(forms.sections(form, [column]), reading.built_in_counts(register, province, key, settings))


def pending(actor: Actor, register: Register, province: str) -> list[Pending]:
    """Every draft with what it changes and touches."""
    made = effective.for_province(db.session, register, province)
    found = drafting.definitions(db.session, register, province)
    shown = []
    for key, definition in publishing.drafts(db.session, register, province).items():
        column_key = key if definition.built_in else PREFIX + key
        href = f"/fields/{register.name}/?province={province}&field={column_key}"
        lines: Sequence[ChangeLine]
        counted: Sequence[Counted] = ()
        if key == ORDER:
            lines, href = [_order_line(register, definition, found)], ""
        else:
            settings = drafting.settings_of(definition)
            lines = reading.lines(made, drafting.in_force(definition), settings, built_in=definition.built_in)
            if settings is not None and settings.is_used:
                counted = _counted(actor, register, province, key, definition, settings, found)
        label = reading.label_of(register, definition)
        shown.append(Pending(key, label, href, lines, counted, definition.version))
    return shown


def _counted(
    actor: Actor, register: Register, province: str, key: str, definition: FieldDefinition, settings: FieldSettings,
    found: dict[str, FieldDefinition],
) -> Sequence[Counted]:  # fmt: skip
    if definition.built_in:
        return reading.built_in_counts(register, province, key, settings)
    others = reading.others(found, key)
    try:
        return reading.counts(actor, register, province, key, definition.generation, settings, others)[0]
    except (FieldFault, KeyError):  # another draft does not fit: publishing says which
        return ()


def _order_line(register: Register, definition: FieldDefinition, found: dict[str, FieldDefinition]) -> ChangeLine:
    def told(held: Any) -> str:
        names = []
        for key in (held or {}).get("order", ()):
            own = found.get(key.removeprefix(PREFIX)) if key.startswith(PREFIX) else None
            if own is not None:
                names.append(reading.label_of(register, own))
            elif key in register.by_key:
                names.append(translate(register.by_key[key].label))
        return listed(names) or "—"

    return ChangeLine(translate(Message("Order of the fields")), told(definition.in_force), told(definition.draft))


def past(actor: Actor, register: Register, province: str) -> list[Past]:
    """The changes of a register's definitions, newest first. Who may see the definitions may see their history."""
    found = {d.id: d for d in drafting.definitions(db.session, register, province).values()}
    with acting(Actor.system("history of field definitions")):
        events = db.session.scalars(
            select(Event)
            .where(Event.register == drafting.NAME, Event.row_id.in_(list(found)))
            .order_by(Event.id.desc())
            .limit(MOST_EVENTS)
        ).all()
    return [_past(register, province, event, found[event.row_id]) for event in events if event.row_id in found]


def _past(register: Register, province: str, event: Event, definition: FieldDefinition) -> Past:
    before, after = event.before or {}, event.after or {}
    published = after.get("in_force") is not None and "in_force" in after
    part = "in_force" if published else "draft"
    old, new = before.get(part) or before.get("in_force"), after.get(part)
    restore = ""
    lines: Sequence[ChangeLine] = ()
    if definition.key != ORDER:
        was = _settings(old)
        now = _settings(new)
        made = effective.for_province(db.session, register, province)
        lines = reading.lines(made, was, now, built_in=definition.built_in) if now is not None else ()
        if was is not None:
            restore = f"/fields/{register.name}/restore/{event.id}?province={province}"
    what = Message("Published") if published else Message("Draft") if new is not None else Message("Draft thrown away")
    return Past(
        histories.register_moment(event), histories.person_of(event), reading.label_of(register, definition),
        translate(what), lines, restore,
    )  # fmt: skip


def _settings(held: Any) -> FieldSettings | None:
    return from_json(held) if isinstance(held, dict) and "order" not in held else None


def restore(actor: Actor, register: Register, province: str, event_id: int) -> FieldDefinition:
    """What stood there before one change becomes a draft. Raises NotFound."""
    found = {d.id: d for d in drafting.definitions(db.session, register, province).values()}
    with acting(Actor.system("history of field definitions")):
        event = db.session.scalars(select(Event).where(Event.id == event_id, Event.register == drafting.NAME)).first()
    definition = found.get(event.row_id or 0) if event is not None else None
    if event is None or definition is None or definition.key == ORDER:
        raise NotFound()
    before, after = event.before or {}, event.after or {}
    held = before.get("in_force" if after.get("in_force") is not None else "draft") or before.get("in_force")
    if not held:
        raise NotFound()
    return drafting.restore(db.session, actor, register, definition, held)


def offers(actor: Actor, register: Register, province: str) -> list[tuple[str, list[tuple[str, str, str, bool]]]]:
    """Published own fields of other provinces: by province, (id, label, type, whether the key is free here)."""
    here = drafting.definitions(db.session, register, province)
    names = {p.region_code: p.name if language() == "zh" else p.name_en for p in _provinces()}
    shown = []
    for (other, name), definitions in sorted(effective.current(db.session).definitions.items()):
        if name == register.name and other != province:
            rows = [
                (
                    f"{other} {d.key}",
                    d.settings.label.said(language()),
                    reading.type_name(d.settings),
                    d.key not in here,
                )
                for d in definitions
                if not d.built_in and d.settings.is_used
            ]
            shown.append((names.get(other, other), rows))
    return [(name, rows) for name, rows in shown if rows]


def _provinces() -> Sequence[Province]:
    with acting(Actor.system("names of provinces")):
        return db.session.scalars(select(Province)).all()


def copy(actor: Actor, register: Register, province: str, chosen: Sequence[str]) -> int:
    """Draft the chosen fields here. What names a field or a row that is not here stays behind: conditions, defaults."""
    published = effective.current(db.session).definitions
    count = 0
    for name in chosen:
        other, _, key = name.partition(" ")
        offered = (d for d in published.get((other, register.name), ()) if not d.built_in and d.settings.is_used)
        found = next((definition for definition in offered if definition.key == key), None)
        if found is None:
            raise BadInput(Message("This field cannot be copied."))
        settings = _without_strangers(register, province, found)
        held = to_json(settings)
        raw = {k: v for k, v in held.items() if k not in ("type", "limits", "state")}
        raw |= {described.LIMIT + k: v for k, v in held.get("limits", {}).items()}
        drafting.add(db.session, actor, register, province, key, settings.type, raw)
        count += 1
    if not count:
        raise BadInput(Message("Choose at least one field."))
    return count


def _without_strangers(register: Register, province: str, copied: effective.Definition) -> FieldSettings:
    """The settings without the default and the conditions that would name what this province does not have."""
    here = drafting.own_settings(drafting.definitions(db.session, register, province))
    known = {PREFIX + key for key in here} | register.by_key.keys()
    settings = replace(copied.settings, shown_when=tuple(w for w in copied.settings.shown_when if w.key in known))
    kinds = names.kinds(register, {**here, copied.key: settings})
    lost = {name for _, name in names.unknown(db.session, province, names.mentioned(settings, kinds))}
    kept = tuple(when for when in settings.shown_when if not lost & set(when.values))
    return replace(settings, shown_when=kept, default="" if settings.default in lost else settings.default)
