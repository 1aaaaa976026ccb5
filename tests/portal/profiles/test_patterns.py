"""Patterns of codes: those that could keep a worker busy are refused, and comparing is always over soon."""

from __future__ import annotations

import time

import pytest

from portal.profiles import patterns

ENDLESS = (
    r"(a+)+$",
    r"(a|a)*b",
    r"(.*)(.*)(.*)(.*)b",
    r"(AA|\w\w)+#",
    r"(?:(?:a{0,30}){0,30}){0,30}b",
    r"(a?){30}a{30}",
)


@pytest.mark.parametrize("pattern", ENDLESS)
def test_a_pattern_that_could_take_for_ever_is_refused_and_compares_at_once(pattern: str) -> None:
    assert patterns.fault(pattern) is not None
    begun = time.perf_counter()
    assert not patterns.fits(pattern, "a" * 30)
    assert time.perf_counter() - begun < 1


@pytest.mark.parametrize("pattern", ["(", "a" * 201, "(?P<x>a)(?P<x>b)", "[z-a]", "(" * 5_000])
def test_what_is_no_pattern_is_told(pattern: str) -> None:
    assert patterns.fault(pattern) is not None
    assert not patterns.fits(pattern, "a")


@pytest.mark.parametrize(
    "pattern", [r"[A-Z](?:\d{2}){0,5}", r"HN-\d{3}(\.\d+)?", r"\d+(?:\.\d\d){1,3}", r"(?:A|B)\d{1,6}"]
)
def test_usual_patterns_are_accepted(pattern: str) -> None:
    assert patterns.fault(pattern) is None


def test_a_code_is_compared_as_a_whole() -> None:
    assert patterns.fits(r"[A-Z]\d{2}", "A01")
    assert not patterns.fits(r"[A-Z]\d{2}", "A012")
    assert not patterns.fits(r".*", "x" * 31), "longer than any code"
