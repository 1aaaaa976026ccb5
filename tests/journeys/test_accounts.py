"""Every demo account follows every link: no fault, no dead link, no row of another province, no English on a page."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.access.actor import Actor, acting
from portal.access.permissions import PARTIES
from portal.extensions import db
from portal.models import NATION, Account, Region
from tests.cast import Person, sign_in
from tests.journeys.crawler import Crawler, Page
from tests.journeys.wording import Held, english, stock

HOMES = {
    "shandong_admin": "37", "shandong_department": "37", "shandong_city": "3703", "shandong_county": "370304",
    "shandong_reviewer": "37", "shandong_oversight": "37", "shandong_system": "37", "shandong_security": "37",
    "shandong_audit": "37",
    "neimenggu_admin": "15", "neimenggu_city": "1501", "neimenggu_county": "150102", "neimenggu_oversight": "15",
    "hunan_admin": "43", "hunan_city": "4301", "hunan_county": "430102", "hunan_oversight": "43",
}  # fmt: skip
BOTH = {"shandong_neimenggu_admin": "37"}
"""Serves two provinces: not crawled, since nothing of the other one is foreign."""

EVERYONE = [Person(username, home) for username, home in HOMES.items()]
WITHOUT_BUSINESS = frozenset({"shandong_system", "shandong_security", "shandong_audit"})

LEAK = re.compile(r"Traceback|sqlalchemy|psycopg|sqlite3|\bSELECT .+ FROM\b|\bINSERT INTO\b|/portal/\w+\.py|werkzeug")
SHORTEST = 6
"""Characters: a shorter name of a row may stand in any text."""


def test_these_are_all_the_demo_accounts(app: Flask) -> None:
    with app.app_context(), acting(Actor.system("test")):
        found = {a.username: a.grants[0].region_code for a in db.session.scalars(select(Account)) if a.is_demo}
        db.session.remove()
    assert found == HOMES | BOTH


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_who_serves_two_provinces_switches_between_them_and_sees_no_third(app: Flask) -> None:
    client = sign_in(app, Person(*next(iter(BOTH.items()))))

    def providers(code: str) -> int:
        assert client.post("/province/", data={"code": code}).status_code == 302
        found = BeautifulSoup(client.get("/providers/list/").data, "html.parser")
        assert found.select_one('form[action="/province/"] button[aria-current]')["value"] == code
        return int(re.sub(r"\D", "", found.select_one(".head .sub").get_text()))

    one, other = providers("37"), providers("15")
    assert min(one, other) > 0
    assert providers("") == one + other
    assert client.post("/province/", data={"code": "43"}).status_code == 400, "the third is not theirs"


# --- what may not be read -----------------------------------------------------------------------


class Foreign:
    """Names of rows that a person may not see, found fast: by their first letters, then as a whole."""

    def __init__(self, person: Person, held: Held) -> None:
        province = person.home[:2]
        mine = "\n".join(name for _, region, name in held.names if region == NATION or region.startswith(province))
        self._by_start: defaultdict[str, set[str]] = defaultdict(set)
        for register, region, name in held.names:
            if len(name) >= SHORTEST and name not in mine and self._is_foreign(person, register, region):
                self._by_start[name[:SHORTEST]].add(name)

    @staticmethod
    def _is_foreign(person: Person, register: str, region: str) -> bool:
        if region == NATION:
            return False
        # What is entered below a province is read where it belongs and above, never beside or below.
        own = person.home if register in PARTIES else person.home[:2]
        return not region.startswith(own)

    def __len__(self) -> int:
        return len(self._by_start)

    def within(self, text: str) -> set[str]:
        starts = {text[place : place + SHORTEST] for place in range(len(text))}
        return {name for start in starts & self._by_start.keys() for name in self._by_start[start] if name in text}


def faults(page: Page, foreign: Foreign, held: Held) -> Iterable[str]:
    if page.status not in (200, 302):
        yield f"{page.status} at {page.address}, linked from {page.came_from}"
    if page.address.startswith("/static/"):
        return
    if leaked := LEAK.search(page.content):
        yield f"“{leaked[0]}” at {page.address}"
    texts = page.texts if "<body" in page.content else [page.content]
    yield from (f"“{name}” of another region at {page.address}" for name in foreign.within("\n".join(texts)))
    if "<body" in page.content:
        yield from (f"of the old skin at {page.address}: {mark}" for mark in stock(page))
        yield from (f"English at {page.address}: {text[:80]}" for text in english(texts, held.texts))
        local = {link[1:] for link in page.links if link.startswith("#") and len(link) > 1}
        yield from (f"#{anchor} leads nowhere at {page.address}" for anchor in local - page.anchors)


def crawl(client: FlaskClient, person: Person, held: Held, most: int, per_shape: int) -> int:
    """Read everything within reach; gives the number of pages."""
    foreign = Foreign(person, held)
    assert len(foreign) > 100, "there is something to be kept from this person"
    found: list[str] = []
    count = 0
    for page in Crawler(client, most, per_shape).pages():
        found += faults(page, foreign, held)
        count += 1
    assert not found, "\n".join(found)
    return count


@pytest.mark.sample(7)
@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
@pytest.mark.parametrize("person", EVERYONE, ids=lambda person: person.username)
def test_whatever_link_is_followed_the_pages_are_sound_and_ones_own(app: Flask, held: Held, person: Person) -> None:
    count = crawl(sign_in(app, person), person, held, most=150, per_shape=3)
    assert count > 100 or person.username in WITHOUT_BUSINESS


@pytest.mark.prove
@pytest.mark.parametrize("person", EVERYONE, ids=lambda person: person.username)
def test_thousands_of_links_lead_to_sound_pages(app: Flask, held: Held, person: Person) -> None:
    count = crawl(sign_in(app, person), person, held, most=3_000, per_shape=25)
    assert count > 500 or person.username in WITHOUT_BUSINESS


@pytest.mark.parametrize("person", EVERYONE, ids=lambda person: person.username)
def test_everyone_lands_where_they_work(app: Flask, person: Person) -> None:
    with app.app_context(), acting(Actor.system("test")):
        home = db.session.scalars(select(Region.name).where(Region.code == person.home)).one()
        db.session.remove()
    reader = Crawler(sign_in(app, person), 1, 1)
    page = reader.fetch("/")
    place = re.search(r'<ol class="place".*?</ol>', page.content, re.DOTALL)
    assert place is not None and home in place[0]
    if person.username not in WITHOUT_BUSINESS:
        rows = reader.fetch("/providers/list/?size=100").texts
        assert sum(home in text for text in rows) > 2
