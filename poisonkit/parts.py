"""Part of a set, how far its films look as having a label, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import stats

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from poisonkit.arrays import Mask

    Floats = NDArray[np.float64]
    Numbers = NDArray[np.int64]


ROUNDING = 1e-4
"""Least variance of what is concluded from AUROC: of few films it would seem none."""


@dataclass(frozen=True, kw_only=True)
class Part:
    """Films of one split whose label is known; all ``(m,)``."""

    told: Floats
    """How far each looks as having the label."""

    has: Mask
    patients: Numbers

    def take(self, some: Mask) -> Part:
        """Return some of them."""
        return Part(
            told=self.told[some], has=self.has[some], patients=self.patients[some]
        )

    def middle(self, *, present: bool) -> float:
        """Return how films on one side of the label usually look."""
        return float(np.median(self.told[self.has == present]))

    def strays(self, usual: Part, *, present: bool) -> Mask:
        """Return which look as the other side does in *usual*, ``(m,)``."""
        middle = usual.middle(present=not present)
        beyond = self.told <= middle if present else self.told >= middle
        strange: Mask = beyond & (self.has == present)
        return strange


def auroc_and_variance(part: Part) -> tuple[float, float]:
    """Return how well the label is told, and the variance of that, by patients.

    DeLong, DeLong and Clarke-Pearson (1988), Biometrics 44:837, whose films are
    independent; here a patient's films are one cluster, as in Obuchowski (1997),
    Biometrics 53:567.
    """
    ranks, has = stats.rankdata(part.told), part.has
    one, two = (np.flatnonzero(has), np.flatnonzero(~has))
    share = np.empty(len(has))
    share[one] = (ranks[one] - stats.rankdata(part.told[one])) / len(two)
    share[two] = 1 - (ranks[two] - stats.rankdata(part.told[two])) / len(one)
    value = float(share[one].mean())
    pull = (share - value) / np.where(has, len(one), len(two))
    people = np.unique(part.patients, return_inverse=True)[1]
    return value, float(np.square(np.bincount(people, pull)).sum())
