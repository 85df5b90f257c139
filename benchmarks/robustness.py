"""What defenses are worth: ``python -m benchmarks.robustness``.

Every model is trained on the same films and attacked on the same others: macro AUROC by
eps, attack and defense.  Cells that are done are kept in a file; a run goes on where
the last one stopped.
"""

from __future__ import annotations

import json
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
from poisonkit.attacking.trials import Trials
from poisonkit.compute import Compute
from poisonkit.stages.evaluate import evaluate

DEFENSES = ("undefended", "fast", "pgd_at", "mpadvt", "maadvt")
ATTACKS = ("fgsm", "bim", "pgd:steps=20,step=0.1", "cw_linf")
TENTHS = (3, 5, 10, 20, 40)
"""eps, in tenths of a grey level."""


def measured(lab: Lab, defense: str) -> dict[str, Any]:
    """Return the AUROC of a model by attack and eps."""
    data = lab.source()
    trials = Trials(
        attacks=ATTACKS,
        eps=tuple(tenths / 2550 for tenths in TENTHS),
        seed=lab.seed,
    )
    with TemporaryDirectory(dir=lab.films.folder) as name:
        run = lab.model(data, Path(name) / "run", defense)
        told = evaluate(run, data, compute=Compute.choose(), trials=trials)
        seconds = json.loads((run / "run.json").read_text())["seconds"]
    tried = [(name_of(a), t / 10) for a in ATTACKS for t in TENTHS]
    return {
        "films": told["images"],
        "clean": told["clean_auroc"],
        "seconds": seconds["train"],
        "attacked": [
            {"attack": attack, "eps": eps, "auroc": one["auroc"]}
            for one, (attack, eps) in zip(told["attacks"], tried, strict=True)
        ],
    }


def name_of(spec: str) -> str:
    """Return an attack's name without its parameters."""
    return spec.partition(":")[0]


def report(done: dict[str, Any]) -> str:
    """Return the table of what is done so far."""
    lines = []
    for defense in DEFENSES:
        cells = [cell for key, cell in done.items() if key.startswith(f"{defense} |")]
        if cells:
            lines += _lines(defense, cells)
    head = (
        "training",
        "attack",
        "seeds",
        "clean",
        *(f"{t / 10:g}/255" for t in TENTHS),
    )
    return table(head, lines)


def _lines(defense: str, cells: list[dict[str, Any]]) -> list[list[str]]:
    """Return a line for each attack: mean, smallest and largest over the seeds."""
    lines = []
    for attack in dict.fromkeys(one["attack"] for one in cells[0]["attacked"]):
        found = [
            span([one["auroc"] for cell in cells for one in cell["attacked"]
                  if one["attack"] == attack and one["eps"] == tenths / 10])
            for tenths in TENTHS
        ]  # fmt: skip
        clean = span(cell["clean"] for cell in cells)
        lines.append([defense, attack, str(len(cells)), clean, *found])
    return lines


@click.command()
@click.option("--films", type=click.Path(path_type=Path), help="Films of yours.")
@click.option("--name", default="phantoms", show_default=True, help="Of the results.")
@click.option("--network", default="small_cnn", show_default=True)
@click.option("--seeds", default=3, show_default=True)
@click.option("--epochs", default=12, show_default=True)
@click.option("--count", default=1500, show_default=True, help="Films.")
@click.option("--size", default=64, show_default=True, help="Pixels a side.")
def main(  # noqa: PLR0913 - one parameter per option
    *,
    films: Path | None,
    name: str,
    network: str,
    seeds: int,
    epochs: int,
    count: int,
    size: int,
) -> None:
    """Train and attack every model, and write the table as it grows."""
    kept = Kept(f"robustness-{name}")
    with laboratory(
        films, count=count, size=size, network=network, epochs=epochs
    ) as lab:
        jobs = [(seed, defense) for seed in range(seeds) for defense in DEFENSES]
        for seed, defense in tqdm(jobs):
            work = partial(measured, replace(lab, seed=seed), defense)
            kept.do(f"{defense} | {seed}", work)
            kept.tell(report(kept.cells))


if __name__ == "__main__":
    main()
