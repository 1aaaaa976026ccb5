"""What holds for every template, style sheet and script: our own words for it are in the content security policy."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

PORTAL = Path(__file__).resolve().parents[3] / "portal"
STATIC = PORTAL / "static"
VENDOR = STATIC / "vendor"
TEMPLATES = sorted((PORTAL / "templates").rglob("*.html"))
OWN_STYLES = sorted(STATIC.glob("*.css"))
OWN_SCRIPTS = sorted(STATIC.glob("*.js"))

ICON = re.compile(r"\bti-([a-z0-9-]+)")
CHOSEN_ICON = re.compile(r"ti ti-\{\{(.+?)\}\}")
NAMED_ICON = re.compile(r"""\bicon(?:: str)?\s*=\s*"([a-z0-9-]+)\"""")


def names(paths: list[Path]) -> list[str]:
    return [path.name for path in paths]


def known_icons() -> set[str]:
    css = next(VENDOR.glob("tabler-icons-*/tabler-icons.css")).read_text(encoding="utf-8")
    return set(re.findall(r"\.ti-([a-z0-9-]+):before", css))


@pytest.mark.parametrize("template", TEMPLATES, ids=names(TEMPLATES))
def test_a_template_has_no_inline_style_script_or_handler(template: Path) -> None:
    text = template.read_text(encoding="utf-8")
    assert not re.search(r"\sstyle\s*=", text)
    assert not re.search(r"<style\b", text)
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)
    assert not re.search(r"<[^>{]*\son[a-z]+\s*=", text)
    assert "|safe" not in text


@pytest.mark.parametrize(
    "source", [*TEMPLATES, *OWN_STYLES, *OWN_SCRIPTS], ids=names([*TEMPLATES, *OWN_STYLES, *OWN_SCRIPTS])
)
def test_nothing_is_fetched_from_another_host(source: Path) -> None:
    assert not re.search(
        r"""(?:src|href|action)="(?:https?:)?//|url\(["']?(?:https?:)?//|fetch\(["']http""", source.read_text("utf-8")
    )


@pytest.mark.parametrize("template", TEMPLATES, ids=names(TEMPLATES))
def test_a_template_names_only_assets_that_exist(template: Path) -> None:
    for name in re.findall(r"asset\('([^']+)'\)", template.read_text(encoding="utf-8")):
        assert (STATIC / name).is_file(), name


def test_every_icon_that_is_used_is_in_the_vendored_font() -> None:
    used = set()
    for template in TEMPLATES:
        text = template.read_text(encoding="utf-8")
        used |= set(ICON.findall(text))
        # Of a choice between icons, the quoted words that an “if” gives; what is compared with is no icon.
        for expression in CHOSEN_ICON.findall(text):
            used |= set(re.findall(r"(?<![=!]= )'([a-z0-9-]{3,})'(?!: )", expression)) - {"success", "info"}
    for module in (PORTAL / "registers").glob("*.py"):
        used |= set(NAMED_ICON.findall(module.read_text(encoding="utf-8")))
    assert len(used) > 30
    assert used - known_icons() - {"asc"} == set()


def test_the_icons_that_the_tool_lists_are_those_of_the_font() -> None:
    lines = (PORTAL.parent / "tools" / "icons.txt").read_text(encoding="utf-8").split("\n")
    assert {line for line in lines if line and not line.startswith("#")} == known_icons()


def test_icons_that_a_style_sheet_writes_as_characters_are_in_the_font() -> None:
    css = next(VENDOR.glob("tabler-icons-*/tabler-icons.css")).read_text(encoding="utf-8")
    points = set(re.findall(r"\"\\([0-9a-f]+)\"", css))
    for sheet in OWN_STYLES:
        assert set(re.findall(r"content:\"\\([0-9a-f]+)\"", sheet.read_text(encoding="utf-8"))) <= points, sheet.name


def test_every_vendored_package_has_its_licence_and_its_version_in_its_name() -> None:
    folders = sorted(path for path in VENDOR.iterdir() if path.is_dir())
    assert len(folders) == 3
    for folder in folders:
        assert re.search(r"-\d+\.\d+\.\d+$", folder.name)
        assert (folder / "LICENSE").stat().st_size > 500


@pytest.mark.parametrize("script", OWN_SCRIPTS, ids=names(OWN_SCRIPTS))
def test_a_script_makes_no_markup_from_text(script: Path) -> None:
    """What a server or a person wrote is set as text: no way for it to become elements."""
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(", script.read_text("utf-8"))
