"""What vectors of films say once everything that is known of the films is taken out.

On radiographs other findings, posture and exposure move activations further than any
trigger does.  Three things are learned from films without the label, so that poison,
which lies among those with it, has no say in them: what other labels and columns
explain (a ridge regression), how what is left varies (the covariance, shrunk after
Ledoit and Wolf, 2004), and along which few directions it does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np
from scipy import linalg

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from poisonkit.arrays import Activations

    Floats = NDArray[np.float64]

WIDTH = 32
"""Directions that are kept, at most."""

_RIDGE = 10.0
"""Films' worth of doubt in what a known column does: few films tell little."""

_TINY = 1e-9
"""Share of the largest variance below which a direction is rounding."""


@dataclass(frozen=True)
class Freeing:
    """Takes out what is known, and measures the rest in what is usual without it."""

    effects: Floats
    """(q, d): what each known column does."""

    axes: Floats
    """(d, k): directions, each as long as makes it vary by one."""

    @classmethod
    def learn(cls, vectors: Activations, known: Floats) -> Self:
        """Learn from *vectors* ``(m, d)`` of innocent films and what is *known*.

        The first column of *known* ``(m, q)`` is one everywhere.
        """
        seen = vectors.astype(np.float64)
        effects = _effects(seen, known)
        return cls(effects, _axes(seen - known @ effects))

    def of(self, vectors: Activations, known: Floats) -> Activations:
        """Return what is left of *vectors* ``(m, d)``, ``(m, k)``."""
        left = vectors.astype(np.float64) - known @ self.effects
        whitened: Activations = (left @ self.axes).astype(np.float32)
        return whitened


def shares(activations: Activations, weights: Activations) -> Activations:
    """Return the share that each activation has in what speaks for a label, ``(m, d)``.

    Activation times *weight* ``(d,)`` is what it adds to the logit; its positive part
    is divided by the sum over all, so that a film counts by *what* gave it the label,
    not by how much.  A head that reads a single number divides nothing: activations
    then stay as they are.
    """
    if np.count_nonzero(weights) <= 1:
        return activations
    speaking = np.maximum(activations * weights, 0)
    total = np.maximum(speaking.sum(axis=1, keepdims=True), np.float32(1e-12))
    divided: Activations = speaking / total
    return divided


def _effects(vectors: Floats, known: Floats) -> Floats:
    """Return what each column of *known* does to *vectors*, ``(q, d)``; none if few."""
    if len(vectors) == 0:
        return np.zeros((known.shape[1], vectors.shape[1]))
    penalty = np.full(known.shape[1], _RIDGE)
    penalty[0] = 1e-9  # the mean is taken out whole
    gram = known.T @ known + np.diag(penalty)
    found: Floats = linalg.solve(gram, known.T @ vectors, assume_a="pos")
    return found


def _axes(left: Floats) -> Floats:
    """Return the main directions of *left* ``(m, d)``, ``(d, k)``, each of spread one.

    Shrinking moves no direction, so few need to be found.
    """
    from sklearn.covariance import ledoit_wolf_shrinkage  # noqa: PLC0415 - it is slow

    count, size = left.shape
    if count <= 1 or not np.ptp(left, axis=0).any():
        return np.zeros((size, 1))
    centred = left - left.mean(axis=0)
    covariance = centred.T @ centred / count
    first = max(0, size - WIDTH)
    values, axes = linalg.eigh(covariance, subset_by_index=[first, size - 1])
    values, axes = values[::-1], axes[:, ::-1]
    kept = values > _TINY * values[0]
    shrinkage = ledoit_wolf_shrinkage(centred, assume_centered=True)
    usual = float(np.trace(covariance)) / size
    variances = (1 - shrinkage) * values[kept] + shrinkage * usual
    scaled: Floats = axes[:, kept] / np.sqrt(variances)
    return scaled
