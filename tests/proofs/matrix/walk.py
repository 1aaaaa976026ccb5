"""A person walks to a row through every door; what came of it is held against the oracle."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.access.actor import acting
from portal.access.permissions import Action
from portal.extensions import db
from portal.fields import gb32100
from portal.models import Account, Role
from portal.registers import REGISTERS
from tests.cast import DEPARTMENT, Person, sign_in, token
from tests.proofs.matrix import oracle, planting
from tests.proofs.matrix.doors import DOORS, ENTRANCES, Door, Visit, to_send
from tests.proofs.matrix.oracle import Facts, Reader
from tests.proofs.matrix.planting import NOT_PLANTED, SYSTEM, Planted, mark_key

Variant = tuple[int | None, bool]


@dataclass(frozen=True)
class Cell:
    """One field of the matrix: a register, a region, whose row it is and whether it is published."""

    register: str
    region: str
    variant: Variant


@dataclass(frozen=True)
class Outcome:
    """A case, and what was wrong with it; empty when it went as declared."""

    case: str
    fault: str


class Walker:
    """The application, and everyone who walks: signed in once, by browser and by token. ``None`` is nobody."""

    def __init__(self, app: Flask, people: tuple[Person | None, ...]) -> None:
        self.app = app
        self.browsers: dict[Person | None, FlaskClient] = {}
        self.tokens: dict[Person | None, dict[str, str]] = {}
        self.readers: dict[Person | None, Reader | None] = {None: None}
        with app.app_context(), acting(SYSTEM):
            for person in {*people, DEPARTMENT} - {None}:
                account = db.session.scalars(select(Account).where(Account.username == person.username)).one()
                (grant,) = account.grants
                reader = Reader(person.username, Role(grant.role), grant.region_code, grant.organization_id)
                self.readers[person] = reader
        department = self.readers[DEPARTMENT]
        assert department is not None and department.organization_id is not None
        self.owner = department.organization_id
        for person in people:
            self.browsers[person] = sign_in(app, person) if person else app.test_client()
            self.tokens[person] = token(app, person) if person else {}

    def cells(self, person: Person | None, chance: Random) -> Iterator[Cell]:
        """Every register × one region of each relation to the person's home × own, others' and published catalogs."""
        for register in REGISTERS:
            if register in NOT_PLANTED:
                continue
            for region in self._regions(person, chance):
                for variant in planting.variants(register, self.owner):
                    yield Cell(register, region, variant)

    def _regions(self, person: Person | None, chance: Random) -> Iterator[str]:
        reader = self.readers[person]
        if reader is None:
            yield chance.choice(planting.PLACES)
            return
        for where in oracle.RELATIONS:
            possible = [code for code in planting.PLACES if oracle.relation(reader.home, code) == where]
            if possible:
                yield chance.choice(possible)

    def walk(self, person: Person | None, cell: Cell) -> Iterator[Outcome]:
        """All doors of one cell."""
        with self.app.app_context():
            row = planting.plant(db.session, cell.register, cell.region, cell.variant)
        for door in DOORS:
            if door.name.endswith("bulk action") and not REGISTERS[cell.register].bulk:
                continue
            if door.only not in ("", cell.register):
                continue
            if not self._there(row):
                with self.app.app_context():
                    row = planting.plant(db.session, cell.register, cell.region, cell.variant)
            yield self._at(person, door, row)
        if cell.register not in ("events", "access_events"):
            yield from self._adding(person, cell)

    def _there(self, row: Planted) -> bool:
        return self._stored(row) is not None

    def _stored(self, row: Planted) -> Any:
        with self.app.app_context():
            return planting.stored(db.session, row.facts.register, row.id)

    def _at(self, person: Person | None, door: Door, row: Planted) -> Outcome:
        reader = self.readers[person]
        before = self._stored(row)
        columns = [c.name for c in REGISTERS[row.facts.register].model.__table__.columns]
        version = before[columns.index("version")] if "version" in columns else 1
        visit = Visit(self.browsers[person], self.tokens[person], REGISTERS[row.facts.register], row, version)
        response = door.go(visit)
        after = self._stored(row)
        right = oracle.answer(reader, row.facts, door.action, door.done)
        if door.listing and right == (404,):
            right = (200,)  # a list answers, without the row
        fault = _wrong_status(response.status_code, right)
        success = response.status_code in door.done and right == door.done
        if (door.writes or door.removes) and success:
            if door.removes and after is not None:
                fault = fault or "it is still there"
            if door.writes and after == before:
                fault = fault or "it did not change"
        elif after != before:
            fault = f"the row changed, status {response.status_code}"
        text = response.get_data(as_text=True)
        hidden = reader is None or not oracle.sees(reader, row.facts)
        if hidden and _told(response, text, row):
            fault = f"a hidden row is told of, status {response.status_code}"
        if fault and right == door.done:
            fault += " " + text[-400:]
        if door.listing and not hidden and response.status_code == 200 and not _listed(door, text, row):
            fault = fault or "it is not listed"
        who = person.username if person else "nobody"
        where = oracle.relation(reader.home, row.facts.region) if reader else row.facts.region
        state = "published" if row.facts.published else ""
        return Outcome(f"{who} · {door.name} · {row.facts.register} {row.facts.region} {where} {state}".strip(), fault)

    def _adding(self, person: Person | None, cell: Cell) -> Iterator[Outcome]:
        """A row like the planted one, sent to the region by form and API."""
        reader = self.readers[person]
        for entrance in ENTRANCES:
            with self.app.app_context(), acting(SYSTEM):
                planted = planting.plant(db.session, cell.register, cell.region, cell.variant)
                model = REGISTERS[cell.register].model
                row = db.session.get(model, planted.id)
                values = to_send(cell.register, row, planted.id)
                if cell.register in ("item_successions", "condition_checks"):
                    db.session.delete(row)  # the two that it joins may be joined once only
                    db.session.commit()
                before = planting.count(db.session, cell.register)
            values |= _made_new(cell.register, planted)
            if reader and oracle.relation(reader.home, DEPARTMENT.home) == oracle.ELSEWHERE:
                values.pop("organization", None)  # the owner is the first province's: out of sight for the others
            response = entrance.go(self.browsers[person], self.tokens[person], cell.register, values)
            with self.app.app_context():
                added = planting.count(db.session, cell.register) - before
            right = self._right_to_add(reader, planted.facts, entrance.done)
            fault = _wrong_status(response.status_code, right)
            if added != (1 if response.status_code in entrance.done and reader else 0):
                fault = f"{added} rows were added, status {response.status_code}"
            if fault and right == entrance.done:
                fault += " " + response.get_data(as_text=True)[-600:]
            where = oracle.relation(reader.home, cell.region) if reader else cell.region
            who = person.username if person else "nobody"
            state = "published" if cell.variant[1] else ""
            yield Outcome(f"{who} · {entrance.name} · {cell.register} {cell.region} {where} {state}".strip(), fault)

    def _right_to_add(self, reader: Reader | None, facts: Facts, done: tuple[int, ...]) -> tuple[int, ...]:
        if reader is None:
            return (302, 401)
        if Action.ADD not in reader.actions(facts.register):
            return (403,)
        if facts.register == "organizations":  # a new one is nobody's yet
            facts = Facts(facts.register, facts.region, None)
        if facts.register == "catalog_editions":  # an edition is added as a draft, whatever was sent
            facts = Facts(facts.register, facts.region, facts.owner, kind=facts.kind)
        if facts.register == "liaison_points" and not oracle.has_liaison_points(facts.region):
            return (403, 422)
        # What it would point at may be out of sight: then the value is wrong (422) before the right is asked for.
        return done if oracle.may(reader, facts, Action.ADD) else (400, 403, 422)


def _made_new(register: str, planted: Planted) -> dict[str, Any]:
    """Values that may stand in one row only."""
    found: dict[str, Any] = {mark_key(register): planted.mark + "新"}
    keys = REGISTERS[register].by_key
    if "code" in keys:
        found["code"] = "Z99" if register == "catalog_items" else f"n{planted.id}"  # provinces say how items are coded
    if "credit_code" in keys:
        found["credit_code"] = gb32100.make("52", "370304", f"MB{planted.id:06}")
    if "number" in keys:
        found["number"] = f"新〔2026〕{planted.id}号"
    if register == "listed_terms":
        found["ordinal"] = 6_000 + planted.id % 3_900
    return found


def _wrong_status(got: int, right: tuple[int, ...]) -> str:
    return "" if got in right else f"status {got}, not {' or '.join(map(str, right))}"


def _told(response: Any, text: str, row: Planted) -> bool:
    """Whether an answer names a row, in whichever way it is written."""
    if response.is_json:
        return row.mark in str(response.get_json())
    return row.mark in text


def _listed(door: Door, text: str, row: Planted) -> bool:
    register = REGISTERS[row.facts.register]
    if not register.by_key[mark_key(register.name)].filtered:
        return True  # it may stand on a later page
    if door.name in ("picker", "suggestions"):
        return True  # what was planted past the services is not in the search index
    if door.name == "print":
        return row.mark in text
    return f'/show/{row.id}"' in text if door.name == "list" else f'"id":{row.id},' in text.replace(" ", "")
