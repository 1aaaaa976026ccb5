"""Take each check of the wall away, one at a time, and show that a test notices: `python tools/mutate.py --help`.

The checks stand in ``tests/proofs/mutations/*.toml``: an exact text of one file, what stands there instead, what
that takes away, and the tests that ought to notice. Each is tried in a copy of the tree, never in the tree itself.
"""

from __future__ import annotations

import argparse
import ast
import importlib
import os
import random
import re
import shutil
import signal
import sys
import tempfile
import time
import tomllib
import traceback
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.databases import Room  # noqa: E402
from tools import progress  # noqa: E402

LISTS = ROOT / "tests" / "proofs" / "mutations"
WIDER = (
    "tests/portal/access",
    "tests/portal/attacks",
    "tests/portal/settings",
    "tests/portal/services",
    "tests/portal/admin",
    "tests/portal/web",
    "tests/house",
)
"""Asked too, before a removal counts as unnoticed."""

STANDS_ON = ("portal", "tests", "tools", "migrations", "catalog_seeds", "config.py", "pyproject.toml")
"""What a result depends on: a word in the documentation does not undo it."""

QUIET = ("-W", "ignore::pytest.PytestAssertRewriteWarning")
"""Libraries that are imported before pytest starts have no assertions of ours."""

PATIENCE = 900
"""Seconds for one run."""

OURS = ("portal", "tests", "tools", "config", "benchmarks", "migrations")
LIBRARIES = (
    "flask", "flask_babel", "flask_jwt_extended", "flask_limiter", "flask_login", "flask_migrate", "flask_wtf",
    "sqlalchemy.orm", "sqlalchemy.dialects.sqlite", "sqlalchemy.dialects.postgresql", "psycopg", "pandas",
    "marshmallow", "wtforms", "apispec", "jsonschema", "prison", "pypinyin", "phonenumbers", "argon2", "bs4",
    "hypothesis", "pytest",
)  # fmt: skip
"""What takes long to import and is not ours. Not Flask-AppBuilder: the portal's models prepare the ground for it."""

REFUSALS = frozenset({"NotPermitted", "OutOfScope", "NotFound", "NotAsked", "NotSignedIn", "Conflict"})
CHECKED = ("portal/access", "portal/services", "portal/web", "portal/admin/fab")


@dataclass(frozen=True)
class Mutation:
    """``old`` stands exactly once in ``file``; ``new`` stands there without the check. ``prepares``: it works while a
    database is made, so that a copy of one that was made before would not show it."""

    name: str
    file: str
    old: str
    new: str
    removes: str
    tests: tuple[str, ...]
    prepares: bool = False

    def applied_to(self, text: str) -> str:
        """Raises ValueError where the list no longer fits the code."""
        if text.count(self.old) != 1:
            raise ValueError(f"{self.name}: its text stands {text.count(self.old)} times in {self.file}, not once")
        return text.replace(self.old, self.new)


@dataclass(frozen=True)
class Outcome:
    """``noticed``, ``unnoticed``, ``gone`` (its text stands there no longer), or ``broken``: the tests could not run at
    all, which proves nothing."""

    kind: str
    by: str = ""
    seconds: float = 0.0


def mutations() -> list[Mutation]:
    found = []
    for path in sorted(LISTS.glob("*.toml")):
        for entry in tomllib.loads(path.read_text(encoding="utf-8"))["mutation"]:
            entry["name"] = f"{path.stem}.{entry['name']}"
            found.append(Mutation(**entry | {"tests": tuple(entry["tests"])}))
    return found


def refusing_functions(root: Path = ROOT) -> dict[tuple[str, str], range]:
    """Every function that refuses, by file and name, with its lines: it raises a refusal, aborts, or gives a reason."""
    found: dict[tuple[str, str], range] = {}
    for place in CHECKED:
        for path in sorted((root / place).rglob("*.py")):
            name = path.relative_to(root).as_posix()
            for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(function, ast.FunctionDef) and _refuses(function):
                    found[name, function.name] = range(function.lineno, (function.end_lineno or 0) + 1)
    return found


def _refuses(function: ast.FunctionDef) -> bool:
    if function.returns is not None and ast.unparse(function.returns) == "Message | None":
        return True
    names: set[str] = set()
    parts: list[ast.AST] = list(function.body)
    while parts:
        part = parts.pop()
        if isinstance(part, ast.FunctionDef):
            continue  # an inner function stands for itself
        parts += ast.iter_child_nodes(part)
        if isinstance(part, ast.Raise) and part.exc is not None:
            called = part.exc.func if isinstance(part.exc, ast.Call) else part.exc
            names |= {called.id} if isinstance(called, ast.Name) else set()
        elif isinstance(part, ast.Call) and isinstance(part.func, ast.Name) and part.func.id == "abort":
            names.add("NotFound")
    return bool(names & REFUSALS)


def functions_reached(known: Sequence[Mutation], root: Path = ROOT) -> set[tuple[str, str]]:
    """The refusing functions in which some mutation begins."""
    functions = refusing_functions(root)
    reached = set()
    for mutation in known:
        text = (root / mutation.file).read_text(encoding="utf-8")
        line = text[: text.index(mutation.old)].count("\n") + 1
        last = line + mutation.old.count("\n")
        for (file, name), lines in functions.items():
            if file == mutation.file and (line in lines or last in lines):
                reached.add((file, name))
    return reached


@contextmanager
def copied_tree() -> Iterator[Path]:
    """A copy of what git holds, with the compiled translations."""
    with tempfile.TemporaryDirectory(prefix="portal-mutants-") as directory:
        copy = Path(directory)
        compiled = [path.relative_to(ROOT).as_posix() for path in ROOT.glob("portal/translations/*/*/*.mo")]
        for name in (*progress.files(), *compiled):
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, copy / name)
        yield copy


def try_one(mutation: Mutation, copy: Path, *, hint: str = "", wider: bool = True) -> Outcome:
    """Apply it in the copy, run the tests that ought to notice, then the wider ones, and put the copy right again.

    ``hint`` is the test that noticed the last time: it comes first.
    """
    target = copy / mutation.file
    before = target.read_text(encoding="utf-8")
    began = time.monotonic()
    try:
        target.write_text(mutation.applied_to(before), encoding="utf-8")
    except ValueError as error:
        return Outcome("gone", str(error))
    _forget_compiled(target)
    outcome = Outcome("unnoticed")
    try:
        for tests in ((hint,) if hint else (), mutation.tests, WIDER if wider else ()):
            if tests and outcome.kind != "noticed":
                outcome = run_tests(tests, copy, own_room=mutation.prepares)
    finally:
        target.write_text(before, encoding="utf-8")
        _forget_compiled(target)
    return Outcome(outcome.kind, outcome.by, round(time.monotonic() - began, 1))


def _forget_compiled(target: Path) -> None:
    """Python compares times to the second: two texts of one second and one length would be taken for each other."""
    for path in (target.parent / "__pycache__").glob(f"{target.stem}.*.pyc"):
        path.unlink()


def run_tests(tests: Sequence[str], copy: Path, *, own_room: bool = False) -> Outcome:
    """Until the first failure, in a fork: what others wrote is imported once. The databases' templates are made once
    too, outside, unless they would differ."""
    for library in LIBRARIES:
        importlib.import_module(library)
    with tempfile.TemporaryFile(mode="w+") as said:
        child = os.fork()
        if child == 0:
            _become_pytest(tests, copy, said.fileno(), own_room)
        code = _wait(child)
        said.seek(0)
        text = said.read()
    failed = re.search(r"^FAILED (\S+)", text, re.MULTILINE)
    if code == 1 and failed:
        return Outcome("noticed", failed[1])
    if code == 0:
        return Outcome("unnoticed")
    return Outcome("broken", text[-2_000:])


def _become_pytest(tests: Sequence[str], copy: Path, out: int, own_room: bool) -> NoReturn:
    """The child: forget this tree, stand in the copy, run pytest there, and end at once."""
    code = 70
    try:
        os.setsid()
        for target in (1, 2):
            os.dup2(out, target)
        signal.alarm(PATIENCE)
        for name in [name for name in os.environ if name.startswith(("PYTEST_", "COV_"))]:
            del os.environ[name]
        os.environ["PYTEST_XDIST_WORKER"] = "mutant"  # a name of its own for its databases in the common room
        if own_room:
            os.environ.pop(Room.VARIABLE, None)
        os.chdir(copy)
        sys.path[:] = [str(copy), *(path for path in sys.path if path not in ("", str(ROOT)))]
        for name in [name for name in sys.modules if name.split(".")[0] in OURS]:
            del sys.modules[name]
        import pytest

        code = int(pytest.main(["-x", "-q", "-n0", "-p", "no:cacheprovider", "--tb=no", *QUIET, *tests]))
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _wait(child: int) -> int:
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


def sample(known: Sequence[Mutation], size: int) -> list[Mutation]:
    """Some of them, by the seed of the proofs."""
    return random.Random(progress.seed()).sample(list(known), size)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="tools/mutate.py", description=__doc__)
    parser.add_argument("--list", action="store_true", help="name every check and what its removal means")
    parser.add_argument("--only", default="", help="those whose name holds this text")
    parser.add_argument("--again", action="store_true", help="also those that were tried on the present tree")
    parser.add_argument("--narrow", action="store_true", help="ask only the tests that each names, not the wider ones")
    options = parser.parse_args(arguments)
    chosen = [mutation for mutation in mutations() if options.only in mutation.name]
    if options.list:
        for mutation in chosen:
            print(f"{mutation.name:<44}{mutation.file:<36}{mutation.removes}")
        return 0
    return _try_all(chosen, again=options.again, wider=not options.narrow)


def _try_all(chosen: Sequence[Mutation], *, again: bool, wider: bool) -> int:
    kept = progress.Progress("mutations", STANDS_ON)
    tried, hints = kept.results(), kept.latest()
    missing = [m for m in chosen if again or tried.get(m.name, {}).get("kind") != "noticed"]
    room = Room()
    try:
        with copied_tree() as copy:
            for number, mutation in enumerate(missing, 1):
                outcome = try_one(mutation, copy, hint=_hint(hints.get(mutation.name)), wider=wider)
                print(f"{number:>3}/{len(missing)} {outcome.kind:<10}{mutation.name:<44}{outcome.by}", flush=True)
                kept.keep(mutation.name, vars(outcome))
            results = {m.name: kept.results().get(m.name, {"kind": "not tried"}) for m in chosen}
            judges = sorted({_judge(result) for result in results.values() if result["kind"] == "noticed"})
            if judges and (control := run_tests(judges, copy)).kind != "unnoticed":
                print(f"A test that noticed fails without any removal too: {control.by}")
                return 1
    finally:
        room.leave()
    left = [name for name, result in results.items() if result["kind"] != "noticed"]
    print(f"{len(results) - len(left)} of {len(results)} removals are noticed, by {len(judges)} tests; {kept.tree}.")
    for name in left:
        print(f"  not: {name} ({results[name]['kind']})")
    return 1 if left else 0


def _judge(result: Mapping[str, str]) -> str:
    """The test that noticed, without its parameters: they may hold what no command line takes."""
    return result["by"].split("[")[0]


def _hint(result: Mapping[str, str] | None) -> str:
    return _judge(result) if result and result["kind"] == "noticed" and (ROOT / _file(result)).exists() else ""


def _file(result: Mapping[str, str]) -> str:
    return result["by"].split("::")[0]


if __name__ == "__main__":
    sys.exit(main())
