"""What the database holds, read once for each kind of database."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.journeys.wording import Held, read_all


@pytest.fixture(scope="package")
def read_before() -> dict[str, Held]:
    return {}


@pytest.fixture
def held(app: Flask, database_url: str, read_before: dict[str, Held]) -> Held:
    if database_url not in read_before:
        read_before[database_url] = read_all(app)
    return read_before[database_url]
