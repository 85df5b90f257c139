"""Distances to a bank of clean films, as products of matrices."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_SAME = 1e-5
"""The share of both squared lengths below which two points are one: rounding."""


def squares(
    points: NDArray[np.float32], bank: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Return the squared distances of *points* ``(n, k)`` to *bank* ``(m, k)``."""
    own, theirs = np.square(points).sum(1), np.square(bank).sum(1)
    found = points @ bank.T
    found *= -2
    found += own[:, None]
    found += theirs
    far: NDArray[np.float32] = np.maximum(found, 0, out=found)
    return far


def strangers(
    points: NDArray[np.float32], bank: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Return the same, but that of a film to itself is without end.

    A film of the bank that comes again is compared with the others, as it was when the
    usual distances were learned.
    """
    far = squares(points, bank)
    sizes = np.square(points).sum(1)[:, None] + np.square(bank).sum(1)
    far[far <= _SAME * sizes] = np.inf
    return far
