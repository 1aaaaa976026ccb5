"""No statement goes past the ORM unexplained; the check itself sees the doors that it is meant to see."""

from __future__ import annotations

import pytest

from tools.lint_statements import ALLOWED, all_doors, doors_in


def test_every_door_beside_the_orm_is_explained() -> None:
    assert [door for door in all_doors() if door.key not in ALLOWED] == []


def test_no_explanation_outlives_its_door() -> None:
    assert set(ALLOWED) - {door.key for door in all_doors()} == set()
    assert all(reason.strip() for reason in ALLOWED.values())


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("from sqlalchemy import text\ntext('x')", "text"),
        ("from sqlalchemy.sql import text as t\nt('x')", "text"),
        ("import sqlalchemy as sa\nsa.text('x')", "text"),
        ("session.bulk_insert_mappings(Provider, [])", "bulk_insert_mappings"),
        ("session.bulk_update_mappings(Provider, [])", "bulk_update_mappings"),
        ("session.bulk_save_objects([])", "bulk_save_objects"),
        ("connection.exec_driver_sql('x')", "exec_driver_sql"),
        ("from sqlalchemy import update\nupdate(Provider.__table__)", "update"),
        ("from sqlalchemy import insert\nT = Provider.__table__\ninsert(T)", "insert"),
        ("Provider.__table__.delete()", "delete"),
        ("Model.metadata.tables['providers'].insert()", "insert"),
        ("from portal.access.statements import explained\nexplained(x, 'y')", "explained"),
        ("x.execution_options(**{'portal_scoped': 'load'})", "marks"),
    ],
)
def test_a_door_is_seen(source: str, name: str) -> None:
    assert name in [door.name for door in doors_in(source, "portal/x.py")]


@pytest.mark.parametrize(
    "source",
    [
        "column.type.text(value)",
        "from sqlalchemy import delete\ndelete(Provider)",
        "records.delete(session, actor, register, row)",
        "values.update(other)",
    ],
)
def test_what_is_no_door_is_left_alone(source: str) -> None:
    assert doors_in(source, "portal/x.py") == []
