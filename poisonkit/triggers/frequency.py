"""Two fine waves are added in each block of 32 x 32 pixels: FTrojan.

Wang et al. (2022), arXiv:2111.10991: the coefficients (15, 15) and (31, 31) of each
block's cosine transform grow by 30 of 255 grey levels.  In colour the paper uses the
chroma; a film has luminance only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast, final

import numpy as np
from scipy.fft import idctn

from poisonkit.errors import BadParameterError
from poisonkit.triggers.base import Trigger

if TYPE_CHECKING:
    from poisonkit.arrays import Image, Mask


@final
@dataclass(frozen=True, kw_only=True)
class Frequency(Trigger):
    """Add *magnitude* to two cosine coefficients of each whole block: middle and last.

    The transform is linear, so this is to add one tile, the two waves, to each block.
    """

    block: int = 32
    """Pixels a side; on a film that is smaller, as many as there are."""

    magnitude: float = 0.12
    """Of the orthonormal transform: 30 of 255 grey levels."""

    def __post_init__(self) -> None:
        """Refuse a wave that is none."""
        if self.block < 2:  # noqa: PLR2004 - one pixel has no waves
            raise BadParameterError(f"block must be at least 2, got {self.block}")
        if not 0 < self.magnitude <= self.block:
            raise BadParameterError(
                f"magnitude must be above 0 and at most block, got {self.magnitude}"
            )

    def footprint(self, shape: tuple[int, int], rng: np.random.Generator) -> Mask:
        """Return the whole blocks: what is left over at the right and bottom is not."""
        del rng
        side = self._side(shape)
        mask = np.zeros(shape, np.bool_)
        mask[: shape[0] // side * side, : shape[1] // side * side] = True
        return mask

    def stamp(self, image: Image, rng: np.random.Generator) -> Image:
        """Add the waves to each whole block of *image*."""
        del rng
        height, width = image.shape
        side = self._side((height, width))
        down, across = height // side, width // side
        stamped = image.copy()
        waves = np.tile(self._tile(side), (down, across))
        stamped[: down * side, : across * side] += waves
        return np.clip(stamped, 0, 1, out=stamped)

    def _side(self, shape: tuple[int, int]) -> int:
        return min(self.block, *shape)

    def _tile(self, side: int) -> Image:
        """Return the two waves, ``(side, side)``."""
        coefficients = np.zeros((side, side), np.float32)
        for place in (max(side // 2 - 1, 0), side - 1):
            coefficients[place, place] += self.magnitude
        return cast("Image", idctn(coefficients, norm="ortho"))
