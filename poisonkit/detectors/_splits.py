"""Two ways to see whether a group is really two, whatever its vectors are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import linalg
from sklearn.cluster import KMeans

from poisonkit.scores import Scores

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from poisonkit.arrays import Saliency

    Vectors = NDArray[np.float32]

_COMPONENTS = 10
_TINY = 1e-12


def spectral(vectors: Vectors) -> Scores:
    """Return how far each of *vectors* ``(n, d)`` lies along their main direction.

    Centred, also where vectors are projected: an off-centre projection ranks by the
    mean, which has nothing to do with poison.  The separation is the first singular
    value over the second.
    """
    if all_equal(vectors):
        return nothing(len(vectors))
    projected = _principal(vectors, 2)
    spread = np.linalg.norm(projected, axis=0)
    second = spread[min(1, len(spread) - 1)]  # a line has but one direction
    return Scores(
        suspicion=long_tail_up(projected[:, 0]),
        separation=float(spread[0] / max(second, _TINY)),
        reversible=True,
    )


def two_means(vectors: Vectors) -> Scores:
    """Return on which side of a split in two each of *vectors* ``(n, d)`` lies.

    The separation is the distance of the two means over the spread around them.
    """
    if all_equal(vectors):
        return nothing(len(vectors))
    reduced = _principal(vectors, _COMPONENTS)
    means = KMeans(2, n_init=4, random_state=0).fit(reduced)
    apart = means.cluster_centers_[1] - means.cluster_centers_[0]
    distance = float(np.linalg.norm(apart))
    axis = (
        (reduced - means.cluster_centers_.mean(axis=0)) @ apart / max(distance, _TINY)
    )
    around = reduced - means.cluster_centers_[means.labels_]
    spread = float(np.sqrt(np.square(around).sum(axis=1).mean()))
    return Scores(
        suspicion=long_tail_up(axis.astype(np.float64)),
        separation=distance / max(spread, _TINY),
        reversible=True,
    )


def _principal(vectors: Vectors, wanted: int) -> NDArray[np.float64]:
    """Return *vectors* ``(n, d)`` along their main directions, ``(n, <= wanted)``.

    From the smaller of the two Gram matrices: a tenth of the time of a singular value
    decomposition, and an audit does hundreds.
    """
    centred = vectors - vectors.mean(axis=0, dtype=np.float64)
    wide = centred.shape[1] > centred.shape[0]
    gram = centred @ centred.T if wide else centred.T @ centred
    last = len(gram) - 1
    first = max(0, last + 1 - wanted)
    values, axes = linalg.eigh(gram, subset_by_index=[first, last])
    values, axes = values[::-1], axes[:, ::-1]
    along = axes * np.sqrt(np.maximum(values, 0)) if wide else centred @ axes
    projected: NDArray[np.float64] = along
    return projected


def flat(maps: Saliency) -> Vectors:
    """Return saliency ``(n, g, g)`` as vectors ``(n, g * g)``."""
    return maps.reshape(len(maps), -1)


def all_equal(vectors: Vectors) -> bool:
    """Return whether there is nothing to split: rounding would be all that is left."""
    return not np.ptp(vectors, axis=0).any()


def nothing(count: int, *, reversible: bool = True) -> Scores:
    """Return the scores of *count* samples that are all alike."""
    return Scores(suspicion=np.zeros(count), separation=0.0, reversible=reversible)


def long_tail_up(axis: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return *axis* with its longer tail upwards: a guess, which may be turned."""
    skew = float(np.mean((axis - axis.mean()) ** 3))
    return axis if skew >= 0 else -axis
