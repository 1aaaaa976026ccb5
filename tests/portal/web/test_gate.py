"""What nobody sends goes nowhere."""

from __future__ import annotations

import re

from flask import Flask

from portal.access.actor import NOBODY, Actor, begin_acting, current_actor
from portal.web import actors
from tests.cast import CITY, sign_in

TAKES_NOBODY = "/login/"


def test_a_form_or_a_program_of_nobody_is_refused_everywhere(app: Flask) -> None:
    client = app.test_client()
    tried = 0
    for rule in app.url_map.iter_rules():
        path = re.sub(r"<[^>]+>", "1", rule.rule)
        for method in sorted((rule.methods or set()) & {"POST", "PUT", "PATCH", "DELETE"}):
            if path == TAKES_NOBODY or path.startswith("/api/v1/security/"):
                continue
            answer = client.open(path, method=method, data={"name": "x"})
            assert answer.status_code == 401, f"{method} {path}"
            assert "Location" not in answer.headers
            tried += 1
    assert tried > 100


def test_a_thread_that_was_left_acting_serves_nobody_as_that_person(app: Flask) -> None:
    client = app.test_client()
    try:
        begin_acting(Actor.system("left behind"))
        assert client.get("/providers/list/").status_code == 302
        begin_acting(Actor.system("left behind"))
        assert client.get("/api/v1/providers/").status_code == 401
    finally:
        begin_acting(NOBODY)


def test_a_request_begins_as_nobody_before_anything_is_asked(app: Flask) -> None:
    try:
        with app.test_request_context(TAKES_NOBODY):
            begin_acting(Actor.system("left behind"))
            actors.begin_request()
            assert current_actor() is NOBODY
    finally:
        begin_acting(NOBODY)


def test_after_a_request_its_thread_acts_as_nobody(app: Flask) -> None:
    client = sign_in(app, CITY)
    for path in ("/providers/list/", "/providers/show/0", "/nowhere"):
        client.get(path)
        assert current_actor() is NOBODY
