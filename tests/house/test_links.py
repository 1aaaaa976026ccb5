"""The documentation leads nowhere in vain."""

from __future__ import annotations

from tools.check_links import dead_links


def test_no_link_in_the_documentation_is_dead() -> None:
    assert list(dead_links()) == []
