"""Attacked films as a data set of their own, and the table beside it."""

from __future__ import annotations

import csv
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from poisonkit.datasetfile import columns_at
from poisonkit.lineage import Lineage, digest_array

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from poisonkit.arrays import Pixels
    from poisonkit.attacking.attacked import Attacked
    from poisonkit.dataset import CxrDataset
    from poisonkit.datasetfile import Columns


def columns_of(
    data: CxrDataset,
    batches: Sequence[Attacked],
    films: Sequence[Pixels],
    told: Mapping[str, Any],
) -> Columns:
    """Return everything of the attacked data set but its pixels."""
    rows = np.concatenate([batch.rows for batch in batches])
    lineage = Lineage(
        stage="attack",
        parameters={key: told[key] for key in told if key != "seed"},
        inputs={"data": data.digest},
        seed=told["seed"],
    )
    return replace(
        columns_at(data, rows, lineage),
        digests=tuple(digest_array(film) for block in films for film in block),
        fingerprints=(),
        preprocessing={**data.preprocessing, "bits": 16},
    )


def write_table(path: Path, data: CxrDataset, batches: Sequence[Attacked]) -> None:
    """Write a line for each film: whether it was reached, and the change's size.

    A film that was as the objective wants without the attack counts as not reached.
    The column ``smallest`` is there if it was searched for, and blank for a film that
    was never reached or that the objective is not about.
    """
    searched = all(batch.smallest is not None for batch in batches)
    sizes = ["linf", "l2", *(["smallest"] if searched else [])]
    with path.open("w", newline="", encoding="utf-8") as file:
        lines = csv.writer(file, lineterminator="\n")
        names = [f"{when} {n}" for n in data.label_names for when in ("clean", "now")]
        lines.writerow(["image", "row", "reached", *sizes, *names])
        for batch in batches:
            for place, row in enumerate(batch.rows.tolist()):
                pairs = zip(batch.before[place], batch.after[place], strict=True)
                lines.writerow(
                    [
                        data.ids[row],
                        row,
                        int(batch.reached[place] & batch.aimed[place]),
                        *(_size(batch, name, place) for name in sizes),
                        *(int(logit > 0) for pair in pairs for logit in pair),
                    ]
                )


def _size(batch: Attacked, name: str, place: int) -> str:
    if name == "smallest" and not (batch.reached[place] and batch.aimed[place]):
        return ""
    return f"{getattr(batch, name)[place]:.6f}"
