"""A copy of the repository as a newcomer has it, and `make run`'s program started from there."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import quote, urlencode

import config
from tests.house.tracked import tracked_files

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
SECONDS_TO_START = 120


def copy_repository(target: Path) -> Path:
    """Only what git holds, or would hold: nothing that was made here."""
    for path in tracked_files():
        copied = target / path.relative_to(config.ROOT)
        copied.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, copied)
    return target


class Start:
    """A running `tools/run.py`, in a process group of its own as under a terminal."""

    def __init__(self, clone: Path, command: list[str] | None = None, **environ: str) -> None:
        self.out = clone.parent / f"{time.monotonic_ns()}.out"
        self.err = self.out.with_suffix(".err")
        kept = {name: value for name, value in os.environ.items() if name not in config.VARIABLES}
        # The path wins over the checkout that this environment has installed.
        settings = {"PYTHONPATH": str(clone), "LC_ALL": "C.UTF-8", "LANGUAGE": "", **environ}
        with self.out.open("wb") as out, self.err.open("wb") as err:
            self.process = subprocess.Popen(
                command or [sys.executable, "tools/run.py"],
                cwd=clone,
                env=kept | settings,
                stdout=out,
                stderr=err,
                start_new_session=True,
            )

    @property
    def said(self) -> str:
        return self.out.read_text(encoding="utf-8")

    @property
    def complained(self) -> str:
        return self.err.read_text(encoding="utf-8")

    def wait_for(self, text: str, seconds: float = SECONDS_TO_START) -> None:
        """Until it has said or complained that. Fails when it ends before."""
        deadline = time.monotonic() + seconds
        while text not in self.said + self.complained:
            ended = self.process.poll() is not None
            assert not ended or text in self.said + self.complained, self.said + self.complained
            assert time.monotonic() < deadline, self.said + self.complained
            time.sleep(0.05)

    def wait_until_serving(self, address: str, seconds: float = SECONDS_TO_START) -> None:
        self.wait_for("Ctrl-C", seconds)
        deadline = time.monotonic() + SECONDS_TO_START
        while True:
            try:
                with urllib.request.urlopen(f"{address}/health", timeout=10):
                    return
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                assert self.process.poll() is None, self.said + self.complained
                assert time.monotonic() < deadline, self.said + self.complained
                time.sleep(0.1)

    def press_ctrl_c(self) -> int:
        """What the terminal does: every process of the group gets SIGINT. Gives the exit code."""
        os.killpg(self.process.pid, signal.SIGINT)
        return self.process.wait(timeout=60)

    def end(self) -> int:
        """Wait for a start that fails. Gives the exit code."""
        return self.process.wait(timeout=SECONDS_TO_START)

    def kill(self) -> None:
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(timeout=60)


class Visitor:
    """A person with a browser that keeps cookies, through the socket."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def get(self, path: str) -> str:
        with self.opener.open(self.address + quote(path, safe="/?=&"), timeout=30) as answer:
            return str(answer.read().decode())

    def post(self, path: str, **values: str) -> str:
        """Fill in the form that stands at this address and send it; gives the page that follows."""
        token = TOKEN.search(self.get(path))[1]
        body = urlencode({**values, "csrf_token": token}).encode()
        try:
            with self.opener.open(self.address + path, data=body, timeout=30) as answer:
                return str(answer.read().decode())
        except urllib.error.HTTPError as refusal:
            return refusal.read().decode()

    def sign_in(self, username: str, password: str) -> str:
        return self.post("/login/", username=username, password=password)
