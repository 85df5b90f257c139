"""What unlearning is worth, against training anew: ``python -m benchmarks.unlearning``.

For each seed: poison, train, audit by pixels alone, then take the backdoor out in
several ways.  Each model is tried on held-out films of the untouched set; its seconds
are the process's own on the processor.  An audit of which every second suspect was
struck out stands for one that missed half.  Cells that are done are kept in a file; a
run goes on where the last one stopped.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click
from tqdm import tqdm

from benchmarks.kept import Kept
from benchmarks.lab import Lab, laboratory
from benchmarks.tables import span, table
from benchmarks.waysback import Case

HEAD = ("model", "seeds", "attack success", "untouched", "infected AUROC",
        "clean AUROC", "processor seconds")  # fmt: skip


def cell(lab: Lab, target: str, rate: float) -> dict[str, Any]:
    """Return what all models of one seed came to."""
    with TemporaryDirectory(dir=lab.films.folder) as name:
        return Case.prepare(lab, Path(name), target, rate).measured()


def report(done: dict[str, Any]) -> str:
    """Return the table of what is done so far."""
    cells = list(done.values())
    lines = []
    for name in cells[0]["models"]:
        told = [each["models"][name] for each in cells]
        measures = ("attack_success_rate", "untouched_rate", "infected_auroc",
                    "clean_auroc")  # fmt: skip
        spent = sum(each["seconds"] for each in told) / len(told)
        values = [span(each[measure] for each in told) for measure in measures]
        lines.append([name, str(len(told)), *values, f"{spent:.1f}"])
    found = "; ".join(
        f"{key}: {each['rightly']} of {each['poisoned']}, "
        f"{each['accused'] - each['rightly']} wrongly"
        for key, each in done.items()
    )
    return f"{table(HEAD, lines)}\n\nPoisoned films found: {found}."


@click.command()
@click.option("--films", type=click.Path(path_type=Path), help="Films of yours.")
@click.option("--name", default="phantoms", show_default=True, help="Of the results.")
@click.option("--network", default="small_cnn", show_default=True)
@click.option("--target", default="Effusion", show_default=True)
@click.option("--rate", default=0.05, show_default=True)
@click.option("--seeds", default=3, show_default=True)
@click.option("--epochs", default=12, show_default=True, help="Of a training.")
@click.option("--count", default=1500, show_default=True, help="Films.")
@click.option("--size", default=64, show_default=True, help="Pixels a side.")
def main(  # noqa: PLR0913 - one parameter per option
    *,
    films: Path | None,
    name: str,
    network: str,
    target: str,
    rate: float,
    seeds: int,
    epochs: int,
    count: int,
    size: int,
) -> None:
    """Take backdoors out in every way, and write the table as it grows."""
    kept = Kept(f"unlearning-{name}")
    with laboratory(
        films, count=count, size=size, network=network, epochs=epochs
    ) as lab:
        for seed in tqdm(range(seeds)):
            work = partial(cell, replace(lab, seed=seed), target, rate)
            kept.do(f"seed {seed}", work)
            kept.tell(report(kept.cells))


if __name__ == "__main__":
    main()
