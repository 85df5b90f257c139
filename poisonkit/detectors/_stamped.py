"""What too many films share without regard to labels, and what it says of a group."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from poisonkit.detectors._association import by_patient
from poisonkit.detectors._within import within_patients

if TYPE_CHECKING:
    from poisonkit.arrays import Rows
    from poisonkit.evidence import Evidence

_PURE, _PURER = 0.8, 0.9
"""Share of its carriers in a group: to try it there, and to call it telling."""

_ASSOCIATED = float(np.log(1e-3))
"""Log chance of the carriers' labels from which it goes with a label."""


def stamped(
    evidence: Evidence, carriers: Rows, log_chance: float
) -> tuple[float, bool] | None:
    """Return the log chance of *carriers* in the group, and whether they tell of it.

    None if they are not of this group.  How many films share something says nothing of
    a label, and how many of them have the label nothing of the sharing: two chances,
    joined as Fisher (1925) does.
    """
    inside, outside = (
        np.isin(carriers, some).sum() for some in (evidence.rows, evidence.others)
    )
    pure = inside / max(inside + outside, 1)  # an unknown label speaks for neither
    if pure < _PURE:
        return None
    label = _goes_with(carriers, evidence)
    joined = -min(log_chance + label, 0.0)
    telling = bool(label < _ASSOCIATED and pure >= _PURER)
    return float(np.log1p(joined) - joined), telling


def _goes_with(carriers: Rows, evidence: Evidence) -> float:
    """Return the log chance of the carriers' labels: between patients, or within."""
    chances = by_patient(carriers, evidence, 1.0), within_patients(carriers, evidence)
    return min(0.0, min(chances) + float(np.log(len(chances))))
