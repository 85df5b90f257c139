"""How soon a film is compared with 10,000: ``python -m benchmarks.neighbours``.

`kernel_density` and `local_dimensionality` beside scikit-learn's `KernelDensity` and
`NearestNeighbors`, asked film by film, in turns; and one film through a whole guard.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import click
import numpy as np
import torch
from sklearn.neighbors import KernelDensity as Density
from sklearn.neighbors import NearestNeighbors

from benchmarks.kept import RESULTS
from benchmarks.tables import table
from poisonkit.impression import Impression
from poisonkit.screeners.base import Ground
from poisonkit.screeners.kernel_density import KernelDensity
from poisonkit.screeners.local_dimensionality import LocalDimensionality

if TYPE_CHECKING:
    from collections.abc import Callable

    from poisonkit.screeners.base import Screener

_LABELS, _WIDTH, _FILMS, _TURNS = 14, 256, 100, 3


def drawn(count: int, seed: int) -> Impression:
    """Return *count* films that a network of 256 activations might have seen."""
    chance = np.random.default_rng(seed)
    values = chance.normal(size=(count, _WIDTH)).astype(np.float32)
    margins = chance.normal(-1, 1, (count, _LABELS)).astype(np.float32)
    return Impression(
        films=np.zeros((count, 1, 1), np.uint8),
        logits=margins,
        margins=margins,
        activations=values,
        layers=(),
    )


def seconds(work: Callable[[], object]) -> float:
    """Return the processor seconds of *work* for each film."""
    start = time.process_time()
    work()
    return (time.process_time() - start) / _FILMS


def compared(member: Screener, theirs: Callable[[], object], bank: Impression) -> str:
    """Return how many times faster *member* is than *theirs*, over turns."""
    none = bank.take(np.arange(1))
    # The witness is not asked: both look at activations alone.
    ground = Ground(
        clean=bank, few=none, honest=none, attacked=none, witness=None  # type: ignore[arg-type]  # see above
    )  # fmt: skip
    fitted, new = member.fit(ground), drawn(_FILMS, 1)
    fitted.score(new)
    ratios = [
        seconds(theirs) / seconds(lambda: fitted.score(new)) for _ in range(_TURNS)
    ]
    return f"{np.median(ratios):.0f} ({min(ratios):.0f}-{max(ratios):.0f})"


@click.command()
@click.option("--bank", default=10_000, show_default=True, help="Clean films.")
def main(bank: int) -> None:
    """Compare, and write the ratios."""
    torch.set_num_threads(1)
    clean, new = drawn(bank, 0), drawn(_FILMS, 1).activations
    density = Density(bandwidth=4.0).fit(clean.activations)
    near = NearestNeighbors(n_neighbors=20).fit(clean.activations)
    lines = [
        [
            "kernel_density",
            compared(
                KernelDensity(components=_WIDTH, bank=bank),
                lambda: [density.score_samples(film[None]) for film in new],
                clean,
            ),
        ],
        [
            "local_dimensionality",
            compared(
                LocalDimensionality(bank=bank),
                lambda: [near.kneighbors(film[None]) for film in new],
                clean,
            ),
        ],
    ]
    text = table(["screener", f"times as fast, {bank:,} clean films"], lines)
    (RESULTS / "neighbours.md").write_text(text + "\n", encoding="utf-8")
    click.echo(text)


if __name__ == "__main__":
    main()
