"""A small data set to write."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from poisonkit.datasetfile import Columns, write_dataset
from poisonkit.lineage import Lineage

if TYPE_CHECKING:
    from pathlib import Path

    from poisonkit.arrays import Pixels

COLUMNS = Columns(
    label_names=("Mass", "Ödem"),
    labels=np.array([[1, 0], [0, -1], [-1, 1], [0, 0], [1, 1]], np.int8),
    ids=("a.png", "b/c.png", "ö.png", "d.png", "e.png"),
    patients=("p2", "p1", "p2", "p3", "p1"),
    split=np.array([0, 1, 0, 2, 1], np.uint8),
    digests=tuple("abcde"),
    preprocessing={"size": 6},
    lineage=Lineage(stage="ingest", parameters={"size": 6}, seed=3),
    meta={"view": ("PA", "", "AP", "PA", "PA")},
)


def pixels(kind: type = np.uint16) -> Pixels:
    """Return five films of 6 x 4 pixels."""
    films: Pixels = np.arange(120).reshape(5, 6, 4).astype(kind)
    return films


def write(path: Path, kind: type = np.uint16) -> Path:
    """Write the films in two blocks."""
    write_dataset(path, [pixels(kind)[:2], pixels(kind)[2:]], COLUMNS)
    return path
