"""What a table says of films beside one label, as numbers that a regression takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from poisonkit.labeltable import as_numbers

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from poisonkit.arrays import Labels
    from poisonkit.labeltable import Metadata

    Floats = NDArray[np.float64]

_TEXTS = 12
"""Texts of a column that get a number of their own, the commonest."""


def known(labels: Labels, label: int, columns: Floats) -> Floats:
    """Return what is known of films beside *label*, ``(m, q)``: first a one.

    *labels* ``(m, l)`` and *columns* ``(m, c)``, from `numbers`, are theirs.
    """
    others = np.delete(labels, label, axis=1)
    parts = [np.ones((len(labels), 1)), others == 1, others < 0, columns]
    whole: Floats = np.hstack(parts).astype(np.float64)
    return whole


def numbers(metadata: Metadata, count: int) -> Floats:
    """Return the columns of *count* films as numbers, ``(n, c)``."""
    parts = [_column(texts) for texts in metadata.columns.values()]
    whole: Floats = np.hstack([np.zeros((count, 0)), *parts])
    return whole


def _column(texts: NDArray[np.str_]) -> Floats:
    """Return a column as one number in sigmas, or as one of 0 and 1 for each text."""
    names, counts = np.unique(texts, return_counts=True)
    figures = as_numbers(texts) if len(names) > _TEXTS else None
    if figures is not None:
        there = np.isfinite(figures)
        centred = np.where(there, figures - figures[there].mean(), 0.0)
        scaled: Floats = centred[:, None] / max(float(figures[there].std()), 1e-9)
        return np.clip(scaled, -4, 4)  # an age of 999 is a typing error, not a lever
    common = names[np.argsort(-counts, kind="stable")[:_TEXTS]]
    flags: Floats = (texts[:, None] == common[None, 1:]).astype(np.float64)
    return flags
