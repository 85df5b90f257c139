"""How well a column of text tells labels."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from poisonkit.labeltable import as_numbers

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from poisonkit.arrays import Rows

_BINS = 10
_NAMED = 30
"""Texts that are values of their own, the commonest; the others are one together."""

_PRIOR = 2.0
"""Films with the usual share of a label that every value is given beforehand."""


def levels(texts: NDArray[np.str_]) -> Rows:
    """Return each text's value, ``(m,)`` from 0: one a text, or a tenth of numbers."""
    names, numbers, counts = np.unique(texts, return_inverse=True, return_counts=True)
    if len(names) > _BINS and as_numbers(names) is not None:
        figures = as_numbers(texts)
        assert figures is not None
        known = np.isfinite(figures)
        cuts = np.quantile(figures[known], np.linspace(0, 1, _BINS + 1)[1:-1])
        binned = np.searchsorted(np.unique(cuts), figures, side="right")
        return _renumbered(np.where(known, binned, _BINS))
    common = np.argsort(-counts, kind="stable")[:_NAMED]
    return _renumbered(np.where(np.isin(numbers, common), numbers, len(names)))


def halves_auroc(
    values: Rows, labels: NDArray[np.int8], half: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return how well *values* rank each column of *labels* ``(m, l)``, ``(l,)``.

    Each *half* is ranked by the label's share at each value in the other.
    """
    size = int(values.max()) + 1
    hits = np.zeros((2, size, labels.shape[1]))
    misses = np.zeros_like(hits)
    np.add.at(hits, (half, values), labels == 1)
    np.add.at(misses, (half, values), labels == 0)
    both: NDArray[np.float64] = np.mean(
        [_ranked(hits, misses, k) for k in (0, 1)], axis=0
    )
    return both


def _ranked(
    hits: NDArray[np.float64], misses: NDArray[np.float64], half: int
) -> NDArray[np.float64]:
    """Return the AUROC of one half by the shares of the other; 0.5 if undefined."""
    told, all_ = hits[1 - half], hits[1 - half] + misses[1 - half]
    usual = told.sum(0) / np.maximum(all_.sum(0), 1)
    share = (told + _PRIOR * usual) / (all_ + _PRIOR)
    order = np.argsort(share, axis=0, kind="stable")
    good = np.take_along_axis(hits[half], order, 0)
    bad = np.take_along_axis(misses[half], order, 0)
    below = np.cumsum(bad, axis=0) - bad / 2
    pairs = good.sum(0) * bad.sum(0)
    won = (good * below).sum(0)
    value: NDArray[np.float64] = np.where(pairs > 0, won / np.maximum(pairs, 1), 0.5)
    return value


def _renumbered(values: NDArray[np.int64]) -> Rows:
    found: Rows = np.unique(values, return_inverse=True)[1].reshape(-1)
    return found
