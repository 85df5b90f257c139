"""Whether scores are those of two kinds of film, further apart than nature's kinds.

Sicker films, other machines: innocent groups fall in parts, too, but these run into
each other.  A planted pattern is added to some and not to others, and leaves a gap.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import stats

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from poisonkit.arrays import Suspicion

_STEPS = 50
_SHARES = 0.1, 0.4, 0.7
"""Of the upper part, to begin with."""

_NEAR = np.array([0.0, 0.5, 1.0, 1.5, 2.0])
_FAR = np.array([0.25, 0.5, 1.0, 1.5, 2.5, 3.5, 5.0, 8.0, 12.0, 20.0])
"""Distances tried, up to the allowed one and beyond it."""

_NARROWEST, _WIDEST = 0.5, 1.5
"""Spread of a part while the filter is learned, in sigmas of innocent films."""

_TINY = 1e-300


@dataclass(frozen=True)
class Modes:
    """Two normal distributions, of one spread, whose means lie *gap* spreads apart."""

    gap: float
    low: float
    spread: float
    share: float
    """Of the upper one."""

    log_likelihood: float

    @property
    def cut(self) -> float:
        """Where a film is as likely to be of the one as of the other."""
        odds = np.log((1 - self.share) / self.share)
        return float(self.low + self.spread * (self.gap / 2 + odds / self.gap))


def two_kinds(scores: Suspicion, apart: float) -> tuple[Modes, float]:
    """Return how *scores* ``(n,)`` fall in two, and the log chance of such a gap.

    The null is two kinds up to *apart* spreads from each other: a likelihood ratio, and
    twice its logarithm is chi squared where the gap is just the allowed one (Chernoff
    1954, Ann. Math. Statist. 25:573).
    """
    near = max(
        _best(scores, gap).log_likelihood
        for gap in (*(near for near in _NEAR if near < apart), apart)
    )
    far = max(
        (_best(scores, gap) for gap in apart + _FAR), key=lambda m: m.log_likelihood
    )
    gain = max(far.log_likelihood - near, 0.0)
    return far, float(stats.chi2.logsf(2 * gain, 1) - np.log(2)) if gain else 0.0


def _best(scores: Suspicion, gap: float) -> Modes:
    fits = [_fitted(scores, float(gap), share) for share in _SHARES]
    return max(fits, key=lambda modes: modes.log_likelihood)


def _fitted(scores: Suspicion, gap: float, share: float) -> Modes:
    """Return the likeliest two parts that lie *gap* apart, beginning with *share*."""
    count = len(scores)
    spread = float(scores.std()) / np.sqrt(1 + share * (1 - share) * gap**2)
    low = float(scores.mean()) - share * gap * spread
    for _ in range(_STEPS):
        upper = _posterior(scores, low, low + gap * spread, spread, share)[0]
        share = float(np.clip(upper.mean(), 1e-3, 1 - 1e-3))
        low = float((scores - upper * gap * spread).mean())
        # Where the derivative by the spread is zero: a quadratic equation.
        square = float(np.square(scores - low).sum())
        cross = gap * float((upper * (scores - low)).sum())
        spread = (-cross + np.sqrt(cross**2 + 4 * count * square)) / (2 * count)
    likely = _posterior(scores, low, low + gap * spread, spread, share)[1]
    return Modes(gap, low, spread, share, float(likely.sum()))


def upper_share(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how likely each of *scores* ``(n,)`` is of the upper part, ``(n,)``."""
    low = float(np.median(scores))
    high = max(float(np.quantile(scores, 0.9)), low + 1.5)
    share, spread = 0.2, 1.0
    for _ in range(_STEPS):
        upper = _posterior(scores, low, high, spread, share)[0]
        mass = max(float(upper.sum()), 1e-6)
        share = float(np.clip(upper.mean(), 0.02, 0.98))
        high = float(upper @ scores) / mass
        low = float((1 - upper) @ scores) / max(len(scores) - mass, 1e-6)
        centred = scores - low - upper * (high - low)
        around = np.square(centred) + upper * (1 - upper) * (high - low) ** 2
        spread = float(np.clip(np.sqrt(around.mean()), _NARROWEST, _WIDEST))
    return upper


def _posterior(
    scores: NDArray[np.float64], low: float, high: float, spread: float, share: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the upper part's posterior, and the log likelihood, of each score."""
    width = max(spread, 1e-6)
    above = np.log(share) - 0.5 * np.square((scores - high) / width)
    below = np.log(1 - share) - 0.5 * np.square((scores - low) / width)
    both = np.logaddexp(above, below)
    return np.exp(above - both), both - np.log(width * np.sqrt(2 * np.pi))
