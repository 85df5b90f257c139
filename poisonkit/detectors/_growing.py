"""A direction that a few samples share, and go further along than anybody else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from poisonkit.errors import BadParameterError
from poisonkit.scores import Scores

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_STARTS = 16
"""Samples furthest from the origin, each tried as the beginning."""

_ROUNDS = 10
_LEAST = 3
_TINY = 1e-9


def check_share(share: float) -> None:
    """Refuse a share that is none, or all."""
    if not 0 < share < 1:
        raise BadParameterError(f"share must lie between 0 and 1, got {share}")


def grown(vectors: Floats, share: float) -> Scores:
    """Rank *vectors* ``(n, d)`` by their angles to what a *share* of them grow to."""
    few = max(_LEAST, round(share * len(vectors)))
    basis = common(vectors, few)
    return Scores(
        suspicion=cosines(vectors, basis),
        separation=max(reach(vectors @ basis, few), 0.0),
        reversible=True,
    )


def common(vectors: Floats, few: int) -> Floats:
    """Return the direction that the *few* of *vectors* ``(n, d)`` go furthest along."""
    lengths = np.linalg.norm(vectors, axis=1)
    units = vectors / np.maximum(lengths, _TINY)[:, None]
    starts = units[np.argsort(-lengths, kind="stable")[:_STARTS]]
    grown = [gathered(units, start, few) for start in starts]
    return max(grown, key=lambda basis: reach(vectors @ basis, few))


def gathered(units: Floats, basis: Floats, few: int) -> Floats:
    """Return the mean direction of the *few* that *basis* gathers, again and again."""
    for _ in range(_ROUNDS):
        near = np.argsort(-(units @ basis), kind="stable")[:few]
        basis = direction(units[near].mean(axis=0))
    return basis


def reach(along: Floats, few: int) -> float:
    """Return how far the *few* furthest *along* a direction go in the mean."""
    # Rounded, so that of starts that end in the same place the first is taken.
    return round(float(np.sort(along)[-few:].mean()), 6)


def direction(vector: Floats) -> Floats:
    """Return *vector*, of length one, or zero where it is nothing."""
    scaled: Floats = vector / max(float(np.linalg.norm(vector)), _TINY)
    return scaled


def cosines(vectors: Floats, basis: Floats) -> Floats:
    """Return how nearly each of *vectors* ``(n, d)`` points along *basis*, ``(n,)``."""
    lengths = np.maximum(np.linalg.norm(vectors, axis=1), _TINY)
    near: Floats = vectors @ basis / lengths
    return near
