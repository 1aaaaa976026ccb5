"""The command line as tests run it: each command in a process of its own, forked from one that has imported it all.

Importing the portal takes seconds, and a test runs several commands. ``afresh`` starts Python anew, for what is decided
while the program is imported: the language of its help.
"""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import config

SECONDS = 120
_forking = multiprocessing.get_context("forkserver")
_forking.set_forkserver_preload(["portal.cli"])


def clean_environment() -> dict[str, str]:
    """What a person's shell would hand on, without any setting of the portal and in no language."""
    return {k: v for k, v in os.environ.items() if not k.startswith(("PORTAL_", "LC_", "LANG"))} | {"LANG": "C.UTF-8"}


def run(
    arguments: Sequence[str], environment: Mapping[str, str], directory: Path, *, afresh: bool = False
) -> subprocess.CompletedProcess[str]:
    """``portal ARGUMENTS``, finished. ``directory`` takes what it prints."""
    own = clean_environment() | dict(environment)
    if afresh:
        command = [sys.executable, "-c", "from portal.cli import main; main()", *arguments]
        return subprocess.run(
            command, cwd=config.ROOT, env=own, capture_output=True, text=True, check=False, timeout=SECONDS
        )
    said, complained = directory / "said.txt", directory / "complained.txt"
    child = _forking.Process(target=_become, args=(tuple(arguments), own, str(said), str(complained)))
    child.start()
    child.join(SECONDS)
    if child.exitcode is None:
        child.kill()
        raise subprocess.TimeoutExpired(list(arguments), SECONDS)
    return subprocess.CompletedProcess(
        list(arguments), child.exitcode, said.read_text(encoding="utf-8"), complained.read_text(encoding="utf-8")
    )


def _become(arguments: tuple[str, ...], environment: dict[str, str], said: str, complained: str) -> None:
    """The child: the same environment, directory, arguments and streams as a shell would give."""
    for descriptor, path in ((1, said), (2, complained)):
        opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        os.dup2(opened, descriptor)
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(config.ROOT)
    sys.argv = ["portal", *arguments]
    from portal.cli import main

    main()
