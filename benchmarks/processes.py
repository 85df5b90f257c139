"""Training in two processes against one: ``python -m benchmarks.processes``.

The same data, recipe and global batch, one thread to each process, in turns; what is
compared are the seconds of training alone, as the run records them.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import click
from tqdm import trange

from benchmarks.tables import table
from poisonkit.intake.sources import Order
from poisonkit.phantoms.folder import write_folder
from poisonkit.stages.ingest import ingest

ROOT = Path(__file__).parents[1]
TOGETHER = ("-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2")


def seconds(start: tuple[str, ...], data: Path, run: Path, network: str) -> float:
    """Train once, and return how long that took."""
    words = [sys.executable, *start, "-m", "poisonkit", "train", str(data), str(run)]
    terms = ["--network", network, "--epochs", "2", "--precision", "fp32", "-q"]
    environment = os.environ | {
        "OMP_NUM_THREADS": "1", "PYTHONPATH": f"{ROOT}:{ROOT / 'cli'}",
    }  # fmt: skip
    subprocess.run(  # noqa: S603 - our own words
        [*words, *terms, "--force"], env=environment, check=True, capture_output=True
    )
    record = json.loads((run / "run.json").read_text(encoding="utf-8"))
    return float(record["seconds"]["train"])


@click.command()
@click.option("--network", "networks", multiple=True, default=("small_cnn", "resnet18"))
@click.option("--turns", default=3, show_default=True)
@click.option("--count", default=800, show_default=True, help="Phantoms.")
@click.option("--size", default=96, show_default=True, help="Pixels a side.")
def main(networks: tuple[str, ...], turns: int, count: int, size: int) -> None:
    """Print how many times faster two processes are."""
    lines = []
    with TemporaryDirectory() as name:
        folder = Path(name)
        films = write_folder(folder / "films", count, seed=0, size=size)
        ingest(films, folder / "data.h5", Order())
        for network in networks:
            ratios = []
            for _ in trange(turns, desc=network):
                one, two = (
                    seconds(start, folder / "data.h5", folder / "run", network)
                    for start in ((), TOGETHER)
                )
                ratios.append(one / two)
            spread = f"{median(ratios):.2f} ({min(ratios):.2f}-{max(ratios):.2f})"
            lines.append([network, str(turns), spread])
    print(table(("network", "turns", "one process / two"), lines))


if __name__ == "__main__":
    main()
