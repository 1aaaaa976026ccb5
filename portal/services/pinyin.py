"""Pinyin without tones: the readings of a character, and how typed letters fall into syllables.

Characters are read one by one, from a table made once: reading whole names with pypinyin's phrases gives
about 4,000 names a second, and still reads 乐陵 as le ling. All living readings of a character are given
instead, so that a name is found under each of them.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from pypinyin.constants import PHRASES_DICT, PINYIN_DICT

MAX_READINGS = 3
"""Readings kept of one character. The dictionary has up to eight, most of them long dead."""

PLACE_READINGS = {
    "乐": "lao",  # 乐陵, 乐亭
    "六": "lu",  # 六合, 六安
    "单": "shan",  # 单县
    "坻": "di",  # 宝坻
    "埔": "bu",  # 大埔
    "尉": "yu",  # 尉犁
    "枞": "zong",  # 枞阳
    "泌": "bi",  # 泌阳
    "洞": "tong",  # 洪洞
    "浚": "xun",  # 浚县
    "漯": "luo",  # 漯河
    "牟": "mu",  # 牟平
    "犍": "qian",  # 犍为
    "珲": "hun",  # 珲春
    "番": "pan",  # 番禺
    "筠": "jun",  # 筠连
    "荥": "ying",  # 荥经
    "莘": "shen",  # 莘县
    "蔚": "yu",  # 蔚县
    "铅": "yan",  # 铅山
    "长": "chang",  # 长清
    "陂": "pi",  # 黄陂
}
"""Readings that place names need, kept whatever the dictionary says of them."""

_PATHS_TRIED = 64


class Segmentation(NamedTuple):
    """Syllables of typed letters. The last may be unfinished; ``whole`` is False when more letters follow it."""

    syllables: tuple[str, ...]
    whole: bool


class _Table(NamedTuple):
    uses: dict[str, Counter[str]]
    syllables: frozenset[str]
    beginnings: frozenset[str]
    longest: int


@lru_cache(maxsize=1)
def _table() -> _Table:
    """How often the dictionary's phrases use each reading, and all syllables. A quarter of a second, once."""
    uses: dict[str, Counter[str]] = {}
    for phrase, readings_of_phrase in PHRASES_DICT.items():
        for character, alternatives in zip(phrase, readings_of_phrase, strict=False):
            uses.setdefault(character, Counter())[_toneless(alternatives[0])] += 1
    marked = {reading for readings_of_character in PINYIN_DICT.values() for reading in readings_of_character.split(",")}
    syllables = frozenset(filter(_is_syllable, map(_toneless, marked))) | frozenset(PLACE_READINGS.values())
    beginnings = frozenset(syllable[:length] for syllable in syllables for length in range(1, len(syllable) + 1))
    return _Table(uses, syllables, beginnings, max(map(len, syllables)))


@lru_cache(maxsize=32_768)
def readings(character: str) -> tuple[str, ...]:
    """The living readings of a character, the commonest first; empty when it is no Han character.

    A reading lives when it comes first in the dictionary or in any of its phrases.
    """
    known = PINYIN_DICT.get(ord(character))
    if known is None:
        return ()
    first, *others = dict.fromkeys(filter(_is_syllable, map(_toneless, known.split(",")))) or ("",)
    if not first:
        return ()
    uses = _table().uses.get(character, Counter())
    living = sorted((reading for reading in others if uses[reading]), key=lambda reading: -uses[reading])
    place = PLACE_READINGS.get(character)
    kept = [first, *living[: MAX_READINGS - 1]]
    return tuple(kept if place is None or place in kept else [*kept[: MAX_READINGS - 1], place])


@lru_cache(maxsize=8_192)
def sounds_like(letters: str, text: str) -> bool:
    """Whether typed letters begin a text as it is spelled: by syllables, by initials, or both (dq, diqu, dqu: 地区)."""
    if not letters:
        return True
    if not text:
        return False
    syllables = readings(text[0])
    if not syllables:
        return letters[0] == text[0].lower() and sounds_like(letters[1:], text[1:])
    return any(
        syllable.startswith(letters)
        or (letters.startswith(syllable) and sounds_like(letters[len(syllable) :], text[1:]))
        or (letters[0] == syllable[0] and sounds_like(letters[1:], text[1:]))
        for syllable in syllables
    )


def segmentations(letters: str, most: int) -> tuple[Segmentation, ...]:
    """The ways in which letters may be read as syllables, at most so many; empty when there is none.

    ``xian`` is xian and xi an. When there are more ways than ``most``, only their beginnings are given, so that
    what is searched for is always among what is found; every two syllables from the start have few ways.
    """
    text = letters.replace("ve", "ue")
    ends = _ends(text)
    for length in (len(text), 8, 5, 4, 3, 2):
        found: dict[Segmentation, None] = {}
        for tried, way in enumerate(_ways(text, ends, length)):
            found[way] = None
            if tried == _PATHS_TRIED or len(found) > most:
                break
        else:
            return tuple(found)
    return tuple(dict.fromkeys(Segmentation(way.syllables[:1], False) for way in _ways(text, ends, 1)))[:most]


def _ends(text: str) -> list[list[int]]:
    """For each position, the ends of syllables that begin there and from which the rest can be read."""
    table = _table()
    size = len(text)
    ends: list[list[int]] = [[] for _ in range(size + 1)]
    for start in range(size - 1, -1, -1):
        if text[start:] in table.beginnings:
            ends[start].append(size)
        for end in range(min(size - 1, start + table.longest), start, -1):
            if ends[end] and text[start:end] in table.syllables:
                ends[start].append(end)
    return ends


def _ways(text: str, ends: list[list[int]], length: int, start: int = 0) -> Iterator[Segmentation]:
    """All readings from ``start`` on, cut after ``length`` syllables. Every step leads to an end, none in vain."""
    for end in ends[start]:
        syllable = text[start:end]
        if end == len(text):
            yield Segmentation((syllable,), True)
        elif length == 1:
            yield Segmentation((syllable,), False)
        else:
            for rest in _ways(text, ends, length - 1, end):
                yield Segmentation((syllable, *rest.syllables), rest.whole)


@lru_cache(maxsize=4096)
def _toneless(marked: str) -> str:
    """``lǚ`` as it is typed, ``lv``; ``lüè`` is typed both ways and kept as ``lue``."""
    plain = "".join("v" if letter in "üǖǘǚǜ" else unicodedata.normalize("NFD", letter)[0] for letter in marked)
    return plain.replace("ve", "ue")


def _is_syllable(text: str) -> bool:
    """The dictionary also holds mere sounds without a vowel (hm, ng), which would split everything."""
    return re.fullmatch("[a-z]*[aeiouv][a-z]*", text) is not None
