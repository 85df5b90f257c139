"""Ingest beside what others do: ``python -m benchmarks.ingest``.

Each row reads the same files in turns, ours and theirs, on one core; what is timed is
this process's time on the processor.  Read the ratios.  torchxrayvision and pylibjpeg
(its libjpeg plug-in is GPL) are compared with where they are installed; poisonkit needs
neither.
"""

from __future__ import annotations

import os
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from unittest.mock import patch

import click
import numpy as np
import torch

from benchmarks.decoders import OTHERS, SIZE
from benchmarks.largefilms import write_dicom, write_picture
from benchmarks.scaling import batches, memory, processes
from benchmarks.tables import table
from poisonkit.intake.filming import Filming
from poisonkit.layouts.base import Entry
from poisonkit.patients import Disguise
from poisonkit.preparation import Preparation
from poisonkit.readers import _kornia
from poisonkit.readers.base import Reading

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

RESULTS = Path(__file__).parent / "results"
HEAD = ("what", "against", "ms a film, ours", "ratio (smallest-largest)", "goal")
ROWS = (
    ("12-bit 2500x2000 DICOM to 224", "raw.dcm", "script", "at least 5"),
    ("1024² PNG to 224", "film.png", "Pillow, decode only", "at least 0.80"),
    ("1024² PNG to 224", "film.png", "Pillow", ""),
    ("1024² PNG to 224, fast-png", "fast.png", "kornia-rs, decode only", "0.80"),
    ("1024² PNG to 224, fast-png", "fast.png", "Pillow", "at least 2"),
    ("1024² PNG to 224", "film.png", "torchxrayvision", "at least 3"),
    ("1024² JPEG to 224", "film.jpg", "torchxrayvision", "at least 3"),
    ("1024² JPEG to 224, --fast-decode", "fast.jpg", "ours, full", "at least 1.7"),
    ("decode JPEG lossless, 12 bit", "jpeg-lossless.dcm", "pylibjpeg", "at least 3"),
    ("decode JPEG-LS, 12 bit", "jpeg-ls.dcm", "pylibjpeg", "at least 3"),
)


def write_films(folder: Path, count: int) -> None:
    """Write *count* films of each form."""
    for seed in range(count):
        for form in ("raw", "jpeg-lossless", "jpeg-ls"):
            write_dicom(folder / f"{seed}-{form}.dcm", seed, form)
        for name in ("film.png", "fast.png", "film.jpg", "fast.jpg"):
            write_picture(folder / f"{seed}-{name}", seed)


def ours(folder: Path, *, reduced: bool = False) -> Callable[[Path], object]:
    """Return all that an ingest does with one file."""
    filming = Filming(
        folder=folder,
        preparation=Preparation(size=SIZE, bits=8),
        disguise=Disguise(key=b"benchmark", seed=0),
        reading=Reading(reduced_to=SIZE if reduced else None),
    )

    def read(path: Path) -> object:
        taken = filming(Entry(file=path.name))
        assert taken.digest, taken.detail
        return taken

    return read


def race(
    folder: Path, name: str, rival: str, repeats: int
) -> tuple[float, Sequence[float]]:
    """Return our milliseconds for a film, and theirs over ours in each repeat."""
    files = sorted(folder.glob(f"*-{name}"))
    fast = name.startswith("fast")
    contenders = [ours(folder, reduced=fast), OTHERS.get(rival, ours(folder))]
    if rival == "pylibjpeg":
        contenders[0] = OTHERS["imagecodecs"]
    times: list[list[float]] = []
    # The extra decoder of PNG is used, or not installed as far as anyone can see.
    here = _kornia.is_installed if fast else lambda: False
    with patch.object(_kornia, "is_installed", here):
        for repeat in range(repeats + 1):
            spent = [_spent(read, files) for read in contenders]
            times += [spent] if repeat else []
    mine, theirs = np.array(times).T / len(files) * 1000
    return float(np.median(mine)), theirs / mine


def _spent(read: Callable[[Path], object], files: Sequence[Path]) -> float:
    start = time.process_time()
    for file in files:
        read(file)
    return time.process_time() - start


def _line(folder: Path, row: tuple[str, str, str, str], repeats: int) -> list[str]:
    what, name, rival, goal = row
    try:
        mine, ratios = race(folder, name, rival, repeats)
    except ImportError:
        return [what, rival, "", "not installed", goal]
    low, middle, high = np.quantile(ratios, [0, 0.5, 1])
    return [what, rival, f"{mine:.1f}", f"{middle:.2f} ({low:.2f}-{high:.2f})", goal]


@click.command()
@click.option("--quick", is_flag=True, help="Few films, one repeat.")
@click.option("--films", default=6, show_default=True, help="Of each form.")
@click.option("--repeats", default=7, show_default=True)
@click.option("--many", default=100_000, show_default=True, help="Files, for memory.")
def main(*, quick: bool, films: int, repeats: int, many: int) -> None:
    """Time the readers, then what an ingest does with many files."""
    torch.set_num_threads(1)
    os.environ["OMP_NUM_THREADS"] = "1"
    if quick:
        films, repeats, many = 2, 1, 2_000
    with TemporaryDirectory() as name:
        folder = Path(name)
        write_films(folder, films)
        lines = [_line(folder, row, repeats) for row in ROWS]
        print(table(HEAD, lines), flush=True)
        more = [processes(folder / "two"), batches(folder), memory(folder, many)]
    text = f"{table(HEAD, lines)}\n\n{table(('what', 'measured', 'goal'), more)}\n"
    RESULTS.mkdir(exist_ok=True)
    place = RESULTS / f"ingest{'-quick' if quick else ''}.md"
    place.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
