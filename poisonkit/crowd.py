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
_FREE = 5
"""Least degrees of freedom with which anything is compared."""


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

    gram: Floats
    """(q, q), of the circumstances."""

    design: Floats
    """(p, q): each patient's circumstances, added up."""

    freedom: int
    """Patients, less what was fitted to them: few vouch for little."""

    @classmethod
    def of(cls, values: Floats, circumstances: Floats, patients: Numbers) -> Self:
        """Learn from films: *values* ``(m,)``, *circumstances* ``(m, q)``, patients."""
        ranked = np.sort(values)
        scores = _normal(ranked, values)
        gram = circumstances.T @ circumstances + _TINY * np.eye(circumstances.shape[1])
        effects = linalg.solve(gram, circumstances.T @ scores, assume_a="pos")
        people = np.unique(patients, return_inverse=True)[1]
        design = np.zeros((int(people.max()) + 1, circumstances.shape[1]))
        np.add.at(design, people, circumstances)
        freedom = len(design) - int(np.linalg.matrix_rank(circumstances))
        lost = len(design) / max(freedom, 1)  # to what was fitted
        within, between = _variances(scores - circumstances @ effects, people)
        return cls(
            ranked=ranked,
            effects=effects,
            within=lost * within,
            between=lost * between,
            gram=gram,
            design=design,
            freedom=freedom,
        )

    def height(self, values: Floats, circumstances: Floats, patients: Numbers) -> float:
        """Return by how many sigmas other films lie above what such films would.

        Student's t, as the sigmas of a normal value that is as unlikely; 0 where too
        few vouch for anything.
        """
        if self.freedom < _FREE:
            return 0.0
        each = np.unique(patients, return_counts=True)[1].astype(float)
        spread = (each * self.within + each**2 * self.between).sum() / len(values) ** 2
        doubt = self._doubt(circumstances.mean(axis=0))
        ratio = self.distance(values, circumstances) / float(
            np.sqrt(spread + doubt + _TINY)
        )
        chance = max(float(stats.t.sf(abs(ratio), self.freedom)), SMALLEST)
        return float(np.copysign(stats.norm.isf(chance), ratio))

    def _doubt(self, usual: Floats) -> float:
        """Return the variance of what the crowd tells of films that are so, ``(q,)``.

        Of a kind that is rare in the crowd it tells little, of a strange one nothing.
        """
        weights = linalg.solve(self.gram, usual, assume_a="pos")
        alone = self.within * float(weights @ self.gram @ weights)
        together = self.between * float(np.square(self.design @ weights).sum())
        strange = _TINY * float(weights @ weights) * (self.within + self.between)
        return alone + together + strange

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
