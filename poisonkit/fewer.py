"""Some of many: enough to learn from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from poisonkit.arrays import Rows


def fewer(count: int, most: int, seed: int) -> Rows:
    """Return at most *most* of *count* places, in order, drawn by *seed*."""
    if count <= most:
        return np.arange(count)
    drawn = np.random.default_rng(seed).choice(count, most, replace=False)
    return np.sort(drawn)
