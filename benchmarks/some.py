"""Part of a folder of films: all films of some patients."""

from __future__ import annotations

import csv
import shutil
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from pathlib import Path


def some_films(source: Path, place: Path, count: int, seed: int) -> None:
    """Copy about *count* films of *source*, which has a labels.csv, into *place*."""
    with (source / "labels.csv").open(newline="", encoding="utf-8") as file:
        table = list(csv.DictReader(file))
    names = [line["patient_id"] for line in table]
    patients, films = np.unique(names, return_counts=True)
    order = np.random.default_rng(seed).permutation(len(patients))
    enough = order[: np.searchsorted(films[order].cumsum(), count) + 1]
    chosen = set(patients[enough])
    (place / "images").mkdir(parents=True)
    with (place / "labels.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(table[0]))
        writer.writeheader()
        for line in table:
            if line["patient_id"] in chosen:
                name = line["image"].removeprefix("images/")
                shutil.copyfile(source / "images" / name, place / "images" / name)
                writer.writerow(line)
