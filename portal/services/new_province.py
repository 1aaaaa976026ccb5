"""The folder of a new province: a copy of the template under its own name, with its code and its region's names."""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from portal.errors import BadInput, Conflict
from portal.messages import Message
from portal.models.region import RegionKind
from portal.seeds import read_folder
from portal.seeds.folder import NATIONAL
from portal.services.pinyin import sounds_like
from portal.services.province_files import unwritable

SLUG = re.compile(r"[a-z][a-z0-9-]{1,39}")
EXAMPLE = "DOC-EXAMPLE"
"""The document of the template, under whose code nothing else may be loaded."""


@dataclass(frozen=True)
class Place:
    code: str
    name: str
    short_name: str


def provinces(seeds: Path) -> Sequence[Place]:
    """Every province of the country, from the national folder."""
    rows = read_folder(seeds / NATIONAL, seeds).shapes("regions")
    return [Place(row.code, row.name, row.short_name) for row in rows if row.kind == RegionKind.PROVINCE]


def find(slug: str, region: str, seeds: Path) -> Place:
    """The province of that code, or the one whose name is written like the slug. Raises BadInput."""
    known = provinces(seeds)
    found = [place for place in known if (place.code == region if region else sounds_like(slug, place.short_name))]
    if len(found) == 1:
        return found[0]
    raise BadInput(
        Message(
            "Which province is “%(slug)s”? Say its code, such as --region 33. Known: %(known)s.",
            slug=slug,
            known="、".join(f"{place.code} {place.name}" for place in known),
        )
    )


def make(source: Path, target: Path, slug: str, region: str, seeds: Path) -> Place:
    """Copy the folder, wholly or not at all.

    Raises BadInput for a name that is none, Conflict if the folder is there already, Unusable where none can be made.
    """
    if not SLUG.fullmatch(slug):
        raise BadInput(Message("A short name holds only small letters, digits and hyphens."))
    place = find(slug, region, seeds)
    if target.exists():
        raise Conflict(Message("%(folder)s is there already.", folder=str(target)))
    try:
        shutil.copytree(source, target)
        _fit(source, target, place, slug)
    except (OSError, shutil.Error) as error:
        shutil.rmtree(target, ignore_errors=True)
        raise unwritable(error, target) from None
    return place


def _fit(source: Path, target: Path, place: Place, slug: str) -> None:
    """Put the province's own names into the copy."""
    old = re.search(r'^region = "([^"]*)"', (source / "province.toml").read_text(encoding="utf-8"), re.MULTILINE)
    for file in sorted(target.rglob("*")):
        if file.is_file():
            text = file.read_text(encoding="utf-8")
            written = _fitted(text, place, slug, old[1] if old else "")
            if file.name == "province.toml":
                written = _named(written, place, slug)
            if written != text:
                file.write_text(written, encoding="utf-8", newline="")
            if EXAMPLE in file.name:
                file.rename(file.with_name(file.name.replace(EXAMPLE, _document(slug))))


def _document(slug: str) -> str:
    return f"DOC-{slug.upper()}"


def _fitted(text: str, place: Place, slug: str, old_region: str) -> str:
    """The document gets a code and a number of its own, and every row the province's region and name."""
    text = text.replace(EXAMPLE, _document(slug)).replace("示例省", place.name)
    text = text.replace("示例财", f"{place.short_name}示例财")
    old = re.escape(old_region)
    text = re.sub(rf'^(region|region_code) = "{old}"', rf'\1 = "{place.code}"', text, flags=re.MULTILINE)
    return re.sub(rf"(?<=,){old}(?=,)", place.code, text)


def _named(text: str, place: Place, slug: str) -> str:
    """The names of the province in its table; everything else waits for whoever knows its documents."""
    values = {"region": place.code, "slug": slug, "name": place.name, "name_en": slug.capitalize()}
    for key, value in values.items():
        text = re.sub(rf'^{key} = "[^"]*"', f'{key} = "{value}"', text, count=1, flags=re.MULTILINE)
    return text
