"""How far a long proof has come: one line of JSON for each finished piece, kept in ``build/proofs``, outside git.

A proof that was stopped goes on where it stopped, as long as neither its seed nor the code has changed: each line
names the digest of the files that the piece was run on.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import config

DIRECTORY = config.ROOT / "build" / "proofs"
SEED = "PROVE_SEED"
USUAL_SEED = 20_261_121


def seed() -> int:
    """The seed of chance of all proofs. ``PROVE_SEED=7 make prove`` tries others."""
    return int(os.environ.get(SEED, USUAL_SEED))


@cache
def files(*places: str) -> tuple[str, ...]:
    """The names of the files that git holds, or would hold after ``git add``, below these places (none: all)."""
    command = ["git", "-C", str(config.ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--"]
    found = subprocess.run([*command, *places], capture_output=True, check=True).stdout.decode().split("\0")
    return tuple(sorted(name for name in set(found) if name and (config.ROOT / name).is_file()))


@cache
def digest_of(*places: str) -> str:
    """What these files hold, in twelve characters."""
    digest = hashlib.sha256()
    for name in files(*places):
        content = (config.ROOT / name).read_bytes()
        digest.update(f"{name} {len(content)}\n".encode() + content)
    return digest.hexdigest()[:12]


class Progress:
    """The finished pieces of one proof, for the present state of the files that it stands on."""

    def __init__(self, name: str, places: Iterable[str], directory: Path = DIRECTORY) -> None:
        self.path = directory / f"{name}.jsonl"
        self.tree = digest_of(*places)

    def results(self) -> dict[str, Any]:
        """By piece, for the present state of the files. A later line of one piece replaces the earlier."""
        return {line["piece"]: line["result"] for line in self._lines() if line["tree"] == self.tree}

    def latest(self) -> dict[str, Any]:
        """By piece, for whichever state it was last finished."""
        return {line["piece"]: line["result"] for line in self._lines()}

    def _lines(self) -> list[dict[str, Any]]:
        if not self.path.exists():
            return []
        return [json.loads(line) for line in self.path.read_text(encoding="utf-8").splitlines() if line]

    def keep(self, piece: str, result: Any) -> None:
        """Written at once: what is finished stays finished, however the proof ends."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a", encoding="utf-8") as lines:
            lines.write(json.dumps({"tree": self.tree, "piece": piece, "result": result}, ensure_ascii=False) + "\n")
