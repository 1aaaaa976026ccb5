"""The matrix as a page to be read: ``python -m tests.proofs.matrix.table`` writes docs/reference/matrix.md anew."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from portal.access.permissions import PERMISSIONS, Action
from portal.access.role_names import ROLE_NAMES
from portal.models import Role
from portal.registers import REGISTERS
from tests.proofs.matrix import oracle
from tests.proofs.matrix.doors import DOORS, ENTRANCES
from tests.proofs.matrix.oracle import OF_EDITIONS, RELATIONS, Facts, Reader
from tests.proofs.matrix.pages import OPEN, PAGES
from tests.proofs.matrix.planting import NOT_PLANTED

PAGE = Path(__file__).resolve().parents[3] / "docs" / "reference" / "matrix.md"
MIDDLE = "3703"
"""A city has regions of every relation: below, above, beside it, and in other provinces."""
EXAMPLE = {"own region": MIDDLE, "below": "370304", "above": "37", "sibling": "3702", "another province": "4301"}
DEPARTMENT = 7
LETTERS = {Action.VIEW: "R", Action.ADD: "A", Action.EDIT: "E", Action.DELETE: "D"}


def text() -> str:
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield "# The matrix: who reaches what"
    yield ""
    yield (
        "Written by `python -m tests.proofs.matrix.table` from the oracle that the portal is held against "
        "(`tests/proofs/matrix/oracle.py`); a test says when it is out of date. `tests/proofs/test_matrix.py` tries "
        "every door with every person of the cast on both databases: a sample in `make test`, all in `make prove`."
    )
    yield ""
    yield (
        "R read, A add, E edit, D delete, – nothing (a row out of sight answers 404 like one that does not exist; "
        "a right that the role lacks answers 403)."
    )
    for register_names, rows in _groups():
        yield ""
        yield f"## {', '.join(register_names)}"
        yield ""
        yield from rows
    yield ""
    yield "## Doors"
    yield ""
    yield "Every row above is tried at each of these, and the row in the database is looked at before and after:"
    yield ""
    yield f"{'; '.join(door.name for door in DOORS)}; {'; '.join(entrance.name for entrance in ENTRANCES)}."
    yield ""
    yield "## Pages that belong to no register"
    yield ""
    yield "| Page | Called by | Opens to |"
    yield "| --- | --- | --- |"
    yield f"| {', '.join(f'`{rule}`' for rule in OPEN)} | | everyone, without an account |"
    for page in PAGES:
        yield f"| `{page.rule}` | {page.method} | {_whom(page.may)} |"


def _groups() -> Iterator[tuple[list[str], list[str]]]:
    """Registers with the same table stand together."""
    found: dict[tuple[str, ...], list[str]] = {}
    for register in REGISTERS:
        found.setdefault(tuple(_table(register)), []).append(register)
    for rows, names in found.items():
        yield [f"`{name}`" for name in names], list(rows)


def _table(register: str) -> Iterator[str]:
    kinds = _kinds(register)
    yield f"| Role | {' | '.join(_headings(kinds))} |"
    yield f"| --- |{' --- |' * (len(kinds) * len(RELATIONS))}"
    for role in PERMISSIONS:
        cells = [_cell(role, register, where, kind) for where in RELATIONS for kind in kinds]
        if any(cell != "–" for cell in cells):
            yield f"| {ROLE_NAMES[role]} | {' | '.join(cells)} |"
    yield f"| {_whom(frozenset(r for r in PERMISSIONS if not PERMISSIONS[r].get(register)))} |{' – |' * len(kinds) * 5}"


def _kinds(register: str) -> Sequence[tuple[str, int | None, bool]]:
    if register in OF_EDITIONS:
        return (("own draft", DEPARTMENT, False), ("others' draft", None, False), ("published", DEPARTMENT, True))
    return (("", None, False),)


def _headings(kinds: Sequence[tuple[str, int | None, bool]]) -> Iterator[str]:
    for where in RELATIONS:
        for kind, _, _ in kinds:
            yield f"{where}, {kind}" if kind else where


def _cell(role: Role, register: str, where: str, kind: tuple[str, int | None, bool]) -> str:
    _, owner, published = kind
    limited = DEPARTMENT if role is Role.DEPARTMENT_EDITOR else None
    reader = Reader("", role, MIDDLE, limited)
    facts = Facts(register, EXAMPLE[where], owner, published)
    letters = [LETTERS[action] for action in Action if oracle.may(reader, facts, action)]
    if register in NOT_PLANTED:
        letters = [letter for letter in letters if letter == "R"]
    return "".join(letters) or "–"


def _whom(roles: frozenset[Role]) -> str:
    named = [str(ROLE_NAMES[role]) for role in Role if role in roles]
    return "everyone with an account" if len(named) >= len(Role) - 1 else ", ".join(named)


if __name__ == "__main__":
    PAGE.write_text(text(), encoding="utf-8")
