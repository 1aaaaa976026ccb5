"""The test databases themselves: a test never sees what another one wrote."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from tests.databases import DATABASES, Databases


def fill(url: str) -> None:
    execute(url, "CREATE TABLE greeting (words varchar(20))", "INSERT INTO greeting VALUES ('你好')")


def execute(url: str, *statements: str) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


def greetings(url: str) -> list[str]:
    engine = create_engine(url)
    with engine.connect() as connection:
        words = connection.scalars(text("SELECT words FROM greeting")).all()
    engine.dispose()
    return list(words)


@pytest.fixture
def own(database_kind: str, room: Path, worker_id: str) -> Databases:
    """Databases beside those of the session, with a template of their own."""
    stock = DATABASES[database_kind]
    kind = type(f"Own{stock.__name__}", (stock,), {"TEMPLATE": "template_own"})
    return kind(room, f"own_{worker_id}", fill)


def test_a_database_equals_the_template_again_after_a_test_wrote_to_it(own: Databases) -> None:
    execute(own.fresh(), "DELETE FROM greeting")
    assert greetings(own.fresh()) == ["你好"]


def test_a_database_that_was_only_read_keeps_its_mark(own: Databases) -> None:
    url = own.fresh()
    before = own.mark()
    greetings(url)
    # Other workers may write to the same PostgreSQL server meanwhile: then it is copied once more than needed.
    assert own.mark() == before or "PYTEST_XDIST_WORKER" in os.environ


def test_connections_are_let_go_before_a_copy_is_replaced(own: Databases) -> None:
    calls: list[str] = []
    own.before_copying.append(lambda: calls.append("let go"))
    execute(own.fresh(), "DELETE FROM greeting")
    own.fresh()
    assert calls[-1] == "let go"


def test_a_second_database_is_a_copy_or_empty(own: Databases) -> None:
    assert greetings(own.another("copy")) == ["你好"]
    empty = own.another("empty", empty=True)
    execute(empty, "CREATE TABLE greeting (words varchar(20))")
    assert greetings(empty) == []
