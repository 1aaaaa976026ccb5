"""What pages say: in one language, apart from data; and nothing of Flask-AppBuilder's old skin."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flask import Flask
from sqlalchemy import JSON, String, Text, select

from config import ROOT
from portal.access.actor import Actor, acting
from portal.extensions import db
from portal.models import NATION, Account, Region
from portal.profiles.profile import LABELS
from portal.registers import REGISTERS
from tests.journeys.crawler import Page
from tools.translate import catalog

ENGLISH_WORD = re.compile(r"[A-Za-z]*[a-z]{2}[A-Za-z]*")
CODE = re.compile(r"[\w./:~-]*[0-9_./:][\w./:~-]*|\b[A-Z0-9-]+\b", re.ASCII)
"""Codes, keys, addresses, abbreviations: the same in every language."""

LATIN_IN_CHINESE = frozenset(
    {"English", "JavaScript", "PostgreSQL", "SQLite", "Enter", "Ctrl", "Shift", "Esc", "Rison", "OpenAPI", "Tab"}
)
LONG = 20
"""Characters: a longer text may be a part of a value, cut where it is shown."""

CHINESE = re.compile(r"[\u3400-\u9fff]+")
CHINESE_SPAN = re.compile(r"[\u3400-\u9fff〔（《“][\u3400-\u9fff\u3000-\u303f\uff00-\uffef·“”0-9]*")
NAMED_IN_ENGLISH = frozenset({"中文"}) | {run for text in catalog() if text.id for run in CHINESE.findall(str(text.id))}
"""Chinese that English texts name on purpose: a language, a term as a document prints it."""

SHORT = 3
"""Characters: fewer may stand in any value by chance, and must be a value of their own."""

STOCK = re.compile(
    r"/static/appbuilder/|jquery|glyphicon|select2|\bpanel-(?:default|primary|heading)|\bbtn-default|navbar-inverse"
    r"|<script(?![^>]*\bsrc=)[^>]*>|<style\b|\sstyle\s*=|\son(?:click|load|submit|change)\s*="
)
"""Marks of Bootstrap 3 and of Flask-AppBuilder's templates, and whatever a strict policy forbids."""


@dataclass(frozen=True)
class Held:
    """What the database holds: every text (and the keys of settings), and rows' names by their region."""

    texts: frozenset[str]
    names: tuple[tuple[str, str, str], ...]
    """(register, region code, name)"""

    settings: str
    """The provinces' own files: their words stand on the page of rules."""

    @cached_property
    def everything(self) -> str:
        return "\n".join(self.texts) + "\n" + "\n".join(name for _, _, name in self.names) + "\n" + self.settings


def read_all(app: Flask) -> Held:
    texts: set[str] = set(LABELS)
    names: list[tuple[str, str, str]] = []
    with app.app_context(), acting(Actor.system("test")):
        for register in REGISTERS.values():
            model = register.model
            columns = [c for c in model.__table__.columns if isinstance(c.type, String | Text)]
            for values in db.session.execute(select(*columns)) if columns else ():
                texts.update(value.strip() for value in values if value)
            plain = [c for c in model.__table__.columns if isinstance(c.type, JSON)]
            for values in db.session.execute(select(*plain)) if plain else ():
                texts.update(CHINESE.findall(str(values)))
                if register.name == "provinces":
                    texts.update(_words_in(list(values)))
            if hasattr(model, "region_code"):
                for row in db.session.scalars(select(model)):
                    names.append((register.name, row.region_code, str(row)))
        texts.update(account.first_name for account in db.session.scalars(select(Account)))
        # The tree of regions is public (GB/T 2260) and everyone's; only where one may work is limited.
        names += [("regions", NATION, f"{region.name} {region}") for region in db.session.scalars(select(Region))]
        db.session.remove()
    settings = [path.read_text(encoding="utf-8") for path in (ROOT / "catalog_seeds").glob("*/province.toml")]
    return Held(frozenset(texts - {""}), tuple(names), "\n".join(settings))


def _words_in(value: Any) -> set[str]:
    """Every text of a profile, and every list of them as a form shows it: one in each line."""
    if isinstance(value, str):
        return {value.strip()}
    parts = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []
    found = {text for part in parts for text in _words_in(part)}
    return found | ({"\n".join(parts)} if parts and all(isinstance(part, str) for part in parts) else set())


def english(texts: Iterable[str], data: frozenset[str]) -> set[str]:
    """Texts with an English word in them that are not data of a register (nor its content as JSON in the trail)."""
    found = set()
    for text in texts:
        if text in data or text.startswith("{") or not ENGLISH_WORD.search(text):
            continue
        _, space, said = text.partition(" ")
        if space and said in data:  # a word of ours and the name of a row
            continue
        foreign_words = set(ENGLISH_WORD.findall(CODE.sub(" ", text))) - LATIN_IN_CHINESE
        if foreign_words and not (len(text) > LONG and any(text.rstrip("….") in value for value in data)):
            found.add(text)
    return found


def chinese(texts: Iterable[str], held: Held) -> set[str]:
    """Texts of an English page with Chinese in them that the database does not hold. (An initial stands for a name.)"""
    found = set()
    for text in texts:
        if text in held.texts or text.startswith("{") or len(text) == 1:
            continue
        for span in CHINESE_SPAN.findall(text):
            runs = [] if len(span) >= SHORT and span in held.everything else CHINESE.findall(span)
            if any(not is_data(run, held) and run not in NAMED_IN_ENGLISH for run in runs):
                found.add(text)
    return found


def is_data(run: str, held: Held) -> bool:
    return run in held.texts or (len(run) >= SHORT and run in held.everything)


def stock(page: Page) -> Iterator[str]:
    """What a page has of the old skin, or of what the content security policy forbids."""
    yield from {found[0] for found in STOCK.finditer(page.content)}
