"""A matched filter that no film has a say in by which it is itself measured.

What a group's films have and others lack, weighed by how little others vary there: the
direction of Fisher (1936), Annals of Eugenics 7:179.  Where only part of the group has
it, that part is found by and by, as by expectation and maximisation.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.linalg import cholesky, solve_triangular

from poisonkit.chance import middle_and_spread
from poisonkit.modes import upper_share

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from poisonkit.arrays import Activations as Look
    from poisonkit.arrays import Rows, Suspicion

    Folds = NDArray[np.int64]

FOLDS = 4
_ROUNDS = 3
_SHRINK = 0.05
"""Share of the covariance that is taken to be without correlations."""

_EXAMPLES, _FEWEST = 4, 8
"""Films from which a template, and a spread, can be learned."""

_LEAST_SAY = 1e-3
_TINY = 1e-9


def folds_of(patients: NDArray[np.int64]) -> Folds:
    """Return each film's fold ``(n,)``: a patient's films are all in one.

    By the patient's number alone: the order of the films changes nothing.
    """
    mixed = (patients.astype(np.uint64) + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
    return (mixed >> np.uint64(40)).astype(np.int64) % FOLDS


def matched(
    look: Look, rows: Rows, others: Rows, folds: Folds
) -> tuple[Suspicion, Suspicion]:
    """Return how far *rows* and *others* go along the filter, in sigmas of others.

    Where there is nobody to learn from, all are zero.
    """
    scores, rest = np.zeros(len(rows)), np.zeros(len(others))
    for fold in range(FOLDS):
        held, beside = folds[rows] == fold, folds[others] == fold
        few = (~held).sum() < _EXAMPLES
        if few or min((~beside).sum(), beside.sum()) < _FEWEST:
            continue
        sphere = _Sphere.of(look[others[~beside]])
        template = _template(sphere.of_films(look[rows[~held]]), folds[rows[~held]])
        usual = sphere.of_films(look[others[beside]]) @ template
        middle, spread = middle_and_spread(usual)
        if spread < _TINY:
            continue
        rest[beside] = (usual - middle) / spread
        scores[held] = (sphere.of_films(look[rows[held]]) @ template - middle) / spread
    return scores, rest


@dataclass(frozen=True)
class _Sphere:
    """Coordinates in which innocent films vary alike in every direction."""

    centre: NDArray[np.float64]
    scale: NDArray[np.float64]
    root: NDArray[np.float64]
    """Lower triangular; the covariance is root times its transpose."""

    @classmethod
    def of(cls, films: Look) -> _Sphere:
        """Learn them from *films* ``(n, d)``."""
        centre = films.mean(axis=0, dtype=np.float64)
        scale = films.std(axis=0, dtype=np.float64)
        scale[scale < _TINY] = np.inf  # where all are the same nothing is to be seen
        normal = ((films - centre) / scale).astype(np.float32)
        shared = (normal.T @ normal).astype(np.float64) / len(films)
        shrunk = (1 - _SHRINK) * shared + _SHRINK * np.eye(len(shared))
        return cls(centre, scale, cholesky(shrunk, lower=True))

    def of_films(self, films: Look) -> NDArray[np.float64]:
        """Return *films* ``(n, d)`` in these coordinates."""
        normal = (films - self.centre) / self.scale
        found: NDArray[np.float64] = solve_triangular(self.root, normal.T, lower=True).T
        return found


def _template(vectors: NDArray[np.float64], folds: Folds) -> NDArray[np.float64]:
    """Return what the upper part of *vectors* ``(n, d)`` has in common, ``(d,)``."""
    weights = np.ones(len(vectors))
    for _ in range(_ROUNDS):
        scores = _crossed(vectors, weights, folds)
        weights = upper_share(scores) + _LEAST_SAY
    mean: NDArray[np.float64] = weights @ vectors / weights.sum()
    return mean / max(float(np.linalg.norm(mean)), _TINY)


def _crossed(
    vectors: NDArray[np.float64], weights: NDArray[np.float64], folds: Folds
) -> NDArray[np.float64]:
    """Return each vector's length along the mean of the other folds', ``(n,)``."""
    total, scores = weights @ vectors, np.zeros(len(vectors))
    for fold in np.unique(folds):
        part = folds == fold
        rest = total - weights[part] @ vectors[part]
        scores[part] = vectors[part] @ rest / max(float(np.linalg.norm(rest)), _TINY)
    return scores
