"""The page in a browser: its style is applied, and nobody is kept out.

Skipped where there is no Chromium.  For the rules of accessibility, name a copy of
axe-core's ``axe.min.js`` in POISONKIT_AXE.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from PIL import Image

from poisonkit.reports import REPORTS
from tests.families.audits import HOSTILE, POISONED, named, pictured

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
AXE = os.environ.get("POISONKIT_AXE")
POLICY = re.compile(r"<meta http-equiv=\"Content-Security-Policy\"[^>]*>")

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium")


def browse(page: Path, *words: str) -> str:
    """Return what a browser prints of *page*."""
    always = ("--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars")
    asked = [str(CHROMIUM), *always, *words, page.resolve().as_uri()]
    done = subprocess.run(asked, check=True, capture_output=True, timeout=120)
    return done.stdout.decode()


def write(place: Path, text: str) -> Path:
    """Return a page of *text*."""
    path = place / "report.html"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_policy_lets_the_style_through(tmp_path: Path) -> None:
    """The verdict's edge is red: the digest in the policy is the style's."""
    text = REPORTS.create("html").render(POISONED, pictured(tmp_path))
    shot = tmp_path / "shot.png"
    browse(write(tmp_path, text), f"--screenshot={shot}", "--window-size=900,600")

    with Image.open(shot) as picture:
        found = picture.convert("RGB").getcolors(1 << 24) or []
    assert (168, 18, 40) in {colour for _, colour in found}


@pytest.mark.parametrize("width", ["360", "1200"])
@pytest.mark.skipif(AXE is None, reason="POISONKIT_AXE names no axe-core")
def test_nobody_is_kept_out(tmp_path: Path, width: str) -> None:
    """axe-core finds no violation, on a narrow screen and on a wide one."""
    record = named(POISONED, HOSTILE)
    text = REPORTS.create("html").render(record, pictured(tmp_path))
    script = Path(str(AXE)).read_text(encoding="utf-8")
    ask = (
        "document.querySelectorAll('details').forEach(d => d.open = true);"
        "axe.run(document).then(r => document.title = 'told ' + JSON.stringify("
        "r.violations.map(v => [v.id, v.nodes.map(n => n.html)])))"
    )
    open_page = POLICY.sub("", text).replace(
        "</body>", f"<script>{script}</script><script>{ask}</script></body>"
    )
    seen = browse(
        write(tmp_path, open_page),
        "--dump-dom", "--virtual-time-budget=20000", f"--window-size={width},900",
    )  # fmt: skip

    (told,) = re.findall(r"<title>told (.*?)</title>", seen)
    assert [] == json.loads(told.replace("&lt;", "<").replace("&amp;", "&"))
