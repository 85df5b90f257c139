"""How much of a map is large: pure functions of one map ``(h, w)``, never negative."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Map = NDArray[np.float32] | NDArray[np.float64]


def shares_above(sizes: Map, fractions: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the share of pixels at or above each of *fractions* of the largest."""
    ordered = np.sort(sizes, axis=None).astype(np.float64)
    below = np.searchsorted(ordered, fractions * ordered[-1])
    shares: NDArray[np.float64] = 1 - below / len(ordered)
    return shares


def describe(sizes: Map, fraction: float) -> tuple[float, float, float]:
    """Return the share of pixels from *fraction* on, the Gini, and the evenness."""
    return (
        float(shares_above(sizes, np.array([fraction]))[0]),
        gini(sizes),
        evenness(sizes),
    )


def gini(sizes: Map) -> float:
    """Return 0 where all pixels are alike, and nearly 1 where one has everything."""
    ordered = np.sort(sizes, axis=None).astype(np.float64)
    ranks = np.arange(1, len(ordered) + 1)
    ratio = 2 * (ranks @ ordered) / (len(ordered) * ordered.sum())
    return float(ratio - (len(ordered) + 1) / len(ordered))


def evenness(sizes: Map) -> float:
    """Return the entropy over its largest value: 1 where all pixels are alike."""
    parts = sizes[sizes > 0].astype(np.float64)
    parts /= parts.sum()
    return float(-(parts @ np.log(parts)) / np.log(sizes.size))
