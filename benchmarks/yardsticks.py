"""What to read the detectors of labels against."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from poisonkit.compute import Compute
from poisonkit.dataset import CxrDataset, Split
from poisonkit.evidencefile import EvidenceFile
from poisonkit.grading import rank
from poisonkit.stages.evidence import gather_evidence
from poisonkit.stages.probe import train_probe
from poisonkit.textures import RIDGES, Textures, out_of_fold

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.suspects import Suspect
    from poisonkit.arrays import Mask

CPU = Compute.choose("cpu")
TOLD = "label_errors, label told"
_FOLDS = 5


def references(data: CxrDataset, suspect: Suspect, bad: Mask) -> dict[str, Any]:
    """Return the rows between which every detector lies."""
    train = data.rows(Split.TRAIN)
    has = (data.labels[train, data.label(suspect.target)] == 1).astype(float)
    values = {
        "none": np.zeros(len(train)),
        "random": np.random.default_rng(1).random(len(train)),
        "has the target, no detector": has,
        "perfect": bad[train].astype(float),
    }
    return {name: asdict(rank(v, bad[train])) for name, v in values.items()}


def by_textures(data: CxrDataset, suspect: Suspect, bad: Mask) -> dict[str, Any]:
    """Return how `label_errors` ranks films by the one label that is at fault."""
    column = data.labels[:, data.label(suspect.target)]
    seen, people = Textures.of(data.images).vectors, data.patient_numbers
    told = out_of_fold(seen, column[:, None], people, RIDGES[:1])[:, 0]
    train = data.rows(Split.TRAIN)
    return asdict(rank(np.abs(column - told)[train], bad[train]))


def by_activations(
    data: CxrDataset, folder: Path, suspect: Suspect, bad: Mask
) -> dict[str, Any]:
    """Return what confident learning makes of a probe's activations, label told."""
    train_probe(data, folder / "probe", compute=CPU)
    gather_evidence(folder / "probe", data, folder / "evidence.h5", compute=CPU)
    seen = np.asarray(EvidenceFile.open(folder / "evidence.h5").activations, np.float32)
    seen = (seen - seen.mean(0)) / (seen.std(0) + 1e-6)
    column = data.labels[:, data.label(suspect.target)]
    order = np.random.default_rng(0).permutation(data.patient_numbers.max() + 1)
    fold, told = order[data.patient_numbers] % _FOLDS, np.zeros(len(data))
    for number in range(_FOLDS):
        mine = fold == number
        fit = LogisticRegression(C=0.001, max_iter=200)
        fit.fit(seen[~mine], column[~mine])
        told[mine] = fit.predict_proba(seen[mine])[:, 1]
    train = data.rows(Split.TRAIN)
    return asdict(rank(np.abs(column - told)[train], bad[train]))
