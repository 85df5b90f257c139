"""The evidence pass beside what it is made of: ``python -m benchmarks.evidence``.

Which explanations the pass needs depends on the size of the set, because the null is a
fixed number of films per label.  So pairs are chosen, by the stage's own
`choose_pairs`, for a set of --set-size films with the prevalences of ChestX-ray14, and
the films that are timed are a sample of that set with the pairs that fell to them.
Writing HDF5 is left out.  All contenders see the same films, in the same precision, on
one thread, turn by turn in every repeat; what is timed is this process's time on the
processor, which its neighbours disturb least.  Read the ratios.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click
import numpy as np
import torch

from benchmarks.race import LABELS, Race
from benchmarks.tables import table

if TYPE_CHECKING:
    from benchmarks.race import Times

RESULTS = Path(__file__).parent / "results"
HEAD = (
    *("network", "explanations per film", "films/s (one core)", "pass ÷ forward"),
    *("pass ÷ forward+backward", "Captum's loop ÷ pass", "Captum's loop ÷ ours, same"),
)


def _line(race: Race, name: str, side: int, times: Times) -> list[str]:
    films = len(race.images)
    rate = f"{films / np.median(times['evidence']):,.0f}"

    def ratio(one: str, other: str) -> str:
        quotients = np.divide(times[one], times[other])
        low, middle, high = np.quantile(quotients, [0, 0.5, 1])
        return f"{middle:.2f} ({low:.2f}-{high:.2f})"

    return [
        *(f"{name}, {side} px", f"{len(race.pairs) / films:.2f}", rate),
        *(ratio("evidence", "forward"), ratio("evidence", "forward_backward")),
        *(ratio("captum", "evidence"), ratio("captum", "every_label")),
    ]


@click.command()
@click.option("--quick", is_flag=True, help="16 films, one repeat.")
@click.option("--films", default=64, show_default=True, help="That are timed.")
@click.option("--repeats", default=5, show_default=True)
@click.option("--set-size", default=10_000, show_default=True)
@click.option("--networks", default="small_cnn,resnet18,densenet121", show_default=True)
@click.option("--last", is_flag=True, help="Explain the last maps, not the middle's.")
@click.option("--name", default="evidence", show_default=True, help="Of the results.")
def main(  # noqa: PLR0913 - one parameter per option
    *,
    quick: bool,
    films: int,
    repeats: int,
    set_size: int,
    networks: str,
    last: bool,
    name: str,
) -> None:
    """Time the evidence pass beside one forward, one step, and Captum's loop."""
    torch.set_num_threads(1)
    if quick:
        films, repeats, name = 16, 1, f"{name}-quick"
    lines = []
    for network in networks.split(","):
        for side in (96, 128):
            race = Race(network, side, films, set_size)
            if last:
                race.model.middle = len(race.model.stages)
            lines.append(_line(race, network, side, race.run(repeats)))
            print(table(HEAD, lines[-1:]).splitlines()[-1], flush=True)
    text = f"{films} films of a set of {set_size:,}, {repeats} repeats, {LABELS} labels"
    whole = f"{text}: medians (smallest-largest).\n\n{table(HEAD, lines)}\n"
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{name}.md").write_text(whole, encoding="utf-8")


if __name__ == "__main__":
    main()
