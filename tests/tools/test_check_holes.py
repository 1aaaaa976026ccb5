"""Known holes of the locked packages: none, some, and not checked; each is said, and only a hole fails."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from tools import check_holes

PACKAGES = [("flask", "3.1.0"), ("werkzeug", "1.0.0")]
Serve = Callable[[dict[str, Any]], str]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """A database of advisories that answers each path as told; gives its address."""
    servers = []

    def start(answers: dict[str, Any]) -> str:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body = json.dumps(answers[self.path]).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def do_POST(self) -> None:
                asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                assert [query["package"]["name"] for query in asked["queries"]] == ["flask", "werkzeug"]
                self.do_GET()

            def log_message(self, format: str, *args: Any) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_address[1]}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def found(*ids: str) -> dict[str, Any]:
    return {"results": [{}, {"vulns": [{"id": number} for number in ids]}]}


def test_no_hole_passes(serve: Serve, capsys: pytest.CaptureFixture[str]) -> None:
    assert check_holes.examine(PACKAGES, serve({"/querybatch": {"results": [{}, {}]}})) == 0
    assert "known holes: 0 in 2 locked packages" in capsys.readouterr().out


def test_a_hole_fails_and_is_named(serve: Serve, capsys: pytest.CaptureFixture[str]) -> None:
    service = serve({"/querybatch": found("PYSEC-2020-1"), "/vulns/PYSEC-2020-1": {"id": "PYSEC-2020-1"}})
    assert check_holes.examine(PACKAGES, service) == 1
    assert "werkzeug 1.0.0: PYSEC-2020-1" in capsys.readouterr().out


def test_what_was_withdrawn_or_accepted_with_a_reason_is_no_hole(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(check_holes.ACCEPTED, "A", "not used here")
    answers = {"/querybatch": found("A", "W"), "/vulns/W": {"id": "W", "withdrawn": "2021-01-01T00:00:00Z"}}
    assert check_holes.examine(PACKAGES, serve(answers)) == 0


@pytest.mark.parametrize("answer", [[], {}, {"results": [{}]}, "x"])
def test_an_answer_that_makes_no_sense_is_not_taken_for_a_clean_one(
    serve: Serve, capsys: pytest.CaptureFixture[str], answer: Any
) -> None:
    assert check_holes.examine(PACKAGES, serve({"/querybatch": answer})) == 0
    assert "NOT CHECKED" in capsys.readouterr().err


def test_without_a_network_it_says_so_and_does_not_fail(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}"
    assert check_holes.examine(PACKAGES, address) == 0
    said = capsys.readouterr()
    assert "KNOWN HOLES: NOT CHECKED: no network" in said.err
    assert said.out == ""


def test_a_network_that_hangs_is_left_after_a_while(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        address = f"http://127.0.0.1:{silent.getsockname()[1]}"
        assert check_holes.examine(PACKAGES, address, seconds=0.3) == 0
    assert "no answer within 0.3 s" in capsys.readouterr().err


def test_the_packages_are_those_of_the_lock_files() -> None:
    names = {name for name, _ in check_holes.locked()}
    assert {"flask", "flask-appbuilder", "sqlalchemy", "pytest"} <= names
    assert all(version[0].isdigit() for _, version in check_holes.locked())
