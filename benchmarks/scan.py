"""What needs no network: ``python -m benchmarks.scan``.

How many films a second one core scans for repeated pixels at 224 pixels, how long
``poisonkit --help`` takes, and how many phantoms a second one core draws.  Times are of
the processor, which neighbours disturb least; those of ``--help`` also by the clock.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click
import numpy as np
import torch

from benchmarks.tables import table
from poisonkit.attempts import Attempt, Scope
from poisonkit.compute import Compute
from poisonkit.dataset import CxrDataset
from poisonkit.intake.sources import Order
from poisonkit.judgement.brief import Brief
from poisonkit.phantoms.cohort import plan_cohort
from poisonkit.phantoms.film import render
from poisonkit.phantoms.folder import write_folder
from poisonkit.planning import draw_plan
from poisonkit.stages.audit import audit
from poisonkit.stages.ingest import ingest
from poisonkit.stages.inject import inject

if TYPE_CHECKING:
    from collections.abc import Callable

RESULTS = Path(__file__).parent / "results"
TRIGGER, TARGET, RATE = "patch:size=3,value=1.0", "Effusion", 0.02
_PROGRAMS = {
    "python -c pass": ("-c", "pass"),
    "python -c 'import click'": ("-c", "import click"),
    "poisonkit --help": ("-m", "poisonkit", "--help"),
}


def _spent(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def scan_speed(folder: Path, films: int, repeats: int) -> list[list[str]]:
    """Return films per second of a whole audit that asks `repeated_pixels` alone."""
    write_folder(folder / "films", films, seed=0, size=224)
    ingest(folder / "films", folder / "clean.h5", Order())
    clean = CxrDataset.open(folder / "clean.h5")
    attempt = Attempt(trigger=TRIGGER, target=TARGET, rate=RATE)
    inject(clean, folder / "poisoned.h5", draw_plan(clean, [attempt], Scope()))
    sets = {"clean": clean, "poisoned": CxrDataset.open(folder / "poisoned.h5")}
    brief, compute = Brief(detectors=("repeated_pixels",)), Compute()
    (folder / "audit").mkdir()

    def once(data: CxrDataset) -> float:
        return len(data) / _spent(
            lambda: audit(data, folder / "audit", brief, witness=None, compute=compute)
        )

    once(clean)  # warms up
    speeds: dict[str, list[float]] = {name: [] for name in sets}
    for _ in range(repeats):
        for name, data in sets.items():
            speeds[name].append(once(data))
    return [
        [f"repeated_pixels, {films:,} {name} films of 224 px, films/s", _shown(speed)]
        for name, speed in speeds.items()
    ]


def drawing_speed(folder: Path, films: int, repeats: int) -> list[list[str]]:
    """Return how many phantoms of 96 pixels are drawn, and written, in a second."""
    studies = plan_cohort(films, seed=0)
    render(studies[0], 96, 8)  # warms up
    drawn, written = [], []
    for repeat in range(repeats):
        place = folder / f"drawn-{repeat}"
        drawn.append(films / _spent(lambda: [render(s, 96, 8) for s in studies]))
        write = partial(write_folder, place, films, seed=0, size=96)
        written.append(films / _spent(write))
    return [
        ["phantoms of 96 px, drawn, films/s", _shown(drawn)],
        ["phantoms of 96 px, drawn and written as PNG, films/s", _shown(written)],
    ]


def starting_times(repeats: int) -> list[list[str]]:
    """Return seconds until programs have started and ended, in turns."""
    clock: dict[str, list[float]] = {name: [] for name in _PROGRAMS}
    processor: dict[str, list[float]] = {name: [] for name in _PROGRAMS}
    for _ in range(repeats):
        for name, arguments in _PROGRAMS.items():
            before, start = _children(), time.perf_counter()
            command = [sys.executable, *arguments]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - our own words
            clock[name].append(time.perf_counter() - start)
            processor[name].append(_children() - before)
    return [
        [f"{name}, seconds {what}", _shown(times[name], ".3f")]
        for name in _PROGRAMS
        for what, times in (("by the clock", clock), ("of the processor", processor))
    ]


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _shown(values: list[float], form: str = ",.0f") -> str:
    low, middle, high = np.quantile(values, [0, 0.5, 1])
    return f"{middle:{form}} ({low:{form}}-{high:{form}})"


@click.command()
@click.option("--quick", is_flag=True, help="Few films, one repeat.")
@click.option("--films", default=1000, show_default=True)
@click.option("--repeats", default=5, show_default=True)
def main(*, quick: bool, films: int, repeats: int) -> None:
    """Time the pixel scan, the start of the program, and the drawing of phantoms."""
    torch.set_num_threads(1)
    starts, name = 10, "scan"
    if quick:
        films, repeats, starts, name = 60, 1, 2, "scan-quick"
    with TemporaryDirectory() as folder:
        lines = scan_speed(Path(folder), films, repeats)
        lines += drawing_speed(Path(folder), films // 2, repeats)
    lines += starting_times(starts)
    text = table(["one core", "median (smallest-largest)"], lines)
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{name}.md").write_text(text + "\n", encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
