"""What ran out is said where it is used: above an edition, the list of editions, and a province's rules."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from portal.access.actor import Actor, acting
from portal.admin import terms
from portal.extensions import db
from portal.fields import moment
from portal.models import CatalogEdition
from portal.models.transactions import writing
from tests.cast import HUNAN_PROVINCE, PROVINCE, sign_in
from tests.portal.settings.acting_out import draft_of

On = Callable[[date], None]


@pytest.fixture
def on(monkeypatch: pytest.MonkeyPatch) -> On:
    """on(day): the pages are asked for on that day."""
    return lambda day: monkeypatch.setattr(terms, "today", lambda: day)


def give_term(app: Flask, edition_id: int, effective: date | None, expires: date | None) -> None:
    with app.app_context(), writing(), acting(Actor.system("test")):
        edition = db.session.get(CatalogEdition, edition_id)
        assert edition is not None
        edition.effective_on, edition.expires_on = effective, expires
        db.session.commit()


def test_an_edition_says_that_it_ran_out_or_is_about_to(app: Flask, on: On) -> None:
    edition, _ = draft_of(app, "37", "general")
    give_term(app, edition, date(2026, 1, 1), date(2026, 12, 31))
    client = sign_in(app, PROVINCE)
    for path in (f"/catalog/{edition}/", "/catalog_editions/list/", f"/catalog_editions/show/{edition}"):
        for day, said in (
            (date(2025, 12, 31), None if "list" in path else "自2026-01-01起施行"),
            (date(2026, 10, 1), None),
            (date(2026, 10, 2), "即将到期：2026-12-31是其最后一日（还剩90天）"),
            (date(2026, 12, 31), "（还剩0天）"),
            (date(2027, 1, 1), "已到期"),
        ):
            on(day)
            notes = client.get(path).get_data(as_text=True)
            if said is None:
                assert "到期" not in notes, (path, day)
            else:
                assert said in notes, (path, day)


def test_the_rules_of_a_province_say_that_their_document_ran_out(app: Flask, on: On) -> None:
    hunan, shandong = sign_in(app, HUNAN_PROVINCE), sign_in(app, PROVINCE)
    edition, _ = draft_of(app, "43", "general")
    for day, said in (
        (date(2027, 8, 1), None),
        (date(2027, 11, 15), "即将到期"),
        (date(2027, 11, 16), "2027-11-15是其最后一日"),
    ):
        on(day)
        for path in ("/profile/hunan/", f"/catalog/{edition}/"):
            page = hunan.get(path).get_data(as_text=True)
            assert (said in page) if said else ("最后一日" not in page and "到期" not in page), (path, day)
        assert "最后一日" not in shandong.get("/profile/shandong/").get_data(as_text=True), "it prints no term"


def test_a_day_begins_in_beijing(monkeypatch: pytest.MonkeyPatch) -> None:
    class Clock(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
            return datetime(2027, 11, 15, 16, 30, tzinfo=ZoneInfo("UTC")).astimezone(tz)

    monkeypatch.setattr(moment, "datetime", Clock)
    assert moment.today() == date(2027, 11, 16), "half past midnight there, still the day before in UTC"
