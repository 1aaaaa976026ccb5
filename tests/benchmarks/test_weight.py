"""The pages that people open first and most stay light: what a browser fetches, in bytes as they travel."""

from __future__ import annotations

import pytest
from flask import Flask

from benchmarks.weight import MOST_FIRST, MOST_LATER, weigh
from tests.cast import PROVINCE, sign_in

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)


@pytest.mark.parametrize("path", ["/", "/providers/list/?size=100", "/providers/edit/1", "/catalog/"])
def test_a_page_is_light_at_the_first_visit_and_lighter_later(app: Flask, path: str) -> None:
    found = weigh(sign_in(app, PROVINCE), path)
    assert found.first < MOST_FIRST
    assert found.page < MOST_LATER
    assert found.files > 20_000, "the files were found and weighed"


def test_the_login_page_is_light(app: Flask) -> None:
    found = weigh(app.test_client(), "/login/")
    assert found.first < MOST_FIRST
    assert found.page < MOST_LATER / 10
