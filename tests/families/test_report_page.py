"""The page in a browser: it is styled, asks for nothing, and keeps nobody out.

Skipped where there is no Chromium.  For the rules of accessibility, name a copy of
axe-core's ``axe.min.js`` in POISONKIT_AXE.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from poisonkit.reports import REPORTS
from tests.browser import browser, chromium
from tests.families.audits import HOSTILE, POISONED, named, pictured

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.browser import Page

AXE = os.environ.get("POISONKIT_AXE")
EDGE = "getComputedStyle(document.querySelector('.verdict')).borderLeftColor"
LOADED = "performance.getEntriesByType('resource').map(e => e.name.slice(0, 5))"

pytestmark = pytest.mark.skipif(chromium() is None, reason="there is no Chromium")


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """Open the page of an audit of films with hostile names."""
    folder = pictured(tmp_path_factory.mktemp("audit"))
    path = folder / "report.html"
    text = REPORTS.create("html").render(named(POISONED, HOSTILE), folder)
    path.write_text(text, encoding="utf-8")
    with browser() as chrome, chrome.page(path.as_uri()) as tab:
        tab.wait("document.readyState === 'complete' && location.protocol === 'file:'")
        yield tab


def test_the_policy_lets_the_style_through(page: Page) -> None:
    """The verdict's edge is red: the digest in the policy is the style's."""
    page.scheme("light")

    assert "rgb(168, 18, 40)" == page.run(EDGE)


def test_nothing_is_asked_for(page: Page) -> None:
    """Everything that is shown came with the page, and the policy had no complaint."""
    assert {"data:"} >= set(page.run(LOADED))
    assert [] == page.troubles


def test_a_narrow_screen_shows_all(page: Page) -> None:
    """At 360 pixels nothing makes the page wider than the screen."""
    page.size(360, 800)

    assert 360 == page.run("document.documentElement.scrollWidth")


def test_saliency_is_shown_by_keyboard(page: Page) -> None:
    """The box above the films is ticked with the space bar, and the maps appear."""
    heat = "getComputedStyle(document.querySelector('.heat')).opacity"
    assert "0" == page.run(heat)
    page.run("document.querySelector('.toggle input').focus()")
    page.press(" ")

    page.wait(f"{heat} === '1'")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1200])
@pytest.mark.skipif(AXE is None, reason="POISONKIT_AXE names no axe-core")
def test_nobody_is_kept_out(page: Page, width: int, scheme: str) -> None:
    """axe-core finds no violation, whatever screen, with everything unfolded."""
    page.size(width, 900)
    page.scheme(scheme)
    page.run("document.querySelectorAll('details').forEach(d => d.open = true)")
    page.run(Path(str(AXE)).read_text(encoding="utf-8") + ";0")

    assert [] == page.run(
        "axe.run(document).then(r => r.violations.map(v => [v.id, v.nodes[0].html]))"
    )
