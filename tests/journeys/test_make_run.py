"""`make run` as a newcomer meets it: from an empty directory whose path holds a space, stopped and started again."""

from __future__ import annotations

import re
import stat
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.serving import free_port
from tests.journeys.starting import Start, Visitor, copy_repository

PASSWORD = re.compile(r"Password of all demo accounts: (\S+)")
ACCOUNT = re.compile(r"^((?:shandong|neimenggu|hunan)_\w+)  ", re.MULTILINE)


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    return copy_repository(tmp_path / "a newcomer's 目录" / "portal")


@pytest.fixture
def starts() -> Iterator[list[Start]]:
    """Whatever a test started ends with it."""
    made: list[Start] = []
    yield made
    for start in made:
        start.kill()


def test_a_newcomer_starts_stops_and_starts_again(clone: Path, starts: list[Start]) -> None:
    port = free_port()
    address = f"http://127.0.0.1:{port}"

    def start() -> Start:
        starts.append(Start(clone, PORT=str(port), WORKERS="1"))
        return starts[-1]

    interrupted = start()
    interrupted.wait_for("_national")
    assert interrupted.press_ctrl_c() == 130
    assert "Traceback" not in interrupted.complained

    first = start()
    first.wait_until_serving(address)
    assert f"{address}/" in first.said
    accounts = ACCOUNT.findall(first.said)
    assert len(accounts) == 18
    password = PASSWORD.search(first.said)[1]
    kept = clone / "data" / "demo_password"
    assert kept.read_text("utf-8").strip() == password
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600

    second_server = start()
    assert second_server.end() == 1
    assert second_server.complained.startswith(f"Port {port} on 127.0.0.1 is in use.")
    assert "Traceback" not in second_server.complained

    person = Visitor(address)
    assert "博山区" in person.sign_in("shandong_county", password)
    organization = {
        "code": "370304-newcomer",
        "name": "博山区新来单位",
        "kind": "competent_department",
        "region": "370304",
    }
    assert "博山区新来单位" in person.post("/organizations/add", **organization)

    assert first.press_ctrl_c() == 0
    assert "Traceback" not in first.complained
    assert "Error" not in first.complained

    again = start()
    again.wait_until_serving(address)
    assert PASSWORD.search(again.said)[1] == password
    assert ACCOUNT.findall(again.said) == accounts
    assert " 0 rows written" in again.said
    assert "博山区新来单位" in person.get("/organizations/list/?q=新来单位"), "the session holds over a restart"
    assert again.press_ctrl_c() == 0
    assert "Traceback" not in again.complained


@pytest.mark.prove
def test_make_run_installs_everything_in_an_empty_directory(clone: Path, starts: list[Start]) -> None:
    """With nothing but Python and make. It takes minutes: everything is installed from the package index."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    command = ["make", "run", f"PYTHON={sys.executable}"]
    first = Start(clone, command, PORT=str(port), PYTHONPATH="")
    starts.append(first)
    first.wait_until_serving(address, seconds=900)
    password = PASSWORD.search(first.said)[1]
    person = Visitor(address)
    page = person.sign_in("hunan_city", password)
    assert "长沙市" in page
    assert '<html lang="zh-CN"' in page, "the translations were compiled"
    first.press_ctrl_c()
    assert "Traceback" not in first.complained

    begun = time.monotonic()
    again = Start(clone, command, PORT=str(port), PYTHONPATH="")
    starts.append(again)
    again.wait_until_serving(address, seconds=60)
    assert time.monotonic() - begun < 30, "a second start takes seconds"
    assert PASSWORD.search(again.said)[1] == password
    again.press_ctrl_c()
    assert "Traceback" not in again.complained
