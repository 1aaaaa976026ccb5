"""Ask the OSV database whether the locked packages have known holes. `make sure` runs it.

Exit code 1: there is one. 0: there is none, or the database cannot be reached, which is said loudly: a machine without
a network must be able to build. Bounded in time. Data: https://osv.dev, which PyPI's advisories flow into.
"""

from __future__ import annotations

import json
import re
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ("requirements.lock", "requirements-dev.lock")
SERVICE = "https://api.osv.dev/v1"
SECONDS = 20
PER_REQUEST = 8

ACCEPTED: dict[str, str] = {}
"""Advisory → why it does not touch the portal, and until when that holds. Empty is good."""

_LINE = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)==([^\s;\\]+)", re.MULTILINE)


class Unreachable(Exception):
    """The database did not answer, or not as it should."""


@dataclass(frozen=True)
class Hole:
    package: str
    version: str
    advisory: str


def locked(root: Path = ROOT) -> list[tuple[str, str]]:
    """Name and version of every locked package."""
    return sorted({pair for lock in LOCKS for pair in _LINE.findall((root / lock).read_text(encoding="utf-8"))})


def holes(packages: Sequence[tuple[str, str]], service: str = SERVICE) -> Iterator[Hole]:
    """Raises Unreachable."""
    queries = [{"package": {"name": name, "ecosystem": "PyPI"}, "version": version} for name, version in packages]
    answer = _asked(f"{service}/querybatch", {"queries": queries})
    results = answer.get("results")
    if not isinstance(results, list) or len(results) != len(packages):
        raise Unreachable("the answer does not fit the question")
    for (name, version), found in zip(packages, results, strict=True):
        for advisory in (found or {}).get("vulns", ()):
            number = str(advisory["id"])
            if number not in ACCEPTED and not _asked(f"{service}/vulns/{number}").get("withdrawn"):
                yield Hole(name, version, number)


def _asked(address: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
    data = json.dumps(body).encode() if body is not None else None
    request = urllib.request.Request(address, data, {"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=PER_REQUEST) as answer:
            found = json.load(answer)
    except (OSError, ValueError, urllib.error.URLError) as error:
        raise Unreachable(str(error)) from error
    if not isinstance(found, dict):
        raise Unreachable("the answer is no object")
    return found


def examine(packages: Sequence[tuple[str, str]], service: str = SERVICE, seconds: float = SECONDS) -> int:
    """Say what was found; gives the exit code. Looking up a name can hang for longer than any timeout of a socket."""
    outcome: list[list[Hole] | Unreachable] = []

    def ask() -> None:
        try:
            outcome.append(list(holes(packages, service)))
        except Unreachable as error:
            outcome.append(error)

    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(seconds)
    result = outcome[0] if outcome else Unreachable(f"no answer within {seconds:g} s")
    if isinstance(result, Unreachable):
        print(f"KNOWN HOLES: NOT CHECKED: no network to {service} ({result})", file=sys.stderr)
        return 0
    for hole in result:
        print(f"{hole.package} {hole.version}: {hole.advisory} https://osv.dev/vulnerability/{hole.advisory}")
    print(f"known holes: {len(result)} in {len(packages)} locked packages")
    return 1 if result else 0


if __name__ == "__main__":
    sys.exit(examine(locked()))
