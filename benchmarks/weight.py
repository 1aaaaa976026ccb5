"""What a browser fetches for a page, in bytes as they travel: `python -m benchmarks.weight`.

A first visit brings the page and every file that it names; a later one the page alone, since the files may be kept
for a year under names that change with their content.
"""

from __future__ import annotations

import re
import sys
import tempfile
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import brotli
from flask.testing import FlaskClient
from werkzeug.wrappers import Response

import config
from portal import create_app
from portal.services import demo
from portal.web import preparing

MOST_FIRST = 350_000
MOST_LATER = 40_000
"""Bytes, of the issue that asked for the skin."""

BROWSER = {"Accept-Encoding": "gzip, deflate, br, zstd", "Sec-Fetch-Site": "same-origin"}
NAMED = re.compile(r"""<(?:link|script|img)\b[^>]*?\b(?:href|src)="(/static/[^"]+)\"""")
IN_STYLES = re.compile(r"""url\(["']?([^"')]+)["']?\)""")
PAGES = {
    "login": "/login/",
    "home": "/",
    "list": "/providers/list/",
    "list of 100": "/providers/list/?size=100",
    "show": "/providers/show/1",
    "form": "/providers/edit/1",
    "tree": "/catalog/",
    "rules": "/profile/",
}


@dataclass(frozen=True)
class Weight:
    page: int
    files: int

    @property
    def first(self) -> int:
        return self.page + self.files


def weigh(client: FlaskClient, path: str) -> Weight:
    """The bytes of a page and of its files. Raises AssertionError if one of them is missing or may not be kept."""
    with client.get(path, headers=BROWSER) as answer:
        assert answer.status_code == 200, f"{answer.status_code} at {path}"
        size, text = travels(answer), decoded(answer)
    waiting = [unescape(name) for name in NAMED.findall(text)]
    seen: dict[str, int] = {}
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        with client.get(name, headers=BROWSER) as file:
            assert file.status_code == 200, f"{file.status_code} at {name}"
            kept = file.cache_control.max_age or 0
            assert kept >= 31_536_000 and "v=" in urlsplit(name).query, f"{name} is not kept"
            seen[name] = travels(file)
            if file.mimetype == "text/css":
                inner = [place for place in IN_STYLES.findall(decoded(file)) if not place.startswith("data:")]
                waiting += [urljoin(name, place) for place in inner]
    return Weight(size, sum(seen.values()))


def travels(answer: Response) -> int:
    """The size of an answer with its head."""
    head = sum(len(name) + len(value) + 4 for name, value in answer.headers)
    return head + len(answer.get_data())


def decoded(answer: Response) -> str:

    held = answer.get_data()
    if answer.headers.get("Content-Encoding") == "br":
        held = brotli.decompress(held)
    return held.decode("utf-8")


def signed_in(client: FlaskClient, password: str, username: str = "shandong_admin") -> FlaskClient:
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get("/login/").get_data(as_text=True))
    form = {"username": username, "password": password, "csrf_token": unescape(token[1]) if token else ""}
    assert client.post("/login/", data=form).status_code == 302
    return client


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="portal-weight-") as folder:
        app = create_app(config.read({"PORTAL_DATA_DIR": folder}), serving=False)
        preparing.prepare(app)
        stranger = app.test_client()
        person = signed_in(app.test_client(), demo.password(Path(folder)))
        heavy = False
        print(f"{'page':<14}{'first visit':>12}{'later visit':>12}   bytes, brotli")
        for name, path in PAGES.items():
            found = weigh(stranger if name == "login" else person, path)
            met = found.first <= MOST_FIRST and found.page <= MOST_LATER
            heavy = heavy or not met
            print(f"{name:<14}{found.first:>12,}{found.page:>12,}   {'met' if met else 'missed'}")
    return 1 if heavy else 0


if __name__ == "__main__":
    sys.exit(main())
