"""A run and a data set in; an attacked copy of its held-out films, and a table, out."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from poisonkit.arrays import as_pixels
from poisonkit.attacking.adversarial import columns_of, write_table
from poisonkit.attacking.outcome import outcome
from poisonkit.attacking.siege import Siege
from poisonkit.attacking.trials import besiege
from poisonkit.attacks import ATTACKS
from poisonkit.checkpoint import model_digest, model_for
from poisonkit.datasetfile import write_dataset
from poisonkit.evaluation import held_out
from poisonkit.files import check_free, writing
from poisonkit.objectives import OBJECTIVES
from poisonkit.progress import silent

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit.attacking.smallest import Search
    from poisonkit.checkpoint import Run
    from poisonkit.compute import Compute
    from poisonkit.dataset import CxrDataset
    from poisonkit.progress import Progress

_DEPTH = np.dtype(np.uint16)
"""A change of a third of a grey level of 255 would be rounded away in eight bits."""


@dataclass(frozen=True, kw_only=True)
class Assault:
    """What is done to films."""

    attack: str
    """A spec, such as ``pgd:eps=0.004``."""

    objective: str = "untargeted"
    seed: int = 0
    search: Search | None = None
    """Attack each film with the smallest eps that suffices."""

    batch: int | None = None
    """Films at a time; without, as many as fit."""


def attack(  # noqa: PLR0913 - run, data, place, assault, machine
    run: Run,
    data: CxrDataset,
    destination: Path,
    assault: Assault,
    *,
    compute: Compute,
    force: bool = False,
    progress: Progress = silent,
) -> dict[str, Any]:
    """Attack the held-out films of *data*, and write them as a data set of 16 bits.

    Beside it goes ``NAME.attack.csv``: for each film whether the objective was reached,
    how large the change is, and every decision before and after; and, where that was
    searched for, the smallest eps that suffices.
    """
    table = destination.with_suffix(".attack.csv")
    for path in (destination, table):
        check_free(path, force=force)
    method = ATTACKS.create(assault.attack)
    aim = OBJECTIVES.create(assault.objective)
    if assault.search:
        assault.search.check(method, assault.attack)
    model = model_for(run, data)
    compute.place(model)
    exact = replace(compute, half=False)  # bfloat16 would round small changes away
    siege = replace(Siege.of(model, data, exact, assault.seed), batch=assault.batch)
    _, rows = held_out(data)
    batches, films = [], []
    with progress("attacking", len(rows)) as advance:
        for batch in besiege(siege, method, aim, rows, assault.search):
            films.append(as_pixels(batch.images, _DEPTH))
            batches.append(batch.without_images())
            advance(len(batch.rows))
    told = _words(assault, model_digest(run))
    with (
        writing(destination, force=force) as part,
        writing(table, force=force) as listing,
    ):
        write_dataset(part, films, columns_of(data, batches, films, told))
        write_table(listing, data, batches)
    if assault.search:
        told["smallest"] = assault.search.told(method, batches)
    return told | outcome(batches, data.labels[rows], data.label_names)


def _words(assault: Assault, run: str) -> dict[str, Any]:
    words = {
        "attack": assault.attack,
        "objective": assault.objective,
        "seed": assault.seed,
        "run": run,
    }
    return words | ({"search": asdict(assault.search)} if assault.search else {})
