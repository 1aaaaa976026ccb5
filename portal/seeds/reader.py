"""From a folder of files to a Folder: rows as shapes, and every fault with file and line."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from pathlib import Path

from portal.messages import Message
from portal.profiles import Profile, read_profile
from portal.seeds.checks import CHECKS
from portal.seeds.columns import columns_of
from portal.seeds.configured import PROFILE, read_base, read_fields
from portal.seeds.editions import in_toml, read_editions
from portal.seeds.faults import Fault, fault
from portal.seeds.files import read_shapes
from portal.seeds.folder import DEMO, NATION, NATIONAL, Expected, Folder
from portal.seeds.known import Known
from portal.seeds.shapes import SHAPES, DocumentShape, Shape
from portal.seeds.toml_files import line_of, unreadable_toml

EXPECTED = "expect.toml"
_IN_EDITIONS = frozenset({"catalog_editions", "catalog_items"})


def read_folder(path: Path, seeds: Path) -> Folder:
    """Read a folder and check it.

    ``seeds`` is the directory of all folders: rows may refer to the folder's own rows and to the national
    ones, those of the demo folder also to the rows of every province. Raises nothing; see ``Folder.faults``.
    """
    if not path.is_dir():
        message = Message("There is no folder %(path)s.", path=str(path))
        gone = Fault(path.name, 1, "", "", message, Message("Check the path of the folder."))
        return Folder(path, path.name, "", None, {}, (gone,))
    folder = _read(path)
    others = [_read(other) for other in _neighbours(path, seeds)]
    known = Known(folder, others)
    found = [fault for check in CHECKS for fault in check(folder, known)]
    faults = sorted((*folder.faults, *(in_toml(path, one) for one in found)), key=lambda one: (one.file, one.line))
    return replace(folder, faults=tuple(faults))


def _neighbours(path: Path, seeds: Path) -> list[Path]:
    """The other folders that this one may refer to."""
    names = [NATIONAL]
    if path.name == DEMO and seeds.is_dir():
        names += sorted(p.name for p in seeds.iterdir() if p.is_dir() and not p.name.startswith("_"))
    return [seeds / name for name in names if name != path.name and (seeds / name).is_dir()]


def _read(path: Path) -> Folder:
    """A folder in itself, before anything is compared."""
    written_for, base, faults = read_base(path)
    slug = written_for or path.name
    region, profile, wrong = _province(path)
    faults += wrong
    own_fields, wrong = read_fields(path)
    faults += wrong
    rows: dict[str, tuple[Shape, ...]] = {}
    left_out: dict[str, frozenset[str]] = {}
    for table, shape in SHAPES.items():
        file = path / shape.file
        if table in _IN_EDITIONS or not file.exists():
            continue
        given = {"region_code": region} if _takes_folder_region(shape) else {}
        found = read_shapes(file, shape.file, shape, given)
        rows[table] = found.shapes
        faults += found.faults
        left_out[table] = found.left_out
    editions = read_editions(path / "editions", slug)
    faults += editions.faults
    left_out["catalog_items"] = editions.left_out
    if editions.editions:
        rows |= {"catalog_editions": editions.editions, "catalog_items": editions.items}
    documents = rows.get("policy_documents")
    if documents:
        rows["policy_documents"], wrong = _with_texts(path, documents)
        faults += wrong
    expected, wrong = _expected(path)
    return Folder(path, slug, region, profile, rows, tuple(faults + wrong), expected, left_out, own_fields, base)


def _takes_folder_region(shape: type[Shape]) -> bool:
    has_region = any(field.name == "region_code" for field in fields(shape))
    return has_region and "region_code" not in columns_of(shape)


def _province(path: Path) -> tuple[str, Profile | None, list[Fault]]:
    """The folder's region, and its profile where it is a province's folder."""
    if path.name in (NATIONAL, DEMO):
        return NATION if path.name == NATIONAL else "", None, []
    file = path / PROFILE
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:
        return "", None, [unreadable_toml(PROFILE, error)]
    profile, found = read_profile(file)
    faults = [Fault(PROFILE, f.line, f.key, str(f.value), f.message, f.remedy) for f in found]
    province = table.get("province")
    region = province.get("region") if isinstance(province, dict) else None
    return region if isinstance(region, str) else "", profile, faults


def _with_texts(path: Path, documents: Sequence[Shape]) -> tuple[tuple[Shape, ...], list[Fault]]:
    """The documents with the text that their ``text_file`` holds."""
    found: list[Shape] = []
    faults = []
    for document in documents:
        if isinstance(document, DocumentShape) and document.text_file:
            try:
                text = _text(path, document.text_file)
                document = replace(document, text=text)
            except (OSError, ValueError):
                faults.append(
                    fault(
                        document.at,
                        "text_file",
                        document.text_file,
                        Message(
                            "The text “%(file)s” is no readable UTF-8 file of this folder.", file=document.text_file
                        ),
                        Message("Put the file there, in UTF-8, or leave the cell empty."),
                    )
                )
        found.append(document)
    return tuple(found), faults


def _text(path: Path, name: str) -> str:
    """A file below the folder. Raises OSError or ValueError, also for a path that leads outside."""
    file = (path / name).resolve()
    if not file.is_relative_to(path.resolve()):
        raise ValueError(name)
    return file.read_text(encoding="utf-8-sig")


def _expected(path: Path) -> tuple[Mapping[str, Expected], list[Fault]]:
    """The counts that expect.toml announces: a table's plural name and a number on each line."""
    file = path / EXPECTED
    if not file.exists():
        return {}, []
    try:
        text = file.read_text(encoding="utf-8-sig")
        table = tomllib.loads(text)
    except (OSError, ValueError) as error:
        return {}, [unreadable_toml(EXPECTED, error)]
    known = {
        key: Expected(value, line_of(text, key)) for key, value in table.items() if key in SHAPES and type(value) is int
    }
    faults = [
        Fault(
            EXPECTED,
            line_of(text, key),
            key,
            str(value),
            Message("“%(key)s” is not a table with a number of rows.", key=key),
            Message("Possible tables: %(tables)s.", tables=", ".join(SHAPES)),
        )
        for key, value in table.items()
        if key not in known
    ]
    return known, faults
