"""What has no outline: thin lines and clouds."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from scipy.ndimage import gaussian_filter

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from poisonkit.phantoms.frame import Frame, Map


def lines(
    frame: Frame, points: NDArray[np.float64], mass: NDArray[np.float64], width: float
) -> Map:
    """Splat points (n, 2) of *mass* (n,), blurred to lines of *width* (sigma).

    Mass is density times area, so that a line weighs the same at any size of film.
    """
    height, across = frame.shape
    rows, columns = frame.locate(points)
    keep = (rows > 0) & (rows < height - 1) & (columns > 0) & (columns < across - 1)
    rows, columns, mass = rows[keep], columns[keep], mass[keep] / frame.pixel**2
    row, column = rows.astype(np.intp), columns.astype(np.intp)
    low, right = mass * (rows - row), columns - column
    high, at = mass - low, row * across + column
    spots = np.concatenate([at, at + 1, at + across, at + across + 1])
    parts = [high - high * right, high * right, low - low * right, low * right]
    total = np.bincount(spots, np.concatenate(parts), minlength=height * across)
    canvas = total.reshape(frame.shape).astype(np.float32)
    drawn: Map = gaussian_filter(canvas, width / frame.pixel, truncate=3.0)
    return drawn


def clouds(frame: Frame, rng: np.random.Generator, cells: int) -> Map:
    """Return smooth noise of variance about 1: *cells* bumps from edge to edge."""
    height, width = frame.shape
    knots = rng.standard_normal((cells + 3, cells + 3)) * 1.9
    smooth = _spline(height, cells) @ knots @ _spline(width, cells).T
    return smooth.astype(np.float32)


@lru_cache(maxsize=32)
def _spline(n: int, cells: int) -> NDArray[np.float64]:
    """Return (n, cells + 3): the cubic B-spline weights of n places on the knots."""
    place = (np.arange(n) + 0.5) / n * cells + 1
    away = np.abs(place[:, None] - np.arange(cells + 3)[None, :])
    near, far = 2 / 3 - away**2 + away**3 / 2, np.maximum(2 - away, 0) ** 3 / 6
    return np.where(away < 1, near, far)
