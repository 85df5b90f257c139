"""Ingest beside what others do: ``python -m benchmarks.ingest``.

Each row reads the same files in turns, we and they in a process of each one's own, on
one core; what is timed is that process's time on the processor.  Read the ratios.
torchxrayvision and pylibjpeg (its libjpeg plug-in is GPL) are compared with where they
are installed; poisonkit needs neither.
"""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import TemporaryDirectory

import click
import numpy as np

from benchmarks.largefilms import write_dicom, write_picture
from benchmarks.scaling import batches, memory, processes
from benchmarks.tables import table
from benchmarks.turns import race

RESULTS = Path(__file__).parent / "results"
HEAD = ("what", "against", "ms a film, ours", "ratio (smallest-largest)", "goal")
ROWS = (
    ("12-bit 2500x2000 DICOM to 224", "raw.dcm", "script", "at least 5"),
    ("1024² PNG to 224", "film.png", "Pillow, decode only", "at least 0.80"),
    ("1024² PNG to 224", "film.png", "Pillow", ""),
    ("1024² PNG to 224, fast-png", "fast.png", "kornia-rs, decode only", "0.80"),
    ("1024² PNG to 224, fast-png", "fast.png", "Pillow", "at least 2"),
    ("1024² PNG to 224", "film.png", "torchxrayvision", "at least 3"),
    ("1024² PNG to 224, fast-png", "fast.png", "torchxrayvision", "at least 3"),
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
