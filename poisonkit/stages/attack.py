"""A run and a data set in; an attacked copy of its held-out films, and a table, out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from poisonkit.arrays import as_pixels
from poisonkit.attacking.adversarial import columns_of, write_table
from poisonkit.attacking.outcome import outcome
from poisonkit.attacking.siege import Siege
from poisonkit.attacks import ATTACKS
from poisonkit.datasetfile import write_dataset
from poisonkit.evaluation import held_out
from poisonkit.files import check_free, writing
from poisonkit.objectives import OBJECTIVES
from poisonkit.progress import silent

if TYPE_CHECKING:
    from pathlib import Path

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
    how large the change is, and every decision before and after.
    """
    table = destination.with_suffix(".attack.csv")
    for path in (destination, table):
        check_free(path, force=force)
    method = ATTACKS.create(assault.attack)
    aim = OBJECTIVES.create(assault.objective)
    siege = Siege.of(run, data, compute, assault.seed)
    _, rows = held_out(data)
    batches, films = [], []
    with progress("attacking", len(rows)) as advance:
        for batch in siege.run(method, aim, rows):
            films.append(as_pixels(batch.images, _DEPTH))
            batches.append(batch.without_images())
            advance(len(batch.rows))
    told = {
        "attack": assault.attack,
        "objective": assault.objective,
        "seed": assault.seed,
        "run": siege.name,
    }
    with (
        writing(destination, force=force) as part,
        writing(table, force=force) as listing,
    ):
        write_dataset(part, films, columns_of(data, batches, films, told))
        write_table(listing, data, batches)
    return told | outcome(batches, data.labels[rows], data.label_names)
