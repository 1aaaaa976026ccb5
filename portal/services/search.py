"""The search index: tokens of names and codes in one table, kept with the rows and asked by every list.

It serves Chinese on SQLite and PostgreSQL alike; neither a trigram index nor a dictionary is needed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import bindparam, delete, exists, false, insert, inspect, or_, select
from sqlalchemy.orm import Session
from sqlalchemy.sql import ColumnElement, Select

from portal.access.actor import current_actor
from portal.access.engine import slots_needed, within_reach
from portal.access.permissions import Action
from portal.fields import Column, FieldFault, Operator, Reference, References
from portal.models import Reading, Region, SearchToken
from portal.registers import REGISTERS, Register
from portal.services.fields.effective import for_row
from portal.services.tokens import Alternative, Probe, plan, tokens_of

TOKENS = SearchToken.__table__
OFFERED = 20
LONGEST_TEXT = 300
"""Characters of a text that are indexed: people look for its beginning."""
CHUNK = 5_000
MOST_WORDS = 6
"""Words that are looked for in a register without an index: each is another pass."""
MOST_LOOKED_UP = 10
"""Ways to read one word that ``promising`` looks up one by one."""


@dataclass(frozen=True)
class Narrowed:
    """A search as parts of a statement: ``join`` adds the token that leads, ``clauses`` the others."""

    clauses: tuple[ColumnElement[bool], ...] = ()
    lead: ColumnElement[bool] | None = None
    order: tuple[Any, ...] = ()
    keys: Select[Any] | None = None
    """The ids of all that is found, where the tokens alone can tell: a count then reads nothing else."""

    def join(self, statement: Select[Any]) -> Select[Any]:
        return statement if self.lead is None else statement.join(TOKENS, self.lead)


def narrow(register: Register, words: str) -> Narrowed:
    """The rows of a register that match what was typed: name, code, pinyin or initials.

    One exact token leads the statement: its range of the index comes in the order of the lists, so that
    the first page needs no more than its own rows.
    """
    if not register.indexed:
        return Narrowed(tuple(_written_in(register, word) for word in words.split()[:MOST_WORDS]))
    terms = plan(words)
    if not terms:
        return Narrowed((false(),))
    model = register.model
    clauses: list[ColumnElement[bool]] = []
    lead: ColumnElement[bool] | None = None
    order: tuple[Any, ...] = ()
    keys: Select[Any] | None = None
    for alternatives in terms:
        if lead is None and len(alternatives) == 1 and not alternatives[0][0].prefix:
            first, *rest = alternatives[0]
            lead = (
                (TOKENS.c.register == register.name) & (TOKENS.c.token == first.token) & (TOKENS.c.row_id == model.id)
            )
            if register.order == ("region_code", "id"):
                order = (TOKENS.c.region_code, TOKENS.c.row_id)
            reach = _in_reach(register)
            clauses += reach
            clauses += [_held(register, probe) for probe in rest]
            # The tokens know regions, not owners.
            told = current_actor().scope.everything or (reach and model.owned_by(0) is None)
            if told and len(terms) == 1 and not rest:
                held = (TOKENS.c.register == register.name) & (TOKENS.c.token == first.token)
                keys = select(TOKENS.c.row_id).where(held, *reach)
        else:
            clauses.append(or_(*(_all_held(register, alternative) for alternative in alternatives)))
    return Narrowed(tuple(clauses), lead, order, keys)


def written(register: Register) -> tuple[Column, ...]:
    """Where a search looks in a register without an index: texts that lists show or filter, and what rows refer to."""
    return tuple(
        column
        for column in register.columns
        if (column.listed or column.filtered)
        and not (column.own or column.personal or column.seen_by or isinstance(column.type, References))
        and (Operator.CONTAINS in column.type.operators or isinstance(column.type, Reference))
    )


def _written_in(register: Register, word: str) -> ColumnElement[bool]:
    """A text of the row holds the word, or the word finds what the row refers to."""
    ways: list[ColumnElement[bool]] = []
    for column in written(register):
        expression = column.expression(register.model)
        if isinstance(column.type, Reference):
            other = REGISTERS[column.type.register]
            if other.indexed and current_actor().scope.may_somewhere(other.name, Action.VIEW):
                found = narrow(other, word)
                key = other.model.code if other.model is Region else other.model.id
                ways.append(expression.in_(found.join(select(key)).where(*found.clauses)))
            continue
        try:
            ways.append(column.type.compare(expression, Operator.CONTAINS, word))
        except FieldFault:  # characters that no text holds
            continue
    return or_(false(), *ways)


def _in_reach(register: Register) -> list[ColumnElement[bool]]:
    """The scope once more, on the token itself: counting then never leaves the index."""
    model = register.model
    if current_actor().scope.everything or getattr(model, "__reading__", None) is not Reading.SUBTREE:
        return []
    return [within_reach(TOKENS.c.region_code, register.name, slots_needed())]


def _all_held(register: Register, alternative: Alternative) -> ColumnElement[bool]:
    first, *rest = [_held(register, probe) for probe in alternative]
    for clause in rest:
        first = first & clause
    return first


def _held(register: Register, probe: Probe) -> ColumnElement[bool]:
    """A row holds a token, or one that begins so."""
    chosen = select(TOKENS.c.row_id).where(TOKENS.c.register == register.name)
    if probe.prefix:
        low, high = probe.bounds()
        chosen = chosen.where(TOKENS.c.token >= low, TOKENS.c.token < high)
    else:
        chosen = chosen.where(TOKENS.c.token == probe.token)
    return register.model.id.in_(chosen)


def promising(session: Session, registers: Sequence[Register], words: str) -> list[Register]:
    """The registers that hold the tokens of a search at all, in whatever region: the others need not be asked.

    Every way to read a word is looked up by its first and its last probe; a word that can be read in many ways rules
    nothing out. One small statement that is always the same, so that it is compiled once.
    """
    if not registers:
        return []
    statement = _held_anywhere(tuple(register.name for register in registers))
    kept = [True] * len(registers)
    for alternatives in plan(words):
        if len(alternatives) > MOST_LOOKED_UP:
            continue
        held = [False] * len(registers)
        for alternative in alternatives:
            ends = [_range(probe) for probe in dict.fromkeys((alternative[0], alternative[-1]))]
            rows = [session.execute(statement, {"low": low, "high": high}).one() for low, high in ends]
            held = [one or all(row[place] for row in rows) for place, one in enumerate(held)]
        kept = [one and other for one, other in zip(kept, held, strict=True)]
    return [register for register, one in zip(registers, kept, strict=True) if one]


def _range(probe: Probe) -> tuple[str, str]:
    return probe.bounds() if probe.prefix else (probe.token, probe.token + "\x01")


@lru_cache(maxsize=256)
def _held_anywhere(names: tuple[str, ...]) -> Select[Any]:
    """Whether each register holds a token between two bounds: the tokens alone, which tell nobody anything."""
    inside = (TOKENS.c.token >= bindparam("low"), TOKENS.c.token < bindparam("high"))
    held: list[Any] = [exists(select(1).where(TOKENS.c.register == name, *inside)) for name in names]
    return select(*held)


def usual(register: Register) -> tuple[Any, ...]:
    """A register's own order; ``-key`` is backwards."""
    model = register.model
    return tuple(
        getattr(model, key[1:]).desc() if key.startswith("-") else getattr(model, key) for key in register.order
    )


def offer(session: Session, register: Register, words: str) -> tuple[Sequence[Any], bool]:
    """What a picker shows: at most 20 rows, and whether there are more. Regions only where one works."""
    model = register.model
    statement = select(model)
    if words.strip() and register.indexed:
        found = narrow(register, words)
        statement = found.join(statement).where(*found.clauses)
    if model is Region:
        statement = statement.where(Region.pickable())
        scope = current_actor().scope
        if not scope.everything:
            reaches = scope.of(register.name, Action.VIEW)
            statement = statement.where(or_(false(), *((model.code >= r.low) & (model.code < r.high) for r in reaches)))
    rows = session.scalars(statement.order_by(*usual(register)).limit(OFFERED + 1)).all()
    return rows[:OFFERED], len(rows) > OFFERED


def is_touched(session: Session, register: Register, row: Any) -> bool:
    """Whether a change that is not flushed yet concerns the index."""
    register = for_row(session, register, row)
    if not register.indexed:
        return False
    attributes = {column.inside or column.place for column in register.indexed} | {"region_code"}
    state = inspect(row)
    return any(name in state.attrs and state.attrs[name].history.has_changes() for name in attributes)


def index(session: Session, register: Register, row: Any) -> None:
    """Bring the tokens of one row up to date, after it was flushed."""
    register = for_row(session, register, row)
    if not register.indexed:
        return
    mine = (TOKENS.c.register == register.name) & (TOKENS.c.row_id == row.id)
    region = _region_of(row)
    wanted = _tokens(register, row)
    held = {(token, code) for token, code in session.execute(select(TOKENS.c.token, TOKENS.c.region_code).where(mine))}
    stale = {token for token, code in held if code != region or token not in wanted}
    if stale:
        session.execute(delete(TOKENS).where(mine, TOKENS.c.token.in_(stale)))
    missing = wanted - {token for token, code in held if code == region}
    if missing:
        session.execute(insert(TOKENS), [_row(register, row.id, region, token) for token in sorted(missing)])


def index_new(session: Session, register: Register, rows: Iterable[Any]) -> None:
    """Index rows that have no tokens yet, many at a time."""
    batch: list[dict[str, Any]] = []
    for row in rows:
        region = _region_of(row)
        held = for_row(session, register, row)
        if not held.indexed:
            continue
        batch += [_row(register, row.id, region, token) for token in sorted(_tokens(held, row))]
        if len(batch) >= CHUNK:
            session.execute(insert(TOKENS), batch)
            batch = []
    if batch:
        session.execute(insert(TOKENS), batch)


def forget(session: Session, register: Register, row: Any) -> None:
    """Take a row's tokens out of the index, before it is deleted."""
    session.execute(delete(TOKENS).where(TOKENS.c.register == register.name, TOKENS.c.row_id == row.id))


def rebuild(session: Session, register: Register) -> int:
    """Make a register's tokens anew, under a system scope. Gives the number of rows."""
    session.execute(delete(TOKENS).where(TOKENS.c.register == register.name))
    count = 0
    for rows in session.scalars(select(register.model).order_by(register.model.id)).partitions(1_000):
        index_new(session, register, rows)
        count += len(rows)
    return count


def _region_of(row: Any) -> str:
    return row.code if isinstance(row, Region) else row.region_code


def _row(register: Register, row_id: int, region: str, token: str) -> dict[str, Any]:
    return {"register": register.name, "token": token, "region_code": region, "row_id": row_id}


def _tokens(register: Register, row: Any) -> frozenset[str]:
    names: list[str] = []
    codes: list[str] = []
    for column in register.indexed:
        value = column.read(row)
        if value is not None:
            (codes if column.indexed == "code" else names).append(str(value)[:LONGEST_TEXT])
    return tokens_of(names, codes)
