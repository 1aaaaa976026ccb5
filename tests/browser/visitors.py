"""People in front of a browser: pages on which they are signed in, each watched for faults."""

from __future__ import annotations

from playwright.sync_api import Browser, Page, StorageState

from tests.browser.serving import Server
from tests.browser.watch import Watch
from tests.cast import Person

DESK = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}
PATIENCE = 15_000
"""Milliseconds: the machines of CI are slow now and then."""

Cookies = dict[tuple[str, str], StorageState]
"""By address of the server and user name. One sign-in each: they are counted."""


class Visitors:
    """All who come in one test. Each has a browser profile of their own."""

    def __init__(self, server: Server, browser: Browser, password: str, cookies: Cookies) -> None:
        self._server = server
        self._browser = browser
        self._password = password
        self._cookies = cookies
        self._watches: dict[Page, Watch] = {}

    def open(self, person: Person, path: str, *, phone: bool = False) -> Page:
        """A page as that person sees it, at a desk or on a phone."""
        key = (self._server.address, person.username)
        page = self._page(self._cookies.get(key), phone)
        if key not in self._cookies:
            self._sign_in(page, person)
            self._cookies[key] = page.context.storage_state()
        page.goto(path)
        return page

    def fresh(self, person: Person) -> Page:
        """The first page in a session of its own, for tests that end it."""
        page = self._page(None, phone=False)
        self._sign_in(page, person)
        return page

    def stranger(self, *, phone: bool = False) -> Page:
        """A page of somebody who has not signed in."""
        return self._page(None, phone)

    def _page(self, cookies: StorageState | None, phone: bool) -> Page:
        context = self._browser.new_context(
            base_url=self._server.address,
            locale="zh-CN",
            viewport=PHONE if phone else DESK,
            has_touch=phone,
            storage_state=cookies,
        )
        context.set_default_timeout(PATIENCE)
        watch = Watch(context, self._server.address)
        page = context.new_page()
        self._watches[page] = watch
        return page

    def _sign_in(self, page: Page, person: Person) -> None:
        page.goto("/login/")
        self.fill_in_login(page, person)
        page.wait_for_url("/")

    def fill_in_login(self, page: Page, person: Person) -> None:
        page.get_by_label("用户名").fill(person.username)
        page.get_by_label("密码").fill(self._password)
        page.get_by_role("button", name="登录").click()

    def expect_status(self, page: Page, status: int) -> None:
        """An error page is part of this test; the browser's remark about it is no fault."""
        self._watches[page].expected.add(status)

    def faults(self) -> list[str]:
        return [fault for watch in self._watches.values() for fault in watch.faults]

    def leave(self) -> None:
        for page in self._watches:
            page.context.close()
