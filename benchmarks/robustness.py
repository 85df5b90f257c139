"""What defenses are worth: ``python -m benchmarks.robustness``.

Every model is trained on the same films and attacked on the same others: macro AUROC by
eps, attack and defense.  Cells that are done are kept in a file; a run goes on where
the last one stopped.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click
import numpy as np
from tqdm import tqdm

from benchmarks.some import some_films
from benchmarks.tables import table
from poisonkit.attacking.trials import Trials
from poisonkit.compute import Compute
from poisonkit.dataset import CxrDataset
from poisonkit.intake.sources import Order
from poisonkit.networks import NETWORKS
from poisonkit.phantoms.folder import write_folder
from poisonkit.recipe import Recipe
from poisonkit.stages.evaluate import evaluate
from poisonkit.stages.ingest import ingest
from poisonkit.stages.train import train

RESULTS = Path(__file__).parent / "results"
DEFENSES = ("undefended", "fast", "pgd_at", "mpadvt", "maadvt")
ATTACKS = ("fgsm", "bim", "pgd:steps=20,step=0.1", "cw_linf")
TENTHS = (3, 5, 10, 20, 40)
"""eps, in tenths of a grey level."""


@dataclass(frozen=True, kw_only=True)
class Lab:
    """The films of one seed, and how models are trained on them."""

    folder: Path
    films: Path | None
    network: str
    epochs: int
    count: int
    size: int
    seed: int

    def source(self) -> CxrDataset:
        """Return the films: the user's, or phantoms."""
        path = self.folder / f"{self.seed}.h5"
        if not path.exists():
            place = self.folder / f"films-{self.seed}"
            if self.films:
                some_films(self.films, place, self.count, self.seed)
            else:
                write_folder(place, self.count, seed=self.seed, size=self.size)
            ingest(place, path, Order(seed=self.seed, size=self.size))
        return CxrDataset.open(path)

    def cell(self, defense: str) -> dict[str, Any]:
        """Return the AUROC of a model by attack and eps."""
        data, compute = self.source(), Compute.choose()
        recipe = Recipe(
            epochs=self.epochs,
            batch_size=32,
            learning_rate=NETWORKS.create(self.network).learning_rate,
            seed=self.seed,
            defense=defense,
        )
        trials = Trials(
            attacks=ATTACKS,
            eps=tuple(tenths / 2550 for tenths in TENTHS),
            seed=self.seed,
        )
        with TemporaryDirectory(dir=self.folder) as name:
            run = Path(name) / "run"
            train(data, run, network=self.network, recipe=recipe, compute=compute)
            told = evaluate(run, data, compute=compute, trials=trials)
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


def _write(done: dict[str, Any], name: str) -> None:
    place = RESULTS / f"robustness-{name}.json"
    place.write_text(json.dumps(done, indent=1) + "\n", encoding="utf-8")
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
    place.with_suffix(".md").write_text(table(head, lines) + "\n", encoding="utf-8")


def _lines(defense: str, cells: list[dict[str, Any]]) -> list[list[str]]:
    """Return a line for each attack: mean, smallest and largest over the seeds."""

    def told(values: list[float]) -> str:
        return f"{np.mean(values):.2f} ({min(values):.2f}-{max(values):.2f})"

    lines = []
    for attack in dict.fromkeys(one["attack"] for one in cells[0]["attacked"]):
        found = [
            told([one["auroc"] for cell in cells for one in cell["attacked"]
                  if one["attack"] == attack and one["eps"] == tenths / 10])
            for tenths in TENTHS
        ]  # fmt: skip
        clean = told([cell["clean"] for cell in cells])
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
def main(name: str, seeds: int, **wishes: Any) -> None:
    """Train and attack every model, and write the table as it grows."""
    RESULTS.mkdir(exist_ok=True)
    place = RESULTS / f"robustness-{name}.json"
    done = json.loads(place.read_text(encoding="utf-8")) if place.exists() else {}
    with TemporaryDirectory() as folder:
        lab = Lab(folder=Path(folder), seed=0, **wishes)
        jobs = [(seed, defense) for seed in range(seeds) for defense in DEFENSES]
        for seed, defense in tqdm(jobs):
            key = f"{defense} | {seed}"
            if key not in done:
                done[key] = replace(lab, seed=seed).cell(defense)
                _write(done, name)


if __name__ == "__main__":
    main()
