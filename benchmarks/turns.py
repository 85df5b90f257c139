"""Two ways to read films, in turns, each in a process of its own."""

from __future__ import annotations

import multiprocessing
import time
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import torch

from benchmarks.decoders import OTHERS, SIZE
from poisonkit.intake.filming import Filming
from poisonkit.intake.shift import keep_memory
from poisonkit.layouts.base import Entry
from poisonkit.patients import Disguise
from poisonkit.preparation import Preparation
from poisonkit.readers import _kornia
from poisonkit.readers.base import Reading

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path


def ours(path: Path, *, reduced: bool = False) -> object:
    """Do all that an ingest does with one file."""
    filming = Filming(
        folder=path.parent,
        preparation=Preparation(size=SIZE, bits=8),
        disguise=Disguise(key=b"benchmark", seed=0),
        reading=Reading(reduced_to=SIZE if reduced else None),
    )
    taken = filming(Entry(file=path.name))
    assert taken.digest, taken.detail
    return taken


READERS: dict[str, Callable[[Path], object]] = {
    **OTHERS,
    "ours, full": ours,
    "ours, reduced": partial(ours, reduced=True),
}


def begin(*, workers_memory: bool, fast_png: bool) -> None:
    """Prepare a process: ours as a worker is, theirs as a plain script is."""
    torch.set_num_threads(1)
    if workers_memory:
        keep_memory()
    if not fast_png:
        setattr(_kornia, "is_installed", lambda: False)  # noqa: B010 - for once


def spent(reader: str, files: Sequence[Path]) -> float:
    """Return the seconds of the processor that *reader* takes for *files*."""
    start = time.process_time()
    for file in files:
        READERS[reader](file)
    return time.process_time() - start


def race(
    folder: Path, name: str, rival: str, repeats: int
) -> tuple[float, Sequence[float]]:
    """Return our milliseconds for a film, and theirs over ours in each repeat."""
    files, fast = sorted(folder.glob(f"*-{name}")), name.startswith("fast")
    mine = "imagecodecs" if rival == "pylibjpeg" else "ours, full"
    mine = "ours, reduced" if name == "fast.jpg" else mine
    times: list[list[float]] = []
    with _process(ours=True, fast=fast) as us, _process(ours=False, fast=fast) as them:
        for repeat in range(repeats + 1):
            one = us.submit(spent, mine, files).result()
            other = them.submit(spent, rival, files).result()
            times += [[one, other]] if repeat else []
    columns = np.array(times).T / len(files) * 1000
    return float(np.median(columns[0])), columns[1] / columns[0]


def _process(*, ours: bool, fast: bool) -> ProcessPoolExecutor:
    context = multiprocessing.get_context("spawn")
    start = partial(begin, workers_memory=ours, fast_png=fast)
    return ProcessPoolExecutor(1, mp_context=context, initializer=start)
