"""The data of the benchmarks: valid, and the same at every run."""

from __future__ import annotations

from itertools import combinations

from benchmarks.bodies import Ground, providers
from portal.fields import gb32100

GROUNDS = [
    Ground((("3703", "淄博"), ("370304", "博山")), (1, 2)),
    Ground((("430104", "岳麓"),), (3,)),
]


def test_the_same_seed_gives_the_same_providers() -> None:
    assert list(providers(GROUNDS, 50, 7)) == list(providers(GROUNDS, 50, 7))
    assert list(providers(GROUNDS, 50, 7)) != list(providers(GROUNDS, 50, 8))


def test_every_credit_code_is_valid_and_no_two_are_equal() -> None:
    codes = [row["credit_code"] for row in providers(GROUNDS, 300, 7)]
    assert [code for code in codes if gb32100.check(code)] == []
    assert all(one != other for one, other in combinations(codes, 2))


def test_a_provider_has_a_kind_of_its_own_province() -> None:
    kinds = {(row["region_code"][:2], row["kind_id"]) for row in providers(GROUNDS, 300, 7)}
    assert kinds == {("37", 1), ("37", 2), ("43", 3)}
