"""Detectors against each other: ``python -m benchmarks.detectors``.

Cells that are done are kept in the results' JSON file, and a second call goes on where
the first ended.  A cell takes one to two minutes on one core.
"""

from __future__ import annotations

from contextlib import nullcontext
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import click
import torch

import poisonkit
from benchmarks.cells import Bench
from benchmarks.kept import Kept
from benchmarks.lab import Films
from benchmarks.question import art_version
from benchmarks.tables import MEASURES, alarm_table, audit_table, ranking_table
from poisonkit.compute import Compute
from poisonkit.workflows.assignment import chosen_detectors

RATES, SEEDS = (0.003, 0.01, 0.02, 0.05), 3


@click.command()
@click.option("--quick", is_flag=True, help="400 films, two rates, one seed.")
@click.option("--films", default=2400, show_default=True)
@click.option("--side", default=64, show_default=True, help="Pixels.")
@click.option("--trigger", default="patch:size=3,value=1.0", show_default=True)
@click.option("--target", default="Effusion", show_default=True)
@click.option("--name", default="detectors", show_default=True, help="Of the results.")
@click.option("--deep", is_flag=True, help="Those that ask the model anew, as well.")
@click.option("--detector", multiple=True, help="These alone; else the usual ones.")
@click.option("--keep", type=click.Path(path_type=Path), help="Keep all files here.")
def main(  # noqa: PLR0913 - one parameter per option
    *,
    quick: bool,
    deep: bool,
    detector: tuple[str, ...],
    films: int,
    side: int,
    trigger: str,
    target: str,
    name: str,
    keep: Path | None,
) -> None:
    """Compare detectors on poisoned phantoms and on their clean twins."""
    torch.set_num_threads(1)
    if quick:  # too few films for the rates that are hardest
        films, name = 400, f"{name}-quick"
    settings = {
        "films": films,
        "side": side,
        "trigger": trigger,
        "target": target,
        "poisonkit": poisonkit.__version__,
        **({"deep": True} if deep else {}),
        **({"detectors": ", ".join(detector)} if detector else {}),
        "adversarial-robustness-toolbox": art_version(),
    }
    kept = Kept(name, settings)
    rates, seeds = (RATES[1:4:2], range(1)) if quick else (RATES, range(SEEDS))
    if keep:
        keep.mkdir(parents=True, exist_ok=True)
    with nullcontext(keep) if keep else TemporaryDirectory() as folder:
        bench = Bench(
            films=Films(folder=Path(folder), count=films, side=side),
            trigger=trigger,
            target=target,
            compute=Compute.choose("cpu"),
            detectors=chosen_detectors(detector, deep=deep),
        )
        for seed in seeds:
            kept.do(f"clean, seed {seed}", partial(bench.clean, seed))
            for rate in rates:
                cell = f"rate {rate:g}, seed {seed}"
                kept.do(cell, partial(bench.poisoned, seed, rate))
    text = _report(kept, rates, seeds)
    kept.tell(text)
    print(text)


def _report(kept: Kept, rates: tuple[float, ...], seeds: range) -> str:
    cells, settings = kept.cells, kept.held["settings"]
    by_rate = {r: [cells[f"rate {r:g}, seed {s}"] for s in seeds] for r in rates}
    told = ", ".join(f"{key} {value}" for key, value in settings.items())
    parts = [f"Settings: {told}; seeds: {len(seeds)}.", "## All training films"]
    parts += [ranking_table(by_rate, "rows", measure) for measure in MEASURES]
    parts.append("## Among the target's positives alone")
    among = "among the target's positives"
    parts += [ranking_table(by_rate, among, measure) for measure in MEASURES]
    parts += ["## The audit's verdict", audit_table(by_rate), "## False alarms"]
    parts.append(alarm_table([cells[f"clean, seed {s}"] for s in seeds]))
    return "\n\n".join(parts)


if __name__ == "__main__":
    main()
