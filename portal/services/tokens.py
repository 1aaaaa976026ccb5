"""Search tokens: what the index holds of a row's names and codes, and what a query looks up in it.

One table of (register, token, row) answers on every database alike, since a look-up is only ever one exact
token or one range of tokens with the same beginning. The tokens of a name are

- the pairs of neighbouring characters, and the last character: 养老, 老院, 院;
- the pairs of neighbouring syllables, and the last one: yanglao, laoyuan, yuan;
- the pairs of initials: yl, ly;

and those of a code are its triples, with a shorter one at the end: 370, 703, 03, 3. All kinds share one space.
They may, because a query of letters means all of them at once: one range, ``yl``…, finds initials, a code with
YL in it, and a name with YL in it.

What is found always holds what was asked for, when read as said above, and may hold more: the pairs of a
query need not stand next to each other; letters may be taken from a name's initials and its literal letters in
one; of a long word eight pairs are looked up, of a query its first 40 characters and first eight words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence, Set
from functools import lru_cache
from itertools import pairwise, product
from typing import NamedTuple

from portal.services import pinyin

MAX_QUERY = 40
"""Characters of a query that are looked for."""
MAX_TERMS = 8
MAX_ALTERNATIVES = 16
MAX_PROBES = 8

_SEGMENTS = re.compile("[a-z0-9]*[a-z][a-z0-9]*|[^a-z]+")
# The rarest first: i, u and v begin no syllable, so only a literal word holds them.
_RARITY = {letter: place for place, letter in enumerate("vuioeak0987654321nprtmwqcbfglhdyjxzs")}


class Probe(NamedTuple):
    """One look-up: a token, or all tokens that begin with it."""

    token: str
    prefix: bool = False

    def bounds(self) -> tuple[str, str]:
        """The range of a prefix by code points: from the first on, up to but without the second."""
        return self.token, self.token[:-1] + _successor(self.token[-1])

    def hits(self, token: str) -> bool:
        return token.startswith(self.token) if self.prefix else token == self.token


Alternative = tuple[Probe, ...]
"""Probes that must all hit the same row, the rarest first as far as that can be guessed."""
Term = tuple[Alternative, ...]
"""Ways to read one word of the query; one of them must hit."""


def tokens_of(names: Iterable[str], codes: Iterable[str] = ()) -> frozenset[str]:
    """All tokens of a row. A code with Chinese in it (a 文号) is treated as a name."""
    found: set[str] = set()
    for name in names:
        _add_name(found, normalised(name))
    for code in codes:
        text = normalised(code)
        if text.isascii():
            found.update(text[start : start + 3] for start in range(len(text)))
        else:
            _add_name(found, text)
    return frozenset(found)


def plan(query: str) -> tuple[Term, ...]:
    """What to look up: every term must hit, each by one of its alternatives with all of its probes.

    Empty when the query holds nothing that can be looked up (no letter, no digit): the caller decides whether
    that means everything or nothing. Bounded whatever is typed: 8 terms × 18 alternatives × 8 probes at most,
    and a word has few alternatives unless it was made to have many.
    """
    terms: dict[Term, None] = {}
    room = MAX_QUERY
    for word in query[: 10 * MAX_QUERY].split():
        text = normalised(word)[:room]
        room -= len(text)
        for segment in _SEGMENTS.findall(text):
            terms[_letters(segment) if segment.isascii() else (_literal(segment),)] = None
    return tuple(terms)[:MAX_TERMS]


def matches(terms: Sequence[Term], tokens: Set[str]) -> bool:
    """Whether a row with these tokens is found: the meaning of a plan, in plain words."""
    return all(any(all(_hit(probe, tokens) for probe in alternative) for alternative in term) for term in terms)


def normalised(text: str) -> str:
    """Text as it is compared: half-width, small letters, no accents, ü as v; punctuation and space left out.

    Character by character, so that a part of a text is always a part of the normalised text.
    """
    return text.translate(_CHARACTERS)


class _Characters(dict[int, str]):
    def __missing__(self, code: int) -> str:
        letters = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", chr(code)).casefold())
        plain = letters.replace("u\u0308", "v")
        value = "".join(letter for letter in plain if letter.isalnum())
        if len(self) < 65_536:  # what is typed must not fill the memory
            self[code] = value
        return value


_CHARACTERS = _Characters()


def _add_name(found: set[str], text: str) -> None:
    for start in range(len(text) - 1):
        found.update(_pair(text[start : start + 2]))
    if text:
        found.add(text[-1])
        found.update(pinyin.readings(text[-1]))


@lru_cache(maxsize=65_536)
def _pair(pair: str) -> tuple[str, ...]:
    """The tokens of two neighbours. Names share their pairs, so most are made once."""
    left, right = pair[0], pair[1]
    left_readings, right_readings = pinyin.readings(left), pinyin.readings(right)
    found = {pair: None}
    if left_readings and right_readings:
        found.update(dict.fromkeys(map("".join, product(left_readings, right_readings))))
    elif left_readings:  # the last syllable before a digit or a letter
        found.update(dict.fromkeys(left_readings))
    if left_readings or right_readings:
        found.update(dict.fromkeys(map("".join, product(_initials(left), _initials(right)))))
    return tuple(found)


def _initials(character: str) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(reading[0] for reading in pinyin.readings(character)))
    return found or ((character,) if character.isascii() else ())


def _literal(text: str) -> Alternative:
    """A word as it is written."""
    if len(text) == 1:
        return (Probe(text, prefix=True),)
    return tuple(map(Probe, _some(_grams(text, 2))))


def _letters(text: str) -> Term:
    """A word of letters and digits: part of a name or of its initials, of a code, or pinyin."""
    if len(text) <= 2:
        return ((Probe(text, prefix=True),),)
    written = [_rarest_first(_grams(text, size)) for size in (2, 3)]
    spoken = [_syllables(way) for way in pinyin.segmentations(text, MAX_ALTERNATIVES)] if text.isalpha() else []
    return _without_narrower([*spoken, *written])


def _syllables(way: pinyin.Segmentation) -> Alternative:
    """The pairs of syllables. The last may be unfinished, so it is looked up as a beginning."""
    syllables = way.syllables
    pairs = list(map("".join, pairwise(syllables))) or list(syllables)
    last = Probe(pairs[-1], prefix=way.whole or len(syllables) == 1)
    return tuple(dict.fromkeys((*map(Probe, _some(pairs[:-1], MAX_PROBES - 1)), last)))


def _rarest_first(grams: list[str]) -> Alternative:
    return tuple(sorted(map(Probe, _some(grams)), key=lambda probe: sorted(map(_RARITY.__getitem__, probe.token))))


def _without_narrower(alternatives: list[Alternative]) -> Term:
    """Leave out an alternative when another finds all that it finds."""
    kept: list[Alternative] = []
    for one in alternatives:
        if not any(_covers(other, one) for other in kept):
            kept = [other for other in kept if not _covers(one, other)]
            kept.append(one)
    return tuple(kept)


def _covers(wider: Alternative, narrower: Alternative) -> bool:
    return all(any(_implies(have, want) for have in narrower) for want in wider)


def _implies(have: Probe, want: Probe) -> bool:
    return want.hits(have.token) if want.prefix else have == want


def _grams(text: str, size: int) -> list[str]:
    return list(dict.fromkeys(text[start : start + size] for start in range(len(text) - size + 1)))


def _some(items: list[str], most: int = MAX_PROBES) -> list[str]:
    """At most so many, evenly spread, the first and the last among them."""
    if len(items) <= most:
        return items
    return [items[place * (len(items) - 1) // (most - 1)] for place in range(most)]


def _hit(probe: Probe, tokens: Set[str]) -> bool:
    return any(map(probe.hits, tokens)) if probe.prefix else probe.token in tokens


def _successor(character: str) -> str:
    # No database stores the halves of surrogate pairs, so the range steps over them.
    code = ord(character) + 1
    return chr(0xE000 if 0xD800 <= code < 0xE000 else min(code, 0x10FFFF))
