"""The documentation covers what there is: settings, commands, packages; generated pages are in step with the code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import click
import pytest

from config import ROOT, VARIABLES
from portal.cli import cli
from portal.fields import Column
from portal.registers import Register
from tests.house.tracked import name_of, own_files
from tools import reference

DOCS = ROOT / "docs"


def text(page: str) -> str:
    return (DOCS / page).read_text(encoding="utf-8")


def commands(group: click.Group, name: str) -> Iterator[str]:
    """Our own commands, by the words that are typed; those that frameworks bring are not ours to explain."""
    for key, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, f"{name} {key}")
        else:
            yield f"{name} {key}"


def packages() -> list[str]:
    """Directories that hold modules, as paths. tests/portal mirrors portal, and migrations are not rooms."""
    directories = {path.parent.relative_to(ROOT) for path in own_files(".py")}
    names = {part.as_posix() for path in directories for part in (path, *path.parents)} - {"."}
    return sorted(name for name in names if not name.startswith(("tests/portal", "migrations/")))


@pytest.mark.parametrize("page", reference.PAGES)
def test_a_generated_page_is_in_step_with_the_code(page: str) -> None:
    written = (reference.DIRECTORY / page).read_text(encoding="utf-8")
    assert written == reference.PAGES[page](), "run: .venv/bin/python tools/reference.py"


@pytest.mark.parametrize("variable", VARIABLES)
def test_every_setting_is_explained(variable: str) -> None:
    assert f"| `{variable}` |" in text("operating.md")


@pytest.mark.parametrize("command", sorted(commands(cli, "portal")))
def test_every_command_is_explained_with_its_options(command: str) -> None:
    line = next((line for line in text("operating.md").splitlines() if line.startswith(f"| `{command}` |")), None)
    assert line is not None
    found: click.Command = cli
    for word in command.split()[1:]:
        assert isinstance(found, click.Group)
        found = found.commands[word]
    options = [one.opts[-1] for one in found.params if isinstance(one, click.Option) and not one.required]
    assert [option for option in options if option not in {"--json"} and f"`{option}`" not in line] == []


@pytest.mark.parametrize("directory", packages())
def test_the_map_shows_every_directory_with_code(directory: str) -> None:
    assert re.search(rf"^ *{re.escape(Path(directory).name)}/( |$)", text("map.md"), re.MULTILINE)


def test_a_column_and_a_register_are_explained_with_every_argument() -> None:
    page = text("add-a-register.md")
    arguments = [each.name for kind in (Column, Register) for each in fields(kind)]
    said_otherwise = {"key", "type", "label", "name", "model", "label_one", "columns"}  # in the example itself
    assert [name for name in arguments if name not in said_otherwise and f"`{name}`" not in page] == []


def test_every_exit_code_is_explained() -> None:
    from portal import cli as module

    for code in (0, module.CANNOT_WORK, 2, module.REFUSED, 130):
        assert f"| {code} |" in text("operating.md")


def test_the_readme_leads_to_every_page() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    pages = [name_of(path) for path in own_files(".md") if path.parent in {DOCS, DOCS / "reference"}]
    own = [page for page in pages if page != "docs/reference/benchmarks.md"]
    assert [page for page in own if f"({page}" not in readme] == []


@pytest.mark.parametrize("page", ["security.md", *(f"security/{name}.md" for name in ("threats", "asvs", "dengbao"))])
def test_what_security_pages_name_as_proof_exists(page: str) -> None:
    named = re.findall(r"`((?:tests|portal|tools)/[A-Za-z0-9_/.]+)`", text(page))
    assert named
    assert [path for path in named if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("page", ["asvs", "dengbao"])
def test_every_line_of_a_map_says_how_far_it_is_met(page: str) -> None:
    rows = [line.split("|") for line in text(f"security/{page}.md").splitlines() if line.startswith("| ")]
    head = [cell.strip() for cell in rows[0]]
    states = [row[head.index("State")].strip() for row in rows[1:]]
    assert set(states) == {"met", "partly", "not"} | ({"not applicable"} if page == "asvs" else set())
    unshown = [row[1].strip() for row in rows[1:] if row[head.index("State")].strip() == "met" and not row[-2].strip()]
    assert len(unshown) <= 1, "what is met is shown by something"
