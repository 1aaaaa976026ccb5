"""A start that cannot succeed says why in plain words: a full disk, a file that is no database, a broken seed."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import make_url

from tests.browser.serving import free_port
from tests.cast import COUNTY, sign_in
from tests.conftest import dispose, make_app
from tests.databases import Databases
from tests.journeys.starting import Start, copy_repository

NOT_FOR_READERS = re.compile(r"Traceback|File \"|sqlite3|sqlalchemy|SELECT|INSERT")


def plain(start: Start) -> str:
    """What a start that must fail complained about, once it is sure that no traceback is part of it."""
    assert start.end() not in (0, None)
    assert not NOT_FOR_READERS.search(start.complained), start.complained
    assert "Ctrl-C" not in start.said
    return start.complained


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    return copy_repository(tmp_path / "portal")


@pytest.fixture
def disk_of(tmp_path: Path) -> Iterator[Callable[[str], Path]]:
    """``disk_of("1m")``: a file system of its own with one megabyte. Only an administrator can mount one."""
    disk = tmp_path / "disk"
    disk.mkdir()

    def mounted(size: str) -> Path:
        if shutil.which("mount") is None or os.geteuid() != 0:
            pytest.skip("mounting a small disk needs an administrator")
        command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(disk)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            pytest.skip(f"no small disk can be mounted here: {done.stderr.strip()}")
        return disk

    yield mounted
    if disk.is_mount():
        subprocess.run(["umount", "-l", str(disk)], check=True)


def fill(disk: Path) -> Path:
    """Write until nothing fits any more; the file to remove for room."""
    filling = disk / "filling"
    with suppress(OSError), filling.open("wb", buffering=0) as file:
        while True:
            file.write(bytes(4096))
    return filling


def test_a_disk_that_fills_up_while_the_database_is_made(clone: Path, disk_of: Callable[[str], Path]) -> None:
    disk = disk_of("1m")
    said = plain(Start(clone, PORT=str(free_port()), PORTAL_DATA_DIR=str(disk)))
    assert "disk is full" in said
    assert str(disk) in said


def test_a_disk_without_room_even_for_the_key(clone: Path, disk_of: Callable[[str], Path]) -> None:
    disk = disk_of("1m")
    fill(disk)
    said = plain(Start(clone, PORT=str(free_port()), PORTAL_DATA_DIR=str(disk)))
    assert str(disk) in said
    assert "No space left" in said


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_a_disk_that_is_full_when_somebody_saves(databases: Databases, disk_of: Callable[[str], Path]) -> None:
    """The person is told, nothing is half saved, and the portal goes on once there is room."""
    template = Path(str(make_url(databases.another("disk")).database))
    disk = disk_of(f"{template.stat().st_size // 1024 + 4096}k")
    shutil.copy(template, disk / "portal.db")
    app = make_app(f"sqlite:///{disk / 'portal.db'}")
    client = sign_in(app, COUNTY)
    filling = fill(disk)
    organization = {"code": "370304-x", "name": "博山区新来单位", "kind": "other", "region": "370304", "short_name": ""}
    long = organization | {"name": "博山区" + "很" * 190}
    answers = [client.post("/organizations/add", data=long | {"code": f"370304-{n}"}) for n in range(20)]
    refused = next(answer for answer in answers if answer.status_code != 302)
    assert refused.status_code == 503
    page = refused.get_data(as_text=True)
    assert "数据未作更改" in page
    assert not NOT_FOR_READERS.search(page)
    assert client.get("/organizations/list/").status_code == 200, "reading goes on"
    filling.unlink()
    assert client.post("/organizations/add", data=organization).status_code == 302
    assert "博山区新来单位" in client.get("/organizations/list/?q=新来单位").get_data(as_text=True)
    dispose(app)


def test_a_file_that_is_no_database(clone: Path) -> None:
    database = clone / "data" / "portal.db"
    database.parent.mkdir()
    content = b"This is no database.\n" * 300
    database.write_bytes(content)
    said = plain(Start(clone, PORT=str(free_port())))
    assert said.startswith("The database cannot be opened")
    assert database.read_bytes() == content, "what is not ours is left alone"


def test_a_seed_that_cannot_be_read(clone: Path) -> None:
    hunan = clone / "catalog_seeds" / "hunan"
    (hunan / "province.toml").write_bytes(b"\xff\xfe\x00 = ")
    (hunan / "key_areas.csv").unlink()
    (hunan / "key_areas.csv").mkdir()
    said = plain(Start(clone, PORT=str(free_port())))
    assert "hunan was not loaded" in said
    assert "province.toml:1: The file is not UTF-8" in said
    assert "key_areas.csv:1: The file cannot be read" in said
