"""A portal that serves, a real browser, and people in front of it.

Every page is watched: an error on the console, a breach of the content security policy or a request that leaves the
machine fails the test. Without Chromium the tests are skipped, and pytest's last lines say so; in CI they fail.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from portal.services import demo
from tests.browser.serving import Server, serve
from tests.browser.visitors import PATIENCE, Cookies, Visitors
from tests.databases import Databases

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--no-sandbox",  # the tests may run as root in a container
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    # Chromium itself would call home.
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
NO_BROWSER = (
    "NO BROWSER TEST RAN: there is no Chromium here. apt-get install chromium, or put google-chrome on the PATH"
)


def find_chromium(environ: Mapping[str, str]) -> str:
    """Skips, or in CI fails, where there is none. The reason stands in pytest's short summary (-ra)."""
    path = environ.get("PATH", os.defpath)
    found = next((found for program in PROGRAMS if (found := shutil.which(program, path=path))), None)
    if found is None and environ.get("CI", "").lower() in {"1", "true", "yes"}:
        pytest.fail(NO_BROWSER, pytrace=False)
    if found is None:
        pytest.skip(NO_BROWSER)
    return found


@pytest.fixture(scope="package")
def chromium() -> str:
    return find_chromium(os.environ)


@pytest.fixture(scope="package")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        expect.set_options(timeout=PATIENCE)
        made = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        yield made
        made.close()


@pytest.fixture(scope="package")
def data_dir(room: Path) -> Path:
    return room / "data"


@pytest.fixture(scope="package")
def portal(chromium: str, databases: Databases, data_dir: Path) -> Iterator[Server]:
    """A server on a database of its own, one for all tests here: those that write choose rows of their own."""
    log = databases.room / f"{type(databases).__name__}_{databases.name}_gunicorn.log"
    server = serve(databases.another("browser"), data_dir, log)
    yield server
    server.stop()
    said = log.read_text(encoding="utf-8", errors="replace")
    assert "Traceback" not in said, said


@pytest.fixture(scope="package")
def cookies() -> Cookies:
    return {}


@pytest.fixture
def visitors(portal: Server, browser: Browser, data_dir: Path, cookies: Cookies) -> Iterator[Visitors]:
    people = Visitors(portal, browser, demo.password(data_dir), cookies)
    yield people
    faults = people.faults()
    people.leave()
    assert faults == []
