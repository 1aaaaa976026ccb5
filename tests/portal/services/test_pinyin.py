"""Readings of characters and the syllables of typed letters."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.services import pinyin

# Names that people type by their own reading, which dictionaries often miss.
PLACES = {
    "乐陵": "lao ling", "单县": "shan xian", "莘县": "shen xian", "长清": "chang qing", "莒县": "ju xian",
    "茌平": "chi ping", "鄄城": "juan cheng", "郯城": "tan cheng", "临朐": "lin qu", "兖州": "yan zhou",
    "芝罘": "zhi fu", "牟平": "mu ping", "东阿": "dong e", "曲阜": "qu fu", "广饶": "guang rao",
    "阿荣": "a rong", "额济纳": "e ji na", "巴彦淖尔": "ba yan nao er", "喀喇沁": "ka la qin", "磴口": "deng kou",
    "太仆寺": "tai pu si", "扎赉特": "zha lai te", "察哈尔": "cha ha er", "阿巴嘎": "a ba ga",
    "耒阳": "lei yang", "溆浦": "xu pu", "芷江": "zhi jiang", "汨罗": "mi luo", "郴州": "chen zhou",
    "醴陵": "li ling", "攸县": "you xian", "澧县": "li xian", "渌口": "lu kou", "长沙": "chang sha",
    "六合": "lu he", "六安": "lu an", "重庆": "chong qing", "厦门": "xia men", "番禺": "pan yu", "荥阳": "xing yang",
    "荥经": "ying jing", "蔚县": "yu xian", "铅山": "yan shan", "犍为": "qian wei", "漯河": "luo he",
    "洪洞": "hong tong", "珲春": "hun chun", "尉犁": "yu li", "蚌埠": "beng bu", "大埔": "da bu", "会计": "kuai ji",
    "行业": "hang ye", "调解": "tiao jie", "旅游": "lv you", "侵略": "qin lue",
}  # fmt: skip


@pytest.mark.parametrize(("name", "spoken"), PLACES.items())
def test_names_are_known_by_the_reading_that_people_use(name: str, spoken: str) -> None:
    for character, syllable in zip(name, spoken.split(), strict=True):
        assert syllable in pinyin.readings(character)


@given(st.characters())
def test_every_character_has_few_readings_and_all_are_syllables(character: str) -> None:
    readings = pinyin.readings(character)
    assert len(readings) <= pinyin.MAX_READINGS
    assert set(readings) <= pinyin._table().syllables


def test_letters_and_digits_have_no_readings() -> None:
    assert pinyin.readings("a") == pinyin.readings("1") == pinyin.readings("·") == ()


@pytest.mark.parametrize(
    ("letters", "ways"),
    [
        ("yanglao", {("yang", "lao"), ("yang", "la", "o")}),
        ("xian", {("xian",), ("xi", "an"), ("xia", "n"), ("xi", "a", "n")}),
        ("fangan", {("fang", "an"), ("fan", "gan"), ("fan", "ga", "n"), ("fang", "a", "n")}),
        ("lve", {("lue",), ("lu", "e")}),
        ("ylfw", set()),
        ("", set()),
    ],
)
def test_letters_are_read_in_every_way(letters: str, ways: set[tuple[str, ...]]) -> None:
    found = pinyin.segmentations(letters, 16)
    assert {way.syllables for way in found} == ways
    assert all(way.whole for way in found)


@given(st.lists(st.sampled_from(sorted(pinyin._table().syllables)), min_size=1, max_size=12))
def test_what_was_typed_is_among_the_ways_or_its_beginning_is(syllables: list[str]) -> None:
    ways = pinyin.segmentations("".join(syllables), 16)
    assert 1 <= len(ways) <= 16
    assert any(
        way.syllables == tuple(syllables) if way.whole else way.syllables == tuple(syllables[: len(way.syllables)])
        for way in ways
    )


def test_ambiguous_letters_without_end_are_answered_at_once() -> None:
    started = time.perf_counter()
    for letters in ("xian" * 1000, "a" * 4000, "aoe" * 1000, "zhuang" * 500, "q" * 4000):
        assert len(pinyin.segmentations(letters[:40], 16)) <= 16
    assert time.perf_counter() - started < 0.5
