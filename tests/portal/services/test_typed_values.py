"""What a typed value may mean: spans of days, numbers, words and their pinyin."""

from __future__ import annotations

from typing import Any, cast

import pytest

from portal.fields import Column, Date, Integer, Moment
from portal.messages import Message
from portal.services import pinyin
from portal.services.typed_values import best, meanings

NO_SESSION = cast(Any, None)
WHEN = Column("when", Date(), Message("When"))
AT = Column("at", Moment(), Message("At"))
COUNT = Column("count", Integer(), Message("Count"))


def read(column: Column, text: str) -> list[tuple[str, str]] | None:
    found = meanings(NO_SESSION, column, text, str)
    return [(c.operator.value, c.value) for c in found[0].conditions] if found else None


@pytest.mark.parametrize(
    ("typed", "conditions"),
    [
        ("2024-02-29", [("eq", "2024-02-29")]),
        ("2024年2月29日", [("eq", "2024-02-29")]),
        ("2024/2", [("ge", "2024-02-01"), ("le", "2024-02-29")]),
        ("2023年12月", [("ge", "2023-12-01"), ("le", "2023-12-31")]),
        ("2024", [("ge", "2024-01-01"), ("le", "2024-12-31")]),
        ("2023..2024-03", [("ge", "2023-01-01"), ("le", "2024-03-31")]),
        ("2023至2024", [("ge", "2023-01-01"), ("le", "2024-12-31")]),
        ("2024..", [("ge", "2024-01-01")]),
        ("..2024", [("le", "2024-12-31")]),
        (">=2024-05", [("ge", "2024-05-01")]),
        (">2024-05", [("ge", "2024-06-01")]),
        ("<2024-05", [("le", "2024-04-30")]),
        ("≤2024", [("le", "2024-12-31")]),
        ("2023-02-29", None),
        ("2024-13", None),
        ("明天", None),
        ("..", None),
        ("2024..x", None),
    ],
)
def test_days_are_read_as_people_write_them(typed: str, conditions: list[tuple[str, str]] | None) -> None:
    assert read(WHEN, typed) == conditions


def test_a_day_of_a_moment_is_the_whole_day() -> None:
    assert read(AT, "2024-05-01") == [("ge", "2024-05-01"), ("le", "2024-05-01")]


@pytest.mark.parametrize(
    ("typed", "conditions"),
    [("3", [("eq", "3")]), (">3", [("gt", "3")]), ("<= 3", [("le", "3")]), ("3~5", [("ge", "3"), ("le", "5")]),
     ("3..", [("ge", "3")]), ("", None)],
)  # fmt: skip
def test_numbers_stand_alone_in_spans_or_beyond_a_bound(typed: str, conditions: list[tuple[str, str]] | None) -> None:
    assert read(COUNT, typed) == conditions


def test_the_whole_name_wins_over_beginnings_and_those_over_what_holds_it() -> None:
    named = [("社会组织", 1), ("社区社会组织", 2), ("社会组织联合会", 3)]
    assert best("社会组织", named) == [("社会组织", 1)]
    assert best("社会", named) == [("社会组织", 1), ("社会组织联合会", 3)]
    assert best("组织", named) == named
    assert best("sqshzz", named) == [("社区社会组织", 2)]
    assert best("没有", named) == []


@pytest.mark.parametrize("letters", ["d", "dq", "diqu", "dqu", "diq"])
def test_letters_that_spell_the_beginning_sound_like_a_text(letters: str) -> None:
    assert pinyin.sounds_like(letters, "地区")


@pytest.mark.parametrize("letters", ["q", "dx", "diqux", "dqq"])
def test_other_letters_do_not(letters: str) -> None:
    assert not pinyin.sounds_like(letters, "地区")
