"""How surprising a measurement is: p-values, and what many of them are worth together.

Benjamini and Hochberg (1995), J. R. Statist. Soc. B 57:289.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import numpy as np
from scipy import stats

if TYPE_CHECKING:
    from numpy.typing import NDArray

SMALLEST = 1e-300
"""No p-value is said to be smaller: a float could not tell it from zero."""

SIGMA = 1.4826
"""Of normal values, in median distances from their middle."""


def p_value_of(log_chance: float) -> float:
    """Return the p-value whose logarithm is *log_chance*, at least `SMALLEST`."""
    return max(float(np.exp(log_chance)), SMALLEST)


def middle_and_spread(values: NDArray[np.float64]) -> tuple[float, float]:
    """Return the median, and the sigma of normal values, whatever a few others are."""
    middle = float(np.median(values))
    return middle, SIGMA * float(np.median(np.abs(values - middle)))


def q_values(p_values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the false-discovery rate at which each of *p_values* ``(t,)`` stands."""
    count = len(p_values)
    order = np.argsort(p_values)[::-1]
    scaled = p_values[order] * count / np.arange(count, 0, -1)
    adjusted = np.empty(count)
    adjusted[order] = np.minimum(1, np.minimum.accumulate(scaled))
    return adjusted


def log_chance_of_share(
    hits: NDArray[np.int64], trials: NDArray[np.int64], base: float, odds: float
) -> NDArray[np.float64]:
    """Return log P(at least *hits* of *trials*) where innocence allows *odds*.

    *base* is how common the label is.  Real markers go with diseases: a portable film
    is a sicker patient's.  So the null is not "no association" but "an odds ratio up
    to *odds*", and only what exceeds that counts.
    """
    share = odds * base / (1 - base + odds * base)
    chance = np.array(stats.binom.logsf(hits - 1, trials, share), np.float64)
    deep = np.isneginf(chance)  # a tail under 1e-308: SciPy takes the logarithm of 0
    chance[deep] = _deep_tail(hits[deep], trials[deep], share)
    return chance


def _deep_tail(
    hits: NDArray[np.int64], trials: NDArray[np.int64], share: float
) -> NDArray[np.float64]:
    """Return at least log P(at least *hits* of *trials*), for *hits* far above usual.

    Each term is the one before times a factor that only gets smaller, so the tail is
    at most its first term times a geometric series.
    """
    factor = (trials - hits) / (hits + 1) * share / (1 - share)
    first = stats.binom.logpmf(hits, trials, share)
    return cast("NDArray[np.float64]", first - np.log1p(-factor))


def log_chance_of_few(count: int, chances: NDArray[np.float64]) -> float:
    """Return at least log P(at most *count*) of events with such *chances* ``(n,)``.

    Chernoff's bound, the best of a grid of tilts; exact for no event at all.
    """
    tilts = np.linspace(0, 12, 61)
    bounds = [
        np.log1p(chances * np.expm1(-tilt)).sum() + tilt * count for tilt in tilts
    ]
    return float(min(bounds))
