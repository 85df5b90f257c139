"""What an ingest does with many files, and a training with what it wrote."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import h5py
import numpy as np

from benchmarks.largefilms import write_dicom
from poisonkit.dataset import CxrDataset
from poisonkit.intake.sources import Order, Work
from poisonkit.phantoms.folder import write_folder
from poisonkit.stages.ingest import ingest

if TYPE_CHECKING:
    from collections.abc import Callable

_FILMS, _REPEATS, _BATCH, _MEGA = 1000, 3, 64, 2**20
_LINKS = 1000


def processes(folder: Path) -> list[str]:
    """Compare two processes with one, by the clock, in turns."""
    source = folder / "films"
    source.mkdir(parents=True)
    write_dicom(source / "0.dcm", 0)
    for number in range(1, _FILMS):
        os.link(source / "0.dcm", source / f"{number}.dcm")
    times: dict[int, list[float]] = {1: [], 2: []}
    for repeat in range(_REPEATS):
        for workers, spent in times.items():
            order = Order(unlabelled=True, size=224, work=Work(workers=workers))
            start = time.perf_counter()
            ingest(source, folder / f"{workers}-{repeat}" / "data.h5", order)
            spent.append(time.perf_counter() - start)
    return ["2 processes, raw DICOM, by the clock", _ratio(times[1], times[2]), "1.8"]


def batches(folder: Path) -> list[str]:
    """Compare random batches with h5py's fancy index on a chunked file."""
    write_folder(folder / "cohort", 500, seed=0, size=224)
    ingest(folder / "cohort", folder / "cohort.h5", Order(size=224))
    data = CxrDataset.open(folder / "cohort.h5")
    place = folder / "chunked.h5"
    with h5py.File(place, "w") as file:
        file.create_dataset(
            "images", data=np.asarray(data.images), chunks=(1, 224, 224)
        )
    rng = np.random.default_rng(0)
    rows = [np.sort(rng.permutation(len(data))[:_BATCH]) for _ in range(20)]
    with h5py.File(place) as file:
        chunked = file["images"]

        def timed(read: Callable[[np.ndarray], object]) -> float:
            start = time.process_time()
            for some in rows:
                read(some)
            return time.process_time() - start

        pairs = [
            (timed(lambda some: chunked[some]), timed(lambda some: data.images[some]))
            for _ in range(_REPEATS)
        ]
    slow, quick = (list(column) for column in zip(*pairs, strict=True))
    return ["random batches of 64, 224 px, mapped", _ratio(slow, quick), "100"]


def memory(folder: Path, many: int) -> list[str]:
    """Compare the largest memory of all processes at *many* files and at a tenth."""
    peaks = [_peak(folder / f"many-{count}", count) for count in (many // 10, many)]
    shown = f"{peaks[1] / peaks[0]:.3f} ({peaks[0]:.0f} and {peaks[1]:.0f} MiB)"
    return [f"memory at {many:,} files ÷ at {many // 10:,}", shown, "at most 1.1"]


def _peak(folder: Path, count: int) -> float:
    """Ingest *count* files in a process of its own; return MiB of it and its own."""
    source = write_folder(folder / "films", 1, seed=0, size=32)
    film = next((source / "images").iterdir())
    lines = ["image,patient_id,view,Effusion,Mass"]
    for number in range(count):
        name = f"{number // _LINKS}/{number:08d}.png"
        if number % _LINKS == 0:  # a file can have only so many names
            (source / name).parent.mkdir()
            film = shutil.copyfile(film, source / name)
        else:
            os.link(film, source / name)
        lines.append(f"{name},{number // 3},PA,{number % 2},0")
    shutil.rmtree(source / "images")
    (source / "labels.csv").write_text("\n".join(lines), encoding="utf-8")
    words = ["ingest", str(source), str(folder / "data.h5"), "--size", "16", "-q"]
    command = [sys.executable, "-m", "poisonkit", *words, "--workers", "2"]
    largest = 0.0
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as work:  # noqa: S603
        while work.poll() is None:
            largest = max(largest, sum(map(_proportional, _family(work.pid))))
            time.sleep(0.1)
    assert work.returncode == 0
    return largest / _MEGA


def _family(pid: int) -> list[int]:
    """Return *pid* and all that descends from it."""
    found = [pid]
    for parent in found:
        for tasks in Path(f"/proc/{parent}/task").glob("*/children"):
            found += [int(child) for child in tasks.read_text().split()]
    return found


def _proportional(pid: int) -> float:
    """Return the bytes of a process; what is shared is shared out."""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="utf-8")
    except OSError:  # it has just ended
        return 0.0
    line = next(line for line in text.splitlines() if line.startswith("Pss:"))
    return float(line.split()[1]) * 1024


def _ratio(slow: list[float], quick: list[float]) -> str:
    low, middle, high = np.quantile(np.divide(slow, quick), [0, 0.5, 1])
    return f"{middle:.2f} ({low:.2f}-{high:.2f})"
