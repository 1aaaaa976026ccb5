"""The link checker finds what is dead, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.check_links import dead_links, slug


@pytest.fixture
def site(tmp_path: Path) -> Path:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "运行.md").write_text('# 运行 (make run)\n\n## 两次\n\n## 两次\n\n<a id="x"></a>\n')
    return tmp_path


@pytest.mark.parametrize(
    "link",
    [
        "[a](docs/运行.md)",
        "[a](docs/%E8%BF%90%E8%A1%8C.md#运行-make-run)",
        "[a](docs/运行.md#两次-1)",
        "[a](docs)",
        "[a](#here)",
        "[a](https://example.org/none#x)",
        "[a](mailto:a@example.org)",
        "`[a](none.md)`",
        "```\n[a](none.md)\n```",
        '[a](docs/运行.md "title")',
    ],
)
def test_a_living_link_is_left_alone(site: Path, link: str) -> None:
    (site / "README.md").write_text(f"# Here\n\n{link}\n")
    assert list(dead_links(site)) == []


@pytest.mark.parametrize(
    ("link", "why"),
    [
        ("[a](none.md)", "none.md: no such file"),
        ("![a [b]](none.png)", "none.png: no such file"),
        ('<img src="none.png">', "none.png: no such file"),
        ("[a]: none.md", "none.md: no such file"),
        ("[a](docs/运行.md#两次-2)", "no heading '两次-2' in docs/运行.md"),
        ("[a](#there)", "no heading 'there' in README.md"),
        ("[a](../outside.md)", "leads out of the repository"),
    ],
)
def test_a_dead_link_is_named_with_its_line(site: Path, link: str, why: str) -> None:
    (site / "README.md").write_text(f"# Here\n\n```\ncode\n```\n{link}\n")
    (found,) = dead_links(site)
    assert found.startswith("README.md:6: ")
    assert found.endswith(why)


def test_a_headings_name_is_made_as_github_makes_it() -> None:
    assert slug("`make run`: what it *does*, 以及（端口）") == "make-run-what-it-does-以及端口"
