"""What is usual among clean films: a middle, and how far films stray from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_TINY = 1e-6


def middle_of(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return mean and spread of every column of *values* ``(n, k)``, as ``(2, k)``."""
    spread = np.maximum(values.std(0), _TINY)
    return np.stack([values.mean(0), spread]).astype(np.float32)


def strayed(
    values: NDArray[np.float32], usual: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Return how many spreads *values* ``(n, k)`` lie above the middle."""
    found: NDArray[np.float32] = (values - usual[0]) / usual[1]
    return found
