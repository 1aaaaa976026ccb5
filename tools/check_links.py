"""Dead links in the documentation: files that are not there, and headings that are not in them.

Addresses of other sites are not visited: a check must not depend on the network.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import unquote

ROOT = Path(__file__).resolve().parent.parent
PAGES = ("*.md", "docs/**/*.md", "catalog_seeds/**/*.md")

FENCE = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`[^`\n]*`")
LINK = re.compile(r"!?\[(?:[^\[\]]|\[[^\[\]]*\])*\]\(\s*<?([^)<>\s]+)>?(?:\s+\"[^\"]*\")?\s*\)")
SOURCE = re.compile(r"<(?:img|a)\b[^>]*?\b(?:src|href)=\"([^\"]+)\"")
REFERENCE = re.compile(r"^\[[^\]]+\]:\s*<?([^\s<>]+)>?", re.MULTILINE)
HEADING = re.compile(r"^#{1,6}[ \t]+(.+?)[ \t]*#*$", re.MULTILINE)
ANCHOR = re.compile(r"<a\b[^>]*?\b(?:id|name)=\"([^\"]+)\"")
ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)


def dead_links(root: Path = ROOT) -> Iterator[str]:
    """One line for each dead link: page, line number, link, and what is missing."""
    for pattern in PAGES:
        for page in sorted(root.glob(pattern)):
            yield from dead_links_of(page, root)


def dead_links_of(page: Path, root: Path) -> Iterator[str]:
    text = without_code(page.read_text(encoding="utf-8"))
    for found in (match for pattern in (LINK, SOURCE, REFERENCE) for match in pattern.finditer(text)):
        link = found[1]
        if ELSEWHERE.match(link):
            continue
        missing = what_is_missing(page, unquote(link), root)
        if missing:
            line = text.count("\n", 0, found.start()) + 1
            yield f"{page.relative_to(root)}:{line}: {link}: {missing}"


def what_is_missing(page: Path, link: str, root: Path) -> str | None:
    path, _, anchor = link.partition("#")
    target = (page.parent / path).resolve() if path else page
    if not target.is_relative_to(root.resolve()):
        return "leads out of the repository"
    if not target.exists():
        return "no such file"
    if anchor and target.suffix == ".md" and anchor not in anchors(target):
        return f"no heading '{anchor}' in {target.relative_to(root.resolve())}"
    return None


@cache
def anchors(page: Path) -> frozenset[str]:
    """The names that a page's headings can be reached by, as GitHub makes them."""
    text = page.read_text(encoding="utf-8")
    names = set(ANCHOR.findall(text))
    counts: dict[str, int] = {}
    for heading in HEADING.findall(FENCE.sub(blank, text)):
        name = slug(heading)
        seen = counts.get(name, 0)
        counts[name] = seen + 1
        names.add(f"{name}-{seen}" if seen else name)
    return frozenset(names)


def slug(heading: str) -> str:
    """`命令 (make run)` → `命令-make-run`: letters of any script, digits, hyphens and underscores stay."""
    plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).replace("`", "").replace("*", "")
    kept = (char for char in plain.lower() if char in " -_" or unicodedata.category(char)[0] in "LNM")
    return "".join(kept).replace(" ", "-")


def without_code(text: str) -> str:
    """The same text with code blanked out, so that line numbers stay."""
    return CODE.sub(blank, FENCE.sub(blank, text))


def blank(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match[0])


def main() -> int:
    dead = list(dead_links())
    for line in dead:
        print(line)
    return 1 if dead else 0


if __name__ == "__main__":
    sys.exit(main())
