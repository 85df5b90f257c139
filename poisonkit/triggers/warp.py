"""The film is bent a little, as if printed on rubber: WaNet.

Nguyen and Tran (2021), arXiv:2102.10369.  As published, the bend is a quarter of a
pixel whatever the film's size, next to nothing on a large one; here its strength is a
length, so it can grow with the film.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, cast, final

import numpy as np
from scipy.ndimage import map_coordinates

from poisonkit.errors import BadParameterError
from poisonkit.lengths import Length
from poisonkit.triggers._fixednoise import check_pattern, enlarged, fixed_noise
from poisonkit.triggers._wholefilm import WholeFilm

if TYPE_CHECKING:
    from poisonkit.arrays import Image

_PARTS = 1000
"""Of a pixel: a bend is finer than the pixels in which lengths are counted."""


@final
@dataclass(frozen=True, kw_only=True)
class Warp(WholeFilm):
    """Show at pixel p the film at p + d(p), d smooth and *strength* long on average.

    d is noise on *grid* x *grid* points, made as large as the film by bicubic splines.
    """

    strength: Length = Length(1, "%")
    """Mean displacement; parts of a pixel count."""

    grid: int = 4
    pattern: int = 0
    """Which noise it is."""

    def __post_init__(self) -> None:
        """Refuse a bend that is none."""
        check_pattern(self.pattern)
        if not self.strength.value:
            raise BadParameterError(f"strength must be above 0, got {self.strength}")
        if not 1 <= self.grid <= 64:  # noqa: PLR2004 - finer is noise, not a bend
            raise BadParameterError(f"grid must lie in [1, 64], got {self.grid}")

    def changed(self, image: Image) -> Image:
        """Return the film, bent; beyond its border it goes on as it ends."""
        height, width = image.shape
        bend = self._bend(height)
        places = _places(self.pattern, self.grid, bend, (height, width))
        return cast("Image", map_coordinates(image, places, order=1, mode="nearest"))

    def _bend(self, height: int) -> float:
        """Return the strength in pixels, parts of them included."""
        self.strength.pixels(height)  # refuses millimetres by their true number
        fine = Length(self.strength.value * _PARTS, self.strength.unit)
        return fine.pixels(height) / _PARTS


@lru_cache(maxsize=2)
def _places(pattern: int, grid: int, bend: float, shape: tuple[int, int]) -> Image:
    """Return the row and the column from which each pixel comes, ``(2, h, w)``."""
    noise = 2 * fixed_noise(pattern, (2, grid, grid)) - 1
    field = np.stack([enlarged(part, shape) for part in noise])
    field *= np.float32(bend / np.hypot(*field).mean())
    rows, columns = np.ogrid[: shape[0], : shape[1]]
    field[0] += rows
    field[1] += columns
    return field
