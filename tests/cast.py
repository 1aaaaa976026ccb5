"""The fixed cast: who takes part in the tests, as the demo makes them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from portal.access.permissions import TRAIL
from portal.services import demo

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient


@dataclass(frozen=True)
class Person:
    """A demo account: ``home`` is the code of the region that its grant begins at."""

    username: str
    home: str


PROVINCE = Person("shandong_admin", "37")
DEPARTMENT = Person("shandong_department", "37")
CITY = Person("shandong_city", "3703")
COUNTY = Person("shandong_county", "370304")
REVIEWER = Person("shandong_reviewer", "37")
OVERSIGHT = Person("shandong_oversight", "37")
SYSTEM = Person("shandong_system", "37")
SECURITY = Person("shandong_security", "37")
AUDIT = Person("shandong_audit", "37")

HUNAN_PROVINCE = Person("hunan_admin", "43")
HUNAN_CITY = Person("hunan_city", "4301")
NEIMENGGU_PROVINCE = Person("neimenggu_admin", "15")
NEIMENGGU_CITY = Person("neimenggu_city", "1501")

EVERYONE = (
    PROVINCE,
    DEPARTMENT,
    CITY,
    COUNTY,
    REVIEWER,
    OVERSIGHT,
    SYSTEM,
    SECURITY,
    AUDIT,
    HUNAN_PROVINCE,
    HUNAN_CITY,
    NEIMENGGU_PROVINCE,
    NEIMENGGU_CITY,
)
THREE_ADMINISTRATORS = (SYSTEM, SECURITY, AUDIT)
READERS = tuple(person for person in EVERYONE if person not in THREE_ADMINISTRATORS)


def reader_of(register: str) -> Person:
    """Somebody who may read a register: the audit administrator the logs, the province's administrator the rest."""
    return AUDIT if register in TRAIL else PROVINCE


def password(app: Flask) -> str:
    return demo.password(Path(app.config["PORTAL_DATA_DIR"]))


def sign_in(app: Flask, person: Person) -> FlaskClient:
    """A browser in which this person is signed in."""
    client = app.test_client()
    answer = client.post("/login/", data={"username": person.username, "password": password(app)})
    assert answer.status_code == 302, answer.get_data(as_text=True)
    return client


def token(app: Flask, person: Person) -> dict[str, str]:
    """The header with which a program acts as this person."""
    answer = app.test_client().post(
        "/api/v1/security/login",
        json={"username": person.username, "password": password(app), "provider": "db"},
    )
    return {"Authorization": f"Bearer {answer.json['access_token']}"}
