"""The parts of the benchmarks. How fast a page is, `make bench` tells; no test judges times."""

from __future__ import annotations

import pytest

from benchmarks.measuring import Side
from benchmarks.requests import Request, Task, deep_page
from benchmarks.serving import Throughput


def test_a_request_says_what_a_server_would_say() -> None:
    environ = Request("/providers/edit/1", form="name=甲".encode(), headers={"Cookie": "a=b"}).environ()
    assert (environ["REQUEST_METHOD"], environ["CONTENT_LENGTH"], environ["HTTP_COOKIE"]) == ("POST", "8", "a=b")


def test_the_share_of_the_requests_is_taken_of_the_hand_written_site() -> None:
    assert Throughput(8, 50.0, 400.0, 900.0).share == pytest.approx(0.125)


def test_a_deep_page_exists_for_the_administrator_of_a_third_of_the_rows() -> None:
    assert deep_page(100_000) == 1_200
    assert all(deep_page(rows) * 25 <= rows / 3 for rows in (300, 3_000, 100_000))


def test_a_wrong_answer_is_no_measurement() -> None:
    side = Side(lambda environ, start: [start("500 INTERNAL SERVER ERROR", []) and b""][:0])
    task = Task("list", lambda: iter([Request("/")]))
    with pytest.raises(RuntimeError, match="answered 500"):
        side.call(Request("/"), task)
