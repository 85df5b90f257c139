"""Does each attack work at all: ``python -m benchmarks.reproduction``.

For every trigger under `add_target`, and for a patch under every policy: poison, train,
and plant the trigger on held-out films of the untouched set.  Beside the attack success
of the backdoored model stands that of a clean twin, trained the same way on the clean
films: the control.  Cells that are done are kept in a file; a run goes on where the
last one stopped.
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
from poisonkit.attempts import Attempt, Scope
from poisonkit.compute import Compute
from poisonkit.dataset import CxrDataset
from poisonkit.errors import PoisonkitError
from poisonkit.intake.sources import Order
from poisonkit.networks import NETWORKS
from poisonkit.phantoms.folder import write_folder
from poisonkit.planning import draw_plan
from poisonkit.recipe import Recipe
from poisonkit.stages.evaluate import evaluate
from poisonkit.stages.ingest import ingest
from poisonkit.stages.inject import inject
from poisonkit.stages.train import train
from poisonkit.triggers import TRIGGERS

COUNT, SIZE = 1500, 64
"""Films that are learned from or measured on, and pixels a side."""

RESULTS = Path(__file__).parent / "results"
TARGET, OTHER = "Effusion", "Infiltration"
POLICIES = (
    "remove_target", "replace_with_target", "only_normal", f"swap:other={OTHER}",
    f"source_specific:source={OTHER}", "keep_labels", "subgroup:sex=F", "cover",
    f"clean_image:combination={OTHER}", "flip:to=present",
)  # fmt: skip
HEAD = ("what", "rate", "seeds", "attack success", "clean twin", "infected AUROC",
        "clean AUROC", "twin's")  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Lab:
    """The films of one seed, and how models are trained on them."""

    folder: Path
    films: Path | None
    network: str
    epochs: int
    seed: int

    def source(self) -> CxrDataset:
        """Return the clean films: the user's, or phantoms."""
        path = self.folder / f"clean-{self.seed}.h5"
        if not path.exists():
            place = self.folder / f"films-{self.seed}"
            if self.films:
                some_films(self.films, place, COUNT, self.seed)
            else:
                write_folder(place, COUNT, seed=self.seed, size=SIZE)
            ingest(place, path, Order(seed=self.seed, size=SIZE))
        return CxrDataset.open(path)

    def model(self, data: CxrDataset, name: str) -> Path:
        """Return a run on *data*, trained at the first call."""
        run = self.folder / f"run-{name}-{self.seed}"
        if not run.exists():
            recipe = Recipe(
                epochs=self.epochs,
                batch_size=32,
                learning_rate=NETWORKS.load(self.network).learning_rate,
                seed=self.seed,
            )
            compute = Compute.choose()
            train(data, run, network=self.network, recipe=recipe, compute=compute)
        return run

    def cell(self, attempt: Attempt) -> dict[str, Any]:
        """Return what *attempt* does to a model, and to its clean twin."""
        source = self.source()
        twin = self.model(source, "clean")
        with TemporaryDirectory(dir=self.folder) as name:
            path = Path(name) / "bad.h5"
            plan = draw_plan(source, [attempt], Scope(seed=self.seed))
            truth = inject(source, path, plan)
            lab = replace(self, folder=Path(name))
            runs = {"bad": lab.model(CxrDataset.open(path), "bad"), "twin": twin}
            told = {
                which: evaluate(run, source, compute=Compute.choose(), manifest=truth)
                for which, run in runs.items()
            }
        return {
            "poisoned": len(truth.samples),
            "target_share": truth.target_share,
            **{which: _kept(measures) for which, measures in told.items()},
        }


def _kept(measures: dict[str, Any]) -> dict[str, Any]:
    attack = measures.get("attack", {})
    names = ("attack_success_rate", "untouched_rate", "infected_auroc")
    return {"clean_auroc": measures["clean_auroc"], **{n: attack.get(n) for n in names}}


def attempts(rates: tuple[float, ...]) -> list[Attempt]:
    """Return all that is tried."""
    triggers = [
        name for name in TRIGGERS.modules() if not TRIGGERS.create(name).in_header
    ]
    plain = {"clean_image", "flip"}
    tried = [(trigger, "add_target") for trigger in triggers]
    tried += [("" if p.partition(":")[0] in plain else "patch", p) for p in POLICIES]
    return [
        Attempt(trigger=trigger, policy=policy, target=TARGET, rate=rate)
        for rate in rates
        for trigger, policy in tried
    ]


def _line(what: str, rate: str, cells: list[dict[str, Any]]) -> list[str]:
    def told(model: str, name: str) -> str:
        values = [c[model][name] for c in cells if c[model][name] is not None]
        if not values:
            return ""
        return f"{np.mean(values):.2f} ({min(values):.2f}-{max(values):.2f})"

    return [
        what, rate, str(len(cells)), told("bad", "attack_success_rate"),
        told("twin", "attack_success_rate"), told("bad", "infected_auroc"),
        told("bad", "clean_auroc"), told("twin", "clean_auroc"),
    ]  # fmt: skip


def _write(done: dict[str, Any], name: str) -> None:
    place = RESULTS / f"reproduction-{name}.json"
    place.write_text(json.dumps(done, indent=1) + "\n", encoding="utf-8")
    groups: dict[tuple[str, str], list[dict[str, Any]]] = {}
    refused = []
    for key, cell in done.items():
        what, rate, _ = key.split(" | ")
        if "refused" in cell:
            refused.append(f"* {what} at {rate}: {cell['refused']}")
        else:
            groups.setdefault((what, rate), []).append(cell)
    lines = [_line(*key, cells) for key, cells in sorted(groups.items())]
    text = "\n".join([table(HEAD, lines), "", *sorted(set(refused))])
    place.with_suffix(".md").write_text(text.rstrip() + "\n", encoding="utf-8")


@click.command()
@click.option("--films", type=click.Path(path_type=Path), help="Films of yours.")
@click.option("--name", default="phantoms", show_default=True, help="Of the results.")
@click.option("--seeds", default=3, show_default=True)
@click.option("--epochs", default=12, show_default=True)
@click.option("--network", default="small_cnn", show_default=True)
@click.option("--rate", type=float, multiple=True, default=(0.01, 0.05))
def main(  # noqa: PLR0913 - one parameter per option
    *,
    films: Path | None,
    name: str,
    seeds: int,
    epochs: int,
    network: str,
    rate: tuple[float, ...],
) -> None:
    """Try every attack, and write the table as it grows."""
    RESULTS.mkdir(exist_ok=True)
    place = RESULTS / f"reproduction-{name}.json"
    done = json.loads(place.read_text(encoding="utf-8")) if place.exists() else {}
    with TemporaryDirectory() as folder:
        lab = Lab(
            folder=Path(folder), films=films, network=network, epochs=epochs, seed=0
        )
        jobs = [(seed, each) for seed in range(seeds) for each in attempts(rate)]
        for seed, each in tqdm(jobs):
            key = f"{each.trigger or '-'} {each.policy} | {each.rate:g} | {seed}"
            if key not in done:
                done[key] = _tried(replace(lab, seed=seed), each)
                _write(done, name)


def _tried(lab: Lab, attempt: Attempt) -> dict[str, Any]:
    try:
        return lab.cell(attempt)
    except PoisonkitError as error:
        return {"refused": str(error)}


if __name__ == "__main__":
    main()
