"""The list of checks fits the code, covers every function that refuses, and a few removals are noticed."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from config import ROOT
from tools import mutate
from tools.mutate import Mutation

KNOWN = mutate.mutations()


@pytest.mark.parametrize("mutation", KNOWN, ids=lambda mutation: mutation.name)
def test_a_removal_still_applies_and_leaves_python_behind(mutation: Mutation) -> None:
    before = (ROOT / mutation.file).read_text(encoding="utf-8")
    after = mutation.applied_to(before)
    assert ast.dump(ast.parse(after)) != ast.dump(ast.parse(before))
    assert [test for test in mutation.tests if not (ROOT / test).exists()] == []


def test_each_removal_has_a_name_of_its_own() -> None:
    assert len({mutation.name for mutation in KNOWN}) == len(KNOWN)


def test_every_function_that_refuses_has_a_removal() -> None:
    missing = set(mutate.refusing_functions()) - mutate.functions_reached(KNOWN)
    assert missing == set(), "add each to a list in tests/proofs/mutations/, with the tests that ought to notice"


def test_functions_that_refuse_are_found(tmp_path: Path) -> None:
    for place in mutate.CHECKED:
        (tmp_path / place).mkdir(parents=True)
    (tmp_path / "portal/web/x.py").write_text(
        "def a():\n    raise NotFound()\n"
        "def b():\n    def c():\n        raise OutOfScope('x')\n    return c\n"
        "def d() -> Message | None:\n    return None\n"
        "def e():\n    abort(403)\n"
        "def f():\n    raise ValueError()\n"
    )
    assert [name for _, name in sorted(mutate.refusing_functions(tmp_path))] == ["a", "c", "d", "e"]


def test_a_list_that_no_longer_fits_the_code_fails_loudly() -> None:
    gone = Mutation("x", "config.py", "no such text", "", "", ())
    with pytest.raises(ValueError, match="0 times"):
        gone.applied_to("some text")
    with pytest.raises(ValueError, match="2 times"):
        gone.applied_to("no such text, no such text")


SAMPLE = """
import sys
from tools import mutate

names = sys.argv[1:]
with mutate.copied_tree() as copy:
    for mutation in mutate.mutations():
        if mutation.name in names:
            print(mutation.name, mutate.try_one(mutation, copy, wider=False).kind)
"""


def test_a_removal_is_noticed() -> None:
    """One of those that a test without a database notices; `make prove` tries all. In a process of its own, as the tool
    runs: a fork of this one would declare the portal's models twice."""
    quick = "tests/portal/access/test_scope.py"
    names = [m.name for m in mutate.sample([m for m in KNOWN if m.tests[0] == quick], 1)]
    command = [sys.executable, "-c", SAMPLE, *names]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert dict(line.split() for line in said.splitlines()) == dict.fromkeys(names, "noticed")
