"""One view object serves all threads: nobody's filters or rows turn up on another's page."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

from bs4 import BeautifulSoup
from flask import Flask

from tests.cast import CITY, COUNTY, HUNAN_CITY, HUNAN_PROVINCE, NEIMENGGU_CITY, PROVINCE, Person, sign_in

PEOPLE = (PROVINCE, CITY, COUNTY, HUNAN_PROVINCE, HUNAN_CITY, NEIMENGGU_CITY)
PATHS = (
    "/providers/list/?size=100",
    "/providers/list/?size=100&sort=-name",
    "/providers/list/?size=25&page=2",
    "/purchasers/list/?size=100",
    "/catalog_editions/list/?size=100",
)
THREADS = 8
ROUNDS = 3


def rows_of(text: str) -> tuple[str, ...]:
    links = BeautifulSoup(text, "html.parser").select("tbody td.first a")
    return tuple(str(link["href"]) for link in links)


def test_eight_threads_with_different_people_and_filters_each_see_their_own_rows(app: Flask) -> None:
    expected: dict[tuple[Person, str], tuple[str, ...]] = {}
    for person in PEOPLE:
        client = sign_in(app, person)
        for path in PATHS:
            expected[person, path] = rows_of(client.get(path).get_data(as_text=True))
    assert len(set(expected.values())) > len(PEOPLE), "the pages differ, so that a mixture would show"

    clients = [sign_in(app, PEOPLE[number % len(PEOPLE)]) for number in range(THREADS)]
    together = threading.Barrier(THREADS)

    def walk(number: int) -> list[tuple[str, str]]:
        person, mixed = PEOPLE[number % len(PEOPLE)], []
        together.wait(60)
        for turn in range(ROUNDS * len(PATHS)):
            path = PATHS[(turn + number) % len(PATHS)]
            answer = clients[number].get(path)
            if answer.status_code != 200 or rows_of(answer.get_data(as_text=True)) != expected[person, path]:
                mixed.append((person.username, path))
        return mixed

    with ThreadPoolExecutor(THREADS) as pool:
        assert [found for found in pool.map(walk, range(THREADS)) if found] == []
