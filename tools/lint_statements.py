"""Find statements that go past the ORM: each place must stand in the list below with its reason.

The engine refuses at run time what names a guarded table beside the scope. This looks at the text of the program for
the doors themselves, also those that no test walks through. Run: python tools/lint_statements.py
"""

from __future__ import annotations

import ast
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

DOORS = frozenset(
    {
        "text",
        "bulk_insert_mappings",
        "bulk_update_mappings",
        "bulk_save_objects",
        "exec_driver_sql",
        "raw_connection",
        "from_statement",
        "explained",
        "literal_column",
        "TextClause",
    }
)
"""Calls that are looked at; ``text`` only where it is SQLAlchemy's."""

CHANGES = frozenset({"insert", "update", "delete"})
"""Looked at where they are given a table instead of a class."""

MARKS = frozenset({"portal_scoped", "portal_explained"})
"""The marks that let a statement pass. Only ``portal.access`` writes them."""

ALLOWED: dict[tuple[str, str], str] = {
    ("portal/access/engine.py", "explained"): "the engine's own look at owners, references and where rows are now",
    ("portal/access/statements.py", "marks"): "where the marks are declared",
    ("portal/cli/doctor.py", "text"): "asks whether the database answers; names no table",
    ("portal/models/transactions.py", "exec_driver_sql"): "begins transactions on SQLite; names no table",
    ("portal/models/triggers.py", "text"): "makes the triggers that keep the trail append-only; runs under portal init",
    ("portal/services/fields/indexes.py", "text"): "makes and drops indexes, and asks for them; reads no row",
    ("portal/services/fields/indexes.py", "insert"): "which indexes are ready is no scoped table",
    ("portal/services/fields/indexes.py", "delete"): "which indexes are ready is no scoped table",
    ("portal/services/fields/uniqueness.py", "insert"): "values that may stand once only are no scoped table",
    ("portal/services/fields/uniqueness.py", "delete"): "values that may stand once only are no scoped table",
    ("portal/services/provinces.py", "explained"): "the rules of a province act for everyone, whoever may read its row",
    ("portal/services/search.py", "delete"): "the search index, which is internal: tokens only",
    ("portal/services/search.py", "insert"): "the search index, which is internal: tokens only",
    ("portal/services/trail.py", "insert"): "many events at once, under the trail's own system actor",
    ("portal/web/health.py", "text"): "asks whether the database answers; names no table",
}
"""(file, door) and why it is no hole."""


@dataclass(frozen=True)
class Door:
    """One place where a statement is made beside the ORM."""

    path: str
    line: int
    name: str

    @property
    def key(self) -> tuple[str, str]:
        return self.path, self.name


def doors_in(source: str, path: str) -> list[Door]:
    """All doors in the text of one module."""
    tree = ast.parse(source)
    names = _names_of_sqlalchemy(tree)
    tables = _names_of_tables(tree)
    found: list[Door] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and node.value in MARKS:
            found.append(Door(path, node.lineno, "marks"))
        if not isinstance(node, ast.Call):
            continue
        called = node.func
        if isinstance(called, ast.Name):
            name = names.get(called.id, called.id if called.id == "explained" else "")
        elif isinstance(called, ast.Attribute):
            # A method named text is a field's; sqlalchemy.text and sa.text are not.
            module = isinstance(called.value, ast.Name) and called.value.id in {"sqlalchemy", "sa"}
            name = called.attr if module or called.attr not in {"text", "explained"} else ""
        else:
            continue
        if name in DOORS or (name in CHANGES and _is_of_table(node, called, tables)):
            found.append(Door(path, node.lineno, name))
    return found


def _names_of_sqlalchemy(tree: ast.Module) -> dict[str, str]:
    """What a module calls the functions that it imports from SQLAlchemy."""
    return {
        alias.asname or alias.name: alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "sqlalchemy"
        for alias in node.names
    }


def _names_of_tables(tree: ast.Module) -> set[str]:
    """The names in a module that hold a table: ``X = Model.__table__``, ``inspect(m).local_table``, ``Table(…)``."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and _holds_table(node.value, set()):
            found |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    return found


def _holds_table(node: ast.AST, tables: set[str]) -> bool:
    if isinstance(node, ast.Attribute):
        return node.attr in {"__table__", "local_table", "persist_selectable"}
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Name) and node.func.id in {"Table", "table"}
    if isinstance(node, ast.Subscript):
        return isinstance(node.value, ast.Attribute) and node.value.attr == "tables"
    return isinstance(node, ast.Name) and node.id in tables


def _is_of_table(call: ast.Call, called: ast.expr, tables: set[str]) -> bool:
    """``insert(table)`` or ``table.insert()``."""
    if isinstance(called, ast.Attribute) and _holds_table(called.value, tables):
        return True
    return any(_holds_table(argument, tables) for argument in call.args[:1])


def all_doors(root: Path = ROOT) -> list[Door]:
    return [
        door
        for path in sorted((root / "portal").rglob("*.py"))
        for door in doors_in(path.read_text("utf-8"), path.relative_to(root).as_posix())
    ]


def main() -> int:
    doors = all_doors()
    unexplained = [door for door in doors if door.key not in ALLOWED]
    for door in unexplained:
        print(f"{door.path}:{door.line}: {door.name} goes past the ORM; explain it in tools/lint_statements.py")
    stale = sorted(set(ALLOWED) - {door.key for door in doors})
    for path, name in stale:
        print(f"{path}: {name} is explained in tools/lint_statements.py and not there any more")
    return 1 if unexplained or stale else 0


if __name__ == "__main__":
    sys.exit(main())
