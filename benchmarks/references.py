"""Rows to read a detector against, and the comparison among one label's positives.

Over all training films a method that merely knows the target is already good: every
poisoned film carries that label and few others do.  Two rows show how good, and a
second table leaves that knowledge out: there all methods rank the same positives of the
target, which is what the papers on these methods measure.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from poisonkit.checkpoint import Checkpoint
from poisonkit.dataset import Split
from poisonkit.detectors import DETECTORS
from poisonkit.detectors.base import Scope
from poisonkit.evidencefile import EvidenceFile
from poisonkit.finding import Group
from poisonkit.judgement.bench import Bench
from poisonkit.judgement.hosts import Asked

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from poisonkit.checkpoint import Run
    from poisonkit.compute import Compute
    from poisonkit.dataset import CxrDataset

    Floats = NDArray[np.float64]
    Rows = NDArray[np.int64]

PLAIN = ("none", "random", "perfect")
RAW = " (raw score)"


def references(
    data: CxrDataset, target: str, bad: NDArray[np.bool_], seed: int
) -> dict[str, Floats]:
    """Return what needs no detector: *bad* ``(m,)`` is the truth of training films."""
    train = data.rows(Split.TRAIN)
    present = (data.labels[train] == 1).astype(float)
    return {
        "none": np.zeros(len(bad)),
        "random": np.random.default_rng([seed, 1]).random(len(bad)),
        "has any label, no detector": present.max(1),
        "has the target, no detector": present[:, data.label(target)],
        "perfect": bad.astype(float),
    }


def testified(data: CxrDataset, run: Run, evidence: Path, compute: Compute) -> Asked:
    """Return the model, and what it showed of *data*."""
    model = Checkpoint.read(run).load(run).eval()
    compute.place(model)
    file = EvidenceFile.open(evidence)
    return Asked(data=data, file=file, model=model, compute=compute)


def among_positives(
    asked: Asked, target: str, detectors: Sequence[str], rows: Mapping[str, Floats]
) -> dict[str, tuple[Floats, Rows]]:
    """Return scores of the target's positives, and their places among training films.

    Every detector of poisonkit comes twice: as its column of ``scores.csv``, which is
    weighed by how surprising the group is, and as the raw score of this one group, its
    longer tail up, before any evidence has decided which side is guilty.
    """
    data = asked.data
    train = data.rows(Split.TRAIN)
    members = np.flatnonzero(data.labels[train, data.label(target)] == 1)
    chosen = {
        key: (value[members], members)
        for key, value in rows.items()
        if not key.endswith(("no detector", "every label"))
    }
    bench = Bench(data=data).joined_by(asked.file, asked)
    for name in detectors:
        detector = DETECTORS.create(name)
        if detector.scope is not Scope.GROUP:
            continue
        evidence = bench.evidence(detector.needs, Group(target, True))  # noqa: FBT003 - its own word
        scores = detector.score(evidence)
        known = np.isin(evidence.rows, train)
        chosen[name + RAW] = (
            scores.suspicion[known],
            np.searchsorted(train, evidence.rows[known]),
        )
    return chosen
