"""统一社会信用代码 by its standard, GB 32100-2015 with amendment 1: reading, checking and building a code.

A code has 18 characters: registering department, category of body, six digits of the registering region
(GB/T 2260), nine characters of the organisation code (GB 11714, the last of them its own check digit) and one
check character over all before it. Pure functions; whether a failing code may pass is the register's matter.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from portal.messages import Message

LENGTH = 18
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""The 31 characters of the standard. Their order is their value; I, O, S, V and Z are left out."""

_VALUES = {character: value for value, character in enumerate(ALPHABET)}
_WEIGHTS = tuple(pow(3, position, 31) for position in range(17))
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)

# White space, hyphens and dashes of any width, dots, and the invisible characters that copying brings along.
_DROPPED = re.compile("[\\s\\-_.·\u2010-\u2015\u2212\uff0d\uff0e\uff3f\u00ad\u200b-\u200f\u2060\ufeff]")
_LOOKALIKES = {"I": "1", "O": "0", "S": "5", "V": "U", "Z": "2"}

# GB/T 2260, first two digits; 10 is what bodies registered by the State Council's own departments carry.
_PROVINCE = re.compile("1[0-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[12]")

_OTHER = Message("Other")


class _Department(NamedTuple):
    name: Message
    categories: dict[str, Message]


_DEPARTMENTS: dict[str, _Department] = {
    "1": _Department(
        Message("Establishment administration"),
        {
            "1": Message("Organ of state"),
            "2": Message("Public institution"),
            "3": Message("Mass organization under the central establishment office"),
            "9": _OTHER,
        },
    ),
    "2": _Department(Message("Foreign affairs"), {"1": Message("Foreign news bureau"), "9": _OTHER}),
    "3": _Department(
        Message("Justice administration"),
        {
            "1": Message("Law practice"),
            "2": Message("Notary office"),
            "3": Message("Grassroots legal service"),
            "4": Message("Forensic institution"),
            "5": Message("Arbitration commission"),
            "9": _OTHER,
        },
    ),
    "4": _Department(Message("Culture"), {"1": Message("Foreign cultural centre"), "9": _OTHER}),
    "5": _Department(
        Message("Civil affairs"),
        {
            "1": Message("Social association"),
            "2": Message("Private non-enterprise unit"),
            "3": Message("Foundation"),
            # Not in the standard's table: civil affairs gives 54 and 55 since the committees are legal persons
            # of their own (民法总则 2017, art. 101). Refusing them would bar lawful providers.
            "4": Message("Villagers' committee"),
            "5": Message("Residents' committee"),
            "9": _OTHER,
        },
    ),
    "6": _Department(
        Message("Tourism"),
        {
            "1": Message("Representative office of a foreign tourism department"),
            "2": Message("Representative office of a Hong Kong, Macao or Taiwan tourism department"),
            "9": _OTHER,
        },
    ),
    "7": _Department(
        Message("Religious affairs"),
        {"1": Message("Place of religious activity"), "2": Message("Religious school"), "9": _OTHER},
    ),
    "8": _Department(Message("Trade unions"), {"1": Message("Grassroots trade union"), "9": _OTHER}),
    "9": _Department(
        Message("Market regulation"),
        {
            "1": Message("Enterprise"),
            "2": Message("Individual business"),
            "3": Message("Farmers' cooperative"),
        },
    ),
    "A": _Department(
        Message("Central Military Commission"), {"1": Message("Public institution of the army"), "9": _OTHER}
    ),
    "N": _Department(
        Message("Agriculture and rural affairs"),
        {
            "1": Message("Collective economic organization of a villagers' group"),
            "2": Message("Collective economic organization of a village"),
            "3": Message("Collective economic organization of a township"),
            "9": _OTHER,
        },
    ),
    "Y": _Department(_OTHER, {"1": _OTHER}),
}


class Description(NamedTuple):
    """The words for the first two characters of a code."""

    department: Message
    category: Message


def normalise(text: str) -> str:
    """The code as the standard writes it: half-width, upper case, without spaces, hyphens and the like."""
    return _DROPPED.sub("", "".join(map(_plain, text)))


def check_character(first17: str) -> str:
    """The 18th character for the 17 before it. Raises ValueError when they are not 17 of the alphabet."""
    if len(first17) != 17 or not set(first17) <= _VALUES.keys():
        raise ValueError(f"17 characters of {ALPHABET} are needed, not {first17!r}")
    total = sum(_VALUES[character] * weight for character, weight in zip(first17, _WEIGHTS, strict=True))
    return ALPHABET[-total % 31]


def organisation_check_digit(first8: str) -> str:
    """The ninth character of an organisation code (GB 11714): a digit or X. Raises ValueError when not 8 of 0-9A-Z."""
    if not re.fullmatch("[0-9A-Z]{8}", first8):
        raise ValueError(f"8 characters of 0-9 and A-Z are needed, not {first8!r}")
    # int(…, 36) counts letters as GB 11714 does, with I and O in their places: A is 10, Z is 35.
    total = sum(int(character, 36) * weight for character, weight in zip(first8, _ORGANISATION_WEIGHTS, strict=True))
    remainder = -total % 11
    return "X" if remainder == 10 else str(remainder)


def check(code: str) -> list[Message]:
    """What is wrong with a normalised code: what, where, and what to do. Empty: nothing.

    The characters that would fit are not told: a wrong code is to be compared with the certificate, not
    mended until it passes.
    """
    if len(code) != LENGTH:
        return [
            Message(
                "The code has %(count)s characters instead of 18. Copy it again from the certificate.", count=len(code)
            )
        ]
    strangers = [_stranger(position, character) for position, character in enumerate(code, 1) if _foreign(character)]
    if strangers:
        return strangers
    return [*_check_department(code), *_check_region(code), *_check_sums(code)]


def describe(code: str) -> Description | None:
    """Who registered the body and as what, from the first two characters; None when the standard has no such pair."""
    department = _DEPARTMENTS.get(code[:1])
    category = department.categories.get(code[1:2]) if department else None
    return Description(department.name, category) if department and category else None


def make(prefix: str, region6: str, organisation8: str) -> str:
    """A valid code for sample data, from department and category, region, and organisation code without its digit.

    Raises ValueError when the parts cannot give a valid code.
    """
    first17 = prefix + region6 + organisation8 + organisation_check_digit(organisation8)
    code = first17 + check_character(first17)
    faults = check(code)
    if faults:
        raise ValueError("; ".join(map(str, faults)))
    return code


def _plain(character: str) -> str:
    # One by one and only into ASCII: composing neighbours would move the places that the messages name.
    plain = unicodedata.normalize("NFKC", character)
    return plain.upper() if plain.isascii() and len(plain) == 1 else character


def _foreign(character: str) -> bool:
    return character not in _VALUES


def _stranger(position: int, character: str) -> Message:
    if character in _LOOKALIKES:
        return Message(
            "Character %(position)s is “%(character)s”, which these codes never use. It may be “%(likely)s”.",
            position=position,
            character=character,
            likely=_LOOKALIKES[character],
        )
    return Message(
        "Character %(position)s is “%(character)s”. Only digits and capital letters without I, O, S, V and Z are used.",
        position=position,
        character=character,
    )


def _check_department(code: str) -> list[Message]:
    department = _DEPARTMENTS.get(code[0])
    if department is None:
        return [
            Message(
                "Character 1 is “%(character)s”, which no registering department has. Compare it with the certificate.",
                character=code[0],
            )
        ]
    if code[1] not in department.categories:
        return [
            Message(
                "Character 2 is “%(character)s”, but the department “%(department)s” has no such category. "
                "Compare it with the certificate.",
                character=code[1],
                department=department.name,
            )
        ]
    return []


def _check_region(code: str) -> list[Message]:
    region = code[2:8]
    if region.isdigit() and _PROVINCE.match(region):
        return []
    return [
        Message(
            "Characters 3 to 8 are “%(region)s”, which is no division of the country. "
            "Compare them with the certificate.",
            region=region,
        )
    ]


def _check_sums(code: str) -> list[Message]:
    """The two checks tell together where to look: the organisation code alone, the rest alone, or both."""
    whole = check_character(code[:17]) == code[17]
    organisation = organisation_check_digit(code[8:16]) == code[16]
    if whole and organisation:
        return []
    if whole:
        return [
            Message(
                "The organisation code (characters 9 to 17) fails its own check digit, though the code as a whole "
                "passes. Compare it with the certificate; if it stands there like this, a reviewer can accept it."
            )
        ]
    if organisation:
        return [
            Message(
                "The check character (character 18) does not fit the others. The organisation code passes, so look "
                "at characters 1 to 8 and 18 first: one is wrong, or two are exchanged."
            )
        ]
    return [
        Message(
            "The check character (character 18) does not fit the others, nor does the check digit of the "
            "organisation code. Look at characters 9 to 17 first: one is wrong, or two are exchanged."
        )
    ]
