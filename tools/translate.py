"""The Chinese catalog: collect the texts of the portal, say what is missing or wrong, compile.

``python tools/translate.py update`` brings portal/translations/zh/LC_MESSAGES/messages.po up to date with the texts:
new ones stand there with an empty ``msgstr``, texts that are gone are left out. Translate, then ``check``.
``compile`` makes the .mo file that the portal reads (``make run`` and ``make test`` do that as well).
"""

from __future__ import annotations

import argparse
import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
CHINESE = ROOT / "portal" / "translations" / "zh" / "LC_MESSAGES" / "messages.po"

KEYWORDS = {**DEFAULT_KEYWORDS, "Message": (1,), "marked": (1,)}
"""Whose first argument is a text: gettext's own names for the templates, ours for Python."""

NO_WORDS_OF_CHINESE = frozenset({"en"})
"""Texts that have no Chinese: “en” stands for the language tag of the page."""

PLACE = re.compile(r"%\((\w+)\)[a-z]")
CHINESE_CHARACTER = re.compile(r"[一-鿿]")
WORD = re.compile(r"[A-Za-z][A-Za-z0-9]+")
HALF_WIDTH = re.compile(r"[一-鿿〇”）》][,:;?!.()]|[,;?!()][一-鿿〇“（《]|\"|'")
"""Half-width punctuation beside a Chinese character (〇 stands for a place), and straight quotation marks."""
ENDS = {".": "。", "?": "？", ":": "："}


def texts(root: Path = ROOT) -> Catalog:
    """Every text of the portal, with the files that it stands in."""
    with (root / "pyproject.toml").open("rb") as file:
        mappings = tomllib.load(file)["tool"]["babel"]["mappings"]
    methods, options = [], {}
    for mapping in mappings:
        patterns = mapping.pop("pattern")
        for pattern in [patterns] if isinstance(patterns, str) else patterns:
            methods.append((pattern, mapping["method"]))
            options[pattern] = {key: value for key, value in mapping.items() if key != "method"}
    found = Catalog()
    for name, line, msgid, _, context in extract_from_dir(root, methods, options, KEYWORDS, directory_filter=is_ours):
        found.add(msgid, None, [(name.replace("\\", "/"), line)], context=context)
    return found


def is_ours(directory: str | Path) -> bool:
    """Whether there may be texts in it: .venv and the data directory would only cost time."""
    path = Path(directory)
    return not path.name.startswith(".") and path != ROOT / "data" and path.name != "node_modules"


def catalog(path: Path = CHINESE) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale="zh")


def update() -> None:
    """Write the catalog anew in the order of the texts. Without line numbers, so that code can move freely."""
    chinese = catalog()
    chinese.update(texts(), no_fuzzy_matching=True, update_creation_date=False)
    with CHINESE.open("wb") as file:
        write_po(file, chinese, width=120, include_lineno=False, ignore_obsolete=True)


def compile_() -> None:
    with CHINESE.with_suffix(".mo").open("wb") as file:
        write_mo(file, catalog())


def faults(wanted: Catalog, chinese: Catalog) -> Iterator[str]:
    """One line for each fault: the text, and what is wrong with its translation."""
    for message in wanted:
        if message.id:
            found = chinese.get(message.id, message.context)
            for fault in ["not in the catalog"] if found is None else faults_of(found):
                yield f"{message.id!r} ({message.locations[0][0]}): {fault}"
    for message in chinese:
        if message.id and message.id not in wanted:
            yield f"{message.id!r}: no such text any more"


def faults_of(message: Message) -> Iterator[str]:
    text, translation = str(message.id), str(message.string or "")
    if not translation:
        yield "not translated"
        return
    if message.fuzzy:
        yield "marked as fuzzy: look at it, and take the mark away"
    if sorted(set(PLACE.findall(text))) != sorted(set(PLACE.findall(translation))):
        yield f"its places are not those of {translation!r}"
    if text not in NO_WORDS_OF_CHINESE:
        yield from faults_of_language(text, translation)


def faults_of_language(text: str, translation: str) -> Iterator[str]:
    """Left in English, or punctuated in English. Names and codes of the text may stay as they are."""
    words = PLACE.sub("〇", translation)
    if WORD.search(PLACE.sub(" ", text)) and not CHINESE_CHARACTER.search(words):
        yield f"{translation!r} is not Chinese"
    if strange := set(WORD.findall(words)) - set(WORD.findall(text)):
        yield f"{', '.join(sorted(strange))} stands in the translation only"
    if found := HALF_WIDTH.search(words):
        yield f"half-width {found[0]!r} in {translation!r}"
    for end, chinese_end in ENDS.items():
        if text.endswith(end) != translation.endswith(chinese_end) and not translation.endswith(end):
            yield f"the text ends with {text[-1]!r}, {translation!r} does not do so"


def uncollected(path: Path) -> Iterator[str]:
    """Texts inside an f-string: nothing that collects texts looks in there."""
    for string in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(string, ast.JoinedStr):
            continue
        for part in ast.walk(string):
            if isinstance(part, ast.Call) and getattr(part.func, "id", "") in KEYWORDS:
                yield f"{path.name}:{part.lineno}: {ast.unparse(part)} stands in an f-string and is never collected"


def check() -> int:
    found = list(faults(texts(), catalog()))
    found += [fault for path in sorted((ROOT / "portal").rglob("*.py")) for fault in uncollected(path)]
    for fault in found:
        print(fault)
    return 1 if found else 0


def main(arguments: list[str] | None = None) -> int:
    """Exit code: 1 if the catalog has faults."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=("update", "check", "compile"))
    command = parser.parse_args(arguments).command
    if command == "update":
        update()
    if command == "compile":
        compile_()
        return 0
    return check()


if __name__ == "__main__":
    sys.exit(main())
