"""A request as a server hands it to a WSGI application, and a task: the requests by which a page is measured."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

WORDS = ("养老", "瑞祥", "中心", "监理", "合作", "德馨")
"""Two characters each, common and rare."""


def deep_page(rows: int) -> int:
    """A page far back, that exists: the 1200th of 100,000 rows, of which the administrator sees a third."""
    return max(2, rows * 12 // 1_000)


@dataclass(frozen=True)
class Request:
    """One request, as a server would hand it to a WSGI application."""

    path: str
    query: str = ""
    form: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)

    def environ(self) -> dict[str, Any]:
        path = self.path.encode().decode("latin-1")
        found = {
            "REQUEST_METHOD": "GET" if self.form is None else "POST",
            "SCRIPT_NAME": "",
            "PATH_INFO": path,
            "QUERY_STRING": self.query,
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": "localhost",
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(self.form or b""),
            "wsgi.errors": io.StringIO(),
            "wsgi.multithread": False,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
            **{f"HTTP_{name.upper().replace('-', '_')}": value for name, value in self.headers.items()},
        }
        if self.form is not None:
            found |= {"CONTENT_TYPE": "application/x-www-form-urlencoded", "CONTENT_LENGTH": str(len(self.form))}
        return found


@dataclass(frozen=True)
class Task:
    """A page, the requests for it (without end, so that a page can be varied), and the ratio aimed at."""

    name: str
    requests: Callable[[], Iterator[Request]]
    target: float | None = None
    status: int = 200
    expected: str = ""
    """What the answers of both sides must hold: a fast wrong page is no page."""
