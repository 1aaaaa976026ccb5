"""What watches the other tests: it notices each kind of fault, and a missing browser is never passed over silently."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import NO_BROWSER, find_chromium
from tests.browser.serving import Server
from tests.browser.watch import Watch

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("script", "noticed"),
    [
        ("console.error('broken')", "error: broken"),
        ("setTimeout(() => { throw new Error('thrown') })", "script: thrown"),
        ("document.body.setAttribute('style', 'color: red')", "content security policy: style-src-attr"),
        ("document.body.append(Object.assign(document.createElement('script'), {text: '1'}))", "policy: script-src"),
        ("new Image().src = 'http://127.0.0.2:9/pixel.png'", "content security policy: img-src"),
        ("location.href = 'http://127.0.0.2:9/'", "leaves the machine: GET http://127.0.0.2:9/"),
        ("fetch('/no/such/page')", "status of 404"),
    ],
)
def test_a_fault_is_noticed(portal: Server, browser: Browser, script: str, noticed: str) -> None:
    context = browser.new_context(base_url=portal.address)
    watch = Watch(context, portal.address)
    page = context.new_page()
    page.goto("/login/")
    assert watch.faults == []
    page.evaluate(f"() => {{ {script} }}")
    page.wait_for_timeout(200)
    found = list(watch.faults)
    context.close()
    assert any(noticed in fault for fault in found), found


def test_without_chromium_the_tests_are_skipped_in_words() -> None:
    with pytest.raises(pytest.skip.Exception, match="NO BROWSER TEST RAN"):
        find_chromium({"PATH": "/nowhere"})


def test_in_ci_a_missing_chromium_is_a_failure() -> None:
    with pytest.raises(pytest.fail.Exception) as failed:
        find_chromium({"PATH": "/nowhere", "CI": "true"})
    assert str(failed.value) == NO_BROWSER
