"""统一社会信用代码: what is accepted, what is found, and what the standard promises to find."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from portal.fields import gb32100

# Published codes of well-known bodies: computed here, not remembered as right.
REAL = ["91110000802100433B", "91330106673959654P", "91110000600037341L", "12100000400000624D", "51100000500000322G"]

PREFIXES = [
    department + category for department, entry in gb32100._DEPARTMENTS.items() for category in entry.categories
]

codes = st.builds(
    gb32100.make,
    st.sampled_from(PREFIXES),
    st.from_regex("(37|15|43|10|65|82)[0-9]{4}", fullmatch=True, alphabet="0123456789"),
    st.text(gb32100.ALPHABET, min_size=8, max_size=8),
)


def text_of(code: str) -> str:
    return " ".join(map(str, gb32100.check(code)))


@pytest.mark.parametrize("code", REAL)
def test_real_codes_pass(code: str) -> None:
    assert gb32100.check(code) == []


def test_a_code_that_is_reported_real_but_fails_says_where_it_fails() -> None:
    assert "character 18" in text_of("91350203M0001FUE2P")
    assert "characters 1 to 8 and 18" in text_of("91350203M0001FUE2P")


@given(codes)
def test_made_codes_pass(code: str) -> None:
    assert gb32100.check(code) == []
    assert gb32100.describe(code) is not None


@given(codes, st.integers(0, 17), st.sampled_from(gb32100.ALPHABET))
def test_one_changed_character_is_always_found(code: str, position: int, character: str) -> None:
    assume(code[position] != character)
    assert gb32100.check(code[:position] + character + code[position + 1 :])


@given(codes, st.integers(0, 16))
def test_two_exchanged_neighbours_are_always_found(code: str, position: int) -> None:
    assume(code[position] != code[position + 1])
    assert gb32100.check(code[:position] + code[position + 1] + code[position] + code[position + 2 :])


@given(codes, st.integers(0, 17), st.characters())
def test_a_character_outside_the_alphabet_is_named_with_its_place(code: str, position: int, character: str) -> None:
    assume(character not in gb32100.ALPHABET)
    faults = gb32100.check(code[:position] + character + code[position + 1 :])
    assert [fault.values["position"] for fault in faults] == [position + 1]


@given(st.text())
def test_any_text_can_be_checked(text: str) -> None:
    assert isinstance(gb32100.check(text), list)
    assert isinstance(gb32100.check(gb32100.normalise(text)), list)


@given(st.text())
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    once = gb32100.normalise(text)
    assert gb32100.normalise(once) == once


@given(codes)
def test_typing_habits_do_not_matter(code: str) -> None:
    wide = "".join(chr(ord(character) + 0xFEE0) for character in code.lower())
    assert gb32100.normalise(f" {wide[:8]}　{wide[8:]}\u200b\n") == code
    assert gb32100.normalise(f"{code[:8]}-{code[8:]}") == code


def test_a_wrong_length_is_the_only_thing_said() -> None:
    faults = gb32100.check("9111000080210043")
    assert len(faults) == 1
    assert faults[0].values["count"] == 16


def test_letters_that_look_like_digits_are_suggested() -> None:
    assert "It may be “0”" in text_of("9111OOOO802100433B")
    assert len(gb32100.check("9111OOOO802100433B")) == 4


@pytest.mark.parametrize("prefix", ["N1", "N2", "N3", "A1", "Y1", "31", "54", "55", "81"])
def test_letter_prefixes_and_lesser_departments_are_known(prefix: str) -> None:
    assert gb32100.check(gb32100.make(prefix, "370304", "MA3ABC12")) == []


@pytest.mark.parametrize(("prefix", "position"), [("01", "Character 1"), ("T1", "Character 1"), ("94", "Character 2")])
def test_unknown_departments_and_categories_are_refused(prefix: str, position: str) -> None:
    with pytest.raises(ValueError, match=position):
        gb32100.make(prefix, "370304", "MA3ABC12")


@pytest.mark.parametrize("region", ["000000", "990000", "37030A"])
def test_unknown_regions_are_refused(region: str) -> None:
    with pytest.raises(ValueError, match="Characters 3 to 8"):
        gb32100.make("91", region, "MA3ABC12")


def test_a_wrong_digit_of_the_organisation_code_is_found_even_when_the_last_character_fits() -> None:
    good = gb32100.make("91", "370304", "MA3ABC12")
    wrong = "0" if good[16] != "0" else "1"
    code = good[:16] + wrong + gb32100.check_character(good[:16] + wrong)
    assert "fails its own check digit" in text_of(code)


def test_faults_in_both_sums_point_to_the_organisation_code() -> None:
    assert "characters 9 to 17 first" in text_of("91110000802110433B")


def test_first_two_characters_are_described() -> None:
    described = gb32100.describe("52370304MJJ0000000")
    assert described is not None
    assert str(described.department) == "Civil affairs"
    assert str(described.category) == "Private non-enterprise unit"
    assert gb32100.describe("94") is None
    assert gb32100.describe("") is None


@pytest.mark.parametrize("text", ["", "9" * 16, "9" * 16 + "I"])
def test_the_check_character_needs_17_characters_of_the_alphabet(text: str) -> None:
    with pytest.raises(ValueError, match="17 characters"):
        gb32100.check_character(text)


@pytest.mark.parametrize("text", ["", "ABCDEFG", "ABCDEFG-"])
def test_the_organisation_digit_needs_8_characters(text: str) -> None:
    with pytest.raises(ValueError, match="8 characters"):
        gb32100.organisation_check_digit(text)


def test_the_organisation_digit_can_be_ten_written_x() -> None:
    digits = {gb32100.organisation_check_digit(f"MJJ{number:05}") for number in range(200)}
    assert digits == set("0123456789X")
