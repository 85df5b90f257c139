"""Our detectors of activations and ART's: ``python -m benchmarks.clocks``.

The same probe and the same training films; processor seconds, in turns.  ART passes the
films through the network for each of its detectors; ours read what the evidence pass
has kept, once for all of them, and that pass stands in a line of its own.
"""

from __future__ import annotations

import time
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click
import numpy as np
import torch

from benchmarks.lab import Films
from benchmarks.question import Question, art_version
from benchmarks.references import testified
from benchmarks.tables import table
from poisonkit.compute import Compute
from poisonkit.detectors import DETECTORS
from poisonkit.judgement.bench import Bench
from poisonkit.judgement.brief import Witness
from poisonkit.judgement.measuring import measure
from poisonkit.progress import silent
from poisonkit.stages.evidence import gather_evidence
from poisonkit.stages.probe import train_probe

if TYPE_CHECKING:
    from collections.abc import Callable

    from poisonkit.judgement.hosts import Asked

RESULTS = Path(__file__).parent / "results"
SHARED = "evidence pass"
PAIRS = (
    ("activation_clustering", "ART activation clustering"),
    ("spectral_signature", "ART spectral signature"),
)


def spent(work: Callable[[], object]) -> float:
    """Return the processor seconds of *work*."""
    began = time.process_time()
    work()
    return time.process_time() - began


def ours(asked: Asked, name: str) -> None:
    """Measure all groups by one detector, with their pseudo-groups."""
    bench = Bench(data=asked.data, file=asked.file, asked=asked)
    with silent("", 0) as advance:
        measure(bench, {name: DETECTORS.create(name)}, 0, advance)


def report(times: dict[str, list[float]]) -> str:
    """Return the table."""
    passed = np.array(times[SHARED])
    lines = []
    for mine, theirs in PAIRS:
        own, other = np.array(times[mine]), np.array(times[theirs])
        shown = [f"{np.median(x):.1f}" for x in (own, passed, other)]
        ratios = [
            f"{np.median(x):.1f} ({x.min():.1f}-{x.max():.1f})"
            for x in (other / own, other / (own + passed))
        ]
        lines.append([mine, *shown, *ratios])
    head = ["detector", "ours, s", f"{SHARED}, s", "ART's, s", "ART's ÷ ours"]
    return table([*head, f"÷ (ours + {SHARED})"], lines)


@click.command()
@click.option("--films", default=4000, show_default=True)
@click.option("--side", default=64, show_default=True, help="Pixels.")
@click.option("--repeats", default=3, show_default=True)
def main(*, films: int, side: int, repeats: int) -> None:
    """Time both on one probe."""
    art_version()
    torch.set_num_threads(1)
    compute, times = Compute.choose("cpu"), dict[str, list[float]]()
    with TemporaryDirectory() as place:
        folder = Path(place)
        data = Films(folder=folder, count=films, side=side).of(0)
        run, file = folder / "probe", folder / "evidence.h5"
        train_probe(data, run, compute=compute, seed=0)

        def passed() -> None:
            gather_evidence(run, data, file, compute=compute, seed=0, force=True)

        passed()
        asked = testified(data, run, file, compute)
        question = Question.of(Witness(run=run, evidence=file), data)
        works: dict[str, Callable[[], object]] = {SHARED: passed}
        works |= {name: partial(ours, asked, name) for name, _ in PAIRS}
        works[PAIRS[0][1]] = partial(question.clustering, 0)
        works[PAIRS[1][1]] = question.spectral
        for _ in range(repeats):
            for name, work in works.items():
                times.setdefault(name, []).append(spent(work))
    text = report(times)
    (RESULTS / "clocks.md").write_text(text + "\n", encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
