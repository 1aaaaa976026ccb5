"""A real gunicorn on a free port, as `make run` starts it, for tests that go through a socket.

It serves tools/showroom.py: the portal, with a door to each error page.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import config

SECONDS_TO_START = 60


@dataclass
class Server:
    """A portal that answers at ``address``; what it prints goes into ``log``."""

    address: str
    log: Path
    process: subprocess.Popen[bytes]

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=30)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def without_settings() -> dict[str, str]:
    """The environment without any setting of the portal that the machine may have."""
    return {name: value for name, value in os.environ.items() if name not in config.VARIABLES}


def serve(database_url: str, data_dir: Path, log: Path, *options: str) -> Server:
    """Start gunicorn with two workers on a database that is ready, and wait until it answers. ``options`` are its."""
    port = free_port()
    environ = without_settings() | {
        "PORTAL_DATABASE_URL": database_url,
        "PORTAL_DATA_DIR": str(data_dir),
        "PORT": str(port),
        "WORKERS": "2",
    }
    command = [
        str(Path(sys.executable).with_name("gunicorn")), "-c", "tools/gunicorn_config.py", *options,
        "tools.showroom:application()",
    ]  # fmt: skip
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=config.ROOT, env=environ, stdout=out, stderr=subprocess.STDOUT)
    server = Server(f"http://127.0.0.1:{port}", log, process)
    try:
        wait_until_ready(server)
    except BaseException:
        server.stop()
        raise
    return server


def wait_until_ready(server: Server) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while not answers(server.address):
        said = server.log.read_text(encoding="utf-8", errors="replace")
        assert server.process.poll() is None, f"the server ended:\n{said}"
        assert time.monotonic() < deadline, f"the server does not answer:\n{said}"
        time.sleep(0.1)


def answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/health", timeout=10) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False
