"""How rare a score is among clean films."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from poisonkit.arrays import Suspicion

_TAIL = 0.1
"""The share of clean films beyond which scores are taken to fall off evenly."""

_KEPT = 2000
"""Scores kept of the clean films, evenly among them."""


@dataclass(frozen=True, kw_only=True)
class Tail:
    """The scores of clean films: counted where many lie, drawn out where few do.

    Beyond the last tenth the chance is 0.1 exp(-(s - border) / slope), *slope* the mean
    excess there.  So scores that no clean film reached still differ.
    """

    scores: NDArray[np.float64]
    """(m,), sorted."""

    border: float
    slope: float

    @classmethod
    def of(cls, scores: Suspicion) -> Self:
        """Take the *scores* ``(n,)`` of clean films for what is usual."""
        ordered = np.sort(scores)
        border = float(np.quantile(ordered, 1 - _TAIL))
        beyond = ordered[ordered > border]
        slope = float((beyond - border).mean()) if len(beyond) else 0.0
        places = np.linspace(0, len(ordered) - 1, min(_KEPT, len(ordered)))
        kept = ordered[np.rint(places).astype(np.int64)]
        return cls(scores=kept, border=border, slope=max(slope, 1e-9))

    def surprise(self, scores: Suspicion) -> Suspicion:
        """Return ``(n,)``, -log10 of the chance that a clean film scores as much."""
        above = len(self.scores) - np.searchsorted(self.scores, scores, side="left")
        counted = -np.log10((above + 1) / (len(self.scores) + 1))
        over = np.maximum(scores - self.border, 0) / self.slope
        drawn = (over - np.log(_TAIL)) / np.log(10)
        found: Suspicion = np.where(scores > self.border, drawn, counted)
        return found
