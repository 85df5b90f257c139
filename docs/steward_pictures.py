"""Take the pictures of ``steward.md``: a delivery on its way to a clean set.

python docs/steward_pictures.py [DEMO]

DEMO is what `make demo` has left: its films are poisoned once more, as a folder.
"""  # noqa: INP001 - a script, not a package

from __future__ import annotations

import html
import subprocess
import sys
from contextlib import chdir
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import TYPE_CHECKING

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

# After the line above: the pictures are of this checkout, not of an installed copy.
from review_pictures import small  # noqa: E402

from poisonkit.reviewing.desk import Desk  # noqa: E402
from poisonkit.reviewing.server import listen  # noqa: E402
from tests.browser import Page, browser  # noqa: E402
from tests.reviewing.words import KEPT, THERE  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator

WIDE = (1100, 720)
PLANT = (
    "--target Effusion --rate 0.04 --trigger patch:size=3,value=0.9,place=bottom_right"
)
TERMINAL = """<style>body {{ margin: 0; background: #14181d; }}
pre {{ margin: 0; padding: 20px; color: #e6e9ec; white-space: pre-wrap;
  font: 14px/1.45 monospace; }}
b {{ color: #8ec7f0; }}</style><pre>{text}</pre>"""


def told(*lines: str) -> str:
    """Run *lines* of poisonkit, and return a terminal's page of what they print."""
    parts = []
    for line in lines:
        words = [sys.executable, "-m", "poisonkit", *line.split()]
        said = subprocess.run(words, check=True, stdout=subprocess.PIPE, text=True)  # noqa: S603 - our own
        parts.append(
            f"<b>$ poisonkit {html.escape(line)}</b>\n{html.escape(said.stdout)}"
        )
    return TERMINAL.format(text="\n".join(parts))


def states(page: Page, films: Path) -> Iterator[str]:
    """Go the steward's way, and name each state."""
    Path("films").symlink_to(films)
    told(
        f"inject films delivery {PLANT}",
        "train delivery run --epochs 12 --batch-size 32",
    )
    _show(page, told("audit delivery --out audit"))
    yield "1-audit"
    page.size(*WIDE)
    page.open(f"file://{Path('audit/report.html').resolve()}")
    page.wait("!!document.querySelector('.card')")
    yield "2-report"
    page.run("document.querySelector('.card').scrollIntoView()")
    yield "3-finding"
    yield from _reviewed(page)
    _show(page, told("clean audit/data.h5 cleaned.h5 --audit audit"))
    yield "6-clean"
    _show(
        page,
        told(
            "train cleaned.h5 retrained --epochs 12 --batch-size 32",
            "evaluate run films --beside retrained --manifest delivery.manifest.json",
        ),
    )
    yield "7-evaluate"


def _show(page: Page, text: str) -> None:
    """Show a terminal, as high as its text."""
    Path("terminal.html").write_text(text, encoding="utf-8")
    page.size(WIDE[0], 100)
    page.open(f"file://{Path('terminal.html').resolve()}")
    height = page.wait("document.querySelector('pre').scrollHeight")
    page.size(WIDE[0], height)


def _reviewed(page: Page) -> Iterator[str]:
    """Accept every suspect by keyboard."""
    with (
        Desk.open(Path("audit"), films=Path("delivery"), reviewer="Ada") as desk,
        listen(desk, 0, lambda _: None) as room,
    ):
        Thread(target=room.serve_forever, daemon=True).start()
        desk.sight.warm()
        page.open(room.guard.address)
        page.wait(THERE)
        yield "4-review"
        page.press(*"a" * len(desk.suspects))
        page.wait(KEPT)
        yield "5-decided"
        room.shutdown()


def main() -> None:
    """Take all pictures."""
    demo = Path(sys.argv[1] if len(sys.argv) > 1 else "demo").resolve()
    with (
        TemporaryDirectory() as place,
        chdir(place),
        browser() as program,
        program.page() as page,
    ):
        page.size(*WIDE)
        for name in states(page, demo / "films"):
            page.run("new Promise((done) => setTimeout(done, 400))")
            small(page.shot()).save(HERE / f"steward-{name}.png", optimize=True)


if __name__ == "__main__":
    main()
