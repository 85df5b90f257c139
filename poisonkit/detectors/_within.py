"""Whether what some films share goes with a label, each patient against itself.

The exact conditional test of several 2 x 2 tables, one a patient, against a common odds
ratio: Mehta, Patel and Gray (1985), J. Am. Stat. Assoc. 80:969.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import stats

from poisonkit.chance import SMALLEST

if TYPE_CHECKING:
    from poisonkit.arrays import Rows
    from poisonkit.evidence import Evidence

_ODDS = 2.0
"""Odds ratio that an innocent mark may have within a patient: films seen in bed bear
other marks, and are taken on worse days."""


def within_patients(carriers: Rows, evidence: Evidence) -> float:
    """Return the log chance that so many *carriers* are in the group.

    Each patient's marks may lie on any of that patient's films: who is sicker than
    others counts for nothing, nor who has no film without one.
    """
    known = np.concatenate([evidence.rows, evidence.others])
    inside = np.arange(len(known)) < len(evidence)
    bears = np.isin(known, carriers)
    people = np.unique(evidence.images.patients[known], return_inverse=True)[1]
    films, members, marked, both = (
        np.bincount(people, weights=some).astype(np.int64)
        for some in (np.ones(len(known)), inside, bears, inside & bears)
    )
    mixed = (members < films) & (members > 0) & (marked < films) & (marked > 0)
    sums = np.ones(1)
    for table in zip(films[mixed], members[mixed], marked[mixed], strict=True):
        hits = np.arange(table[2] + 1)
        logs = stats.hypergeom.logpmf(hits, *table) + hits * np.log(_ODDS)
        likely = np.exp(logs - logs.max())
        sums = np.convolve(sums, likely / likely.sum())
    chance = sums[both[mixed].sum() :].sum()
    return float(np.log(np.clip(chance, SMALLEST, 1)))
