"""Correlation matrices, and how far apart two of them are: pure functions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Matrix = NDArray[np.float64]


def correlations(said: Matrix) -> Matrix:
    """Return the correlation of every two columns; NaN where one is constant."""
    away = said - said.mean(0)
    size = np.sqrt((away**2).sum(0))
    varies = np.ptp(said, axis=0) > 0
    scaled = away / np.where(varies, size, 1)
    matrix: Matrix = np.clip(scaled.T @ scaled, -1, 1)
    matrix[~varies] = matrix[:, ~varies] = np.nan
    return matrix


def distance(one: Matrix, other: Matrix) -> float:
    """Return the Frobenius norm of the difference, where both are defined."""
    return float(np.sqrt(np.nansum((one - other) ** 2)))
