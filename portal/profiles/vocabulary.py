"""The words that a province uses on screen: for its divisions, its catalog, the purchase itself."""

from __future__ import annotations

from dataclasses import dataclass

from portal.profiles.setting import Stated


@dataclass(frozen=True, kw_only=True)
class Word:
    """A term in both languages."""

    zh: str
    en: str

    def text(self, language: str) -> str:
        return self.zh if language.startswith("zh") else self.en


@dataclass(frozen=True, kw_only=True)
class Divisions(Stated):
    """What divisions are called: one city or county by its term, a list of them by its label (盟市, 县市区)."""

    city: Word
    county: Word
    township: Word
    zone: Word
    city_list_label: Word
    county_list_label: Word


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What the province's document calls the whole matter (政府购买服务, 政府向社会力量购买服务) and its lists."""

    purchase: Word
    catalogue: Word
    negative_list: Word
    liaison_point: Word
