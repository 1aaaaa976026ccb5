"""`make screenshots`: every kind of page in both languages at three widths, with one sheet to look at them all.

A demo portal is started on a database of its own and stopped again. ``--only list,show`` and ``--out DIRECTORY``
(default: build/screenshots, which git ignores); ``--readme`` takes only the README's four, into docs/pictures.
It ends by itself, also when a page does not answer.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from html import escape
from pathlib import Path

from playwright.sync_api import Browser, Error, Page, StorageState, sync_playwright

import config
from portal.services import demo
from tools.page_kinds import KINDS, PageKind

LANGUAGES = ("zh", "en")
SCREENS = {390: 844, 1366: 768, 1920: 1080}
README_PICTURES = {"list": "list.png", "tree": "tree.png", "edit": "form.png", "fields-editor": "fields.png"}
PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
PATIENCE = 15_000
"""Milliseconds for one step in the browser."""

MOST_HEIGHT = 4_000
MOST_SECONDS = 1_500
"""For everything. What is missing then is named, and the exit code says so."""

Cookies = dict[tuple[str | None, str], StorageState]


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="make screenshots", description=__doc__)
    parser.add_argument("--out", type=Path, default=config.ROOT / "build" / "screenshots")
    parser.add_argument("--only", default="", help="kinds of page, separated by commas")
    parser.add_argument("--widths", default="390,1366,1920")
    parser.add_argument("--port", type=int, default=8099)
    parser.add_argument("--readme", action="store_true")
    options = parser.parse_args(arguments)
    wanted = {name for name in options.only.split(",") if name}
    kinds = [kind for kind in KINDS if not wanted or kind.name in wanted]
    widths = [int(width) for width in options.widths.split(",")]
    program = next((found for name in PROGRAMS if (found := shutil.which(name))), None)
    if program is None or not kinds:
        print("There is no Chromium here, or no such kind of page.", file=sys.stderr)
        return 1
    options.out.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix="portal-pictures-") as folder,
        portal(Path(folder), options.port) as address,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        password = demo.password(Path(folder))
        if options.readme:
            return take_for_readme(browser, address, password)
        missing = take_all(browser, address, password, kinds, widths, options.out)
        browser.close()
    sheet = write_sheet(options.out, kinds, widths)
    print(f"{sheet}" + (f"\nmissing: {', '.join(missing)}" if missing else ""))
    return 1 if missing else 0


@contextmanager
def portal(folder: Path, port: int) -> Iterator[str]:
    """A demo on a new database, with tools/showroom.py's doors. Gives its address."""
    here = {name: value for name, value in os.environ.items() if name not in config.VARIABLES}
    environ = here | {"PORTAL_DATA_DIR": str(folder), "PORT": str(port), "WORKERS": "2"}
    gunicorn, init = (str(Path(sys.executable).with_name(name)) for name in ("gunicorn", "portal"))
    subprocess.run([init, "init", "--demo"], cwd=config.ROOT, env=environ, check=True, stdout=subprocess.DEVNULL)
    command = [gunicorn, "-c", "tools/gunicorn_config.py", "tools.showroom:application()"]
    server = subprocess.Popen(command, cwd=config.ROOT, env=environ)
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(f"{address}/health", server)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=30)


def wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and server.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=5).close()
            return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError("the portal does not start")


def take_all(
    browser: Browser, address: str, password: str, kinds: Sequence[PageKind], widths: Sequence[int], out: Path
) -> list[str]:
    """Photograph everything; gives the names of the pictures that could not be taken."""
    cookies: Cookies = {}
    missing = []
    until = time.monotonic() + MOST_SECONDS
    for language in LANGUAGES:
        for kind in kinds:
            for width in widths:
                name = picture(kind, language, width)
                try:
                    if time.monotonic() > until:
                        raise TimeoutError
                    page = take(browser, address, password, kind, language, width, cookies)
                    page.screenshot(path=out / name)
                except (Error, TimeoutError) as error:
                    missing.append(f"{name} ({str(error).splitlines()[0] if str(error) else 'too late'})")
                finally:
                    for context in browser.contexts:
                        context.close()
        print(language, flush=True)
    return missing


def take_for_readme(browser: Browser, address: str, password: str) -> int:
    cookies: Cookies = {}
    for name, file in README_PICTURES.items():
        kind = next(kind for kind in KINDS if kind.name == name)
        page = take(browser, address, password, kind, "zh", 1366, cookies)
        page.set_viewport_size({"width": 1366, "height": 768})
        page.screenshot(path=config.ROOT / "docs" / "pictures" / file)
        page.context.close()
    return 0


def take(
    browser: Browser, address: str, password: str, kind: PageKind, language: str, width: int, cookies: Cookies
) -> Page:
    """The page as that kind of reader sees it, in that language, on that screen."""
    key = (kind.username, language)
    context = browser.new_context(
        base_url=address,
        locale=language,
        viewport={"width": width, "height": SCREENS[width]},
        storage_state=cookies.get(key),
    )
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    if key not in cookies:
        page.goto(f"/language/{language}?next=/login/")
        if kind.username:
            page.locator("#username").fill(kind.username)
            page.locator("#password").fill(password)
            page.locator("button[type=submit]").click()
            page.wait_for_url("/")
        cookies[key] = context.storage_state()
    kind.reach(page)
    page.wait_for_load_state("networkidle")
    # The screen grows with the page: what sticks to its edges would lie over the middle of a long picture.
    height = int(page.evaluate("document.documentElement.scrollHeight"))
    if height > SCREENS[width]:
        page.set_viewport_size({"width": width, "height": min(height, MOST_HEIGHT)})
    return page


def picture(kind: PageKind, language: str, width: int) -> str:
    return f"{kind.name}-{language}-{width}.png"


def write_sheet(out: Path, kinds: Sequence[PageKind], widths: Sequence[int]) -> Path:
    """A page with all pictures, small; each opens in its own size."""
    rows = []
    for kind in kinds:
        cells = "".join(
            f'<td><a href="{name}"><img src="{name}" alt="{name}" loading="lazy" width="{180 if width < 600 else 340}">'
            f"</a><br>{language} {width}</td>"
            for language in LANGUAGES
            for width in widths
            if (out / (name := picture(kind, language, width))).exists()
        )
        rows.append(f"<h2>{escape(kind.name)}</h2><table><tr>{cells}</tr></table>")
    sheet = out / "index.html"
    sheet.write_text(f'<!doctype html><meta charset="utf-8"><title>Screens</title>{"".join(rows)}', encoding="utf-8")
    return sheet


if __name__ == "__main__":
    sys.exit(main())
