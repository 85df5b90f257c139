"""The pages of the project: what they link to is there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.house.sources import ROOT

if TYPE_CHECKING:
    from pathlib import Path

FOLDERS = ("", "docs/", "docs/*/", "benchmarks/", "benchmarks/*/", "sample_data/")
PAGES = sorted({page for place in FOLDERS for page in ROOT.glob(f"{place}*.md")})
CODE = re.compile(r"^( *)```.*?^\1```$", re.DOTALL | re.MULTILINE)


def prose(page: Path) -> str:
    """Return the text of *page* without its blocks of code."""
    return CODE.sub("", page.read_text(encoding="utf-8"))


def links(page: Path) -> list[str]:
    """Return what *page* links to, within the project."""
    found = re.findall(r"\]\(([^)\s]+)\)", prose(page))
    found += re.findall(r"(?:href|src)=\"([^\"]+)\"", prose(page))
    return [link for link in found if "://" not in link]


def anchors(page: Path) -> set[str]:
    """Return the anchors of *page*: each heading as web pages of projects have it."""
    found: list[str] = []
    for head in re.findall(r"^#+ +(.+?) *$", prose(page), re.MULTILINE):
        plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", head).replace("`", "").lower()
        slug = re.sub(r"[^\w\- ]", "", plain).replace(" ", "-")
        same = sum(re.fullmatch(rf"{re.escape(slug)}(-\d+)?", old) is not None
                   for old in found)  # fmt: skip
        found.append(f"{slug}-{same}" if same else slug)
    return set(found)


def broken(page: Path, link: str) -> bool:
    """Return whether *link* leads nowhere."""
    path, _, anchor = link.partition("#")
    target = page.parent / path if path else page
    if not target.exists() or not target.resolve().is_relative_to(ROOT):
        return True
    return bool(anchor) and anchor not in anchors(target)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    """Every file and every heading that a page links to is there."""
    assert [] == [link for link in links(page) if broken(page, link)]


def test_the_checker_finds_what_is_broken(tmp_path: Path) -> None:
    """It would notice: a file, a heading, and one that is only in a block of code."""
    text = "# A `b` c?\n\n## Same\n\n## Same\n\n```sh\n# No heading\n```\n"
    page = tmp_path / "page.md"
    page.write_text(text, encoding="utf-8")

    assert {"a-b-c", "same", "same-1"} == anchors(page)
    assert broken(ROOT / "README.md", "nowhere.md")
    assert broken(ROOT / "README.md", "docs/files.md#nowhere")
    assert not broken(ROOT / "README.md", "docs/files.md#an-audit")
    assert len(PAGES) > 15
