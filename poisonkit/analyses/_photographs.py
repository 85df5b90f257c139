"""Photographs of the world, to compare films with: squares of scikit-learn's two."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from sklearn.datasets import load_sample_images

from poisonkit.arrays import as_image
from poisonkit.preparation import Preparation

if TYPE_CHECKING:
    from poisonkit.arrays import Image

_DOWN, _ACROSS = 2, 3


def photographs(size: int) -> Image:
    """Return twelve grey squares ``(12, size, size)`` that overlap nowhere."""
    film = Preparation(size=size, bits=8)
    squares = []
    for picture in load_sample_images().images:
        grey = np.rint(picture.mean(2)).astype(np.uint8)
        side = min(grey.shape[0] // _DOWN, grey.shape[1] // _ACROSS)
        squares += [
            as_image(film.apply(grey[y * side :, x * side :][:side, :side]))
            for y in range(_DOWN)
            for x in range(_ACROSS)
        ]
    return np.stack(squares)
