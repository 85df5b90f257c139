"""What an injection costs: ``python -m benchmarks.injecting``.

1 % of 20,000 films of 224 pixels, beside `cp` of the file, both until the bytes are on
the disk, in turns; the memory of a process that does it; and films a second of each
trigger, of one core's own time.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import click
import numpy as np

from benchmarks.tables import table
from poisonkit.attempts import Attempt, Scope
from poisonkit.dataset import CxrDataset
from poisonkit.datasetfile import Columns, write_dataset
from poisonkit.lineage import Lineage, digest_array
from poisonkit.planning import draw_plan
from poisonkit.poisoning.stamping import Stamp
from poisonkit.stages.inject import inject
from poisonkit.triggers import TRIGGERS

RESULTS = Path(__file__).parent / "results"
SIDE, TARGET, MEGA = 224, "Mass", 2**20


def write_films(path: Path, count: int) -> CxrDataset:
    """Write *count* films of noise, a hundred kinds of them."""
    rng = np.random.default_rng(0)
    kinds = rng.integers(0, 200, (100, SIDE, SIDE), np.uint8)
    digests = [digest_array(film) for film in kinds]
    columns = Columns(
        label_names=(TARGET,),
        labels=(rng.random((count, 1)) < 0.1).astype(np.int8),
        ids=tuple(f"{number}.png" for number in range(count)),
        patients=tuple(f"p{number // 3}" for number in range(count)),
        split=np.zeros(count, np.uint8),
        digests=tuple(digests[number % 100] for number in range(count)),
        preprocessing={"size": SIDE, "bits": 8, "crop": 1.0, "resize": "mean"},
        lineage=Lineage(stage="ingest", parameters={}, inputs={}, seed=0),
    )
    write_dataset(path, (kinds for _ in range(count // 100)), columns)
    return CxrDataset.open(path)


def beside_cp(data: CxrDataset, folder: Path, repeats: int) -> list[str]:
    """Compare an injection with `cp`, by the clock, the disk included."""
    plan = draw_plan(
        data, [Attempt(trigger="patch", target=TARGET, rate=0.01)], Scope()
    )
    ratios, ours = [], []
    for _ in range(repeats):
        os.sync()
        start = time.perf_counter()
        subprocess.run(["cp", data.path, folder / "copy.h5"], check=True)  # noqa: S603, S607
        with (folder / "copy.h5").open("rb") as file:
            os.fsync(file.fileno())
        copied = time.perf_counter() - start
        os.sync()
        start = time.perf_counter()
        inject(data, folder / "bad.h5", plan, force=True)
        ours.append(time.perf_counter() - start)
        ratios.append(ours[-1] / copied)
    low, middle, high = np.quantile(ratios, [0, 0.5, 1])
    what = f"inject 1 % of {len(data):,} films ÷ cp and fsync"
    return [what, f"{middle:.2f} ({low:.2f}-{high:.2f})", "at most 1.3"]


def memory(data: CxrDataset, folder: Path) -> list[str]:
    """Return the largest memory of a process that injects, what is mapped left out."""
    words = [
        "inject",
        data.path,
        folder / "again.h5",
        "--target",
        TARGET,
        "--rate",
        "0.01",
    ]
    peak = 0.0
    command = [sys.executable, "-m", "poisonkit", *map(str, words), "-q"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as work:  # noqa: S603
        while work.poll() is None:
            try:
                text = Path(f"/proc/{work.pid}/status").read_text(encoding="utf-8")
            except OSError:
                break
            told = dict(line.split(":", 1) for line in text.splitlines() if ":" in line)
            peak = max(peak, float(told.get("RssAnon", "0").split()[0]) * 1024 / MEGA)
            time.sleep(0.02)
    assert work.returncode == 0
    return ["memory of the process, MiB", f"{peak:.0f}", "under 500"]


def speed(name: str, repeats: int) -> list[str]:
    """Return films a second of the trigger *name* at 224 pixels."""
    stamp = Stamp(trigger=TRIGGERS.create(name), seed=0)
    film = np.random.default_rng(0).random((SIDE, SIDE), np.float32)
    stamp.on(film, "first")
    rates = []
    for repeat in range(repeats):
        start, count = time.process_time(), 0
        while time.process_time() - start < 0.3:
            stamp.on(film, f"{repeat}-{count}")
            count += 1
        rates.append(count / (time.process_time() - start))
    return [name, f"{np.median(rates):,.0f}"]


@click.command()
@click.option("--films", default=20_000, show_default=True)
@click.option("--repeats", default=7, show_default=True)
def main(*, films: int, repeats: int) -> None:
    """Measure, and write the tables."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        data = write_films(folder / "clean.h5", films)
        lines = [beside_cp(data, folder, repeats), memory(data, folder)]
    names = [n for n in TRIGGERS.modules() if not TRIGGERS.create(n).in_header]
    speeds = [speed(name, repeats) for name in names]
    text = table(("what", "measured", "goal"), lines)
    text += "\n\n" + table(("trigger, stamp and footprint", "films/s at 224"), speeds)
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "injecting.md").write_text(text + "\n", encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
