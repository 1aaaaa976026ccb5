"""Requests per second of both sides behind real gunicorn servers, asked by several clients at once."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import config
from benchmarks.requests import Request

WORKERS = 2
START_SECONDS = 60
TARGET = 0.10
"""Share of the raw application's requests per second, at least."""


@dataclass(frozen=True)
class Throughput:
    clients: int
    portal_per_second: float
    raw_per_second: float
    bare_per_second: float

    @property
    def share(self) -> float:
        return self.portal_per_second / self.raw_per_second

    def as_json(self) -> dict[str, Any]:
        return {
            "clients": self.clients,
            "workers": WORKERS,
            "portal_per_second": round(self.portal_per_second, 1),
            "raw_per_second": round(self.raw_per_second, 1),
            "bare_per_second": round(self.bare_per_second, 1),
            "share": round(self.share, 4),
            "target": TARGET,
            "met": self.share >= TARGET,
        }


def throughput(environ: Mapping[str, str], request: Request, clients: int, seconds: float) -> Throughput:
    """One list page, asked for again and again; first of the portal, then of the pages by hand."""
    rates = []
    for application in ("portal:create_app()", "benchmarks.raw:served_site()", "benchmarks.raw:served_bare()"):
        with served(application, environ) as port:
            hammer(port, request, clients, 1.5)
            rates.append(hammer(port, request, clients, seconds))
    return Throughput(clients, *rates)


@contextmanager
def served(application: str, environ: Mapping[str, str]) -> Iterator[int]:
    """An application behind gunicorn, set as the portal's own server is. Gives the port."""
    port = free_port()
    gunicorn = Path(sys.executable).with_name("gunicorn")
    server = subprocess.Popen(
        [gunicorn, "-c", "tools/gunicorn_config.py", application],
        cwd=config.ROOT,
        env={**os.environ, **environ, "HOST": "127.0.0.1", "PORT": str(port), "WORKERS": str(WORKERS)},
    )
    try:
        wait_for(port, server)
        yield port
    finally:
        server.terminate()
        server.wait(20)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and server.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError("the server does not start")


def hammer(port: int, request: Request, clients: int, seconds: float) -> float:
    """Answers per second. A client sends ready-made bytes and reads the answer, no more: it shares the processors."""
    counts = [0] * clients
    until = time.monotonic() + seconds
    text = f"GET {request.path}?{request.query} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
    text += "".join(f"{name}: {value}\r\n" for name, value in request.headers.items())
    message = text.encode() + b"\r\n"

    def client(number: int) -> None:
        connection = None
        while time.monotonic() < until:
            connection = connection or socket.create_connection(("127.0.0.1", port), timeout=30)
            if not _ask(connection, message):
                connection.close()
                connection = None
            counts[number] += 1

    threads = [threading.Thread(target=client, args=(number,)) for number in range(clients)]
    began = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if not all(counts):
        raise RuntimeError("a client got no answer")
    return sum(counts) / (time.monotonic() - began)


def _ask(connection: socket.socket, message: bytes) -> bool:
    """Whether the connection can be used again. Raises RuntimeError for an answer other than 200."""
    connection.sendall(message)
    head, _, body = _until_head(connection).partition(b"\r\n\r\n")
    lines = head.lower().split(b"\r\n")
    if lines[0].split()[1] != b"200":
        raise RuntimeError(lines[0].decode())
    fields = dict(line.split(b": ", 1) for line in lines[1:])
    missing = int(fields[b"content-length"]) - len(body)
    while missing > 0:
        missing -= len(connection.recv(65_536))
    return fields.get(b"connection") != b"close"


def _until_head(connection: socket.socket) -> bytes:
    found = b""
    while b"\r\n\r\n" not in found:
        part = connection.recv(65_536)
        if not part:
            raise RuntimeError("the server hung up")
        found += part
    return found
