"""Every route × every kind of user × own, lower, sibling, higher and foreign regions × form, bulk action and API.

``make prove`` walks all of it, well over 20,000 cases for each database; ``make test`` a sample of every kind of user.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from flask import Flask

from portal.access.permissions import Action
from portal.registers import REGISTERS
from tests.cast import EVERYONE, Person, sign_in, token
from tests.conftest import application_on
from tests.databases import Databases
from tests.proofs.matrix import table
from tests.proofs.matrix.doors import DOORS, ENTRANCES
from tests.proofs.matrix.pages import OF_REGISTERS, OPEN, PAGES
from tests.proofs.matrix.walk import Cell, Walker
from tools import progress

STANDS_ON = ("portal", "migrations", "catalog_seeds", "config.py", "tests/proofs/matrix", "tests/cast.py")
PEOPLE = (*EVERYONE, None)


def name(person: Person | None) -> str:
    return person.username if person else "nobody"


def walked(walker: Walker, person: Person | None, cells: list[Cell]) -> tuple[int, list[str]]:
    """How many cases, and those that went otherwise than declared."""
    outcomes = [outcome for cell in cells for outcome in walker.walk(person, cell)]
    return len(outcomes), [f"{outcome.case}: {outcome.fault}" for outcome in outcomes if outcome.fault]


def test_a_sample_of_the_matrix_goes_as_declared(app: Flask) -> None:
    """One cell for each kind of user, all its doors; the seed decides which."""
    chance = Random(f"{progress.seed()} {app.config['SQLALCHEMY_DATABASE_URI'][:6]}")
    walker = Walker(app, PEOPLE)
    cases, wrong = 0, list[str]()
    for person in PEOPLE:
        some = chance.sample(list(walker.cells(person, chance)), 1)
        count, faults = walked(walker, person, some)
        cases, wrong = cases + count, wrong + faults
    assert wrong == []
    assert cases > 100


@pytest.mark.prove
@pytest.mark.parametrize("person", PEOPLE, ids=name)
def test_the_whole_matrix_goes_as_declared(
    databases: Databases, database_kind: str, applications: dict[str, Flask], person: Person | None
) -> None:
    """Goes on where it was stopped: what a person did with one register is one piece."""
    kept = progress.Progress("matrix", STANDS_ON)
    walker: Walker | None = None
    wrong: list[str] = []
    for register in REGISTERS:
        piece = f"{database_kind} {name(person)} {register} seed {progress.seed()}"
        if piece in kept.results():
            continue
        walker = walker or Walker(application_on(databases.fresh(), databases, applications), (person,))
        cells = [c for c in walker.cells(person, Random(piece)) if c.register == register]
        cases, faults = walked(walker, person, cells)
        wrong += faults
        if not faults:
            kept.keep(piece, cases)
    assert wrong == [], f"{len(wrong)} cases: " + "\n".join(wrong[:20])


def rules(app: Flask) -> Iterator[tuple[str, bool]]:
    """Every rule of the URL map; those of a register without its name."""
    for rule in app.url_map.iter_rules():
        for register in REGISTERS:
            for start in (f"/api/v1/{register}", f"/{register}"):
                if rule.rule.startswith(start + "/"):
                    yield rule.rule.removeprefix(start), True
                    break
            else:
                continue
            break
        else:
            yield rule.rule, False


def test_no_route_stands_outside_the_matrix(app: Flask) -> None:
    doors = {door.route for door in DOORS} | {entrance.route for entrance in ENTRANCES}
    doors |= {rule for rule, *_ in OF_REGISTERS}
    known = {page.rule for page in PAGES} | set(OPEN)
    outside = {rule for rule, of_register in rules(app) if rule not in (doors if of_register else known)}
    assert outside == set(), "name them in tests/proofs/matrix/doors.py or pages.py"
    there = {rule for rule, _ in rules(app)}
    assert known - there == set(), "these routes are no more"


@pytest.mark.sample(4)
@pytest.mark.parametrize("person", PEOPLE, ids=name)
def test_every_other_page_opens_to_whom_it_is_declared(app: Flask, person: Person | None) -> None:
    browser = sign_in(app, person) if person else app.test_client()
    header = token(app, person) if person else {}
    reader = Walker(app, (person,)).readers[person]
    wrong = []
    for page in PAGES:
        headers = header if page.path.startswith("/api/") else {}
        status = browser.open(page.path, method=page.method, headers=headers).status_code
        right = (302, 401) if reader is None else page.answers if reader.role in page.may else (403,)
        if status not in right:
            wrong.append(f"{page.method} {page.path}: {status}, not {right}")
    assert wrong == []


@pytest.mark.sample(4)
@pytest.mark.parametrize("person", PEOPLE, ids=name)
def test_what_a_register_has_beside_its_rows_opens_to_its_readers(app: Flask, person: Person | None) -> None:
    browser = sign_in(app, person) if person else app.test_client()
    header = token(app, person) if person else {}
    reader = Walker(app, (person,)).readers[person]
    wrong = []
    for register in REGISTERS:
        for _, method, path, answers in OF_REGISTERS:
            path = path.format(register=register)
            headers = header if path.startswith("/api/") else {}
            status = browser.open(path, method=method, headers=headers).status_code
            may = reader is not None and Action.VIEW in reader.actions(register)
            right = (302, 401) if reader is None else answers if may else (403,)
            if status not in right:
                wrong.append(f"{method} {path}: {status}, not {right}")
    assert wrong == []


@pytest.mark.sample(4)
@pytest.mark.parametrize("person", PEOPLE, ids=name)
def test_a_register_tells_programs_what_a_person_may_do(app: Flask, person: Person | None) -> None:
    """The API's ``_info`` names the actions of the permission table, or is refused where there are none."""
    reader = Walker(app, (person,)).readers[person]
    headers = token(app, person) if person else {}
    browser = app.test_client()
    for register in REGISTERS:
        answer = browser.get(f"/api/v1/{register}/_info", headers=headers)
        actions = reader.actions(register) if reader else frozenset()
        if not actions:
            assert answer.status_code == (403 if reader else 401), register
        else:
            assert answer.get_json()["permissions"] == sorted(f"can_{action.value}" for action in actions), register


def test_the_table_in_the_documentation_is_this_matrix() -> None:
    written = (Path(__file__).resolve().parents[2] / "docs" / "reference" / "matrix.md").read_text(encoding="utf-8")
    assert written == table.text(), "run `.venv/bin/python -m tests.proofs.matrix.table`"
