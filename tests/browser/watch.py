"""What a browser complains about while a page is used, and every request that would leave the machine."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, WebError

REPORT_VIOLATIONS = """
addEventListener("securitypolicyviolation", (event) =>
  console.error(`content security policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
"""
"""Chromium writes violations on the console itself; this also names the directive and the source."""

LOCAL_SCHEMES = frozenset({"about", "blob", "data"})


class Watch:
    """Collects faults of all pages of a context. A test names the error statuses that it provokes."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.faults: list[str] = []
        self.expected: set[int] = set()
        self._home = urlsplit(address).netloc
        context.add_init_script(REPORT_VIOLATIONS)
        context.on("console", self._console)
        context.on("weberror", self._error)
        context.on("request", self._request)

    def expect(self, status: int) -> None:
        self.expected.add(status)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type not in {"error", "warning"}:
            return
        status = re.search(r"responded with a status of (\d{3})", message.text)
        if status is None or int(status[1]) not in self.expected:
            self.faults.append(f"{message.type}: {message.text} ({message.location.get('url')})")

    def _error(self, error: WebError) -> None:
        self.faults.append(f"script: {error.error}")

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.netloc != self._home and parts.scheme not in LOCAL_SCHEMES:
            self.faults.append(f"leaves the machine: {request.method} {request.url}")
