"""Take the pictures of ``review.md``: each state of the review page, in a browser.

python docs/review_pictures.py [DEMO]

DEMO is what `make demo` has left; its audit is copied before it is reviewed.
"""  # noqa: INP001 - a script, not a package

from __future__ import annotations

import shutil
import sqlite3
import sys
from contextlib import chdir
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import TYPE_CHECKING

from PIL import Image

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

# After the line above: the pictures are of this checkout, not of an installed copy.
from poisonkit.reviewing.desk import Desk  # noqa: E402
from poisonkit.reviewing.server import listen  # noqa: E402
from tests.browser import Page, browser  # noqa: E402
from tests.reviewing.words import KEPT, THERE  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator

COLOURS, WIDE, NARROW = 200, (1180, 700), (360, 700)
_HEAT = "!document.querySelector('#clean-figure .heat').hidden"
_NATIVE = (
    "document.querySelector('#suspect-figure figcaption').textContent.includes('16 b')"
)


def states(page: Page, desk: Desk) -> Iterator[str]:
    """Bring the page into one state after the other, and name it."""
    page.wait(THERE)
    page.wait("document.querySelector('#heat-method').value")
    yield "begin"
    page.write("Ada")
    page.press("Enter")
    page.wait("document.querySelector('#who').textContent === 'Ada'")
    yield "suspect"
    page.press("a", "a", "r", "a", "u", "a", "s")
    page.wait(KEPT)
    page.wait(_HEAT)
    page.scheme("dark")
    yield "saliency"
    page.scheme("light")
    page.press("s", "f", *"+++")
    page.press(*["ArrowRight", "ArrowDown"] * 12, shift=True)
    page.wait(_NATIVE)
    yield "enlarged"
    page.press("f", "0", "l")
    yield "relabel"
    page.press("Escape")
    yield from _second(page, desk)


def _second(page: Page, desk: Desk) -> Iterator[str]:
    """Let another reviewer come, a file be locked, and the window be narrow."""
    page.run("document.querySelector('#who-open').click()")
    page.run("document.querySelector('#who-name').value = 'Grace'")
    page.press("Enter")
    page.wait("document.querySelector('#who').textContent === 'Grace'")
    page.press("Home", "a", "a", "a", "a", "u", "Home", "j", "j")
    page.wait("document.querySelector('#agreement').textContent")
    page.wait(KEPT)
    yield "agreement"
    desk.store._connection.execute("pragma busy_timeout = 20")  # noqa: SLF001 - seconds else
    other = sqlite3.connect(desk.store.path, isolation_level=None)
    other.execute("begin immediate")
    page.press("End", "a")
    page.wait("!document.querySelector('#trouble').hidden")
    yield "locked"
    other.execute("rollback")
    other.close()
    page.wait(KEPT)
    page.size(*NARROW)
    page.press("Home")
    page.wait(THERE)
    yield "narrow"


def small(picture: bytes) -> Image.Image:
    """Return a screenshot in few colours."""
    with Image.open(BytesIO(picture)) as whole:
        return whole.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)


def main() -> None:
    """Take all pictures."""
    demo = Path(sys.argv[1] if len(sys.argv) > 1 else "demo")
    with TemporaryDirectory() as place, browser() as program:
        audit = Path(shutil.copytree(demo / "audit-poisoned", Path(place) / "audit"))
        (audit / "reviews.sqlite").unlink(missing_ok=True)
        films, data = (demo / "films").resolve(), (demo / "poisoned.h5").resolve()
        with (
            chdir(place),
            Desk.open(Path(audit.name), data=data, films=films) as desk,
            listen(desk, 0, lambda _: None) as room,
        ):
            Thread(target=room.serve_forever, daemon=True).start()
            desk.sight.warm()
            with program.page(room.guard.address) as page:
                page.size(*WIDE)
                for name in states(page, desk):
                    page.run("new Promise((done) => setTimeout(done, 400))")
                    path = HERE / f"review-{name}.png"
                    small(page.shot()).save(path, optimize=True)
            room.shutdown()


if __name__ == "__main__":
    main()
