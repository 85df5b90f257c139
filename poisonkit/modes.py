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

    _Each = float | NDArray[np.float64]

_STEPS = 40
_SHARES = 0.1, 0.4, 0.7
"""Of the upper part, to begin with."""

_NEAR = np.array([0.0, 0.5, 1.0, 1.5, 2.0])
_FAR = np.array([0.25, 0.5, 1.0, 1.5, 2.5, 3.5, 5.0, 8.0, 12.0, 20.0])
"""Distances tried, up to the allowed one and beyond it."""

_NARROWEST, _WIDEST = 0.5, 1.5
"""Spread of a part while the filter is learned, in sigmas of innocent films."""


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


def one_each(scores: Suspicion, patients: NDArray[np.int64]) -> Suspicion:
    """Return every patient's highest score: a patient's films are all of a kind."""
    people, place = np.unique(patients, return_inverse=True)
    highest = np.full(len(people), -np.inf)
    np.maximum.at(highest, place, scores)
    return highest


def two_kinds(
    scores: Suspicion, apart: float, widest: float = np.inf
) -> tuple[Modes, float]:
    """Return how *scores* ``(n,)`` fall in two, and the log chance of such a gap.

    The null is two kinds up to *apart* spreads from each other: a likelihood ratio, and
    twice its logarithm is chi squared where the gap is just the allowed one (Chernoff
    1954, Ann. Math. Statist. 25:573).  No kind's spread is more than *widest*.
    """
    nearest = np.append(_NEAR[apart > _NEAR], apart)
    near = max(_fitted(scores, nearest, widest), key=_likely)
    far = max(_fitted(scores, apart + _FAR, widest), key=_likely)
    gain = max(far.log_likelihood - near.log_likelihood, 0.0)
    # Half of chi squared's tail, as a normal one: its logarithm does not underflow.
    return far, float(stats.norm.logsf(np.sqrt(2 * gain))) if gain else 0.0


def _likely(modes: Modes) -> float:
    return modes.log_likelihood


def _fitted(scores: Suspicion, gaps: NDArray[np.float64], widest: float) -> list[Modes]:
    """Return the likeliest two parts that lie so far apart, for each of *gaps*.

    All gaps, and all shares to begin with, at once: one line of the arrays each.
    """
    gap = np.repeat(gaps, len(_SHARES))[:, None]
    share = np.tile(_SHARES, len(gaps))[:, None]
    usual = scores.std() / np.sqrt(1 + share * (1 - share) * gap**2)
    spread = np.minimum(usual, widest)
    low = scores.mean() - share * gap * spread
    count = len(scores)
    for _ in range(_STEPS):
        upper = _posterior(scores, low, low + gap * spread, spread, share)[0]
        share = np.clip(upper.mean(axis=1, keepdims=True), 1e-3, 1 - 1e-3)
        low = scores.mean() - share * gap * spread
        # Where the derivative by the spread is zero: a quadratic equation.
        square = np.square(scores - low).sum(axis=1, keepdims=True)
        cross = gap * (upper * (scores - low)).sum(axis=1, keepdims=True)
        usual = (-cross + np.sqrt(cross**2 + 4 * count * square)) / (2 * count)
        spread = np.minimum(usual, widest)
    likely = _posterior(scores, low, low + gap * spread, spread, share)[1]
    lines = np.hstack([gap, low, spread, share, likely.sum(axis=1, keepdims=True)])
    return [Modes(*line) for line in lines.tolist()]


def upper_share(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how likely each of *scores* ``(n,)`` is of the upper part, ``(n,)``."""
    count, low = len(scores), float(np.median(scores))
    high = max(float(np.quantile(scores, 0.9)), low + 1.5)
    share, spread = 0.2, 1.0
    for _ in range(_STEPS):
        upper = _posterior(scores, low, high, spread, share)[0]
        mass = float(upper.sum())
        share = min(max(mass / count, 0.02), 0.98)
        high = float(upper @ scores) / max(mass, 1e-6)
        low = float((1 - upper) @ scores) / max(count - mass, 1e-6)
        around = upper @ np.square(scores - high) + (1 - upper) @ np.square(
            scores - low
        )
        spread = min(max(float(np.sqrt(around / count)), _NARROWEST), _WIDEST)
    return upper


def _posterior(
    scores: NDArray[np.float64], low: _Each, high: _Each, spread: _Each, share: _Each
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the upper part's posterior, and the log likelihood, of each score."""
    width = np.maximum(spread, 1e-6)
    above = np.log(share) - 0.5 * np.square((scores - high) / width)
    below = np.log(1 - share) - 0.5 * np.square((scores - low) / width)
    both = np.logaddexp(above, below)
    likely = both - np.log(width * np.sqrt(2 * np.pi))
    return np.exp(above - both), likely
