"""The start: a busy port and a wrong setting are said at once, before anything is prepared."""

from __future__ import annotations

import errno
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import config
from portal.errors import Unusable
from tools import run


@pytest.fixture
def busy_port() -> Iterator[int]:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def start(tmp_path: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "LC_ALL": "C.UTF-8", "LANGUAGE": "", "PORTAL_DATA_DIR": str(tmp_path / "data"), **environ}
    command = [sys.executable, str(config.ROOT / "tools" / "run.py")]
    return subprocess.run(command, env=env, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60)


def test_a_busy_port_is_named_before_anything_is_prepared(tmp_path: Path, busy_port: int) -> None:
    started = start(tmp_path, PORT=str(busy_port))
    assert started.returncode == 1
    assert started.stdout == ""
    assert started.stderr.startswith(f"Port {busy_port} on 127.0.0.1 is in use.")
    assert started.stderr.count("\n") == 1
    assert not (tmp_path / "data" / "portal.db").exists()


def test_a_wrong_setting_is_one_line_and_no_traceback(tmp_path: Path) -> None:
    started = start(tmp_path, PORT="eighty")
    assert started.returncode == 1
    assert started.stderr == "PORT = 'eighty' cannot be used. Write a whole number from 1 to 65535.\n"


def test_an_address_of_another_machine_is_refused() -> None:
    with pytest.raises(Unusable, match=r"HOST=192\.0\.2\.1"):
        run.refuse_busy_port("192.0.2.1", 8000)


def test_a_port_for_administrators_is_refused_with_a_remedy() -> None:
    assert "above 1023" in str(run.reason(OSError(errno.EACCES, "Permission denied"), "127.0.0.1", 80))


def test_a_free_port_is_left_free() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    run.refuse_busy_port("127.0.0.1", port)
    run.refuse_busy_port("127.0.0.1", port)


@pytest.mark.parametrize(
    ("host", "shown"),
    [("127.0.0.1", "http://127.0.0.1:80/"), ("0.0.0.0", "http://127.0.0.1:80/"), ("::1", "http://[::1]:80/")],
)
def test_the_address_is_one_that_a_browser_understands(host: str, shown: str) -> None:
    assert run.address({"HOST": host, "PORT": 80}) == shown


def test_production_gets_no_demo_accounts() -> None:
    assert run.demo({"PORTAL_ENV": "production"}) == []
    assert run.demo({"PORTAL_ENV": "demo"}) == ["--demo"]
