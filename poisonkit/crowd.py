"""How far some films stand out of a crowd of others, where films of a patient agree.

A random intercept for each patient, as in Laird and Ware (1982), Biometrics 38:963: ten
films of one patient say little more than one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np
from scipy import linalg, stats

from poisonkit.chance import SMALLEST

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Numbers = NDArray[np.int64]

_TINY = 1e-6


@dataclass(frozen=True, kw_only=True)
class Crowd:
    """Films that others are held against."""

    ranked: Floats
    """Their values in order; only ranks count."""

    effects: Floats
    """Of each circumstance, ``(q,)``, on a film's normal score."""

    within: float
    """Variance among the films of one patient."""

    between: float
    """Variance from patient to patient."""

    doubt: float
    """Variance of the crowd's own mean."""

    freedom: int
    """Patients, less what was fitted to them: few vouch for little."""

    @classmethod
    def of(cls, values: Floats, circumstances: Floats, patients: Numbers) -> Self:
        """Learn from films: *values* ``(m,)``, *circumstances* ``(m, q)``, patients."""
        ranked = np.sort(values)
        scores = _normal(ranked, values)
        gram = circumstances.T @ circumstances + _TINY * np.eye(circumstances.shape[1])
        effects = linalg.solve(gram, circumstances.T @ scores, assume_a="pos")
        left = scores - circumstances @ effects
        people = np.unique(patients, return_inverse=True)[1]
        within, between = _variances(left, people)
        pulls = np.bincount(people, left)
        return cls(
            ranked=ranked,
            effects=effects,
            within=within,
            between=between,
            doubt=float(np.square(pulls).sum()) / len(left) ** 2,
            freedom=max(len(pulls) - circumstances.shape[1], 1),
        )

    def height(self, values: Floats, circumstances: Floats, patients: Numbers) -> float:
        """Return by how many sigmas other films lie above what such films would.

        Student's t, as the sigmas of a normal value that is as unlikely.
        """
        each = np.unique(patients, return_counts=True)[1].astype(float)
        spread = (each * self.within + each**2 * self.between).sum() / len(values) ** 2
        above = self.distance(values, circumstances)
        ratio = above / float(np.sqrt(spread + self.doubt + _TINY))
        chance = max(float(stats.t.sf(abs(ratio), self.freedom)), SMALLEST)
        return float(np.copysign(stats.norm.isf(chance), ratio))

    def distance(self, values: Floats, circumstances: Floats) -> float:
        """Return how far other films lie above what such films would, in the mean."""
        left = _normal(self.ranked, values) - circumstances @ self.effects
        return float(left.mean())


def _normal(ranked: Floats, values: Floats) -> Floats:
    """Return the normal scores of *values* by their place among the *ranked*."""
    below, upto = (np.searchsorted(ranked, values, side) for side in ("left", "right"))
    scores: Floats = stats.norm.ppf((below + upto + 1) / 2 / (len(ranked) + 1))
    return scores


def _variances(left: Floats, people: Numbers) -> tuple[float, float]:
    """Return the variance within patients and between them, by analysis of variance."""
    each = np.bincount(people).astype(float)
    means = np.bincount(people, left) / each
    count, groups = len(left), len(each)
    inside = float(np.square(left - means[people]).sum()) / max(count - groups, 1)
    among = (each * np.square(means - left.mean())).sum() / max(groups - 1, 1)
    usual = (count - np.square(each).sum() / count) / max(groups - 1, 1)
    if count == groups:  # one film each: all variance is between them
        return 0.0, float(among)
    return inside, max(float(among - inside) / max(usual, _TINY), 0.0)
