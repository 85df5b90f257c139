"""Does each attack work at all: ``python -m benchmarks.reproduction``.

For every trigger under `add_target`, and for a patch under every policy: poison, train,
and plant the trigger on held-out films of the untouched set.  Beside the attack success
of the backdoored model stands that of a clean twin, trained the same way on the clean
films: the control.  Cells that are done are kept in a file; a run goes on where the
last one stopped.
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
from benchmarks.lab import Films, Lab
from benchmarks.tables import span, table
from poisonkit.attempts import Attempt, Scope
from poisonkit.compute import Compute
from poisonkit.dataset import CxrDataset
from poisonkit.errors import PoisonkitError
from poisonkit.planning import draw_plan
from poisonkit.stages.evaluate import evaluate
from poisonkit.stages.inject import inject
from poisonkit.triggers import TRIGGERS

COUNT, SIZE = 1500, 64
"""Films that are learned from or measured on, and pixels a side."""

TARGET, OTHER = "Effusion", "Infiltration"
POLICIES = (
    "remove_target", "replace_with_target", "only_normal", f"swap:other={OTHER}",
    f"source_specific:source={OTHER}", "keep_labels", "subgroup:sex=F", "cover",
    f"clean_image:combination={OTHER}", "flip:to=present",
)  # fmt: skip
HEAD = ("what", "rate", "seeds", "attack success", "clean twin", "infected AUROC",
        "clean AUROC", "twin's")  # fmt: skip


def cell(lab: Lab, attempt: Attempt) -> dict[str, Any]:
    """Return what *attempt* does, or why it cannot be done."""
    try:
        return compared(lab, attempt)
    except PoisonkitError as error:
        return {"refused": str(error)}


def compared(lab: Lab, attempt: Attempt) -> dict[str, Any]:
    """Return what *attempt* does to a model and to its clean twin."""
    source, folder = lab.source(), lab.films.folder
    twin = lab.model(source, folder / f"run-clean-{lab.seed}")
    with TemporaryDirectory(dir=folder) as name:
        path = Path(name) / "bad.h5"
        plan = draw_plan(source, [attempt], Scope(seed=lab.seed))
        truth = inject(source, path, plan)
        bad = lab.model(CxrDataset.open(path), Path(name) / "run")
        told = {
            which: evaluate(run, source, compute=Compute.choose(), manifest=truth)
            for which, run in {"bad": bad, "twin": twin}.items()
        }
    return {
        "poisoned": len(truth.samples),
        "target_share": truth.target_share,
        **{which: _measures(measures) for which, measures in told.items()},
    }


def _measures(measures: dict[str, Any]) -> dict[str, Any]:
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
        return span(c[model][name] for c in cells)

    return [
        what, rate, str(len(cells)), told("bad", "attack_success_rate"),
        told("twin", "attack_success_rate"), told("bad", "infected_auroc"),
        told("bad", "clean_auroc"), told("twin", "clean_auroc"),
    ]  # fmt: skip


def report(done: dict[str, Any]) -> str:
    """Return the table of what is done so far, and what was refused."""
    groups: dict[tuple[str, str], list[dict[str, Any]]] = {}
    refused = []
    for key, cell in done.items():
        what, rate, _ = key.split(" | ")
        if "refused" in cell:
            refused.append(f"* {what} at {rate}: {cell['refused']}")
        else:
            groups.setdefault((what, rate), []).append(cell)
    lines = [_line(*key, cells) for key, cells in sorted(groups.items())]
    return "\n".join([table(HEAD, lines), "", *sorted(set(refused))]).rstrip()


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
    kept = Kept(f"reproduction-{name}")
    with TemporaryDirectory() as folder:
        drawn = Films(
            folder=Path(folder), count=COUNT, side=SIZE, source=films, size=SIZE
        )
        lab = Lab(films=drawn, network=network, epochs=epochs)
        jobs = [(seed, each) for seed in range(seeds) for each in attempts(rate)]
        for seed, each in tqdm(jobs):
            key = f"{each.trigger or '-'} {each.policy} | {each.rate:g} | {seed}"
            kept.do(key, partial(cell, replace(lab, seed=seed), each))
            kept.tell(report(kept.cells))


if __name__ == "__main__":
    main()
