"""What every setting of a profile carries beside its values: the document's words and where they stand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields

from portal.messages import Message
from portal.profiles.faults import Objection


@dataclass(frozen=True, kw_only=True)
class Stated:
    """The base of every setting.

    ``text``: the document's own words, pieces of it joined by ``……``; a remark where it is silent.
    ``text_en``: what that says, in English. ``note``, ``note_en``: remarks that the document does not print.
    ``source``: document number and clause, ``鲁财采〔2022〕14号 三（一）``; empty where the document is silent.
    ``stated``: whether the document says anything; if not, the values are the portal's neutral defaults.
    ``unstated``: keys of this table whose value is a default or an inference although the rest is stated.
    """

    text: str
    text_en: str
    source: str = field(metadata={"may_be_empty": True})
    stated: bool = True
    note: str = ""
    note_en: str = ""
    unstated: tuple[str, ...] = ()

    def objections(self) -> Iterator[Objection]:
        """Yield what does not fit together; a setting adds its own and calls this one."""
        if self.stated and not self.source:
            yield Objection(
                ("source",),
                "",
                Message("The document says this, but no clause is named."),
                Message("Name the document's number and its clause, or set stated = false."),
            )
        if not self.stated and self.source:
            yield Objection(
                ("source",),
                self.source,
                Message("A clause is named, but stated is false."),
                Message("Empty the source, or set stated = true."),
            )
        if bool(self.note) != bool(self.note_en):
            yield Objection(
                ("note",) if self.note else ("note_en",),
                self.note or self.note_en,
                Message("A remark stands in one language only."),
                Message("Give both note and note_en, or neither."),
            )
        known = {each.name for each in fields(self)}
        for position, key in enumerate(self.unstated):
            if key not in known:
                yield Objection(
                    ("unstated", position),
                    key,
                    Message("There is no key “%(key)s” in this table.", key=key),
                    Message("Name a key of the same table, or remove it."),
                )


@dataclass(frozen=True)
class Setting:
    """One row of a profile as shown to people: ``key`` is stable, ``label`` its name, the rest as in Stated."""

    key: str
    label: Message
    source: str
    stated: bool
    text_zh: str
    text_en: str

    def text(self, language: str) -> str:
        """The document's words for ``zh``, their meaning for any other language."""
        return self.text_zh if language.startswith("zh") else self.text_en


def shown(key: str, label: Message, setting: Stated) -> Setting:
    """The setting as a row, its remark in brackets behind its text."""
    zh = f"{setting.text}（{setting.note}）" if setting.note else setting.text
    en = f"{setting.text_en} ({setting.note_en})" if setting.note_en else setting.text_en
    return Setting(key, label, setting.source, setting.stated, zh, en)
