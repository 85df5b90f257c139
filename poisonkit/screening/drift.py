"""Whether the films that arrive are of the kind that the thresholds were set on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import stats

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from poisonkit.screening.tails import Tail

FEWEST = 20
"""Films with which drift can be told."""

_RARE = 0.05
"""The share of clean films beyond which those that arrive are counted."""


@dataclass(frozen=True, kw_only=True)
class Drift:
    """How much a batch of films differs from clean ones of the reference."""

    films: int
    p_value: float | None
    """That a batch of clean films differs as much in any screener; None: too few."""

    screener: str
    """The one in which it differs most."""

    distance: float
    """There, the largest difference of both cumulative shares, 0 to 1."""

    beyond: float
    """The share of films beyond where one clean film in twenty is."""


def drift_of(
    tails: Mapping[str, Tail],
    scores: NDArray[np.float64],
    surprises: NDArray[np.float64],
) -> Drift:
    """Compare *scores* ``(n, k)`` with those of clean films, screener by screener.

    *surprises* ``(n,)`` are of all screeners together.  Kolmogorov and Smirnov's test;
    the smallest chance counts as often as it was looked for.
    """
    beyond = float((surprises >= -np.log10(_RARE)).mean()) if len(scores) else 0.0
    if len(scores) < FEWEST:
        return Drift(
            films=len(scores), p_value=None, screener="", distance=0, beyond=beyond
        )
    tests = [
        stats.ks_2samp(column, tail.scores, method="asymp")
        for tail, column in zip(tails.values(), scores.T, strict=True)
    ]
    most = int(np.argmin([test.pvalue for test in tests]))
    return Drift(
        films=len(scores),
        p_value=min(1.0, float(tests[most].pvalue) * len(tests)),
        screener=list(tails)[most],
        distance=float(tests[most].statistic),
        beyond=beyond,
    )
