"""How long others wait while a field of a hundred thousand records is converted."""

from __future__ import annotations

import threading
import time

import pytest
from flask import Flask
from sqlalchemy import text, update

from portal.access.actor import Actor, acting
from portal.extensions import db
from portal.models import Provider
from portal.models.transactions import writing
from portal.registers import REGISTERS
from portal.services.fields import converting, drafting
from tests.benchmarks.test_own_fields import _multiply
from tests.own_fields import administrator, publish

pytestmark = pytest.mark.prove

ADMINISTRATOR = administrator()
PROVIDERS = REGISTERS["providers"]
LONGEST_WAIT = 8.0


def waits(app: Flask, row: int, stop: threading.Event) -> list[float]:
    """How long somebody waits who writes one record of another province, again and again."""
    found = []
    while not stop.is_set():
        with app.app_context(), writing(), acting(Actor.system("another writer")):
            began = time.perf_counter()
            db.session.execute(update(Provider).where(Provider.id == row).values(note=str(began)))
            db.session.commit()
            found.append(time.perf_counter() - began)
        time.sleep(0.05)
    return found


def test_nobody_waits_long_for_a_conversion_of_a_hundred_thousand_records(app: Flask) -> None:
    publish(app, "amount", "money", limit_unit="万元")
    with app.app_context(), writing(), acting(Actor.system("benchmark")):
        _multiply()
        other = db.session.query(Provider.id).filter(Provider.region_code.startswith("43")).first()[0]
        db.session.execute(
            text("""UPDATE providers SET own = '{"p37.amount": "12.3456"}' WHERE region_code LIKE '37%'""")
        )
        db.session.commit()
    stop, found = threading.Event(), []
    writer = threading.Thread(target=lambda: found.extend(waits(app, other, stop)))
    writer.start()
    began = time.perf_counter()
    with app.app_context(), writing(), acting(ADMINISTRATOR):
        definition = drafting.definitions(db.session, PROVIDERS, "37")["amount"]
        settings = converting.target(PROVIDERS, definition, "money", {"limit_unit": "元"})
        done = converting.convert(
            db.session, ADMINISTRATOR, PROVIDERS, "37", "amount", settings, definition.version, most=10**9
        )
        db.session.commit()
    took = time.perf_counter() - began
    stop.set()
    writer.join()
    print(f"\nconversion of {done.fit:,} records: {took:.1f} s; another writer waited at most {max(found):.2f} s")
    assert done.fit > 90_000 and done.unfit == 0
    assert max(found) <= LONGEST_WAIT
