"""Search tokens: whatever is part of a name or code is found, and little else; nothing typed takes long."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.services import pinyin
from portal.services.tokens import MAX_ALTERNATIVES, MAX_PROBES, MAX_TERMS, Probe, matches, normalised, plan, tokens_of

NAME = "淄博市博山区康乐养老服务中心"
CODE = "52370304MJJ000012X"
COMMON = "山东省内蒙古自治区湖南长沙淄博乐陵单县市旗养老服务中心社会工作行业协会有限公司的安阿额鄂西先藏都会"

han = st.sampled_from(COMMON)
characters = st.one_of(han, han, st.sampled_from("0123456789abcXYZ"), st.sampled_from("（）·、 -"), st.characters())
names = st.text(characters, min_size=1, max_size=24)
codes = st.text("0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=1, max_size=18)


@st.composite
def a_part(draw: st.DrawFn, text: str) -> str:
    start = draw(st.integers(0, len(text) - 1))
    return text[start : draw(st.integers(start + 1, len(text)))]


def found(query: str, name: str = NAME, code: str = CODE) -> bool:
    return matches(plan(query), tokens_of([name], [code]))


@given(st.data(), names)
def test_every_part_of_a_name_is_found(data: st.DataObject, name: str) -> None:
    assert matches(plan(data.draw(a_part(name))), tokens_of([name]))


@given(st.data(), st.text(min_size=1))
def test_every_part_of_any_text_is_found(data: st.DataObject, name: str) -> None:
    assert matches(plan(data.draw(a_part(name))), tokens_of([name]))


@given(st.data(), codes)
def test_every_part_of_a_code_is_found(data: st.DataObject, code: str) -> None:
    assert matches(plan(data.draw(a_part(code))), tokens_of([], [code]))


@given(st.data(), st.text(han, min_size=1, max_size=16))
def test_every_run_of_syllables_is_found_in_any_reading(data: st.DataObject, name: str) -> None:
    part = data.draw(a_part(name))
    spoken = "".join(data.draw(st.sampled_from(pinyin.readings(character))) for character in part)
    assert matches(plan(spoken), tokens_of([name]))


@given(st.data(), st.text(han, min_size=1, max_size=12))
def test_a_last_syllable_may_be_unfinished(data: st.DataObject, name: str) -> None:
    spoken = "".join(pinyin.readings(character)[0] for character in name)
    assert matches(plan(spoken[: data.draw(st.integers(1, len(spoken)))]), tokens_of([name]))


@given(st.data(), st.text(st.one_of(han, st.sampled_from("0123456789ab")), min_size=1, max_size=16))
def test_every_run_of_initials_is_found(data: st.DataObject, name: str) -> None:
    part = data.draw(a_part(name))
    initials = "".join((pinyin.readings(character) or (character,))[0][0] for character in part)
    assert matches(plan(initials), tokens_of([name]))


@given(st.data(), names)
def test_several_words_are_found_in_any_order(data: st.DataObject, name: str) -> None:
    query = " ".join(data.draw(a_part(name)) for _ in range(3))
    assert matches(plan(query), tokens_of([name]))


@given(names, st.text(han, min_size=2, max_size=2))
def test_two_characters_are_found_only_where_they_stand(name: str, query: str) -> None:
    assert matches(plan(query), tokens_of([name])) == (query in normalised(name))


def test_what_is_found_may_hold_the_pairs_of_a_longer_query_apart() -> None:
    assert matches(plan("养老服务"), tokens_of(["服务养老服饰老服"]))


@pytest.mark.parametrize(
    "query",
    ["养老", "养", "心", "yanglao", "yangl", "YANGLAO", "yl", "ylfw", "养老fw", "fw养老", "zhongxin", "xin", "3703",
     "2x", "x", "MJJ", CODE, CODE.lower(), "博山 养老", "养老 博山", "bs yanglao", "ｍｊｊ", "养·老", "yǎnglǎo",
     "kangle", "kangyue", "kanglao", "zibo", "  养老  "],
)  # fmt: skip
def test_a_provider_is_found_by(query: str) -> None:
    assert found(query)


@pytest.mark.parametrize(
    "query",
    ["老养", "敬老", "幼", "anglao", "angl", "ao", "ylbs", "3803", "MJK", "养老 长沙", "yanglaoyuan", "养老r", "4j",
     "shanghai"],
)  # fmt: skip
def test_a_provider_is_not_found_by(query: str) -> None:
    assert not found(query)


@pytest.mark.parametrize("query", ["", "   ", "——", "（）", "*%_", "\0", "🙂"])
def test_a_query_without_letters_and_digits_looks_nothing_up(query: str) -> None:
    assert plan(query) == ()


def test_a_number_of_a_document_is_found_by_its_parts() -> None:
    tokens = tokens_of([], ["鲁财采〔2022〕14号"])
    assert all(matches(plan(query), tokens) for query in ("鲁财采", "2022", "〔2022〕14号", "14号", "lcc"))


def test_a_printed_space_in_a_name_does_not_matter() -> None:
    assert matches(plan("莒县"), tokens_of(["莒 县"]))
    assert matches(plan("莒 县"), tokens_of(["莒县"]))


def test_a_pair_of_characters_is_one_exact_look_up() -> None:
    assert plan("养老") == (((Probe("养老"),),),)
    assert plan("yl") == (((Probe("yl", prefix=True),),),)


def test_a_beginning_is_a_range() -> None:
    assert Probe("养", prefix=True).bounds() == ("养", chr(ord("养") + 1))
    assert Probe("yz", prefix=True).bounds() == ("yz", "y{")
    assert Probe("\ud7ff", prefix=True).bounds() == ("\ud7ff", "\ue000")
    assert Probe("\U0010ffff", prefix=True).bounds()[1] == "\U0010ffff"


@given(st.text(min_size=1, max_size=3).filter(str.isalnum), names)
def test_the_range_of_a_beginning_holds_just_the_tokens_that_begin_so(beginning: str, name: str) -> None:
    probe = Probe(beginning, prefix=True)
    low, high = probe.bounds()
    for token in tokens_of([name]):
        assert probe.hits(token) == (low <= token < high)


def test_a_name_of_14_characters_with_its_code_has_fewer_than_70_tokens() -> None:
    assert len(tokens_of([NAME], [CODE])) < 70


@given(st.text(characters, max_size=200))
def test_tokens_are_short_and_not_too_many(name: str) -> None:
    tokens = tokens_of([name], [CODE])
    assert all(len(token) <= 14 for token in tokens)
    assert len(tokens) <= 19 * len(normalised(name)) + 18 + 3


@given(st.text(st.one_of(characters, st.sampled_from("aeiounghxz"))))
def test_a_plan_is_bounded(query: str) -> None:
    terms = plan(query)
    assert len(terms) <= MAX_TERMS
    assert all(1 <= len(term) <= MAX_ALTERNATIVES + 2 for term in terms)
    assert all(1 <= len(alternative) <= MAX_PROBES for term in terms for alternative in term)


@pytest.mark.parametrize(
    "query",
    ["xian" * 2_500, "a" * 10_000, "aoe" * 3_333, "养" * 10_000, "a " * 5_000, " " * 10_000, "﷽" * 10_000, "1" * 10_000,
     "xian " * 2_000, "u\u0308" * 5_000, "\u0300" * 10_000],
)  # fmt: skip
def test_hostile_queries_are_answered_at_once(query: str) -> None:
    plan("xian")
    started = time.perf_counter()
    plan(query)
    assert time.perf_counter() - started < 0.2
