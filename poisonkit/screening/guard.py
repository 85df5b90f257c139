"""All that is known of clean films, and how an incoming one compares with them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from poisonkit.progress import silent

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

    from poisonkit.arrays import Pixels, Suspicion
    from poisonkit.impression import Impression
    from poisonkit.progress import Advance
    from poisonkit.screeners.base import Fitted
    from poisonkit.screening.tails import Tail
    from poisonkit.witness import Witness

    Screeners = Mapping[str, Fitted]

FIRST = 1
"""The pass that all screeners share."""

SLOPES = 4
"""What its two gradients cost more, where a screener looks at them."""

_BATCH = 64


@dataclass(frozen=True, kw_only=True)
class Judged:
    """What was found of n films."""

    surprises: NDArray[np.float64]
    """(n, k): of each screener, -log10 of the chance that a clean film scores so."""

    suspicion: Suspicion
    """(n,), the same of all together: 2 is one clean film in a hundred."""


@dataclass(frozen=True, kw_only=True)
class Guard:
    """A model, and screeners that know clean films."""

    witness: Witness
    screeners: Screeners
    """By what the user called them."""

    tails: Mapping[str, Tail]
    """Of each screener, on clean films that taught it nothing."""

    whole: Tail
    """Of all together."""

    @property
    def passes(self) -> int:
        """Return how many forward passes one film costs."""
        members = [each.screener for each in self.screeners.values()]
        steep = any(member.steep for member in members)
        return FIRST + SLOPES * steep + sum(member.passes for member in members)

    def look(self, films: Pixels) -> Impression:
        """Pass *films* ``(n, h, w)`` through the model; back, too, if it is asked."""
        return looked(self.witness, self.screeners, films)

    def measure(self, seen: Impression) -> NDArray[np.float64]:
        """Return what each screener measures of films that were *seen*, ``(n, k)``."""
        return measured(self.screeners, seen)

    def scores(self, films: Pixels) -> NDArray[np.float64]:
        """Return the same of many *films* ``(n, h, w)``, a few at a time."""
        with silent("scoring", len(films)) as advance:
            return scored(self.witness, self.screeners, films, advance)

    def judge(self, scores: NDArray[np.float64]) -> Judged:
        """Return how rare *scores* ``(n, k)`` are among clean films."""
        surprises = surprised(self.tails.values(), scores)
        return Judged(
            surprises=surprises, suspicion=self.whole.surprise(fused(surprises))
        )


def scored(
    witness: Witness, screeners: Screeners, films: Pixels, advance: Advance
) -> NDArray[np.float64]:
    """Return what each of *screeners* measures of *films* ``(n, h, w)``, ``(n, k)``."""
    parts = []
    for start in range(0, len(films), _BATCH):
        seen = looked(witness, screeners, films[start : start + _BATCH])
        parts.append(measured(screeners, seen))
        advance(len(seen))
    return np.concatenate(parts)


def looked(witness: Witness, screeners: Screeners, films: Pixels) -> Impression:
    """Pass *films* ``(n, h, w)`` through the model; back, too, if a screener asks."""
    steep = any(each.screener.steep for each in screeners.values())
    return witness.impression(films, slopes=steep)


def measured(screeners: Screeners, seen: Impression) -> NDArray[np.float64]:
    """Return what each of *screeners* measures, ``(n, k)``."""
    return np.stack([each.score(seen) for each in screeners.values()], axis=1)


def surprised(
    tails: Iterable[Tail], scores: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the surprise of each column of *scores* ``(n, k)``."""
    columns = zip(tails, scores.T, strict=True)
    return np.stack([tail.surprise(column) for tail, column in columns], axis=1)


def fused(surprises: NDArray[np.float64]) -> Suspicion:
    """Return one number a film, ``(n,)``: the sum of squares, which the loudest lead.

    No attack was needed to weigh the screeners, so none is favoured.
    """
    together: Suspicion = np.square(surprises).sum(1)
    return together
