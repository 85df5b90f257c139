"""How soon the review page answers a key, with ten thousand suspects.

python -m benchmarks.review [--suspects 10000] [--keys 200]

An audit of that many suspects is made up, served, and gone through by keyboard in a
Chromium without a window.  A key counts as answered when the browser has painted what
it changed; a film as shown when its pixels, and those of the clean film beside it, are
painted too.
"""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import TYPE_CHECKING, Any

import numpy as np

from poisonkit.auditrecords import SampleRecord
from poisonkit.dataset import CxrDataset
from poisonkit.datasetfile import Columns, write_dataset
from poisonkit.lineage import Lineage
from poisonkit.reviewing.desk import Desk
from poisonkit.reviewing.server import listen
from tests.browser import browser, chromium
from tests.families.audits import POISONED, TRIGGER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from poisonkit.arrays import Pixels
    from tests.browser import Page

SIDE, LABELS = 224, tuple(f"Label {number}" for number in range(14))
_REPEAT = 1 / 30
"""Seconds between two strokes of a key that is held."""

_TIMED = """
window.answered = []; window.shown = [];
const figures = [...document.querySelectorAll('figure')];
addEventListener('keydown', (event) => {
  const began = event.timeStamp;
  const note = (times) => setTimeout(() => times.push(performance.now() - began));
  requestAnimationFrame(() => note(answered));
  const before = figures.map((one) => one.dataset.row);
  const there = () => figures.every((one, k) => one.dataset.row !== before[k]);
  const look = () => there() ? note(shown) : requestAnimationFrame(look);
  requestAnimationFrame(look);
}, {capture: true}); 0
"""


@dataclass(frozen=True)
class Answered:
    """Milliseconds per key."""

    what: str
    keys: list[float]
    films: list[float]

    def line(self) -> str:
        """Return a row of the table."""
        keys = np.percentile(self.keys, (50, 95, 100))
        films = np.percentile(self.films, (50, 95, 100)) if self.films else None
        shown = (
            " | ".join(f"{one:.0f}" for one in films) if films is not None else "| |"
        )
        told = " | ".join(f"{one:.0f}" for one in keys)
        return f"| {self.what} | {len(self.keys)} | {told} | {shown} |"


def make(place: Path, suspects: int) -> tuple[Path, Path]:
    """Write a data set, half of whose films are suspects, and its audit."""
    count = 2 * suspects
    columns = Columns(
        label_names=LABELS,
        labels=(np.arange(count)[:, None] % 7 == np.arange(14) % 7).astype(np.int8),
        ids=tuple(f"images/{row:06d}.png" for row in range(count)),
        patients=tuple(f"p{row}" for row in range(count)),
        split=np.zeros(count, np.uint8),
        digests=tuple(f"d{row}" for row in range(count)),
        preprocessing={"size": SIDE, "crop": 1.0},
        lineage=Lineage(stage="ingest"),
    )
    data, folder = place / "data.h5", place / "audit"
    write_dataset(data, _films(count), columns)
    samples = tuple(
        SampleRecord(image=columns.ids[row], row=row, suspicion=1.0)
        for row in range(0, count, 2)
    )
    folder.mkdir()
    replace(
        POISONED, data_digest=CxrDataset.open(data).digest, label_names=LABELS,
        findings=(replace(TRIGGER, samples=samples, label=LABELS[0]),), images=count,
        model_digest=None,
    ).write(folder)  # fmt: skip
    return folder, data


def _films(count: int) -> Iterator[Pixels]:
    rng = np.random.default_rng(0)
    noise = rng.integers(0, 256, (256 + 64, SIDE, SIDE), np.uint8)
    for start in range(0, count, 256):
        yield noise[start // 256 % 64 :][: min(256, count - start)]


def go_through(page: Page, what: str, key: str, times: int) -> Answered:
    """Press *key* so often, each as soon as the films of the last are shown."""
    page.run("answered.length = shown.length = 0")
    for number in range(1, times + 1):
        page.press(key)
        page.wait(f"answered.length >= {number} && shown.length >= {number}")
    return Answered(what, page.run("answered"), page.run("shown"))


def hold(page: Page, what: str, key: str, times: int) -> Answered:
    """Press *key* so often, as fast as a keyboard repeats a key that is held."""
    page.run("answered.length = 0; shown.length = 0")
    for _ in range(times):
        page.press(key)
        time.sleep(_REPEAT)
    page.wait(f"answered.length >= {times}")
    return Answered(what, page.run("answered"), [])


def measure(suspects: int, keys: int) -> list[Answered]:
    """Return how soon each sort of key was answered."""
    with TemporaryDirectory() as place:
        folder, data = make(Path(place), suspects)
        with (
            Desk.open(folder, data=data, reviewer="Ada") as desk,
            listen(desk, 0, lambda _: None) as room,
            browser() as program,
        ):
            Thread(target=room.serve_forever, daemon=True).start()
            with program.page(room.guard.address) as page:
                page.size(1280, 860)
                page.wait("document.querySelector('#clean-figure').dataset.row")
                page.run(_TIMED)
                told = [
                    go_through(page, "next", "j", keys),
                    go_through(page, "accept, and on to the next", "a", keys),
                    hold(page, "accept, 30 a second", "a", keys),
                    hold(page, "undo, 30 a second", "z", keys // 4),
                    hold(page, "to the end", "End", 1),
                    hold(page, "narrower window, 30 a second", "[", keys // 4),
                ]
                page.wait("document.querySelector('#saved').textContent == 'all kept'")
                kept = len(desk.store.since())
                assert kept == 2 * keys + keys // 4, kept
            room.shutdown()
    return told


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--suspects", type=int, default=10_000)
    parser.add_argument("--keys", type=int, default=200)
    asked: Any = parser.parse_args()
    if chromium() is None:
        sys.exit("there is no Chromium here to measure in")
    print(f"{asked.suspects:,} suspects; milliseconds: median, 95 %, most\n")
    print("| key | presses | answered | | | films shown | | |")
    print("|---|---|---|---|---|---|---|---|")
    for one in measure(asked.suspects, asked.keys):
        print(one.line(), flush=True)


if __name__ == "__main__":
    main()
