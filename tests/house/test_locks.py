"""The lock files: exact, hashed, without an address, and in step with pyproject.toml."""

from __future__ import annotations

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from config import ROOT

PIN = re.compile(
    r"^([a-z0-9._-]+)(?:\[[a-z,]+\])?==([^\s;]+)(?: ; [^\\]+)? \\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)",
    re.M,
)
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCKS = ("requirements.lock", "requirements-dev.lock")


def text(lock: str) -> str:
    return (ROOT / lock).read_text(encoding="utf-8")


def pins(lock: str) -> dict[str, set[str]]:
    """Versions by package; one that differs between Pythons has several."""
    versions: dict[str, set[str]] = {}
    for name, version, _ in PIN.findall(text(lock)):
        versions.setdefault(name, set()).add(version)
    return versions


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_holds_nothing_but_hashed_pins(lock: str) -> None:
    assert PIN.sub("", text(lock)) == ""


@pytest.mark.parametrize(
    ("lock", "groups"), [("requirements.lock", ["build"]), ("requirements-dev.lock", ["build", "dev"])]
)
def test_a_lock_meets_every_requirement(lock: str, groups: list[str]) -> None:
    asked = PROJECT["project"]["dependencies"] + [
        line for name in groups for line in PROJECT["dependency-groups"][name]
    ]
    locked = pins(lock)
    for requirement in map(Requirement, asked):
        versions = locked.get(canonicalize_name(requirement.name), set())
        assert versions, f"{requirement} is not locked: make lock"
        assert all(requirement.specifier.contains(version) for version in versions), f"{requirement}: make lock"


def test_tests_run_on_the_versions_that_are_delivered() -> None:
    delivered, tested = pins(LOCKS[0]), pins(LOCKS[1])
    assert {name: tested.get(name) for name in delivered} == delivered
