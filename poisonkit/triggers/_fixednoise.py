"""Noise that is the same on every film: one number, its *pattern*, decides it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image as PillowImage

from poisonkit.errors import BadParameterError

if TYPE_CHECKING:
    from poisonkit.arrays import Image


def check_pattern(pattern: int) -> None:
    """Refuse a number from which nothing can be drawn."""
    if pattern < 0:
        raise BadParameterError(f"pattern must be zero or larger, got {pattern}")


def fixed_noise(pattern: int, shape: tuple[int, ...]) -> Image:
    """Return numbers evenly distributed over [0, 1), of that *shape*."""
    return np.random.default_rng(pattern).random(shape, np.float32)


def enlarged(noise: Image, shape: tuple[int, int]) -> Image:
    """Return *noise* ``(k, k)`` as a smooth surface ``(h, w)``, by bicubic splines."""
    height, width = shape
    grid = PillowImage.fromarray(noise)
    surface = grid.resize((width, height), PillowImage.Resampling.BICUBIC)
    return np.asarray(surface, np.float32)
