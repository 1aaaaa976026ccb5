"""The values of a register's main choice above its list: a row of buttons, each with what is behind it."""

from __future__ import annotations

from dataclasses import replace

from portal.access.actor import Actor
from portal.access.permissions import TRAIL
from portal.admin import queries
from portal.admin.cells import count_text
from portal.admin.pages import Quick
from portal.extensions import db
from portal.fields import Choice, Operator
from portal.messages import Message
from portal.registers import Register
from portal.services import counts
from portal.services.records import Condition, Query
from portal.web.translation import translate


def buttons(actor: Actor, register: Register, query: Query, base: str) -> list[Quick]:
    """Nothing for a register without such a choice; no numbers for logs, which never end."""
    if not register.quick:
        return []
    column = register.by_key[register.quick]
    assert isinstance(column.type, Choice)
    others = tuple(c for c in query.conditions if c.key != register.quick)
    chosen = {str(c.value) for c in query.conditions if c.key == register.quick}

    def href(*extra: Condition) -> str:
        return queries.address(base, queries.pairs(replace(query, conditions=(*others, *extra), page=1)))

    counted = {} if register.name in TRAIL else counts.by_choice(db.session, actor, register, query)
    texts = {value: count_text(count) for value, count in counted.items()}
    whole = count_text(sum(counted.values())) if counted else ""
    found = [Quick(translate(Message("All")), href(), not chosen, whole)]
    for value, option in column.type.options.items():
        condition = Condition(register.quick, Operator.EQUAL, value)
        found.append(Quick(translate(option.label), href(condition), value in chosen, texts.get(value, "")))
    return found
