"""What a province calls things on screen: its own words in place of the portal's.

Source: the tables ``terms`` and ``divisions`` of province.toml.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from portal.messages import Message
from portal.profiles import Profile
from portal.profiles.vocabulary import Divisions, Word


def _terms(profile: Profile) -> Mapping[Message, Word]:
    terms, divisions = profile.terms, profile.divisions
    return {
        Message("Government purchase of services"): terms.purchase,
        Message("Catalog tree"): terms.catalogue,
        Message("Negative list"): terms.negative_list,
        Message("Liaison points"): terms.liaison_point,
        Message("Liaison point"): terms.liaison_point,
        Message("City"): divisions.city,
        Message("County"): divisions.county,
        Message("Town or street"): divisions.township,
        Message("Functional zone"): divisions.zone,
        **_editors(divisions),
    }


def _editors(divisions: Divisions) -> Mapping[Message, Word]:
    """The editors of a level by the level's own name (盟市经办, 旗县经办), where it has one of few characters."""
    levels = (
        (Message("City editor"), divisions.city, divisions.city_list_label),
        (Message("County editor"), divisions.county, divisions.county_list_label),
    )
    return {
        role: Word(zh=f"{label.zh}经办", en=f"{one.en} editor")
        for role, one, label in levels
        if label.zh.isalpha() and label.zh.removeprefix("各") != "市"
    }


@lru_cache(maxsize=128)
def of_profile(profile: Profile, language: str) -> Mapping[str, str]:
    """The province's word for each msgid that it calls otherwise."""
    return {message.msgid: _headed(word.text(language)) for message, word in _terms(profile).items()}


def _headed(text: str) -> str:
    """English labels begin with a capital letter."""
    return text[:1].upper() + text[1:]
