"""Whatever is sent, the portal answers: never a 500, never its insides, never another region's rows."""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from portal.access.scope import covers
from portal.models.base import Reading
from portal.registers import REGISTERS, Register
from tests.cast import (
    AUDIT,
    CITY,
    COUNTY,
    DEPARTMENT,
    HUNAN_CITY,
    OVERSIGHT,
    PROVINCE,
    REVIEWER,
    SECURITY,
    SYSTEM,
    Person,
    reader_of,
    sign_in,
    token,
)  # fmt: skip
from tests.conftest import application_on
from tests.databases import KINDS, Databases
from tests.proofs import wild
from tests.proofs.wild import Known, Wild
from tools import progress

REQUESTS = int(os.environ.get("PROVE_REQUESTS", 100_000))
"""To the API, over both databases; a fifth of it goes to the pages on top."""

CHUNK = 1_000
"""Each chunk begins on a fresh copy of the database, and with everyone signed in."""

CROWD = (*(PROVINCE,) * 7, *(CITY,) * 4, COUNTY, DEPARTMENT, REVIEWER, OVERSIGHT, HUNAN_CITY, SYSTEM, SECURITY, AUDIT)
STANDS_ON = ("portal", "migrations", "catalog_seeds", "config.py", "tests/proofs/wild.py", "tests/proofs/test_fuzz.py")

INSIDES = re.compile(
    r"Traceback \(most|sqlalchemy\.|psycopg\.|sqlite3\.|site-packages|\bFROM ab_user\b|argon2id|\.py\b.{0,9}line \d"
)
OWN_REGION_ONLY = {name for name, register in REGISTERS.items() if register.model.__reading__ is Reading.SUBTREE}


@dataclass
class Tally:
    """What came back: answers by status, and those that may not be."""

    statuses: Counter[int] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def add(self, person: Person | None, sent: Wild, answer: TestResponse) -> None:
        self.statuses[answer.status_code] += 1
        text = answer.get_data(as_text=True)
        who = person.username if person else "nobody"
        fault = _fault_of(person, sent, answer, text)
        if fault:
            self.wrong.append(f"{fault}: {who} {sent!r:.600} → {answer.status_code} {text[:200]!r}")


def _fault_of(person: Person | None, sent: Wild, answer: TestResponse, text: str) -> str:
    if answer.status_code >= 500:
        return "a failure"
    if INSIDES.search(text):
        return "insides"
    if "Content-Security-Policy" not in answer.headers or "X-Evil" in answer.headers:
        return "headers"
    if person is None and answer.status_code == 200 and sent.path.startswith("/api/") and "access_token" not in text:
        return "an answer to nobody"
    if person is not None and answer.is_json and set(sent.path.split("/")) & OWN_REGION_ONLY:
        rows = (answer.get_json() or {}).get("result", [])
        for row in rows if isinstance(rows, list) else [rows]:
            region = row.get("region") if isinstance(row, dict) else None
            if region and not covers(person.home, region["id"]):
                return f"a row of {region['id']}"
    return ""


@pytest.fixture
def crowd(app: Flask) -> Crowd:
    return Crowd(app)


class Crowd:
    """Everyone who takes part, with tokens and open sessions, and what is there to be hit."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.tokens = {person: token(app, person) for person in set(CROWD)}
        self.sessions = {person: sign_in(app, person) for person in set(CROWD)}
        self.nobody = app.test_client()
        self.program = app.test_client(use_cookies=False)
        description = self.program.get("/api/v1/_openapi", headers=self.tokens[PROVINCE])
        self.description: dict[str, Any] = description.get_json()
        found = {name: self._rows(register) for name, register in REGISTERS.items()}
        ids = {name: [row["id"] for row in rows] for name, rows in found.items()}
        rows = {name: [_to_send(REGISTERS[name], row) for row in rows] for name, rows in found.items()}
        self.known = Known(ids, rows, Known.pages_of(app))

    def _rows(self, register: Register) -> list[dict[str, Any]]:
        keys = ",".join(column.key for column in register.columns)
        query = {"q": f"(page_size:12,columns:!({keys}))"}
        headers = self.tokens[reader_of(register.name)]
        answer = self.program.get(f"/api/v1/{register.name}/", headers=headers, query_string=query)
        return list(answer.get_json()["result"])

    def ask_api(self, person: Person | None, sent: Wild) -> TestResponse:
        headers = dict(sent.headers) | (self.tokens[person] if person else {})
        return self.send(self.program, sent, headers)

    def ask_page(self, person: Person | None, sent: Wild) -> TestResponse:
        """As whoever is signed in; again so, where the request before has ended the session."""
        if person is None:
            return self.send(self.app.test_client(), sent, {})
        client = self.sessions[person]
        answer = self.send(client, sent, {})
        if answer.headers.get("Location", "").startswith("/login/"):
            self.sessions[person] = self._again(person)
        return answer

    def _again(self, person: Person) -> FlaskClient:
        try:
            return sign_in(self.app, person)
        except AssertionError:  # switched off, or given another password, by what was sent
            return self.sessions[PROVINCE]

    @staticmethod
    def send(client: FlaskClient, sent: Wild, headers: dict[str, str]) -> TestResponse:
        extra: dict[str, Any] = {}
        if sent.raw is not None:
            extra["data"] = sent.raw
        elif sent.form is not None:
            extra["data"] = "&".join(f"{wild.quoted(k)}={wild.quoted(v)}" for k, vs in sent.form.items() for v in vs)
            headers = headers | {"Content-Type": "application/x-www-form-urlencoded"}
        elif sent.json is not None:
            extra["data"] = json.dumps(sent.json)
            headers = headers | {"Content-Type": "application/json"}
        return client.open(sent.path, method=sent.method, query_string=sent.query, headers=headers, **extra)


def _to_send(register: Register, row: dict[str, Any]) -> dict[str, Any]:
    """A row of an answer as a client would send it back: references by their ids, and only what can be written."""

    def plain(value: Any) -> Any:
        if isinstance(value, list):
            return [plain(part) for part in value]
        return value["id"] if isinstance(value, dict) and "id" in value else value

    return {c.key: plain(row[c.key]) for c in register.columns if c.editable and c.key in row}


Ask = Callable[[Crowd, "Person | None", Wild], TestResponse]
PARTS: dict[str, tuple[Callable[[Crowd], Any], Ask, float]] = {
    "api": (lambda crowd: wild.of_the_api(crowd.description, crowd.known), Crowd.ask_api, 1.0),
    "pages": (lambda crowd: wild.of_the_pages(crowd.known), Crowd.ask_page, 0.2),
}
"""What is drawn, how it is sent, and its share of the requests."""


def fuzz(crowd: Crowd, part: str, requests: int, chance: int) -> Tally:
    """So many requests, always the same for one ``chance``."""
    tally = Tally()
    make, ask, _ = PARTS[part]

    @seed(chance)
    @settings(max_examples=requests, phases=[Phase.generate], database=None, deadline=None,
              suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(st.sampled_from((*CROWD, None)), make(crowd))
    def send(person: Person | None, sent: Wild) -> None:
        tally.add(person, sent, ask(crowd, person, sent))

    send()
    return tally


@pytest.mark.parametrize("part", PARTS)
def test_a_few_hundred_wild_requests_are_all_answered(crowd: Crowd, part: str) -> None:
    tally = fuzz(crowd, part, 120, progress.seed())
    assert tally.wrong == []
    assert tally.statuses[200] > 5, tally.statuses


CHUNKS = [
    (part, number)
    for part, (_, _, share) in PARTS.items()
    for number in range(max(1, round(REQUESTS * share / len(KINDS) / CHUNK)))
]


@pytest.mark.prove
@pytest.mark.parametrize(("part", "number"), CHUNKS)
def test_a_hundred_thousand_wild_requests_are_all_answered(
    databases: Databases, database_kind: str, applications: dict[str, Flask], part: str, number: int
) -> None:
    """Goes on where it was stopped; a chunk with a wrong answer is sent again until it has none."""
    kept = progress.Progress("fuzz", STANDS_ON)
    piece = f"{part} {database_kind} seed {progress.seed()} chunk {number} of {CHUNK}"
    if piece in kept.results():
        return
    crowd = Crowd(application_on(databases.fresh(), databases, applications))
    tally = fuzz(crowd, part, CHUNK, progress.seed() + number)
    assert tally.wrong == [], f"{len(tally.wrong)} wrong answers, the first of them: " + "\n".join(tally.wrong[:20])
    kept.keep(piece, {str(status): count for status, count in sorted(tally.statuses.items())})
