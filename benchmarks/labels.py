"""Whether more labels make a model easier to attack: ``python -m benchmarks.labels``.

The same films with 2, 3 and 4 of their labels, each set within the next; a model
trained on each; PGD on all of its labels.  After CXR-2, -3 and -4 of Ma et al. (2021),
arXiv:1907.10456, whose models choose one label of so many; ours decide each by itself.
"""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import click
import numpy as np
import torch

from benchmarks.tables import summary, table
from poisonkit.attacking.outcome import outcome
from poisonkit.attacking.siege import Siege
from poisonkit.attacks import ATTACKS
from poisonkit.checkpoint import model_for
from poisonkit.compute import Compute
from poisonkit.dataset import CxrDataset
from poisonkit.datasetfile import Columns, write_dataset
from poisonkit.evaluation import held_out
from poisonkit.intake.sources import Order
from poisonkit.objectives import OBJECTIVES
from poisonkit.phantoms.folder import write_folder
from poisonkit.recipe import Recipe
from poisonkit.stages.ingest import ingest
from poisonkit.stages.train import train

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

RESULTS = Path(__file__).parent / "results"
LABELS = "Effusion,Pneumothorax,Mass,Nodule"
COUNTS, TENTHS = (2, 3, 4), (1, 3, 5, 10, 20)
"""Labels; and eps, in tenths of a 255th."""

MEASURES = {
    "macro AUROC": "auroc",
    "right decisions that stay": "accuracy_of_right",
    "films with every right decision left": "intact",
}


def narrowed(data: CxrDataset, names: Sequence[str], path: Path) -> CxrDataset:
    """Write *data* with the labels *names* alone."""
    values: dict[str, Any] = {
        each.name: getattr(data, each.name) for each in fields(Columns)
    }
    columns = [data.label_names.index(name) for name in names]
    values |= {"label_names": tuple(names), "labels": data.labels[:, columns]}
    write_dataset(path, [data.images[:]], Columns(**values))
    return CxrDataset.open(path)


def fall(siege: Siege, tenths: int) -> dict[str, Any]:
    """Return what PGD leaves of a model at an eps; 0 is no attack."""
    _, rows = held_out(siege.data)
    labels = siege.data.labels[rows]
    eps = max(tenths, 1e-3) / 2550
    attack = ATTACKS.create(f"pgd:eps={eps},steps=20,step=0.1")
    batches = list(siege.run(attack, OBJECTIVES.create("untargeted"), rows))
    before, after = (
        np.concatenate([getattr(batch, name) for batch in batches]) > 0
        for name in ("before", "after")
    )
    right = (labels >= 0) & (before == (labels == 1))
    intact = ~(right & (before != after)).any(1)
    told = outcome(batches, labels, siege.data.label_names)
    return told | {"intact": float(intact[right.any(1)].mean())}


def cells(data: CxrDataset, names: Sequence[str], seed: int, folder: Path) -> Any:
    """Train on nested sets of labels; return each model's fall."""
    compute = Compute.choose("auto", "fp32")
    found = {}
    for count in COUNTS:
        some = narrowed(data, names[:count], folder / f"{seed}-{count}.h5")
        run = folder / f"run-{seed}-{count}"
        recipe = Recipe(epochs=15, batch_size=32, learning_rate=3e-3, seed=seed)
        train(some, run, network="small_cnn:width=8", recipe=recipe, compute=compute)
        model = model_for(run, some)
        compute.place(model)
        siege = Siege.of(model, some, compute, seed)
        for tenths in (0, *TENTHS):
            found[count, tenths] = fall(siege, tenths)
    return found


def tables(found: Sequence[Mapping[Any, Any]]) -> str:
    """Return a table for each measure: labels in rows, eps in columns."""
    texts = []
    for title, key in MEASURES.items():
        head = (title, "no attack", *(f"{tenths / 10:g}/255" for tenths in TENTHS))
        lines = [
            [f"{count} labels"]
            + [
                summary(each[count, tenths][key] for each in found)
                for tenths in (0, *TENTHS)
            ]
            for count in COUNTS
        ]
        texts.append(table(head, lines))
    return "\n\n".join(texts)


@click.command()
@click.option("--films", type=click.Path(path_type=Path), help="A folder, or phantoms.")
@click.option("--labels", default=LABELS, show_default=True, help="Four, nested.")
@click.option("--count", default=500, show_default=True, help="Phantoms.")
@click.option("--size", default=64, show_default=True)
@click.option("--seeds", default=3, show_default=True)
@click.option("--quick", is_flag=True, help="One seed, few films.")
def main(  # noqa: PLR0913 - options
    *, films: Path | None, labels: str, count: int, size: int, seeds: int, quick: bool
) -> None:
    """Train, attack, and write the tables."""
    torch.set_num_threads(1)
    seeds, count = (1, 200) if quick else (seeds, count)
    found = []
    with TemporaryDirectory() as name:
        folder = Path(name)
        for seed in range(seeds):
            drawn = films or write_folder(
                folder / f"films-{seed}", count, seed=seed, size=size
            )
            path = folder / f"all-{seed}.h5"
            ingest(drawn, path, Order(seed=seed, size=size))
            data = CxrDataset.open(path)
            found.append(cells(data, labels.split(","), seed, folder))
    text = tables(found)
    print(text)
    if not quick:
        RESULTS.mkdir(exist_ok=True)
        (RESULTS / "labels.md").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
