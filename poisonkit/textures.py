"""What films look like without a network, and what labels they look like.

Histograms of oriented gradients, Dalal and Triggs (2005), CVPR, on two grids, and ridge
regression: all labels at once, and no film is judged by a fit that saw its patient.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np
from scipy import linalg
from scipy.ndimage import gaussian_filter

from poisonkit.arrays import as_images
from poisonkit.measures import auroc
from poisonkit.shrinking import shrunk

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from poisonkit.arrays import Labels, Pixels

    Vectors = NDArray[np.float32]

_SIDE, _GRIDS, _TURNS = 64, (4, 8), 8
FOLDS = 5
RIDGES = 0.15, 1.0, 4.0
"""Penalties, as shares of the number of films: phantoms want the first, real films,
whose findings are fainter, the last."""

_TINY = 1e-6


@dataclass(frozen=True)
class Textures:
    """A whole set's gradients by place and direction, standard over the set."""

    middle: Vectors
    spread: Vectors
    vectors: Vectors
    """(n, 640)."""

    @classmethod
    def of(cls, images: Pixels) -> Self:
        """Look at films ``(n, h, w)``."""
        raw = _all_histograms(images)
        middle, spread = raw.mean(axis=0), raw.std(axis=0) + _TINY
        return cls(middle, spread, (raw - middle) / spread)

    def same_of(self, images: Pixels) -> Vectors:
        """Return what other films ``(m, h, w)`` are on the same scale, ``(m, 640)``."""
        vectors: Vectors = (_all_histograms(images) - self.middle) / self.spread
        return vectors


def out_of_fold(
    vectors: Vectors,
    labels: Labels,
    patients: NDArray[np.int64],
    ridges: Sequence[float] = RIDGES,
) -> NDArray[np.float64]:
    """Return how far *vectors* ``(n, d)`` look as having each label, ``(n, l)``.

    An unknown label speaks for neither side.  Of *ridges* each label gets the one by
    which it is told best.
    """
    fold = folds_by_patient(patients)
    told = np.zeros((len(ridges), *labels.shape))
    for number in range(FOLDS):
        mine = fold == number
        told[:, mine] = _fitted(vectors[~mine], labels[~mine], vectors[mine], ridges)
    return np.stack(
        [_best(told[..., k], column) for k, column in enumerate(labels.T)], 1
    )


def folds_by_patient(patients: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return which of `FOLDS` folds each film is in, ``(n,)``: a patient's in one."""
    people = np.unique(patients, return_inverse=True)[1]
    order = np.random.default_rng(0).permutation(int(people.max()) + 1)
    return order[people] % FOLDS


def _best(told: NDArray[np.float64], column: NDArray[np.int8]) -> NDArray[np.float64]:
    """Return that of *told* ``(r, n)`` which tells the label best."""
    aurocs = [auroc(one[column == 1], one[column == 0]) or 0.0 for one in told]
    best: NDArray[np.float64] = told[int(np.argmax(aurocs))]
    return best


def _fitted(
    seen: Vectors, labels: Labels, unseen: Vectors, ridges: Sequence[float]
) -> NDArray[np.float64]:
    """Return what a fit to *seen* says of *unseen*, for each penalty."""
    if not len(seen):
        return np.zeros((len(ridges), len(unseen), labels.shape[1]))
    known = labels >= 0
    usual = (labels == 1).sum(0) / np.maximum(known.sum(0), 1)
    wanted = seen.T @ np.where(known, labels - usual, 0.0)
    gram, each = seen.T @ seen, np.eye(seen.shape[1], dtype=np.float32)
    told = []
    for ridge in ridges:
        penalised = gram + np.float32(ridge * len(seen)) * each
        weights = linalg.solve(penalised, wanted, assume_a="pos")
        told.append(unseen @ weights + usual)
    return np.stack(told)


def _all_histograms(images: Pixels) -> Vectors:
    return np.concatenate([_histograms(films) for films in as_images(images)])


def _histograms(films: NDArray[np.float32]) -> Vectors:
    """Return how much of each direction there is in each cell of two grids."""
    cells = shrunk(films, _SIDE)
    cells -= cells.mean(axis=(1, 2), keepdims=True)
    cells /= cells.std(axis=(1, 2), keepdims=True) + _TINY
    smooth = gaussian_filter(cells, (0, 1, 1))
    down, right = np.gradient(smooth, axis=(1, 2))
    turn = (np.arctan2(down, right) + np.pi) / (2 * np.pi) * _TURNS
    turn = turn.astype(np.int64) % _TURNS
    strength = np.hypot(down, right)
    layers = [np.where(turn == number, strength, 0) for number in range(_TURNS)]
    return np.concatenate(
        [
            np.sqrt(shrunk(layer, grid)).reshape(len(films), -1)
            for layer in layers
            for grid in _GRIDS
        ],
        axis=1,
    ).astype(np.float32)
