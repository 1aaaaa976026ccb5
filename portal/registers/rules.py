"""清单与规则: the negative list, bans, conditions, key areas and the other lists that documents print."""

from __future__ import annotations

from portal.fields import Choice, Column, Integer, LongText, Reference, Text, YesNo
from portal.messages import Message
from portal.models import KeyArea, ListedTerm, NegativeListEntry, ProhibitiveRule, ProviderCondition
from portal.registers.base import Register, Related
from portal.registers.legal_text import region, source_columns
from portal.registers.words import (
    ENTRY_FORMS,
    KEY_AREA_KINDS,
    LISTS,
    SCREENING_KINDS,
    STRENGTHS,
)

ENTRY = Message("The entry")


def _code(longest: int = 30) -> Column:
    return Column(
        "code", Text(longest, "code"), Message("Code"), section=ENTRY, required=True, listed=True, filtered=True,
        fixed=True, indexed="code",
    )  # fmt: skip


def _text(label: Message) -> Column:
    return Column("text", LongText(), label, section=ENTRY, required=True, listed=True, filtered=True, indexed="name")


def _ordinal() -> Column:
    return Column("ordinal", Integer(0, 9999), Message("Number"), section=ENTRY, required=True, sorted=True)


def _open_ended() -> Column:
    return Column("open_ended", YesNo(), Message("Open-ended (等)"), section=ENTRY, filtered=True)


NEGATIVE_LIST = Register(
    name="negative_list_entries",
    model=NegativeListEntry,
    label=Message("Negative list"),
    label_one=Message("Negative-list entry"),
    group="catalog",
    icon="ban",
    columns=(
        _code(),
        Column("section_name", Text(100), Message("Part of the list"), section=ENTRY, listed=True, filtered=True),
        Column("section_code", Text(20), Message("Number of the part"), section=ENTRY),
        _ordinal(),
        Column("ordinal_printed", Text(20), Message("Number as printed"), section=ENTRY),
        _text(Message("What is barred")),
        Column("form", Choice(ENTRY_FORMS), Message("Form"), section=ENTRY, required=True, filtered=True),
        Column("bars_as", Text(60), Message("Bars as"), section=ENTRY),
        Column("condition", LongText(), Message("Condition"), section=ENTRY),
        Column(
            "screening_kind", Choice(SCREENING_KINDS), Message("How it is found"), section=ENTRY, required=True,
            listed=True, filtered=True,
        ),
        _open_ended(),
        region(),
        *source_columns(),
    ),
)  # fmt: skip

PROHIBITIVE_RULES = Register(
    name="prohibitive_rules",
    model=ProhibitiveRule,
    label=Message("Bans in the documents"),
    label_one=Message("Ban"),
    group="catalog",
    icon="gavel",
    columns=(
        _code(),
        _text(Message("Words of the rule")),
        Column(
            "strength", Choice(STRENGTHS), Message("Strength"), section=ENTRY, required=True, listed=True,
            filtered=True,
        ),
        Column("subject_group", Text(30), Message("Subject"), section=ENTRY, required=True, filtered=True),
        region(),
        *source_columns(),
    ),
)  # fmt: skip

PROVIDER_CONDITIONS = Register(
    name="provider_conditions",
    model=ProviderCondition,
    label=Message("Conditions for providers"),
    label_one=Message("Condition for providers"),
    group="configuration",
    icon="checklist",
    columns=(_code(), _ordinal(), _text(Message("Condition")), region(), *source_columns()),
)

KEY_AREAS = Register(
    name="key_areas",
    model=KeyArea,
    label=Message("Key areas"),
    label_one=Message("Key area"),
    group="catalog",
    icon="target",
    columns=(
        _code(),
        Column(
            "name", Text(120), Message("Name"), section=ENTRY, required=True, listed=True, filtered=True, sorted=True,
            indexed="name",
        ),
        Column(
            "kind", Choice(KEY_AREA_KINDS), Message("Kind"), section=ENTRY, required=True, listed=True, filtered=True
        ),
        Column("level", Integer(1, 9), Message("Level"), section=ENTRY, required=True, filtered=True),
        Column(
            "parent", Reference("key_areas"), Message("Belongs under"), section=ENTRY, listed=True, filtered=True,
            attribute="parent_id", relation="parent",
        ),
        _open_ended(),
        region(),
        *source_columns(),
    ),
    related=(Related("key_areas", "parent"),),
    quick="kind",
)  # fmt: skip

LISTED_TERMS = Register(
    name="listed_terms",
    model=ListedTerm,
    label=Message("Other lists of the documents"),
    label_one=Message("Listed term"),
    group="configuration",
    icon="list-numbers",
    columns=(
        Column(
            "list", Choice(LISTS), Message("List"), section=ENTRY, required=True, listed=True, filtered=True,
            fixed=True,
        ),
        _ordinal(),
        Column(
            "name", LongText(2000), Message("Name"), section=ENTRY, required=True, listed=True, filtered=True,
            indexed="name",
        ),
        Column("detail", LongText(), Message("Detail"), section=ENTRY, listed=True),
        _open_ended(),
        region(),
        *source_columns(),
    ),
)  # fmt: skip
