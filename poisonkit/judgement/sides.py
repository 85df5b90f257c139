"""Which end of a split group is guilty: decided by evidence, never by size.

At five per cent poison is the majority of a rare label's positives, and a rule that
calls the smaller part poison clears the poison and accuses the films.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from poisonkit.evidence import Need

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from poisonkit.arrays import Mask, Saliency, Suspicion
    from poisonkit.finding import Group
    from poisonkit.judgement.bench import Bench
    from poisonkit.judgement.measurement import Measurement

_NEAR = 1
"""Cells from the commonest peak that still count as that place."""

_FEWEST = 5


@dataclass(frozen=True, kw_only=True)
class Signs:
    """How far one side looks like the work of a trigger, against the other side."""

    concentration: float
    """Share of its explanations that peak at its commonest place, beyond chance."""

    ease: float
    """How much lower its early log loss is; 0 where there are no traces."""

    @property
    def sum(self) -> float:
        """Both together, on one scale."""
        return self.concentration + float(np.tanh(self.ease))


def split(suspicion: Suspicion) -> Mask:
    """Return the upper part of *suspicion* ``(n,)`` where it best falls in two.

    Otsu's threshold: the cut with the largest variance between its sides.
    """
    order = np.argsort(suspicion, kind="stable")
    ranked = suspicion[order]
    count = np.arange(1, len(ranked))
    below = np.cumsum(ranked)[:-1]
    means = below / count, (ranked.sum() - below) / (len(ranked) - count)
    between = count * (len(ranked) - count) * np.square(means[1] - means[0])
    upper = np.zeros(len(ranked), np.bool_)
    upper[order[int(np.argmax(between)) + 1 :]] = True
    return upper


def signs(bench: Bench, measurement: Measurement, side: Mask) -> Signs:
    """Return what speaks against the samples in *side* ``(n,)`` of a group."""
    group, rows = measurement.evidence.group, measurement.evidence.rows
    concentration = ease = 0.0
    if min(side.sum(), (~side).sum()) >= _FEWEST:
        if bench.lacks(frozenset({Need.SALIENCY})) is None:
            concentration = _concentration(bench, group, rows[side])
        if bench.lacks(frozenset({Need.LOSSES})) is None:
            ease = _ease(bench, group, rows, side)
    return Signs(concentration=concentration, ease=ease)


def _concentration(bench: Bench, group: Group, rows: NDArray[np.int64]) -> float:
    """Return how many maps of *rows* peak at one place, beyond the null's share."""
    needs = frozenset({Need.SALIENCY})
    whole, null = bench.evidence(needs, group), bench.innocent(needs, group)
    chosen = whole.saliency[np.isin(whole.rows, rows)]
    peaks = _peaks(chosen)
    cells, counts = np.unique(peaks, axis=0, return_counts=True)
    place = cells[int(np.argmax(counts))]
    return _share_near(peaks, place) - _share_near(_peaks(null.saliency), place)


def _peaks(maps: Saliency) -> NDArray[np.int64]:
    """Return row and column of each map's largest cell, ``(n, 2)``."""
    places = maps.reshape(len(maps), -1).argmax(axis=1)
    return np.stack(np.unravel_index(places, maps.shape[1:]), axis=1)


def _share_near(peaks: NDArray[np.int64], place: NDArray[np.int64]) -> float:
    return float((np.abs(peaks - place).max(axis=1) <= _NEAR).mean())


def _ease(
    bench: Bench, group: Group, rows: NDArray[np.int64], side: NDArray[np.bool_]
) -> float:
    """Return how much lower the log loss of *side* was in the first half, in sigmas."""
    known = bench.evidence(frozenset({Need.LOSSES}), group)
    half = max(1, known.losses.shape[1] // 2)
    logs = np.log(known.losses[:, :half].mean(axis=1) + 1e-6)
    inside = np.isin(known.rows, rows[side])
    outside = np.isin(known.rows, rows[~side])
    if min(inside.sum(), outside.sum()) < _FEWEST:
        return 0.0
    return float((logs[outside].mean() - logs[inside].mean()) / (logs.std() + 1e-9))
